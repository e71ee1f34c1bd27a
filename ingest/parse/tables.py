"""Tables as text: a row a line, each value after its header, rows gathered into groups that can be quoted."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# Letters of a group: about the 320 tokens that are embedded as one piece, so that no group is cut within a row.
GROUP_LENGTH = 1_000
# A header fills nearly every column; what stands above it (a title, a date of issue) does not.
HEADER_SHARE = 0.6
# The longest name of a column; a table of two texts side by side has none.
NAME_LENGTH = 100
# A header names; what holds digits and signs only is a value.
_VALUE = re.compile(r"[\d\s.,:;/%€$£+()-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number from 1 as its program shows it, and the cells that hold something, by column."""

    number: int
    cells: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows `first` to `last` of a table, a line each."""

    first: int
    last: int
    text: str


def make_row(number: int, values: Iterable[tuple[int, str]]) -> Row:
    """The row of `values` (column, text), each on one line; empty ones go."""
    spaced = ((column, " ".join(text.split())) for column, text in values)
    return Row(number, {column: text for column, text in spaced if text})


def group_rows(rows: Iterable[Row], *, headed: bool = True) -> Iterator[Group]:
    """The rows below the header as "header: value; header: value"; those above it, or without one, as "value | value".

    `headed` False: the table is known to have none.
    """
    filled = [row for row in rows if row.cells]
    header = _header(filled) if headed else None
    names: Mapping[int, str] = {}
    open_rows: list[tuple[int, str]] = []
    for row in filled:
        if row is header:
            names = row.cells
            continue
        line = _line(names, row)
        if open_rows and sum(len(text) for _, text in open_rows) + len(line) > GROUP_LENGTH:
            yield _group(open_rows)
            open_rows = []
        open_rows.append((row.number, line))
    if open_rows:
        yield _group(open_rows)


def _header(rows: Sequence[Row]) -> Row | None:
    """The first row that fills nearly every column with names, no two the same, and has rows below it."""
    least = max(2.0, HEADER_SHARE * max((len(row.cells) for row in rows), default=0))
    first = next((row for row in rows[:-1] if len(row.cells) >= least), None)
    if first is None:
        return None
    names = list(first.cells.values())
    names_columns = len(set(names)) == len(names) and all(len(name) <= NAME_LENGTH for name in names)
    return first if names_columns and not any(map(_VALUE.fullmatch, names)) else None


def _line(names: Mapping[int, str], row: Row) -> str:
    if not names:
        return " | ".join(row.cells.values())
    return "; ".join(f"{names[column]}: {text}" if column in names else text for column, text in row.cells.items())


def _group(rows: Sequence[tuple[int, str]]) -> Group:
    return Group(rows[0][0], rows[-1][0], "\n".join(line for _, line in rows))
