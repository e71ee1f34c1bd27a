"""The sheets of an Excel workbook, read as a stream of rows.

openpyxl tells dates from numbers here and no more: it lays out a sheet's whole rectangle, so that one cell at XFD1048576
would make seventeen billion; it opens every picture and chart; and it forgets hidden rows when it streams.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from posixpath import dirname, join, normpath
from zipfile import ZipFile

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from ingest.blocks import By, Hidden
from ingest.parse.cell_looks import LAST_COLUMN, Area, areas_of, unseen_styles
from ingest.parse.tables import Row, make_row

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT = re.compile(r"0(?:\.(0+))?\s*%")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its rows, the words of its cells that are not seen, and whether a formula has no value."""

    name: str
    rows: Sequence[Row]
    hidden: Sequence[Hidden]
    uncomputed: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets in their order, and those hidden."""

    sheets: Sequence[Sheet]
    hidden: Sequence[Sheet]


def read_workbook(package: ZipFile) -> Workbook:
    """The workbook in `package`. Raises whatever a damaged part makes zipfile, lxml or a number raise."""
    place = next(iter(_targets(package, "", kind="officeDocument").values()))
    root = _tree(package, place)
    targets = _targets(package, place)
    values = _Values(package, place, root)
    sheets: list[Sheet] = []
    hidden: list[Sheet] = []
    for entry in root.iterfind("{*}sheets/{*}sheet"):
        sheet = _sheet(package, targets[entry.get(_RELATION, "")], entry.get("name", ""), values)
        (sheets if entry.get("state", "visible") == "visible" else hidden).append(sheet)
    return Workbook(sheets, hidden)


class _Values:
    """What cells hold as a reader sees it: shared texts, dates and percentages by their number formats."""

    def __init__(self, package: ZipFile, place: str, root: etree._Element) -> None:
        strings = _targets(package, place, kind="sharedStrings").values()
        self._strings = [_rich_text(item) for part in strings for item in _tree(package, part)]
        self._formats: list[str] = []
        self._unseen: list[By | None] = []
        theme = next((_tree(package, part) for part in _targets(package, place, kind="theme").values()), None)
        for part in _targets(package, place, kind="styles").values():
            styles = _tree(package, part)
            self._formats = _formats(styles)
            self._unseen = unseen_styles(styles, theme, self._formats)
        dated_1904 = any(_is_on(properties.get("date1904")) for properties in root.iterfind("{*}workbookPr"))
        self._epoch = CALENDAR_MAC_1904 if dated_1904 else CALENDAR_WINDOWS_1900

    @property
    def colours_hide(self) -> bool:
        """Whether a style of the workbook gives letters the colour of their ground."""
        return "colour" in self._unseen

    def hides(self, cell: etree._Element) -> By | None:
        """By what the cell's style hides it, None where it does not."""
        style = int(cell.get("s", 0))
        return self._unseen[style] if style < len(self._unseen) else None

    def text(self, cell: etree._Element) -> str:
        """The cell's cached value, "" if it has none."""
        kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
        if kind == "inlineStr":
            return "".join(_rich_text(item) for item in cell.iterfind("{*}is"))
        if kind == "s":
            return self._strings[int(value)] if value else ""
        if kind == "b":
            return "TRUE" if _is_on(value) else "FALSE"
        return self._number(float(value), int(cell.get("s", 0))) if kind == "n" and value else value

    def _number(self, number: float, style: int) -> str:
        code = self._formats[style] if style < len(self._formats) else "General"
        if is_date_format(code):
            return _date(number, self._epoch) or f"{number:.15g}"
        if percent := _PERCENT.search(code):
            return f"{number:.{len(percent[1] or '')}%}"
        return f"{number:.15g}"


def _sheet(package: ZipFile, part: str, name: str, values: _Values) -> Sheet:
    rows: list[Row] = []
    taken: dict[By, list[str]] = {}
    hidden_columns: set[int] = set()
    number, uncomputed = 0, False
    coloured = list(_coloured(package, part)) if values.colours_hide else []
    with package.open(part) as source:
        for _, element in etree.iterparse(source, tag=("{*}cols", "{*}row"), resolve_entities=False, no_network=True):
            if etree.QName(element).localname == "cols":
                hidden_columns = _hidden_columns(element)
                continue
            number = int(element.get("r", number + 1))
            shown: dict[int, etree._Element] = {}
            for column, cell in _cells(element):
                by = values.hides(cell)
                if by == "colour" and any(x <= column <= to_x and y <= number <= to_y for x, y, to_x, to_y in coloured):
                    by = None
                if by is None and (column in hidden_columns or _is_on(element.get("hidden"))):
                    by = "style"
                if by is None:
                    shown[column] = cell
                elif text := values.text(cell):
                    taken.setdefault(by, []).append(text)
            row = make_row(number, ((column, values.text(cell)) for column, cell in shown.items()))
            uncomputed = uncomputed or any(map(_is_uncomputed, shown.values()))
            if row.cells:
                rows.append(row)
            element.clear()
    return Sheet(name, rows, [Hidden("\n".join(texts), by, name) for by, texts in taken.items()], uncomputed)


def _coloured(package: ZipFile, part: str) -> Iterator[Area]:
    """Where a sheet colours its cells otherwise than by their styles, by their values or as a table: said after its rows."""
    with package.open(part) as source:
        tags = ("{*}row", "{*}conditionalFormatting", "{*}tablePart")
        for _, element in etree.iterparse(source, tag=tags, resolve_entities=False, no_network=True):
            kind = etree.QName(element).localname
            if kind == "conditionalFormatting":
                yield from areas_of(element.get("sqref", ""))
            elif kind == "tablePart":
                for table in _targets(package, part, kind="table").values():
                    yield from areas_of(_tree(package, table).get("ref", ""))
            element.clear()


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row by column from 1; one that does not say where it is follows the one before."""
    column = 0
    for cell in row.iterfind("{*}c"):
        letters = re.match("[A-Z]{1,3}", cell.get("r", ""))
        column = _column(letters[0]) if letters else column + 1
        yield column, cell


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _hidden_columns(columns: etree._Element) -> set[int]:
    hidden: set[int] = set()
    for run in islice(columns, LAST_COLUMN):
        if _is_on(run.get("hidden")):
            hidden.update(range(int(run.get("min", 1)), min(int(run.get("max", LAST_COLUMN)), LAST_COLUMN) + 1))
    return hidden


def _is_uncomputed(cell: etree._Element) -> bool:
    """Whether a formula was never computed: programs that write workbooks leave that to Excel."""
    return cell.find("{*}f") is not None and not cell.findtext("{*}v") and cell.get("t") != "str"


def _rich_text(item: etree._Element) -> str:
    """The words of a text, without the pronunciation that Japanese ones carry."""
    return "".join(text.text or "" for path in ("{*}t", "{*}r/{*}t") for text in item.iterfind(path))


def _formats(styles: etree._Element) -> list[str]:
    """The number format of each cell style, as its code."""
    own: Mapping[int, str] = {
        int(entry.get("numFmtId", 0)): entry.get("formatCode", "") for entry in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    ids = (int(style.get("numFmtId", 0)) for style in styles.iterfind("{*}cellXfs/{*}xf"))
    return [own.get(id_) or BUILTIN_FORMATS.get(id_, "General") for id_ in ids]


def _date(number: float, epoch: object) -> str:
    """The day, time of day or both that `number` counts; "" where no calendar has it."""
    try:
        moment = from_excel(number, epoch)
    except (OverflowError, ValueError):
        return ""
    return str(moment).removesuffix(" 00:00:00")


def _is_on(value: str | None) -> bool:
    return value in {"1", "true"}


def _tree(package: ZipFile, part: str) -> etree._Element:
    return etree.fromstring(package.read(part), etree.XMLParser(resolve_entities=False, no_network=True))


def _targets(package: ZipFile, part: str, *, kind: str = "") -> dict[str, str]:
    """The parts that `part` refers to, by the id of the reference; those of one `kind`, if it is given."""
    relations = join(dirname(part), "_rels", f"{part.rpartition('/')[2]}.rels")
    found: dict[str, str] = {}
    for relation in _tree(package, relations):
        if relation.get("Type", "").endswith(f"/{kind}" if kind else ""):
            target = normpath(join("/", dirname(part), relation.get("Target", ""))).lstrip("/")
            found[relation.get("Id", "")] = target
    return found
