"""What the styles of a page say of each of its elements: those in the page itself, in attributes and in `<style>`.

Sheets kept elsewhere are not fetched. Selectors and values are read by cssselect and tinycss2; what they do not know is passed
over, as browsers do.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_selectors
from lxml import etree
from lxml.html import HtmlElement
from tinycss2.ast import Node
from tinycss2.color3 import RGBA, parse_color

from ingest.parse.colours import Colour

# What can hide words. Other properties are not kept.
_KEPT = frozenset(
    {"display", "visibility", "content-visibility", "mso-hide", "opacity", "font-size", "color"}
    | {"background", "background-color", "background-image", "position", "left", "top", "right", "bottom", "text-indent"}
    | {"margin-left", "margin-top", "clip", "clip-path", "overflow", "width", "height"}
    | {"max-height", "max-width", "transform"}
)
# Less opaque than the one, words are seen through and on what is not known here; than the other, not seen at all.
OPAQUE, FAINTEST = 0.9, 0.06
# Each rule is sought in the whole page; sheets of real pages have some hundreds. What more rules would hide is read as seen.
_MOST_RULES = 5_000
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|ex|ch|%|vw|vh|cm|mm|in)?\b|(-?\d*\.?\d+)%", re.IGNORECASE)
_PIXELS = {
    "": 1,
    "px": 1,
    "pt": 4 / 3,
    "em": 16,
    "rem": 16,
    "ex": 8,
    "ch": 8,
    "vw": 12.8,
    "vh": 7.2,
    "cm": 37.8,
    "mm": 3.78,
    "in": 96,
}
_NAMED_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}

# Important, inline, specificity of the selector, order: of two declarations, the greater wins.
_Rank = tuple[bool, bool, tuple[int, int, int], int]


@dataclass(frozen=True, slots=True)
class _Rule:
    xpath: etree.XPath
    rank: tuple[tuple[int, int, int], int]
    declared: tuple[tuple[str, str, bool], ...]


def read_styles(page: HtmlElement) -> Mapping[HtmlElement, Mapping[str, str]]:
    """The properties declared for each element of `page` that can hide words, those that win where several are declared."""
    styles: dict[HtmlElement, dict[str, tuple[_Rank, str]]] = {}

    def declare(element: HtmlElement, rank: _Rank, name: str, value: str) -> None:
        known = styles.setdefault(element, {})
        if name not in known or known[name][0] <= rank:
            known[name] = (rank, value)

    for rule in _rules(page):
        found = rule.xpath(page)
        for element in found if isinstance(found, list) else ():
            for name, value, important in rule.declared:
                declare(element, (important, False, *rule.rank), name, value)
    for element in page.iter(etree.Element):
        if text := element.get("style"):
            for name, value, important in _declarations(tinycss2.parse_blocks_contents(text, skip_comments=True)):
                declare(element, (important, True, (0, 0, 0), 0), name, value)
    return {element: {name: value for name, (_, value) in known.items()} for element, known in styles.items()}


def has_sheets_elsewhere(page: HtmlElement) -> bool:
    """Whether a style sheet of the page is kept in another file, so that colours may be other than is known here."""
    linked = any("stylesheet" in (link.get("rel") or "").lower() for link in page.iter("link"))
    return linked or any("@import" in (style.text or "") for style in page.iter("style"))


def colour_of(value: str, inherited: Colour | float | None, attribute: str | None = None) -> Colour | float | None:
    """The colour of words, or how opaque they are where they are not; None where it is not known."""
    if not value and attribute:
        value = attribute
    if value in {"", "inherit", "currentcolor"}:
        return inherited
    found = parse_color(value)
    if not isinstance(found, RGBA):
        return None
    return Colour(found.red, found.green, found.blue) if found.alpha >= OPAQUE else float(found.alpha)


def ground_of(style: Mapping[str, str], inherited: Colour | None, attribute: str | None = None) -> Colour | None:
    """What words stand on: the element's own background, else `inherited`; None where it is a picture, or not known."""
    values = [style[name] for name in ("background-image", "background-color", "background") if name in style]
    if not values and attribute:
        values = [attribute]
    if any("(" in value and not value.startswith(("rgb", "hsl")) for value in values):
        return None
    for value in values:
        for node in tinycss2.parse_component_value_list(value, skip_comments=True):
            found = parse_color(node)
            if isinstance(found, RGBA) and found.alpha > 0:
                return Colour(found.red, found.green, found.blue) if found.alpha >= OPAQUE else None
    return inherited


def opacity_of(value: str) -> float:
    """A share from 0 to 1; 1 where none is told."""
    try:
        return float(value[:-1]) / 100 if value.endswith("%") else float(value)
    except ValueError:
        return 1.0


def size_of(value: str, inherited: float) -> float:
    """A font size in pixels; `inherited` where it is not told."""
    if value in _NAMED_SIZES:
        return _NAMED_SIZES[value]
    found = _LENGTH.fullmatch(value.strip())
    if not found:
        return inherited
    number, unit = float(found[1] or found[3]), (found[2] or ("%" if found[3] else "")).lower()
    return inherited * number / 100 if unit == "%" else inherited * number if unit == "em" else number * _PIXELS[unit]


def length_of(value: str) -> float | None:
    """A length in pixels, letters being of the usual size; None for another value, and for shares of a size not known here."""
    found = _LENGTH.match(value.strip())
    return None if not found or not found[1] or found[2] == "%" else float(found[1]) * _PIXELS[(found[2] or "").lower()]


def _rules(page: HtmlElement) -> Iterator[_Rule]:
    count = 0
    translator = HTMLTranslator()
    for sheet in page.iter("style"):
        for prelude, content in _blocks(tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True)):
            declared = tuple(_declarations(tinycss2.parse_blocks_contents(content, skip_comments=True)))
            if not declared:
                continue
            try:
                selectors = parse_selectors(tinycss2.serialize(prelude))
            except SelectorError:
                continue
            for selector in selectors:
                count += 1
                if count > _MOST_RULES:
                    return
                # What stands before or after the words (::before) is not the words.
                if selector.pseudo_element:
                    continue
                try:
                    xpath = etree.XPath(translator.selector_to_xpath(selector))
                except (SelectorError, etree.XPathSyntaxError):
                    continue
                yield _Rule(xpath, (selector.specificity(), count), declared)


def _blocks(nodes: list[Node]) -> Iterator[tuple[list[Node], list[Node]]]:
    """The selectors and declarations of rules, those for screens of any kind included."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node.prelude, node.content
        elif node.type == "at-rule" and node.content and _is_for_screens(node):
            yield from _blocks(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _is_for_screens(rule: Node) -> bool:
    media = tinycss2.serialize(rule.prelude).strip().lower()
    return rule.lower_at_keyword in {"layer", "supports"} or (
        rule.lower_at_keyword == "media" and media in {"all", "screen", "only screen"}
    )


def _declarations(nodes: list[Node]) -> Iterator[tuple[str, str, bool]]:
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _KEPT:
            yield node.lower_name, tinycss2.serialize(node.value).strip().lower(), node.important
