"""NIST AI 100-1 (AI RMF 1.0): the body by numbered section, the core's categories and subcategories from its tables."""

import re
from collections.abc import Iterable

from pdfplumber.page import Page

from corpus.anchors import Kind, top
from ingest.parse.nist_pages import FUNCTIONS, Body, Draft, subcategory_number
from ingest.parse.pdf_pages import Line, Word, lines_of, page_words

SLUG = "nist-ai-rmf"
MARGIN = 90.0
SUMMARY = "Executive Summary"
RUNNING_HEADER = "NIST AI 100-1 AI RMF 1.0"
# Where the tables' second column begins, in points; the first ends at 196.
SUBCATEGORY_COLUMN = 200.0
# Body type is 12 points, titles above it 14 and 17, captions of figures 10.9, the running header and foot 10.
TITLE_SIZE, BODY_SIZE = 14.0, 11.5
# The page number stands below this, in points from the top.
FOOT = 702.0

_NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\.? \D")
_APPENDIX = re.compile(r"Appendix ([A-Z]):")
_ENTRY = re.compile(rf"(({FUNCTIONS}) (\d+(?:\.\d+)?)):\s*")
_CONTINUED = "Continued on next page"
_FURNITURE = re.compile(rf"Table \d: Categories and subcategories|Categories Subcategories$|{_CONTINUED}$")


def read_framework(pages: Iterable[Page]) -> list[Draft]:
    """The drafts of the whole text, from the executive summary to the last appendix."""
    reader = _Reader()
    for page in pages:
        reader.read_page(page_words(page), page.page_number)
    return reader.body.drafts


class _Reader:
    """The body, and the table cell open in each column: both may go on over a page."""

    def __init__(self) -> None:
        self.body = Body(SLUG, MARGIN)
        self.category: Draft | None = None
        self.subcategory: Draft | None = None
        self.title_above: Line | None = None

    def read_page(self, words: list[Word], page: int) -> None:
        """Take a page; the covers and the contents, which carry no running header, are passed over."""
        lines = lines_of(words)
        if not lines or lines[0].text != RUNNING_HEADER:
            return
        start, stop = _table_span(lines)
        body = [line for line in lines[1:] if line.size >= BODY_SIZE and not _FURNITURE.match(line.text)]
        for line in (line for line in body if line.bottom < start):
            self._read_body(line, page)
        cells = [word for word in words if start <= word.top < stop]
        left = lines_of(word for word in cells if word.x0 < SUBCATEGORY_COLUMN)
        right = lines_of(word for word in cells if word.x0 >= SUBCATEGORY_COLUMN)
        # A category begins on the line of its first subcategory and comes before it.
        for line in sorted(left + right, key=lambda cell: cell.bottom + (cell.x0 >= SUBCATEGORY_COLUMN)):
            self._read_cell(line, page)
        for line in (line for line in body if line.top >= stop):
            self._read_body(line, page)

    def _read_body(self, line: Line, page: int) -> None:
        title_above, self.title_above = self.title_above, None
        numbered = _NUMBERED.match(line.text)
        if line.bold and line.size > TITLE_SIZE + 1:
            if title_above and title_above.size == line.size:
                self.body.lengthen_title(line.text)
            elif self.body.drafts or line.text == SUMMARY:
                self._open_unnumbered(line, page)
        elif line.bold and numbered and line.x0 < MARGIN + 4:
            self.body.open_section(numbered[1].replace(".", "-"), numbered[1].count(".") + 1, line.text, page)
        else:
            self.body.read(line, page)

    def _open_unnumbered(self, line: Line, page: int) -> None:
        appendix = _APPENDIX.match(line.text)
        if appendix or line.text == SUMMARY:
            number = f"appendix-{appendix[1].lower()}" if appendix else "executive-summary"
            self.body.open_section(number, 0, line.text, page)
        else:
            self.body.open_part(0, line.text)
        self.title_above = line

    def _read_cell(self, line: Line, page: int) -> None:
        entry = _ENTRY.match(line.text)
        if entry:
            is_category = "." not in entry[3]
            kind = Kind.HEADING if is_category else Kind.SUBCATEGORY
            draft = Draft(
                top(SLUG, kind, subcategory_number(entry[2], entry[3])),
                page,
                self.body.headings,
                label=entry[1],
                under=None if is_category else self.category,
            )
            self.body.drafts.append(draft)
            if is_category:
                self.category = draft
            else:
                self.subcategory = draft
        cell = self.category if line.x0 < SUBCATEGORY_COLUMN else self.subcategory
        if cell:
            cell.lines.append(line.text[entry.end() :] if entry else line.text)


def _table_span(lines: list[Line]) -> tuple[float, float]:
    """From the foot of the table's header to the first line under the table, in points; beyond the page without a table."""
    header = next((line.bottom for line in lines if line.text == "Categories Subcategories"), None)
    if header is None:
        return FOOT, FOOT
    return header, min((line.top for line in lines if line.top > header and _stands_under(line)), default=FOOT)


def _stands_under(line: Line) -> bool:
    return line.x0 < MARGIN + 4 or line.text == _CONTINUED or line.top > FOOT
