"""The styles and list numbers of a Word document: what its paragraphs inherit, and the marks that Word prints before them."""

import re
from collections.abc import Iterator, Mapping

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Word starts its alphabet again with doubled letters, and gives up on both kinds beyond these.
LAST_LETTERS, LAST_ROMAN = 780, 3_999
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_DIGITS = (*_ROMAN, (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def value(element: etree._Element | None) -> str | None:
    """The value an element of Word's carries, None without it."""
    return None if element is None else element.get(f"{W}val")


def is_on(element: etree._Element | None) -> bool | None:
    """Whether a switch such as `w:vanish` is on; None where it is not set."""
    return None if element is None else value(element) not in {"0", "false", "off"}


def part_tree(document: Document, relation: str) -> etree._Element | None:
    """The XML of a part beside the text (numbering, footnotes), None without one."""
    part = next((r.target_part for r in document.part.rels.values() if r.reltype == relation), None)
    return None if part is None else etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


class Styles:
    """What a style says, or those that it is based on."""

    def __init__(self, document: Document) -> None:
        styles = [] if (tree := part_tree(document, RELATION.STYLES)) is None else list(tree.iterfind(f"{W}style"))
        self._by_id = {style.get(f"{W}styleId"): style for style in styles}
        usual = (s.get(f"{W}styleId") for s in styles if s.get(f"{W}default") == "1" and s.get(f"{W}type") == "paragraph")
        self._usual = next(usual, None)

    def names(self, id_: str | None) -> list[str]:
        """The names of the style and those it is based on, nearest first; Word keeps its own in English ("heading 1")."""
        return [(value(style.find(f"{W}name")) or "").lower() for style in self.line(id_)]

    def find(self, id_: str | None, path: str) -> etree._Element | None:
        """The element at `path` of the nearest of the styles that has one."""
        return next((found for style in self.line(id_) if (found := style.find(path)) is not None), None)

    def line(self, id_: str | None) -> Iterator[etree._Element]:
        """The style and those it is based on, nearest first; the usual style of paragraphs for none."""
        seen: set[str | None] = set()
        id_ = id_ or self._usual
        while id_ in self._by_id and id_ not in seen:
            seen.add(id_)
            yield self._by_id[id_]
            id_ = value(self._by_id[id_].find(f"{W}basedOn"))


class Numbering:
    """Counts the items of the document's lists, in the order in which their marks are asked for."""

    def __init__(self, document: Document) -> None:
        tree = part_tree(document, RELATION.NUMBERING)
        root = etree.Element("none") if tree is None else tree
        self._lists = {entry.get(f"{W}numId", ""): entry for entry in root.iterfind(f"{W}num")}
        self._levels: Mapping[str, Mapping[int, etree._Element]] = {
            entry.get(f"{W}abstractNumId", ""): {int(level.get(f"{W}ilvl", 0)): level for level in entry.iterfind(f"{W}lvl")}
            for entry in root.iterfind(f"{W}abstractNum")
        }
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()

    def mark(self, list_id: str, level: int) -> str:
        """The mark of the next item at `level` (from 0) of a list: "1.2", "(a)"; "-" for a bullet, "" for none."""
        entry = self._lists.get(list_id)
        kind = "" if entry is None else value(entry.find(f"{W}abstractNumId")) or ""
        levels = self._levels.get(kind, {})
        if level not in levels:
            return "-"
        counts = self._counts.setdefault(kind, {})
        if entry is not None and list_id not in self._begun:
            self._begun.add(list_id)
            for change in entry.iterfind(f"{W}lvlOverride"):
                if (start := value(change.find(f"{W}startOverride"))) is not None:
                    counts[int(change.get(f"{W}ilvl", 0))] = int(start) - 1
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _printed(levels, level, counts)


def _printed(levels: Mapping[int, etree._Element], level: int, counts: Mapping[int, int]) -> str:
    form = value(levels[level].find(f"{W}numFmt"))
    if form in {"bullet", "none"}:
        return "-" if form == "bullet" else ""
    legal = is_on(levels[level].find(f"{W}isLgl"))

    def number(place: re.Match[str]) -> str:
        of = int(place[1]) - 1
        if of not in levels:
            return ""
        counted = counts.get(of, _start(levels[of]))
        return _number(counted, "decimal" if legal else value(levels[of].find(f"{W}numFmt")) or "decimal")

    return re.sub(r"%(\d)", number, value(levels[level].find(f"{W}lvlText")) or "").strip()


def _start(level: etree._Element) -> int:
    return int(value(level.find(f"{W}start")) or 1)


def _number(count: int, form: str) -> str:
    text = str(count)
    if form.endswith("Letter") and 0 < count <= LAST_LETTERS:
        times, letter = divmod(count - 1, 26)
        text = chr(ord("a") + letter) * (times + 1)
    elif form.endswith("Roman") and 0 < count <= LAST_ROMAN:
        text, left = "", count
        for worth, digit in _ROMAN_DIGITS:
            times, left = divmod(left, worth)
            text += digit * times
    return text.upper() if form.startswith("upper") else text
