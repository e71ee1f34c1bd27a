"""The text of each page: columns of lines in reading order, tables, footnotes apart; what is hidden, and what is a scan."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import File, Hidden
from ingest.parse.pdf_drawing import Edge
from ingest.parse.pdf_file import Entry, Hold, Sheet, open_file
from ingest.parse.pdf_layout import Cell, Grid, arrange
from ingest.parse.pdf_ocr import Recognise
from ingest.parse.pdf_pages import Line, Word, line_of
from ingest.parse.pdf_seen import SCAN_SHARE, is_paper, look
from ingest.parse.pdf_words import unknown_share, words_of

# A page with fewer letters than this beside a picture of a text (a stamp, a page number) is a scan.
STAMP_LETTERS = 60
# Of a page whose letters are not told (fonts without a table of them) so many cannot be read.
UNKNOWN_SHARE = 0.3
# Type of footnotes against the page's own.
NOTE_SIZE = 0.94
# Below footnotes stands a footer of so many lines and words at most.
FOOTER_ROWS, FOOTER_WORDS = 2, 8
# A rule this near under a line underlines it, in type sizes.
UNDERLINE = 0.3

_NOTE = re.compile(r"(\d{1,3}|[*†‡§]{1,3})\.?(?=\D|$)")
# An entry of a table of contents: dots, then a page.
_ENTRY = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?$|…{2,}\s*\d+$")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as `rows` of cells (column, lines of text), and its place; `headed`: its first row is set off as a header."""

    rows: tuple["TableRow", ...]
    headed: bool
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table with its box's upper and lower side."""

    cells: tuple[tuple[int, tuple[str, ...]], ...]
    top: float
    bottom: float


Flow = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PageText:
    """A page: its columns (lines, or a table) in reading order, its footnotes, how it is held, and whether it was recognised.

    `dumb`: it shows a text that could not be read.
    """

    number: int
    hold: Hold
    parts: tuple[Flow | Table, ...] = ()
    notes: tuple[Flow, ...] = ()
    ocr: bool = False
    dumb: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A whole PDF."""

    pages: tuple[PageText, ...]
    outline: tuple[Entry, ...]
    hidden: tuple[Hidden, ...]


def read_text(file: File, recognise: Recognise | None) -> Text:
    """The text of every page of `file`, its scans put through `recognise` if there is one.

    Raises IngestError where the file needs a password, is cut short or is damaged.
    """
    pages: list[PageText] = []
    hidden: list[Hidden] = []
    with open_file(file) as pdf:
        for sheet in pdf.sheets():
            page, unseen = _read(sheet, recognise)
            pages.append(page)
            hidden += unseen
        hidden += (Hidden(text, "metadata") for text in pdf.properties)
        return Text(tuple(pages), pdf.outline, tuple(hidden))


def _read(sheet: Sheet, recognise: Recognise | None) -> tuple[PageText, tuple[Hidden, ...]]:
    seen = look(sheet)
    letters = sum(glyph.text.isalnum() for glyph in seen.glyphs)
    told = unknown_share(seen.glyphs) < UNKNOWN_SHARE
    found = None
    wordless = letters < STAMP_LETTERS and not seen.ocr
    is_picture = wordless and sheet.image_share >= SCAN_SHARE and is_paper(sheet.picture())
    if is_picture or not told:
        found = recognise(sheet) if recognise else None
        if found or not told:
            return PageText(sheet.number, sheet.hold, found or (), ocr=True, dumb=found is None), seen.hidden
    words = _underlined(words_of(seen.glyphs), sheet.edges)
    parts, notes = _parts(words, sheet.edges)
    dumb = is_picture and found is None
    return PageText(sheet.number, sheet.hold, parts, notes, seen.ocr, dumb), seen.hidden


def _underlined(words: Sequence[Word], edges: Sequence[Edge]) -> list[Word]:
    """The words, those underlined taken for bold: typewriters and forms set headings off so."""
    level = [edge for edge in edges if edge.top == edge.bottom]

    def is_underlined(word: Word) -> bool:
        foot = word.bottom - 0.2 * word.size
        return any(
            -0.05 * word.size < edge.top - foot < UNDERLINE * word.size and edge.x0 <= word.x0 + 1 and edge.x1 >= word.x1 - 1
            # The rule of a table or a footnote runs far beyond a word that stands on it, or is not as long.
            for edge in level
        )

    return [replace(word, bold=True) if level and not word.bold and is_underlined(word) else word for word in words]


def _parts(words: Sequence[Word], edges: Sequence[Edge]) -> tuple[tuple[Flow | Table, ...], tuple[Flow, ...]]:
    arranged = arrange(words, edges)
    body = _size_of_most(words)
    flows: list[tuple[tuple[Word, ...], ...] | Grid] = []
    notes: list[Flow] = []
    numbers: set[str] = set()
    for part in arranged:
        if isinstance(part, Grid):
            flows.append(part)
            continue
        first, last = _note_rows(part.rows, body)
        flows.append(part.rows[:first] + part.rows[last:])
        for note in _split_notes(part.rows[first:last]):
            numbers.add(_NOTE.match(line_of(note[0]).text)[1])  # type: ignore[index]
            notes.append(tuple(line_of(row) for row in note))
    parts: list[Flow | Table] = []
    for flow in flows:
        if isinstance(flow, Grid):
            parts.append(_table(flow, numbers))
        elif lines := tuple(_lines(flow, numbers)):
            parts.append(lines)
    return tuple(parts), tuple(notes)


def _lines(rows: Iterable[tuple[Word, ...]], marks: set[str]) -> Iterator[Line]:
    """The rows as lines without the `marks` of footnotes, nor the lines of a table of contents."""
    for row in rows:
        kept = [word for word in row if not (word.raised and word.glued and word.text.strip(",;") in marks)]
        line = line_of(kept or row)
        if not _ENTRY.search(line.text):
            yield line


def _size_of_most(words: Iterable[Word]) -> float:
    letters: Counter[float] = Counter()
    for word in words:
        letters[round(word.size * 2) / 2] += len(word.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _note_rows(rows: Sequence[tuple[Word, ...]], body: float) -> tuple[int, int]:
    """Where the footnotes of a column begin and end: its last rows of small type, from the first that opens with a mark.

    Page numbers and footers stand below them: a few words, as large as the text.
    """
    last = len(rows)
    while (
        last and len(rows) - last < FOOTER_ROWS and not _is_small(rows[last - 1], body) and len(rows[last - 1]) <= FOOTER_WORDS
    ):
        last -= 1
    first = last
    while first and _is_small(rows[first - 1], body):
        first -= 1
    first = next((i for i in range(first, last) if _opens_note(rows[i])), last)
    return (first, last) if first < last else (len(rows), len(rows))


def _is_small(row: Sequence[Word], body: float) -> bool:
    return max((word.size for word in row if not word.raised), default=0.0) <= NOTE_SIZE * body


def _opens_note(row: Sequence[Word]) -> bool:
    return bool(_NOTE.fullmatch(row[0].text)) and (row[0].raised or len(row) > 1)


def _split_notes(rows: Sequence[tuple[Word, ...]]) -> list[list[tuple[Word, ...]]]:
    notes: list[list[tuple[Word, ...]]] = []
    for row in rows:
        if _opens_note(row) and (row[0].raised or not notes or not notes[-1][0][0].raised):
            notes.append([row])
        else:
            notes[-1].append(row)
    return notes


def _table(grid: Grid, marks: set[str]) -> Table:
    by_row: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rows):
            by_row.setdefault(row, []).append(cell)
    rows = []
    for number in sorted(by_row):
        cells = sorted(by_row[number], key=lambda cell: cell.column)
        own = [word for cell in cells if cell.row == number for row in cell.lines for word in row]
        if own:
            rows.append(
                TableRow(
                    tuple((cell.column, tuple(line.text for line in _lines(cell.lines, marks))) for cell in cells),
                    min(word.top for word in own),
                    max(word.bottom for word in own),
                )
            )
    weights = [
        all(word.bold for cell in cells if cell.row == number for line in cell.lines for word in line)
        for number, cells in sorted(by_row.items())
    ]
    headed = grid.headed or (weights[0] and not all(weights))
    return Table(tuple(rows), headed, grid.x0, grid.x1, grid.top, grid.bottom)
