"""The words of a Word document's paragraphs: tracked changes as if accepted, hidden text left out, footnotes after them."""

import re
from collections.abc import Iterator
from itertools import count, groupby
from operator import itemgetter

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from lxml import etree

from ingest.blocks import By, Hidden
from ingest.parse.word_looks import Looks
from ingest.parse.word_styles import Styles, W, part_tree

# What only wraps runs, or paragraphs. Deletions (`del`, `moveFrom`), comments, codes of fields and pictures are not among it.
_WRAPPERS = frozenset(
    f"{W}{name}" for name in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml")
)
_SIGNS = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


class Words:
    """Reads paragraphs one after another. `hidden`: the words left out so far, because they are not seen."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self.hidden: list[Hidden] = []
        self._read = 0
        self._looks = Looks(document, styles)
        self._ranks = count(1)
        self._notes = {
            (name, note.get(f"{W}id")): note
            for relation, name in ((RELATION.FOOTNOTES, "footnote"), (RELATION.ENDNOTES, "endnote"))
            if (tree := part_tree(document, relation)) is not None
            for note in tree.iterfind(f"{W}{name}")
        }

    def of(self, paragraph: etree._Element) -> tuple[str, tuple[str, ...]]:
        """The words of `paragraph`, and its notes: "[1] See the register."."""
        self._read += 1
        references: list[tuple[str, str | None]] = []
        text = self._text(paragraph, references)
        notes = (f"[{next(self._ranks)}] {note}" for key in references if (note := self._note(key)))
        return text, tuple(notes)

    def _note(self, key: tuple[str, str | None]) -> str:
        note = self._notes.get(key)
        paragraphs = () if note is None else note.iterfind(f"{W}p")
        return " ".join(filter(None, (self._text(paragraph, []) for paragraph in paragraphs)))

    def _text(self, paragraph: etree._Element, references: list[tuple[str, str | None]]) -> str:
        words: list[str] = []
        unseen: list[tuple[By, str]] = []
        for run in inside(paragraph, "r"):
            inner = "".join(_SIGNS.get(str(piece.tag), piece.text or "") for piece in run if piece.tag in {f"{W}t", *_SIGNS})
            if by := self._looks.hides(run, paragraph):
                unseen.append((by, inner))
                continue
            words.append(inner)
            for name in ("footnote", "endnote"):
                references += [(name, reference.get(f"{W}id")) for reference in run.iterfind(f"{W}{name}Reference")]
        for by, runs in groupby(unseen, key=itemgetter(0)):
            if text := " ".join("".join(inner for _, inner in runs).split()):
                self.hidden.append(Hidden(text, by, f"paragraph={self._read}"))
        lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(words).split("\n"))
        return "\n".join(filter(None, lines))


def inside(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements of these names in `element`, also where Word wraps them."""
    tags = {f"{W}{name}" for name in names}
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, *names)
