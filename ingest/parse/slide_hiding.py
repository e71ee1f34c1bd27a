"""What a slide does not show: taken out of it before it is read, and kept apart."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATION
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from ingest.blocks import By, Hidden
from ingest.parse.colours import WHITE, Colour, blends, from_hex

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
# In hundredths of a point, as PowerPoint counts.
SMALLEST = 400
_FILLS = tuple(f"{A}{name}" for name in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"))


def take_hidden(slide: Slide, *, number: int, width: int, height: int) -> list[Hidden]:
    """The words that slide `number` does not show, whose runs are then empty. `width` and `height` of the slide are in EMU.

    Colours are judged where both are told: not over another shape, a picture, or a table whose style colours it.
    """
    palette = _Palette(slide)
    found: list[Hidden] = []
    layers = (slide.slide_layout.slide_master, slide.slide_layout)
    below: list[BaseShape] = [shape for layer in layers for shape in layer.shapes if not shape.is_placeholder]
    for shape in slide.shapes:
        whole = _hidden_whole(shape, width, height)
        page = None if any(_overlap(shape, other) for other in below) else palette.background
        runs: list[tuple[By, str]] = []
        for run in shape.element.iter(f"{A}r", f"{A}fld"):
            text = run.find(f"{A}t")
            if text is not None and text.text and (by := whole or palette.hides(run, shape, page)):
                runs.append((by, text.text))
                text.text = ""
        for by, group in groupby(runs, key=lambda taken: taken[0]):
            found.append(Hidden(" ".join(" ".join(text for _, text in group).split()), by, f"slide={number}"))
        below.append(shape)
    return [words for words in found if words.text]


class _Palette:
    """The colours of a slide: of its theme, of what it stands on, and of what words in it stand on."""

    def __init__(self, slide: Slide) -> None:
        master = slide.slide_layout.slide_master
        self._map = next(iter(master.element.iter(f"{P}clrMap")), None)
        theme = next((r.target_part for r in master.part.rels.values() if r.reltype == RELATION.THEME), None)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        scheme = None if theme is None else etree.fromstring(theme.blob, parser).find(f".//{A}clrScheme")
        self._scheme = {} if scheme is None else {etree.QName(entry).localname: entry for entry in scheme}
        layers = (layer.element for layer in (slide, slide.slide_layout, master))
        told = next((bg for layer in layers if (bg := layer.find(f"{P}cSld/{P}bg")) is not None), None)
        self.background = WHITE if told is None else self._of_background(told)

    def hides(self, run: etree._Element, shape: BaseShape, page: Colour | None) -> By | None:
        """By what a run is hidden that stands on `page` where nothing else is under it, None where it is seen."""
        properties = run.find(f"{A}rPr")
        if properties is None:
            return None
        size = properties.get("sz", "")
        if size.isdigit() and int(size) < SMALLEST:
            return "size"
        fill = next((child for child in properties if child.tag in _FILLS), None)
        if fill is None:
            return None
        if fill.tag == f"{A}noFill" and properties.find(f"{A}ln") is None:
            return "colour"
        colour = self._of_fill(fill)
        highlight = properties.find(f"{A}highlight")
        ground = self._of_fill(highlight) if highlight is not None else self._ground(run, shape, page)
        return "colour" if blends(colour, ground) else None

    def _ground(self, run: etree._Element, shape: BaseShape, page: Colour | None) -> Colour | None:
        for above in run.iterancestors(f"{A}tc", f"{P}sp", f"{P}grpSp"):
            where = above.find(f"{A}tcPr") if above.tag == f"{A}tc" else above.find(f"{P}spPr")
            fill = None if where is None else next((child for child in where if child.tag in _FILLS), None)
            if fill is not None and fill.tag != f"{A}noFill":
                return self._of_fill(fill)
            # Its colour is in a style, in the layout, or is that of the group's own shapes.
            styled = fill is None and (above.find(f"{P}style") is not None or shape.is_placeholder)
            if above.tag != f"{P}sp" or styled:
                return None
        return page

    def _of_background(self, told: etree._Element) -> Colour | None:
        own = told.find(f"{P}bgPr")
        if own is not None:
            return next((self._of_fill(child) for child in own if child.tag in _FILLS), None)
        reference = told.find(f"{P}bgRef")
        # 1001 is the plain fill of a theme, those after it are not.
        return self._of_fill(reference) if reference is not None and reference.get("idx") == "1001" else None

    def _of_fill(self, fill: etree._Element) -> Colour | None:
        """The one colour of a fill; None where it has several, or is made of another by more or less light."""
        if fill.tag in _FILLS and fill.tag != f"{A}solidFill":
            return None
        colour = next(iter(fill), None)
        return None if colour is None or len(colour) else self._of(colour)

    def _of(self, colour: etree._Element) -> Colour | None:
        kind = etree.QName(colour).localname
        if kind == "srgbClr":
            return from_hex(colour.get("val"))
        if kind == "sysClr":
            return from_hex(colour.get("lastClr"))
        if kind != "schemeClr":
            return None
        name = colour.get("val", "")
        mapped = name if self._map is None else self._map.get(name, name)
        entry = self._scheme.get(mapped)
        named = None if entry is None or len(entry) == 0 else entry[0]
        return None if named is None or etree.QName(named).localname == "schemeClr" else self._of(named)


def _hidden_whole(shape: BaseShape, width: int, height: int) -> By | None:
    """By what a shape is hidden with all that it holds."""
    named = next(iter(shape.element.iter(f"{P}cNvPr")), None)
    if named is not None and named.get("hidden") in {"1", "true"}:
        return "style"
    place = _place(shape)
    if place is None:
        return None
    left, top, right, bottom = place
    return "place" if left >= width or top >= height or right <= 0 or bottom <= 0 else None


def _overlap(one: BaseShape, other: BaseShape) -> bool:
    """Whether one shape stands over another, as far as their places are told."""
    here, there = _place(one), _place(other)
    if here is None or there is None:
        return True
    return here[0] < there[2] and there[0] < here[2] and here[1] < there[3] and there[1] < here[3]


def _place(shape: BaseShape) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom in EMU, None where they are not told."""
    sides: Iterable[int | None] = (shape.left, shape.top, shape.width, shape.height)
    known: Iterator[int] = (int(side) for side in sides if side is not None)
    numbers = list(known)
    if len(numbers) < 4:
        return None
    left, top, width, height = numbers
    return left, top, left + width, top + height
