"""The words of a page in reading order: columns one after another, tables by cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import mean, median
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from corpus.documents import Box
from ingest.parse.pdf_drawing import Edge
from ingest.parse.pdf_pages import Word, rows_of

# White between columns of text, in points: wide, or narrower where more lines keep it free.
GUTTER, WIDE_GUTTER, MANY_LINES, FEWEST_LINES = 9.0, 18.0, 6, 3
# Columns of prose are filled by their lines; those of a table without rules are not.
LEAST_FILL, LEAST_WORDS = 0.5, 2.3
# Columns laid out apart have lines of their own height: few stand level with one of the other. So many lines are a column then.
LEVEL_SHARE, LONG, VERY_LONG, TALKING = 0.6, 10, 30, 1.8
# Rules less far apart are one, and corners as near meet: what pdfplumber takes by default.
SNAP = 3.0
# A gap this wide, in type sizes, parts what stands under columns from the columns.
PART = 2.2
# A table without upright rules: rules of one length, this many at least, and white between its columns.
FEWEST_RULES, CELL_GAP = 3, 6.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its row and column from 0, how many rows it spans, and the words of its lines."""

    row: int
    column: int
    rows: int
    lines: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `headed`: a rule sets its first row off from the others, which have none between them."""

    box: Box
    cells: tuple[Cell, ...]
    headed: bool = False

    @property
    def top(self) -> float:
        return self.box.top

    @property
    def bottom(self) -> float:
        return self.box.bottom

    @property
    def x0(self) -> float:
        return self.box.x0

    @property
    def x1(self) -> float:
        return self.box.x1


@dataclass(frozen=True, slots=True)
class Column:
    """Lines of running text, each by its words, from top to bottom."""

    rows: tuple[tuple[Word, ...], ...]


Part = Column | Grid
_Item = Word | Grid
_Rows = list[list[_Item]]


def arrange(words: Sequence[Word], edges: Sequence[Edge]) -> list[Part]:
    """The page as its reader goes through it: each column from its top to its foot, tables where they stand."""
    grids = list(_grids(words, edges))
    held = {id(word) for grid in grids for cell in grid.cells for line in cell.lines for word in line}
    return list(_arranged([*(word for word in words if id(word) not in held), *grids]))


def _arranged(items: Sequence[_Item]) -> Iterator[Part]:
    rows = _rows(items)
    loose: _Rows = []
    at = 0
    while at < len(rows):
        zone = _columns(rows, at)
        if zone is None:
            loose.append(rows[at])
            at += 1
            continue
        gutter, end = zone
        yield from _plain(loose)
        loose = []
        both = [item for row in rows[at:end] for item in row]
        yield from _arranged([item for item in both if item.x1 <= gutter])
        yield from _arranged([item for item in both if item.x1 > gutter])
        at = end
    yield from _plain(loose)


def _rows(items: Sequence[_Item]) -> _Rows:
    """Words by line and tables each alone, from the top down."""
    lines: _Rows = [list(row) for row in rows_of(item for item in items if isinstance(item, Word))]
    lines += [[item] for item in items if isinstance(item, Grid)]
    return sorted(lines, key=lambda row: min(item.bottom if isinstance(item, Word) else item.top for item in row))


def _plain(rows: _Rows) -> Iterator[Part]:
    """Rows of one column: runs of lines, and the tables between them."""
    lines: list[tuple[Word, ...]] = []
    for row in rows:
        if isinstance(row[0], Grid):
            if lines:
                yield Column(tuple(lines))
                lines = []
            yield row[0]
        else:
            lines.append(tuple(item for item in row if isinstance(item, Word)))
    if lines:
        yield Column(tuple(lines))


def _columns(rows: _Rows, start: int) -> tuple[float, int] | None:
    """Whether two columns begin at `rows[start]`: the middle of the white between them, and the row where they end."""
    items = [item for row in rows for item in row]
    free = [(min(item.x0 for item in items), max(item.x1 for item in items))]
    end = start
    while end < len(rows) and (rest := _free(free, rows[end])):
        free, end = rest, end + 1
    gaps = [gap for gap in free if gap[1] - gap[0] >= GUTTER and _between(rows[start:end], gap)]
    for left, right in sorted(gaps, key=lambda gap: gap[0] - gap[1]):
        gutter = (left + right) / 2
        stop = _trimmed(rows, start, end, gutter)
        if _are_columns(rows[start:stop], gutter, right - left):
            return gutter, stop
    return None


def _free(gaps: Iterable[tuple[float, float]], row: Sequence[_Item]) -> list[tuple[float, float]]:
    """What `row` leaves free of `gaps`, where it is wide enough to part columns."""
    for item in row:
        gaps = [
            piece
            for left, right in gaps
            for piece in ((left, min(right, item.x0)), (max(left, item.x1), right))
            if piece[1] - piece[0] >= GUTTER
        ]
    return list(gaps)


def _between(rows: _Rows, gap: tuple[float, float]) -> bool:
    """Whether there are items on both sides of `gap`."""
    items = [item for row in rows for item in row]
    return any(item.x1 <= gap[0] for item in items) and any(item.x0 >= gap[1] for item in items)


def _trimmed(rows: _Rows, start: int, end: int, gutter: float) -> int:
    """Where the columns end: what stands far below the foot of the one and in the other alone is not of them."""
    last = max((i for i in range(start, end) if any(item.x0 >= gutter for item in rows[i])), default=end - 1)
    last_left = max((i for i in range(start, end) if any(item.x1 <= gutter for item in rows[i])), default=end - 1)
    for i in range(min(last, last_left) + 1, end):
        above, below = rows[i - 1], rows[i]
        size = max((item.size for item in (*above, *below) if isinstance(item, Word)), default=10.0)
        if min(item.bottom for item in below) - max(item.bottom for item in above) > PART * size:
            return i
    return end


def _are_columns(rows: _Rows, gutter: float, width: float) -> bool:
    """Whether what stands left and right of `gutter` is running text, not the cells of a table."""
    sides: list[list[list[_Item]]] = [[], []]
    for row in rows:
        for side, items in enumerate(([i for i in row if i.x1 <= gutter], [i for i in row if i.x0 >= gutter])):
            if items:
                sides[side].append(items)
    fewest = min(map(len, sides))
    holds_grid = any(isinstance(item, Grid) for side in sides for items in side for item in items)
    if fewest < FEWEST_LINES and not (holds_grid and fewest):
        return False
    if width < WIDE_GUTTER and fewest < MANY_LINES:
        return False
    if all(_is_prose(side) for side in sides):
        return True
    level = sum(len(side) for side in sides) - len(rows)
    talks = all(mean(map(len, side)) >= TALKING for side in sides)
    return talks and (fewest >= VERY_LONG or (fewest >= LONG and level < LEVEL_SHARE * fewest))


def _is_prose(lines: Sequence[Sequence[_Item]]) -> bool:
    if any(isinstance(item, Grid) for line in lines for item in line):
        return True
    extents = [(min(item.x0 for item in line), max(item.x1 for item in line)) for line in lines]
    width = max(x1 for _, x1 in extents) - min(x0 for x0, _ in extents)
    fill = median(x1 - x0 for x0, x1 in extents) / max(width, 1.0)
    return fill >= LEAST_FILL and mean(map(len, lines)) >= LEAST_WORDS


def _grids(words: Sequence[Word], edges: Sequence[Edge]) -> Iterator[Grid]:
    """The tables that rules draw, with cells in two columns and two rows at least."""
    taken: list[Box] = []
    merged = _merged(edges)
    for boxes in _ruled(merged):
        grid = _grid(boxes, words)
        if grid and not any(_overlaps(grid.box, box) for box in taken):
            taken.append(grid.box)
            yield grid
    for level in _level_rules(merged):
        box = Box(min(e.x0 for e in level), level[0].top, max(e.x1 for e in level), level[-1].top)
        if any(_overlaps(box, other) for other in taken):
            continue
        grid = _grid(list(_cells_between(level, box, words)), words)
        if grid:
            taken.append(grid.box)
            yield replace(grid, headed=len(level) == FEWEST_RULES)


def _merged(edges: Sequence[Edge]) -> list[dict[str, Any]]:
    """The edges as pdfplumber has them, those in one line made one."""
    named = [
        {
            "x0": edge.x0,
            "x1": edge.x1,
            "top": edge.top,
            "bottom": edge.bottom,
            "width": edge.x1 - edge.x0,
            "height": edge.bottom - edge.top,
            "orientation": "h" if edge.top == edge.bottom else "v",
        }
        for edge in edges
    ]
    return merge_edges(named, SNAP, SNAP, SNAP, SNAP)


def _ruled(edges: list[dict[str, Any]]) -> list[list[Box]]:
    """The cells of each table of rules both ways."""
    cells = intersections_to_cells(edges_to_intersections(edges, SNAP, SNAP))
    return [[Box(*cell) for cell in table] for table in cells_to_tables(cells)]


def _level_rules(edges: list[dict[str, Any]]) -> Iterator[list[Edge]]:
    """Level rules of one place and length, from the top down: the tables of books, and of styles without upright rules."""
    by_extent: dict[tuple[int, int], list[Edge]] = {}
    level = [Edge(e["x0"], e["top"], e["x1"], e["bottom"]) for e in edges if e["orientation"] == "h"]
    for edge in sorted(level, key=lambda e: e.top):
        same = by_extent.setdefault((round(edge.x0 / SNAP), round(edge.x1 / SNAP)), [])
        if not same or edge.top - same[-1].top > SNAP:
            same.append(edge)
    yield from (same for same in by_extent.values() if len(same) >= FEWEST_RULES)


def _cells_between(rules: Sequence[Edge], box: Box, words: Sequence[Word]) -> Iterator[Box]:
    """Cells between level rules: rows by the rules, or by line where only a head is ruled off; columns by white."""
    inside = [word for word in words if _holds(box, word)]
    gaps = [(box.x0, box.x1)]
    for word in inside:
        gaps = [
            piece
            for left, right in gaps
            for piece in ((left, min(right, word.x0)), (max(left, word.x1), right))
            if piece[1] - piece[0] >= CELL_GAP
        ]
    starts = [min((w.x0 for w in inside if w.x0 >= right - 0.01), default=right) for _, right in sorted(gaps)]
    columns = sorted({box.x0, *(start for start in starts if box.x0 < start < box.x1 - CELL_GAP)})
    columns = [column for column in columns if column == box.x0 or any(word.x1 <= column for word in inside)]
    tops = [rule.top for rule in rules]
    if len(rules) == FEWEST_RULES:
        body = [row for row in rows_of(inside) if row[0].bottom > tops[1]]
        opening = [row for row in body if len(columns) > 1 and row[0].x0 < columns[1]]
        tops = [tops[0], tops[1], *(min(w.top for w in row) - 0.1 for row in opening[1:]), tops[2]]
    for top, bottom in pairwise(tops):
        for left, right in pairwise([*columns, box.x1]):
            yield Box(left, top, right, bottom)


def _grid(boxes: Sequence[Box], words: Sequence[Word]) -> Grid | None:
    """The table of these cells with their words; None where it holds fewer than two rows or columns of words."""
    tops, lefts = _distinct(box.top for box in boxes), _distinct(box.x0 for box in boxes)
    if len(tops) < 2 or len(lefts) < 2:
        return None
    outer = Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
    inside = [word for word in words if _holds(outer, word)]
    cells = []
    for box in sorted(boxes, key=lambda b: (b.top, b.x0)):
        own = [word for word in inside if _holds(box, word)]
        row, column = _index(tops, box.top), _index(lefts, box.x0)
        rows = sum(box.top - SNAP < top < box.bottom - SNAP for top in tops)
        if own:
            cells.append(Cell(row, column, max(1, rows), tuple(tuple(line) for line in rows_of(own))))
    if len({cell.row for cell in cells}) < 2 or len({cell.column for cell in cells}) < 2:
        return None
    return Grid(outer, tuple(cells))


def _distinct(places: Iterable[float]) -> list[float]:
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > SNAP:
            found.append(place)
    return found


def _index(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - place))


def _holds(box: Box, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box.x0 <= x < box.x1 and box.top <= y < box.bottom


def _overlaps(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.top < other.bottom and other.top < one.bottom
