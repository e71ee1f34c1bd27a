"""Any PDF that has a text layer."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from corpus.anchors import Kind, top
from corpus.errors import IngestError
from ingest.blocks import Block, File, Parsed
from ingest.parse.own import Facts, assemble
from ingest.parse.pdf_pages import Line, Word, is_apart, is_pdf, line_joiner, lines_of, open_pdf, page_words

# A line at the edge of a page is a running header or footer when this share of the pages repeats it, numbers aside …
REPEATED = 0.3
# … and at least this many do.
REPEATED_PAGES = 3
# How many lines at the top and at the bottom of a page may be headers and footers.
EDGE_LINES = 3
# Type a seventh larger than the text's own is a heading.
HEADING_SIZE = 1.15
# Two columns: an empty strip between them in the middle part of the page, and a fair share of the words on each side.
GUTTER_FROM, GUTTER_TO, COLUMN_SHARE = 0.4, 0.6, 0.25


class PdfParser:
    """Reads PDF page by page."""

    def accepts(self, file: File) -> bool:
        """Whether the bytes are a PDF's, or the file is named as one."""
        return is_pdf(file) or file.path.suffix.lower() == ".pdf"

    def parse(self, file: File) -> Parsed:
        """The text as `pag_12.par_3`: pages counted from 1, paragraphs told by white space, headings by larger type.

        Raises IngestError when the file needs a password, is damaged, or holds images of text only.
        """
        with open_pdf(file) as pages:
            lines = [_lines_in_order(page_words(page), page.width) for page in pages]
        if not any(lines):
            raise IngestError("pdf_scanned", {"path": file.path.name})
        return assemble(file, Facts(), lambda slug: _blocks(slug, _without_furniture(lines)))


def _lines_in_order(words: Sequence[Word], width: float) -> list[Line]:
    """The lines of a page, the left column before the right where there are two."""
    gutter = _gutter(words, width)
    if gutter is None:
        return lines_of(words)
    left = lines_of(word for word in words if word.x1 <= gutter)
    return left + lines_of(word for word in words if word.x1 > gutter)


def _gutter(words: Sequence[Word], width: float) -> float | None:
    """Where an empty strip parts the page in two columns, in points from the left; None if it has one column."""
    for step in range(int(GUTTER_FROM * width), int(GUTTER_TO * width), 4):
        left = sum(word.x1 <= step for word in words)
        right = sum(word.x0 >= step for word in words)
        if left + right == len(words) and min(left, right) > COLUMN_SHARE * len(words):
            return float(step)
    return None


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without the headers, footers and page numbers that most of them repeat."""
    seen = Counter(key for lines in pages for key in {_shape(line) for line in _edges(lines)})
    least = max(REPEATED_PAGES, REPEATED * len(pages))
    furniture = {shape for shape, times in seen.items() if times >= least}
    kept = []
    for lines in pages:
        edges = {id(line) for line in _edges(lines) if _shape(line) in furniture}
        kept.append([line for line in lines if id(line) not in edges])
    return kept


def _edges(lines: Sequence[Line]) -> Iterator[Line]:
    ordered = sorted(lines, key=lambda line: line.bottom)
    return chain(ordered[:EDGE_LINES], ordered[EDGE_LINES:][-EDGE_LINES:])


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _blocks(slug: str, pages: Sequence[Sequence[Line]]) -> tuple[Block, ...]:
    body_size = _body_size(chain.from_iterable(pages))
    paragraphs = [list(_paragraphs(lines, body_size)) for lines in pages]
    join = line_joiner([line.text for line in lines] for page in paragraphs for lines in page)
    blocks: list[Block] = []
    headings: tuple[str, ...] = ()
    for number, page in enumerate(paragraphs, start=1):
        rank = 0
        for lines in page:
            text = join([line.text for line in lines])
            if _is_heading(lines[0], body_size):
                headings = (text,)
                continue
            rank += 1
            anchor = top(slug, Kind.PAGE, str(number)).child(Kind.PARAGRAPH, str(rank))
            blocks.append(Block(anchor, text, headings=headings, locator=f"page={number}"))
    return tuple(blocks)


def _body_size(lines: Iterable[Line]) -> float:
    """The type size of most of the text, in points."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _paragraphs(lines: Sequence[Line], body_size: float) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and (
            is_apart(paragraph[-1], line)
            or line.bottom < paragraph[-1].top  # the next column
            or _is_heading(line, body_size) != _is_heading(paragraph[-1], body_size)
        ):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _is_heading(line: Line, body_size: float) -> bool:
    return line.size > HEADING_SIZE * body_size
