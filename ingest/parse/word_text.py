"""The words of a Word document's paragraphs: tracked changes as if accepted, hidden text left out, footnotes after them."""

import re
from collections.abc import Iterator
from itertools import count

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from lxml import etree

from ingest.parse.word_styles import Styles, W, is_on, part_tree, value

# What only wraps runs, or paragraphs. Deletions (`del`, `moveFrom`), comments, codes of fields and pictures are not among it.
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class Words:
    """Reads paragraphs one after another. `hidden` becomes true once hidden words were left out."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self.hidden = False
        self._styles = styles
        self._ranks = count(1)
        self._notes = {
            (name, note.get(f"{W}id")): note
            for relation, name in ((RELATION.FOOTNOTES, "footnote"), (RELATION.ENDNOTES, "endnote"))
            if (tree := part_tree(document, relation)) is not None
            for note in tree.iterfind(f"{W}{name}")
        }

    def of(self, paragraph: etree._Element) -> tuple[str, tuple[str, ...]]:
        """The words of `paragraph`, and its notes: "[1] See the register."."""
        references: list[tuple[str, str | None]] = []
        text = self._text(paragraph, references)
        notes = (f"[{next(self._ranks)}] {note}" for key in references if (note := self._note(key)))
        return text, tuple(notes)

    def _note(self, key: tuple[str, str | None]) -> str:
        note = self._notes.get(key)
        paragraphs = () if note is None else note.iterfind(f"{W}p")
        return " ".join(filter(None, (self._text(paragraph, []) for paragraph in paragraphs)))

    def _text(self, paragraph: etree._Element, references: list[tuple[str, str | None]]) -> str:
        style = value(paragraph.find(f"{W}pPr/{W}pStyle"))
        vanishing = bool(is_on(self._styles.find(style, f"{W}rPr/{W}vanish")))
        words: list[str] = []
        for run in inside(paragraph, "r"):
            inner = "".join(_SIGNS.get(str(piece.tag), piece.text or "") for piece in run if piece.tag in {f"{W}t", *_SIGNS})
            if self._vanishes(run, vanishing):
                self.hidden = self.hidden or bool(inner.strip())
                continue
            words.append(inner)
            for name in ("footnote", "endnote"):
                references += [(name, reference.get(f"{W}id")) for reference in run.iterfind(f"{W}{name}Reference")]
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(words).split("\n"))
        return "\n".join(filter(None, lines))

    def _vanishes(self, run: etree._Element, inherited: bool) -> bool:
        own = is_on(run.find(f"{W}rPr/{W}vanish"))
        style = value(run.find(f"{W}rPr/{W}rStyle"))
        if own is None and style:
            own = is_on(self._styles.find(style, f"{W}rPr/{W}vanish"))
        return inherited if own is None else own


def inside(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names in `element`, also where Word wraps them."""
    tags = {f"{W}{name}" for name in names}
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, *names)
