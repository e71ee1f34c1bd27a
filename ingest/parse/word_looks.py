"""Whether the runs of a Word document are seen: its switch for hidden text, colours, sizes."""

from itertools import chain

from docx.document import Document
from lxml import etree

from ingest.blocks import By
from ingest.parse.colours import BLACK, WHITE, Colour, blends, from_hex
from ingest.parse.word_styles import Styles, W, is_on, value

# In half-points, as Word counts: letters of less than 4 points are dots.
SMALLEST = 8
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "00008B", "darkCyan": "008B8B", "darkGray": "A9A9A9",
    "darkGreen": "006400", "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000", "green": "00FF00",
    "lightGray": "D3D3D3", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip
_BEHIND = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"


class Looks:
    """What runs look like once what they inherit is known."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._styles = styles
        root = document.element
        # A picture behind the text may be of any colour, and Word does not say of what page.
        pictured = any(anchor.get("behindDoc") in {"1", "true"} for anchor in root.iter(_BEHIND))
        background = root.find(f"{W}background")
        page = WHITE if background is None else from_hex(background.get(f"{W}color")) or WHITE
        self._page = None if pictured else page
        self._paragraph: etree._Element | None = None
        self._ground: Colour | None = None

    def hides(self, run: etree._Element, paragraph: etree._Element) -> By | None:
        """By what the words of `run` are hidden, None where they are seen."""
        if is_on(self._found(run, paragraph, "vanish")):
            return "style"
        size = value(self._found(run, paragraph, "sz")) or ""
        if size.isdigit() and int(size) < SMALLEST:
            return "size"
        declared = value(self._found(run, paragraph, "color"))
        if declared is None:
            return None
        colour = BLACK if declared == "auto" else from_hex(declared)
        return "colour" if declared != "auto" and blends(colour, self._ground_of(run, paragraph)) else None

    def _found(self, run: etree._Element, paragraph: etree._Element, name: str) -> etree._Element | None:
        """The property of the run itself, of its style, or of its paragraph's style."""
        own = run.find(f"{W}rPr/{W}{name}")
        if own is None and (style := value(run.find(f"{W}rPr/{W}rStyle"))):
            own = self._styles.find(style, f"{W}rPr/{W}{name}")
        if own is None:
            own = self._styles.find(value(paragraph.find(f"{W}pPr/{W}pStyle")), f"{W}rPr/{W}{name}")
        return own

    def _ground_of(self, run: etree._Element, paragraph: etree._Element) -> Colour | None:
        if highlight := value(run.find(f"{W}rPr/{W}highlight")):
            return from_hex(_HIGHLIGHTS.get(highlight))
        shade = self._found(run, paragraph, "shd")
        if _fills(shade):
            return _fill(shade)
        if self._paragraph is not paragraph:
            self._paragraph, self._ground = paragraph, self._behind(paragraph)
        return self._ground

    def _behind(self, paragraph: etree._Element) -> Colour | None:
        """What the paragraph stands on; None where a picture, a text box or the style of a table decides it."""
        own = paragraph.find(f"{W}pPr/{W}shd")
        inherited = self._styles.find(value(paragraph.find(f"{W}pPr/{W}pStyle")), f"{W}pPr/{W}shd")
        shades = [own, inherited]
        for above in paragraph.iterancestors(f"{W}tc", f"{W}tbl", f"{W}txbxContent"):
            if above.tag == f"{W}tc":
                shades.append(above.find(f"{W}tcPr/{W}shd"))
            elif above.tag == f"{W}tbl":
                shades.append(above.find(f"{W}tblPr/{W}shd"))
            found = next((shade for shade in shades if _fills(shade)), None)
            if found is not None:
                return _fill(found)
            if above.tag == f"{W}txbxContent" or (above.tag == f"{W}tbl" and self._is_styled(above)):
                return None
        found = next((shade for shade in shades if _fills(shade)), None)
        return self._page if found is None else _fill(found)

    def _is_styled(self, table: etree._Element) -> bool:
        """Whether the style of the table colours some of its cells."""
        style = value(table.find(f"{W}tblPr/{W}tblStyle"))
        lines = self._styles.line(style) if style else ()
        return any(_fills(shade) for shade in chain.from_iterable(entry.iter(f"{W}shd") for entry in lines))


def _fills(shade: etree._Element | None) -> bool:
    return shade is not None and (shade.get(f"{W}fill") not in {None, "auto"} or value(shade) not in {None, "clear", "nil"})


def _fill(shade: etree._Element | None) -> Colour | None:
    """The colour of a shade, None for one with a pattern over it."""
    return from_hex(shade.get(f"{W}fill")) if shade is not None and value(shade) in {None, "clear", "nil"} else None
