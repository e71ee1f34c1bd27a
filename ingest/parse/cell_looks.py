"""Which styles of an Excel workbook show nothing: formats that print none, colours as their ground, letters too small."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from ingest.blocks import By
from ingest.parse.colours import BLACK, WHITE, Colour, blends, from_hex

# In points.
SMALLEST = 4
# Excel's own order of the colours of a theme, its first two exchanged with the second two.
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_INDEXED = {0: "000000", 1: "FFFFFF", 8: "000000", 9: "FFFFFF", 64: "000000", 65: "FFFFFF"}
_EMPTY = re.compile(r'(?:\s*(?:"\s*")?\s*;){2,3}\s*(?:"\s*")?\s*')

# Columns A to XFD.
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576

# First column, first row, last column, last row.
Area = tuple[int, int, int, int]


def unseen_styles(styles: etree._Element, theme: etree._Element | None, formats: Sequence[str]) -> list[By | None]:
    """For each cell style, by what it hides a cell, None where it does not. `formats`: the number format of each."""
    fonts, fills = list(styles.iterfind("{*}fonts/{*}font")), list(styles.iterfind("{*}fills/{*}fill"))
    found: list[By | None] = []
    for at, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf")):
        font, fill = (_nth(parts, style.get(name, "0")) for parts, name in ((fonts, "fontId"), (fills, "fillId")))
        size = None if font is None else font.find("{*}sz")
        code = formats[at] if at < len(formats) else ""
        if _EMPTY.fullmatch(code):
            found.append("style")
        elif size is not None and float(size.get("val", 11)) < SMALLEST:
            found.append("size")
        else:
            named = None if font is None else font.find("{*}color")
            colour = WHITE if "[white]" in code.lower() else _colour(named, theme, BLACK)
            found.append("colour" if blends(colour, _ground(fill, theme)) else None)
    return found


def areas_of(references: str) -> Iterator[Area]:
    """The areas that "A1:C4 E1" names."""
    for reference in references.split():
        try:
            left, top, right, bottom = range_boundaries(reference)
        except ValueError:
            continue
        yield left or 1, top or 1, right or LAST_COLUMN, bottom or LAST_ROW


def _nth(parts: Sequence[etree._Element], at: str) -> etree._Element | None:
    return parts[int(at)] if int(at) < len(parts) else None


def _ground(fill: etree._Element | None, theme: etree._Element | None) -> Colour | None:
    """The colour of a fill; None where it is a pattern or runs from one to another."""
    if fill is None:
        return WHITE
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return None
    kind = pattern.get("patternType", "none")
    return WHITE if kind == "none" else _colour(pattern.find("{*}fgColor"), theme, None) if kind == "solid" else None


def _colour(element: etree._Element | None, theme: etree._Element | None, usual: Colour | None) -> Colour | None:
    if element is None or element.get("auto") in {"1", "true"}:
        return usual
    if "rgb" in element.attrib:
        return from_hex(element.get("rgb"))
    if float(element.get("tint", 0)):
        return None
    if "indexed" in element.attrib:
        return from_hex(_INDEXED.get(int(element.get("indexed", 0))))
    at = int(element.get("theme", -1))
    if not 0 <= at < len(_THEME):
        return usual
    named = None if theme is None else theme.find(f".//{{*}}clrScheme/{{*}}{_THEME[at]}")
    if named is None or len(named) == 0:
        return {0: WHITE, 1: BLACK}.get(at)
    return from_hex(named[0].get("lastClr") or named[0].get("val"))
