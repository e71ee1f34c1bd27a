"""What a page does not show: taken out of it before it is read, and kept apart."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

from ingest.blocks import By, Hidden
from ingest.parse.colours import BLACK, WHITE, Colour, blends
from ingest.parse.page_styles import (
    FAINTEST,
    colour_of,
    ground_of,
    has_sheets_elsewhere,
    length_of,
    opacity_of,
    read_styles,
    size_of,
)

# In pixels. Letters smaller than this are dots.
SMALLEST = 4
# Words this far to the left or above are outside of any window.
OUTSIDE = -400
_USUAL_SIZE = 16.0
_NOT_TEXT = frozenset({"script", "style", "head", "svg", "math"})
_NEVER_SHOWN = frozenset({"template", "noscript", "datalist"})
_DESCRIBING = ("alt", "title", "aria-label", "aria-description", "summary", "content")
# A word or two names a picture; more may say something.
FEWEST_WORDS = 3
_CLIPPED = re.compile(r"rect\([^2-9]*\)|inset\(\s*(?:50|100)%|circle\(\s*0|polygon\([^1-9]*\)")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SHRUNK = re.compile(r"scale[xy]?\(\s*0*\.?0*\s*[,)]|translate[xy]?\([^)]*-\d{4,}px")


@dataclass(frozen=True, slots=True)
class _State:
    """How an element's own words look, and what its children inherit.

    `gone`: hidden in a way that a child cannot undo. `by`: that, or hidden by what a child can set anew; `since` which element.
    """

    gone: Literal["", "style", "place", "colour"]
    by: By | Literal[""]
    since: HtmlElement | None
    visible: bool
    colour: Colour | float | None
    ground: Colour | None
    size: float
    opacity: float


def take_hidden(page: HtmlElement) -> tuple[Hidden, ...]:
    """What `page` does not show, whose words are then no longer in it; and what describes it: alternative texts, titles.

    The attributes that hide, or are mistaken for it, go too: `aria-hidden` only hides from those who listen.

    Where style sheets are kept elsewhere, colours are only judged if both the words' and the ground's are set in the page.
    """
    found = (*_take_words(page), *_metadata(page))
    for element in page.iter(etree.Element):
        for name in ("style", "hidden", "aria-hidden"):
            element.attrib.pop(name, None)
    return found


def comments(source: str | bytes) -> tuple[Hidden, ...]:
    """The comments of a page, which its reading leaves out."""
    text = source if isinstance(source, str) else source.decode("utf-8", errors="replace")
    found: list[Hidden] = []
    line, read = 1, 0
    for comment in _COMMENT.finditer(text):
        line, read = line + text.count("\n", read, comment.start()), comment.start()
        words = _TAG.sub(" ", comment[1]).split()
        if len(words) >= FEWEST_WORDS:
            found.append(Hidden(" ".join(words), "metadata", f"line={line}"))
    return tuple(found)


def _take_words(page: HtmlElement) -> Iterator[Hidden]:
    taken: dict[HtmlElement, tuple[By, list[str]]] = {}
    for element, state in _states(page).items():
        if not state.by or state.since is None:
            continue
        parts = taken.setdefault(state.since, (state.by, []))[1]
        parts.append(element.text or "")
        element.text = None
        for child in element:
            parts.append(child.tail or "")
            child.tail = " " if child.tail else None
    for element, (by, parts) in taken.items():
        if words := " ".join(" ".join(parts).split()):
            yield Hidden(words, by, _locator(element))


def _states(page: HtmlElement) -> dict[HtmlElement, _State]:
    """The state of each element that can hold words, in the order of the page."""
    styles = read_styles(page)
    known = not has_sheets_elsewhere(page)
    above = _State("", "", None, True, BLACK if known else None, WHITE if known else None, _USUAL_SIZE, 1.0)
    states: dict[HtmlElement, _State] = {}
    silent: set[HtmlElement] = set()
    for element in page.iter(etree.Element):
        parent = element.getparent()
        if element.tag in _NOT_TEXT or parent in silent:
            silent.add(element)
        else:
            states[element] = _state(element, styles.get(element, {}), states.get(parent, above))
    return states


def _state(element: HtmlElement, style: Mapping[str, str], above: _State) -> _State:
    ground = ground_of(style, above.ground, element.get("bgcolor"))
    colour = colour_of(style.get("color", ""), above.colour, element.get("color"))
    size = size_of(style.get("font-size", ""), above.size)
    opacity = above.opacity * opacity_of(style.get("opacity", ""))
    visible = style["visibility"] == "visible" if "visibility" in style else above.visible
    gone = above.gone
    if not gone:
        gone = "style" if _is_off(element, style) else "place" if _is_outside(style) else "colour" if opacity < FAINTEST else ""
    faint = colour < FAINTEST if isinstance(colour, float) else blends(colour, ground)
    by = gone or ("style" if not visible else "colour" if faint else "size" if size < SMALLEST else "")
    since = (above.since if above.by == by else element) if by else None
    return _State(gone, by, since, visible, colour, ground, size, opacity)


def _is_off(element: HtmlElement, style: Mapping[str, str]) -> bool:
    if element.tag in _NEVER_SHOWN or style.get("mso-hide") == "all":
        return True
    display = style.get("display", "none" if "hidden" in element.attrib else "")
    return display == "none" or style.get("content-visibility") == "hidden"


def _is_outside(style: Mapping[str, str]) -> bool:
    """Put outside the window, or cut or shrunk to nothing."""

    def far(*names: str) -> bool:
        return any((length_of(style.get(name, "")) or 0) < OUTSIDE for name in names)

    placed = style.get("position") in {"absolute", "fixed"}
    if far("text-indent", "margin-left", "margin-top") or (placed and far("left", "top", "right", "bottom")):
        return True
    if (placed and _CLIPPED.search(style.get("clip", ""))) or _CLIPPED.search(style.get("clip-path", "")):
        return True
    if _SHRUNK.search(style.get("transform", "")):
        return True
    sides = (length_of(style.get(name, "")) for name in ("width", "height", "max-width", "max-height"))
    return style.get("overflow") == "hidden" and any(side is not None and 0 <= side <= 1 for side in sides)


def _locator(element: HtmlElement) -> str:
    """Its id, else its line in the file."""
    return element.get("id") or f"line={element.sourceline}"


def _metadata(page: HtmlElement) -> Iterator[Hidden]:
    for node in page.iter(etree.Element):
        for name in _DESCRIBING:
            words = (node.get(name) or "").split()
            if len(words) >= FEWEST_WORDS:
                yield Hidden(" ".join(words), "metadata", _locator(node))
