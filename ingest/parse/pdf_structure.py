"""Headings, paragraphs, lists and tables out of the lines of pages, each with its place."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.documents import Box, Spot, write_locator
from ingest.parse.clauses import opens_clause
from ingest.parse.pdf_headings import Styles, looks_like_heading
from ingest.parse.pdf_pages import PARAGRAPH_PITCH, Line, line_joiner
from ingest.parse.pdf_text import PageText, Table, TableRow
from ingest.parse.sections import Paragraph, Piece
from ingest.parse.tables import Row, group_rows, make_row

# Lines further apart than the text's own, by this factor, belong to two paragraphs; a document set double has wide ones.
WIDER, WIDEST = 1.25, 3.0
# A line that ends this much short of its column, with a stop, ends its paragraph; one that begins this far in, in type
# sizes, begins another.
SHORT, INDENT = 0.2, (0.8, 6.0)
# What begins this far in, in type sizes, is centred.
CENTRED = 3.0
# Two lines whose type differs by more than this part are of two paragraphs.
SAME_SIZE = 0.1
# Marks this far apart belong to two depths of a list, in points.
DEEPER = 6.0

# A table repeats some of its first rows on its next page.
HEAD_ROWS = 3

_ENDED = re.compile(r"[.:;?!…][”’»)\]\"'\s]*$")
# What ends an item of a list within a sentence: "…; and".
_ITEM_ENDED = re.compile(r"[;,]\s*(?:and|or|et|ou)$")
_BULLET = re.compile(r"(?:[•▪●◦○■□‣⁃–—➢➤►✓✔→·-]|o(?= ))\s+(?=\S)")
_NUMBER = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z]|[ivx]{1,5})\.)\s+(?=\S)")


@dataclass(slots=True)
class _Run:
    """A paragraph being read: its lines by page and column. `mark`: what opens it as an item of a list."""

    chunks: list[tuple[PageText, list[Line]]]
    mark: str = ""
    note: bool = False

    @property
    def lines(self) -> list[Line]:
        return [line for _, lines in self.chunks for line in lines]

    @property
    def first(self) -> Line:
        return self.chunks[0][1][0]

    @property
    def last(self) -> Line:
        return self.chunks[-1][1][-1]


@dataclass(slots=True)
class _TableRun:
    """A table being read, over as many pages as it goes."""

    rows: list[tuple[PageText, Table, TableRow]] = field(default_factory=list)
    headed: bool = False


def pieces_of(pages: Sequence[PageText], styles: Styles, vocabulary: Counter[str]) -> Iterator[Piece]:
    """The headings, paragraphs, lists and tables of `pages`, in order; footnotes stand after the paragraph they interrupt."""
    runs = list(_runs(pages, _pitch(pages)))
    texts = [[line.text for line in run.lines] for run in runs if isinstance(run, _Run)]
    join = line_joiner(texts, vocabulary)
    items: list[_Run] = []
    for run in runs:
        if items and not (isinstance(run, _Run) and run.mark and run.first.x0 > items[0].first.x0 - DEEPER):
            yield _list(items, join)
            items = []
        if isinstance(run, _TableRun):
            yield from _table(run, join)
        elif run.mark:
            items.append(run)
        else:
            text = join([line.text for line in run.lines])
            page = run.chunks[0][0]
            heading = None if run.note or page.ocr else styles.heading(text, run.lines, page.number)
            if heading is None:
                yield Paragraph(text, _locator(run.chunks))
            elif heading.text:
                yield heading.at(_locator(run.chunks))
    if items:
        yield _list(items, join)


def _pitch(pages: Sequence[PageText]) -> float:
    """How far apart lines stand, in type sizes, before they belong to two paragraphs."""
    found = Counter(
        round(20 * (below.bottom - above.bottom) / max(above.size, 1.0)) / 20
        for page in pages
        for part in page.parts
        if not isinstance(part, Table)
        for above, below in pairwise(part)
        if 0 < below.bottom - above.bottom < WIDEST * above.size
    )
    return max(PARAGRAPH_PITCH, WIDER * found.most_common(1)[0][0]) if found else PARAGRAPH_PITCH


def _runs(pages: Iterable[PageText], pitch: float) -> Iterator[_Run | _TableRun]:
    """The paragraphs and tables of all pages, those that a page or column breaks joined again."""
    notes: list[_Run] = []
    last: _Run | _TableRun | None = None
    for page in pages:
        for part in page.parts:
            if isinstance(part, Table):
                if not (isinstance(last, _TableRun) and _continues(last, part)):
                    if last:
                        yield last
                    yield from notes
                    notes, last = [], _TableRun()
                new = list(_new_rows(last, page, part))
                # A row that the next page repeats is a header.
                last.headed = last.headed or part.headed or len(new) < len(part.rows)
                last.rows += new
                continue
            for number, run in enumerate(_paragraphs(page, part, pitch)):
                if number == 0 and isinstance(last, _Run) and _goes_on(last, run, part):
                    last.chunks += run.chunks
                    continue
                if last:
                    yield last
                yield from notes
                notes, last = [], run
        notes += [_Run([(page, list(note))], note=True) for note in page.notes]
    if last:
        yield last
    yield from notes


def _paragraphs(page: PageText, lines: Sequence[Line], pitch: float) -> Iterator[_Run]:
    """The paragraphs of one column."""
    left = _left(lines)
    right = sorted(line.x1 for line in lines)[int(0.9 * (len(lines) - 1))]
    run: list[Line] = []
    for line in lines:
        if run and _parts(run, line, left, right, pitch, scanned=page.ocr):
            yield _run(page, run)
            run = []
        run.append(line)
    if run:
        yield _run(page, run)


def _left(lines: Iterable[Line]) -> float:
    """Where most lines of a column begin."""
    return Counter(round(line.x0) for line in lines).most_common(1)[0][0]


def _run(page: PageText, lines: list[Line]) -> _Run:
    mark = _BULLET.match(lines[0].text) or _NUMBER.match(lines[0].text)
    heads = looks_like_heading(lines) and not _BULLET.match(lines[0].text)
    return _Run([(page, lines)], mark=mark[0].strip() if mark and not heads else "")


def _parts(run: Sequence[Line], line: Line, left: float, right: float, pitch: float, *, scanned: bool) -> bool:
    """Whether `line` begins another paragraph than `run`."""
    above, ended = run[-1], bool(_ENDED.search(run[-1].text))
    size = max(above.size, line.size)
    if line.bottom - above.bottom > pitch * size or line.bottom < above.bottom - size:
        return True
    if _BULLET.match(line.text):
        return True
    over = ended or bool(_ITEM_ENDED.search(above.text)) or all(of.bold for of in run)
    hangs = len(run) > 1 and line.x0 < above.x0 - DEEPER
    if (over or hangs) and (_NUMBER.match(line.text) or opens_clause(line.text)):
        return True
    if not scanned and (abs(line.size - above.size) > SAME_SIZE * size or (above.bold != line.bold and _sets_off(run, line))):
        return True
    starts = line.text[:1].isupper() or line.text[:1] in '«“"('
    short = above.x1 < right - SHORT * (right - left)
    indented = INDENT[0] * size < line.x0 - run[0].x0 < INDENT[1] * size and len(run) > 1 and run[-1].x0 < run[0].x0 + 1
    return ended and starts and (short or (indented and not _BULLET.match(run[0].text)))


def _sets_off(run: Sequence[Line], line: Line) -> bool:
    """Whether a change of weight parts a heading from its text, not words of one sentence set in bold."""
    if line.bold:
        return bool(_ENDED.search(run[-1].text)) and line.text[:1].isupper()
    return all(of.bold for of in run) and not line.text[:1].islower()


def _goes_on(run: _Run, following: _Run, column: Sequence[Line]) -> bool:
    """Whether the first paragraph of a column goes on with the last of the column before."""
    above, below = run.last, following.first
    if following.mark or run.note or _ENDED.search(above.text) or above.bold != below.bold or opens_clause(below.text):
        return False
    if abs(above.size - below.size) > SAME_SIZE * max(above.size, below.size):
        return False
    # An item goes on where its further lines begin, in from its mark.
    if run.mark and below.x0 < (above.x0 if len(run.lines) > 1 else above.x0 + DEEPER) - DEEPER / 2:
        return False
    if below.x0 - _left(column) > CENTRED * below.size:  # a title, a running header
        return False
    widest = max(line.x1 - line.x0 for line in run.chunks[-1][1])
    full = above.x1 - above.x0 > (1 - SHORT) * max(widest, max(line.x1 - line.x0 for line in column))
    return below.text[:1].islower() or above.text.endswith(("-", ",")) or (full and not above.bold)


def _list(items: Sequence[_Run], join: Callable[[Sequence[str]], str]) -> Paragraph:
    depths: list[float] = []
    for x0 in sorted(item.first.x0 for item in items):
        if not depths or x0 - depths[-1] > DEEPER:
            depths.append(x0)
    lines = []
    for item in items:
        text = join([line.text for line in item.lines])
        bullet = _BULLET.match(text)
        depth = max(i for i, x0 in enumerate(depths) if x0 <= item.first.x0 + 0.1)
        lines.append("  " * min(depth, 3) + (f"- {text[bullet.end() :]}" if bullet else text))
    return Paragraph("\n".join(lines), _locator([chunk for item in items for chunk in item.chunks]))


def _locator(chunks: Iterable[tuple[PageText, Sequence[Line]]]) -> str:
    """Where these lines stand: a box for each run of them down a column."""
    boxes: list[tuple[PageText, Box]] = []
    for page, lines in chunks:
        box = Box(
            min(line.x0 for line in lines),
            min(line.top for line in lines),
            max(line.x1 for line in lines),
            max(line.bottom for line in lines),
        )
        # The items of a list are read apart and shown as one.
        if boxes and boxes[-1][0] is page and _is_under(boxes[-1][1], box):
            boxes[-1] = (page, _around(boxes[-1][1], box))
        else:
            boxes.append((page, box))
    return _written(boxes)


def _written(boxes: Sequence[tuple[PageText, Box]]) -> str:
    spots: list[Spot] = []
    for page, box in boxes:
        shown = page.hold.as_shown(box)
        if spots and spots[-1].page == page.number:
            spots[-1] = Spot(page.number, (*spots[-1].boxes, shown), page.ocr)
        else:
            spots.append(Spot(page.number, (shown,), page.ocr))
    return write_locator(spots)


def _is_under(above: Box, below: Box) -> bool:
    """Whether `below` follows `above` in one column, with no more than white between."""
    height = below.top - above.bottom
    return -2 < height < 40 and below.x0 < above.x1 and above.x0 < below.x1


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.top, other.top), max(one.x1, other.x1), max(one.bottom, other.bottom))


def _continues(run: _TableRun, table: Table) -> bool:
    """Whether `table` goes on with the one above it: as many columns, in the same places."""
    if not run.rows:
        return False
    _, above, _ = run.rows[-1]
    return abs(above.x0 - table.x0) < DEEPER and abs(above.x1 - table.x1) < DEEPER and _width(above) == _width(table)


def _width(table: Table) -> int:
    return max(column for row in table.rows for column, _ in row.cells)


def _new_rows(run: _TableRun, page: PageText, table: Table) -> Iterator[tuple[PageText, Table, TableRow]]:
    """The rows of `table`, without the header that it repeats of `run`."""
    heads = [row.cells for _, _, row in run.rows[:HEAD_ROWS]]
    return ((page, table, row) for row in table.rows if row.cells not in heads)


def _table(run: _TableRun, join: Callable[[Sequence[str]], str]) -> Iterator[Paragraph]:
    def row_of(number: int, row: TableRow) -> Row:
        return make_row(number, ((column, join(lines)) for column, lines in row.cells))

    rows = (row_of(number, row) for number, (_, _, row) in enumerate(run.rows))
    for group in group_rows(rows, headed=run.headed):
        boxes: list[tuple[PageText, Box]] = []
        for page, table, row in run.rows[group.first : group.last + 1]:
            box = Box(table.x0, row.top, table.x1, row.bottom)
            if boxes and boxes[-1][0] is page:
                boxes[-1] = (page, _around(boxes[-1][1], box))
            else:
                boxes.append((page, box))
        yield Paragraph(group.text, _written(boxes))
