"""Word documents."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from textwrap import indent

import docx
from docx.document import Document
from lxml import etree

from ingest.blocks import File, Parsed
from ingest.parse.office import descriptions, open_package
from ingest.parse.own import Facts, assemble
from ingest.parse.reading import notice_hidden
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections, slugify, split_title
from ingest.parse.tables import Row, group_rows, make_row
from ingest.parse.word_styles import Numbering, Styles, W, value
from ingest.parse.word_text import Words, inside

# Contracts give whole clauses the style of a heading; a heading has less letters than this.
HEADING_LENGTH = 200
# Word has nine levels of outline (and a tenth for text), a Heading six.
OUTLINE_LEVELS, DEEPEST_HEADING = 9, 6
_HEADING_STYLE = re.compile(r"heading ([1-9])")
# "1.2", "3.1.4.": the mark of a clause, which stands alone; "1." and "(a)" mark the items of a list.
_CLAUSE = re.compile(r"\d+(?:\.\d+)+\.?")
# Where Word repeats a text box for programs of before 2010.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


class DocxParser:
    """Reads Word documents as they print once every tracked change is accepted."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as a Word document."""
        return file.path.suffix.lower() == ".docx"

    def parse(self, file: File) -> Parsed:
        """The text by section, headings told by style: `sec_roles.par_2`; a list is one paragraph, a table one or several.

        Numbers that Word counts stand before headings, clauses and items, but not in anchors. Footnotes follow their
        paragraph. Comments, deleted text, page headers and tables of contents are left out; what is not seen too
        (hidden text, white on white, too small to read), which is said.
        Raises IngestError when the file needs a password, is damaged, unpacks to more than is read, or holds no text.
        """
        with open_package(file) as package:
            described = tuple(descriptions(package))
            document = docx.Document(BytesIO(file.data))
            reader = _Reader(document)
            read = list(reader.pieces(document.element.body))
            title, pieces = (reader.title, read) if reader.title else split_title(read)
        hidden = (*reader.words.hidden, *described)
        notices = notice_hidden(hidden)
        return assemble(file, Facts(title=title), lambda slug: number_sections(slug, pieces), warnings=notices, hidden=hidden)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list with its mark; `depth` from 0; a clause stands alone, with the items under it."""

    text: str
    depth: int
    clause: bool


class _Reader:
    """Reads the parts of one document in their order. `title`: its paragraph in the style Title, "" until it is met."""

    def __init__(self, document: Document) -> None:
        self.title = ""
        self._styles = Styles(document)
        self._numbering = Numbering(document)
        self.words = Words(document, self._styles)

    def pieces(self, container: etree._Element) -> Iterator[Piece]:
        """The headings, paragraphs, lists and tables in `container`."""
        items: list[_Item] = []
        for piece in self._parts(container):
            if items and not (isinstance(piece, _Item) and _goes_on(items[0], piece)):
                yield _list(items)
                items = []
            if isinstance(piece, _Item):
                items.append(piece)
            else:
                yield piece
        if items:
            yield _list(items)

    def _parts(self, container: etree._Element) -> Iterator[Piece | _Item]:
        joined = ""
        for element in inside(container, "p", "tbl"):
            if element.tag == f"{W}tbl":
                yield from self._table(element)
                continue
            text, notes = self.words.of(element)
            marks = element.find(f"{W}pPr/{W}rPr")
            if marks is not None and any(marks.find(f"{W}{gone}") is not None for gone in ("del", "moveFrom")):
                joined += f"{text} "  # its end was deleted: it runs on into the next
                continue
            yield from self._paragraph(element, (joined + text).strip(), notes)
            joined = ""
            for box in _text_boxes(element):
                yield from self.pieces(box)
        if joined.strip():
            yield Paragraph(joined.strip())

    def _paragraph(self, element: etree._Element, text: str, notes: tuple[str, ...]) -> Iterator[Piece | _Item]:
        style = value(element.find(f"{W}pPr/{W}pStyle"))
        names = self._styles.names(style)
        # An empty item prints its mark too, and counts.
        mark, depth = self._mark(element, style)
        if not text or any(name.startswith("toc ") for name in names):
            return
        level = self._level(element, style, names)
        if "title" in names and not self.title:
            self.title = text
        elif level and len(text) < HEADING_LENGTH:
            title = text.replace("\n", " ")
            counted = mark.strip("-")
            yield Heading(level, f"{counted} {title}".strip(), slugify(title) if counted else "")
            yield from map(Paragraph, notes)
        elif mark:
            lines = "\n".join((f"{mark} {text}", *notes))
            yield _Item(lines.replace("\n", "\n  "), depth, clause=bool(_CLAUSE.fullmatch(mark)))
        else:
            yield Paragraph("\n".join((text, *notes)))

    def _level(self, element: etree._Element, style: str | None, names: list[str]) -> int:
        """The level of a heading from 1 to 6, 0 for what is none."""
        own = element.find(f"{W}pPr/{W}outlineLvl")
        outline = value(self._styles.find(style, f"{W}pPr/{W}outlineLvl") if own is None else own)
        named = next((found[1] for name in names if (found := _HEADING_STYLE.fullmatch(name))), 0)
        level = int(outline) + 1 if outline else int(named)
        return min(level, DEEPEST_HEADING) if 0 < level <= OUTLINE_LEVELS else 0

    def _mark(self, element: etree._Element, style: str | None) -> tuple[str, int]:
        """The mark that Word prints before the paragraph, and its depth in its list; "" before one of no list."""
        places = (element.find(f"{W}pPr/{W}numPr"), self._styles.find(style, f"{W}pPr/{W}numPr"))
        lists, depths = ([value(at.find(f"{W}{name}")) for at in places if at is not None] for name in ("numId", "ilvl"))
        list_id = next(filter(None, lists), "0")
        if list_id == "0":  # how a paragraph leaves the list of its style
            return "", 0
        depth = int(next(filter(None, depths), 0))
        return self._numbering.mark(list_id, depth), depth

    def _table(self, table: etree._Element) -> Iterator[Piece]:
        rows = [list(_cells(row)) for row in inside(table, "tr") if row.find(f"{W}trPr/{W}del") is None]
        # A table of one row or one column only frames what it holds.
        if len(rows) == 1 or all(len(row) <= 1 for row in rows):
            for _, cell in chain.from_iterable(rows):
                yield from self.pieces(cell)
            return
        read: list[Row] = []
        above: dict[int, str] = {}
        for number, row in enumerate(rows, start=1):
            for column, cell in row:
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is None or value(merged) == "restart":
                    above[column] = " ".join(piece.text for piece in self.pieces(cell))
            read.append(make_row(number, ((column, above.get(column, "")) for column, _ in row)))
        yield from (Paragraph(group.text) for group in group_rows(read))


def _goes_on(first: _Item, item: _Item) -> bool:
    """Whether `item` belongs to the list, or the clause, that `first` opened."""
    return not item.clause and (not first.clause or item.depth > first.depth)


def _list(items: Sequence[_Item]) -> Paragraph:
    outermost = min(item.depth for item in items)
    return Paragraph("\n".join(indent(item.text, "  " * (item.depth - outermost)) for item in items))


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in `paragraph`, each once; those deleted and those within another aside."""
    without = {_FALLBACK, f"{W}txbxContent", f"{W}del", f"{W}moveFrom"}
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(above.tag in without for above in box.iterancestors()):
            yield box


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row by column from 0, those spread over several by the first."""
    column = int(value(row.find(f"{W}trPr/{W}gridBefore")) or 0)
    for cell in inside(row, "tc"):
        if cell.find(f"{W}tcPr/{W}cellDel") is None:
            yield column, cell
        column += int(value(cell.find(f"{W}tcPr/{W}gridSpan")) or 1)
