"""What pages carry beside their text: running headers and footers, page numbers, tables of contents."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.parse.pdf_pages import Line
from ingest.parse.pdf_text import PageText, Table

# What stands at the edge of a page is a running header or footer when this share of the pages repeats it, numbers aside …
REPEATED = 0.3
# … and at least this many do; or so many do within a few pages, as the header of a chapter does, at one height; or both of two
# pages, at one height and apart from the text.
REPEATED_PAGES, CHAPTER_PAGES, CHAPTER_WITHIN = 3, 3, 8
# How many lines at the top and at the bottom of a page may be headers and footers, and how near its edge.
EDGE_LINES, EDGE = 3, 0.14
# How exactly a header keeps its height, in points.
SAME_HEIGHT = 3.0

# A header may change with each chapter: it stands at one height on so many of the pages, so much white from the text.
OFF_SHARE, OFF = 0.5, 0.8

_PAGE_NUMBER = re.compile(r"(?:p(?:age|\.)?\s*)?[-–—|\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—|\s]*(?:(?:/|of|sur|de)\s*\d{1,4})?", re.I)


# A table of contents: its title, and its entries, which are most of its page.
_CONTENTS = re.compile(r"(?:table of )?contents|table des matières|sommaire", re.I)
_ENTRY = re.compile(r"\D\s(?:\d{1,4}|[ivxlc]{1,6})$")
CONTENTS_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line or table at the edge of a page: `shape` is its words, the number of the page aside.

    `stands_off`: it is the first or last of its page, no larger than the text, and white parts it from the text.
    """

    page: int
    shape: str
    height: int
    is_number: bool
    stands_off: bool
    item: Line | Table


def without_furniture(pages: Sequence[PageText]) -> list[PageText]:
    """The pages without the headers, footers and page numbers that they repeat, nor their tables of contents."""
    return list(_without_contents(_without_repeated(pages)))


def _without_contents(pages: Iterable[PageText]) -> Iterator[PageText]:
    """The pages without the title "Contents" and the entries under it, lines that end in a page number, over its pages."""
    inside = False
    for page in pages:
        lines = [line for part in page.parts if not isinstance(part, Table) for line in part]
        titles = [line for line in lines if _CONTENTS.fullmatch(line.text)]
        entries = [line for line in lines if _ENTRY.search(line.text) and (not titles or line.bottom > titles[0].bottom)]
        if titles or inside:
            inside = len(entries) >= CONTENTS_SHARE * len(lines)
        if not inside:
            yield page
            continue
        gone = {id(line) for line in (*titles[:1], *entries)}
        yield replace(page, parts=tuple(_kept(page, gone)))


def _without_repeated(pages: Sequence[PageText]) -> list[PageText]:
    offset = _offset(pages)
    sizes = [line.size for page in pages for part in page.parts if not isinstance(part, Table) for line in part]
    body = median(sizes) if sizes else 0.0
    edges = [edge for page in pages for edge in _edges(page, offset, body)]
    by_shape: dict[str, set[int]] = {}
    by_place: dict[tuple[str, int], list[int]] = {}
    numbers: Counter[int] = Counter()
    for edge in edges:
        by_shape.setdefault(edge.shape, set()).add(edge.page)
        for height in (edge.height - 1, edge.height, edge.height + 1):
            by_place.setdefault((edge.shape, height), []).append(edge.page)
        if edge.is_number:
            numbers.update({edge.height - 1, edge.height, edge.height + 1})
    least = max(REPEATED_PAGES, REPEATED * len(pages))

    heads = _head_heights(pages, edges)

    def is_furniture(edge: _Edge) -> bool:
        if edge.stands_off and edge.height in heads:
            return True
        if len(by_shape[edge.shape]) >= least or (edge.is_number and numbers[edge.height] > 1):
            return True
        near = {page for page in by_place[edge.shape, edge.height] if abs(page - edge.page) < CHAPTER_WITHIN}
        both = edge.stands_off and len(near) == len(pages) == 2
        return both or len(near) >= CHAPTER_PAGES

    gone = {id(edge.item) for edge in edges if is_furniture(edge)}
    return [replace(page, parts=tuple(_kept(page, gone))) for page in pages]


def _kept(page: PageText, gone: set[int]) -> Iterator[tuple[Line, ...] | Table]:
    for part in page.parts:
        if isinstance(part, Table):
            if id(part) not in gone:
                yield part
        elif lines := tuple(line for line in part if id(line) not in gone):
            yield lines


def _head_heights(pages: Sequence[PageText], edges: Iterable[_Edge]) -> set[int]:
    """The heights at which most pages have a line that stands off: a header whose words change with each chapter."""
    count: Counter[int] = Counter()
    for edge in edges:
        if edge.stands_off:
            count.update((edge.height - 1, edge.height, edge.height + 1))
    least = max(REPEATED_PAGES, OFF_SHARE * len(pages))
    return {height for height, times in count.items() if times >= least}


def _edges(page: PageText, offset: int, body: float) -> Iterator[_Edge]:
    items = _at_edge(page)
    off = {id(item) for item in _standing_off(items, body)}
    for item in items:
        text = _text(item)
        shape = re.sub(r"\d+", lambda m: "#" if int(m[0][:9]) == page.number + offset else m[0], text)
        margin = EDGE * page.hold.height
        in_margin = item.bottom < margin or item.top > page.hold.height - margin
        is_number = in_margin and bool(_PAGE_NUMBER.fullmatch(text))
        stands_off = in_margin and id(item) in off
        yield _Edge(page.number, shape, round(item.bottom / SAME_HEIGHT), is_number, stands_off, item)


def _standing_off(items: Sequence[Line | Table], body: float) -> Iterator[Line]:
    """The first and the last line of a page, where white parts them from the next."""
    for outer, inner in (items[:2], items[:-3:-1]) if len(items) > 1 else ():
        if isinstance(outer, Line) and outer.size <= 1.05 * body:
            white = max(inner.top - outer.bottom, outer.top - inner.bottom)
            if white > OFF * outer.size:
                yield outer


def _offset(pages: Sequence[PageText]) -> int:
    """By how much the numbers printed at the edges of pages differ from the pages' own, most often."""
    apart = Counter(
        int(number[:9]) - page.number for page in pages for item in _at_edge(page) for number in re.findall(r"\d+", _text(item))
    )
    return apart.most_common(1)[0][0] if apart else 0


def _at_edge(page: PageText) -> list[Line | Table]:
    items: list[Line | Table] = []
    for part in page.parts:
        items += [part] if isinstance(part, Table) else part
    ordered = sorted(items, key=lambda item: item.bottom)
    return [*ordered[:EDGE_LINES], *ordered[EDGE_LINES:][-EDGE_LINES:]]


def _text(item: Line | Table) -> str:
    if isinstance(item, Line):
        return item.text
    return " ".join(line for row in item.rows for _, lines in row.cells for line in lines)
