"""NIST AI 600-1 (generative AI profile): the body by numbered section, the suggested actions from the tables."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import Table

from corpus.anchors import Kind, top
from ingest.parse.nist_pages import FUNCTIONS, Body, Draft, subcategory_number
from ingest.parse.pdf_pages import Line, Word, lines_of, page_words

SLUG = "nist-ai-600-1"
MARGIN = 72.0
# Type of 7 points and less marks footnotes, in the text and before their own; body type is 11, tables' and footnotes' 10.
SMALLEST = 7.5
# The page number stands below this, in points from the top.
FOOT = 725.0
# Tables of actions stick out left of the margin; other frames do not.
TABLE_EDGE = 50.0

_NUMBERED = re.compile(r"(?:(?P<number>(?:A\.)?\d+(?:\.\d+)*)|Appendix (?P<letter>[A-Z]))\. \D")
_SUBCATEGORY = re.compile(rf"(({FUNCTIONS}) (\d+\.\d+)):\s*")
# "GV-1.1-001"; one is printed GV4.3--001.
_ACTION = re.compile(r"(GV|MP|MS|MG)-?(\d+)\.(\d+)-+(\d{3})")


def read_profile(pages: Iterable[Page]) -> list[Draft]:
    """The drafts of the text, from the introduction up to the references, which are not passages."""
    reader = _Reader()
    for page in pages:
        if not reader.read_page(page):
            break
    return reader.body.drafts


class _Reader:
    """The body, and the subcategory and the action open: their text may go on over a page."""

    def __init__(self) -> None:
        self.body = Body(SLUG, MARGIN)
        self.subcategory: Draft | None = None
        self.open: Draft | None = None

    def read_page(self, page: Page) -> bool:
        """Take a page; False once the references begin."""
        words = page_words(page, smallest=SMALLEST)
        tables = [table for table in page.find_tables() if table.bbox[0] < TABLE_EDGE]
        foot = min((c["top"] for c in page.chars if c["size"] < SMALLEST and c["x0"] < MARGIN + 2), default=FOOT)
        for line in lines_of(word for word in words if word.bottom < foot and not _stands_in(word, tables)):
            if line.bold and line.text == "Appendix B. References":
                return False
            self._read_body(line, page.page_number)
        for table in tables:
            self._read_table(table, [word for word in words if _stands_in(word, [table])], page.page_number)
        return True

    def _read_body(self, line: Line, page: int) -> None:
        if "....." in line.text:  # the table of contents
            return
        numbered = _NUMBERED.match(line.text)
        if line.bold and numbered:
            number = numbered["number"] or f"appendix-{numbered['letter'].lower()}"
            self.body.open_section(number.replace(".", "-"), number.count("."), line.text, page)
        elif line.bold and ":" not in line.text:
            # "Overview" names nothing that the section's own title does not.
            self.body.open_subtitle("" if line.text == "Overview" else line.text)
        else:
            self.body.read(line, page)

    def _read_table(self, table: Table, words: list[Word], page: int) -> None:
        taken = 0
        words.sort(key=_middle)
        for row in table.rows:
            # A shaded statement gives a row per line inside a row of its own: a word is read once, in the first.
            until = sum(_middle(word) < row.bbox[3] for word in words)
            self._read_row(words[taken:until], [cell[0] for cell in row.cells if cell], page)
            taken = max(taken, until)

    def _read_row(self, words: Sequence[Word], columns: Sequence[float], page: int) -> None:
        lines = [line.text for line in lines_of(words)]
        if not lines or lines[0].startswith("Action ID"):
            return
        # The columns of an action: number, action, risks. Other rows hold one text across the table.
        texts = [[line.text for line in lines_of(cell)] for cell in _cells(words, columns)]
        number = _ACTION.match("".join(texts[0])) if len(texts) == 3 else None
        subcategory = _SUBCATEGORY.match(lines[0])
        if subcategory:
            anchor = top(SLUG, Kind.SUBCATEGORY, subcategory_number(subcategory[2], subcategory[3]))
            self.subcategory = self._begin(Draft(anchor, page, self.body.headings, label=subcategory[1]))
            lines[0] = lines[0][subcategory.end() :]
        elif number:
            function, category, rank, action = number.groups()
            anchor = top(SLUG, Kind.ACTION, f"{function}-{category}-{rank}-{action}")
            label = f"{function}-{category}.{rank}-{action}"
            self._begin(Draft(anchor, page, self.body.headings, label=label, under=self.subcategory))
        elif lines[0].startswith("AI Actor") and self.subcategory:
            self._begin(Draft(self.subcategory.anchor, page, self.body.headings))
        if self.open and self.open.anchor.kind == Kind.ACTION and len(texts) == 3:
            self.open.lines += texts[1]
            self.open.risks += texts[2]
        elif self.open:
            self.open.lines += lines

    def _begin(self, draft: Draft) -> Draft:
        self.body.drafts.append(draft)
        self.open = draft
        return draft


def _cells(words: Sequence[Word], columns: Sequence[float]) -> list[list[Word]]:
    """`words` by column, the columns told by where they begin."""
    bounds = [*sorted(columns), float("inf")]
    return [[word for word in words if left <= word.x0 < right] for left, right in pairwise(bounds)]


def _stands_in(word: Word, tables: Iterable[Table]) -> bool:
    return any(table.bbox[1] <= _middle(word) < table.bbox[3] for table in tables)


def _middle(word: Word) -> float:
    return (word.top + word.bottom) / 2
