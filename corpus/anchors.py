"""The address of a provision: `gdpr#art_35.par_3.pnt_a`.

Grammar: a document slug, `#`, then steps `kind_number` joined by `.`. Kinds follow the European Legislation Identifier
(https://eur-lex.europa.eu/eli-register): an anchor names the provision in every language and every version.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from corpus.errors import AnchorError


class Kind(StrEnum):
    """What a step of an anchor designates."""

    CHAPTER = "cpt"
    SECTION = "sct"
    ARTICLE = "art"
    PARAGRAPH = "par"
    POINT = "pnt"
    RECITAL = "rct"
    ANNEX = "anx"
    SUBCATEGORY = "sub"
    ACTION = "act"
    HEADING = "sec"
    PAGE = "pag"

    __hash__ = str.__hash__


# The step under which a provision is read as one text: a passage never crosses it.
UNIT_KINDS = frozenset({Kind.ARTICLE, Kind.RECITAL, Kind.ANNEX, Kind.SUBCATEGORY, Kind.ACTION, Kind.HEADING, Kind.PAGE})

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_STEP = re.compile(rf"({'|'.join(Kind)})_([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)")


class Step(NamedTuple):
    """One step: `par_3` is Step(Kind.PARAGRAPH, "3")."""

    kind: Kind
    number: str

    def __str__(self) -> str:
        return f"{self.kind}_{self.number}"


@dataclass(frozen=True, slots=True, order=True)
class Anchor:
    """The address of a provision; `str(anchor)` and `parse` are inverse of each other."""

    document: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.document}#{'.'.join(map(str, self.steps))}"

    @property
    def kind(self) -> Kind:
        """The kind of the last step."""
        return self.steps[-1].kind

    @property
    def number(self) -> str:
        """The number of the last step."""
        return self.steps[-1].number

    @property
    def parent(self) -> "Anchor | None":
        """The provision that holds this one, None at the top of the document."""
        return Anchor(self.document, self.steps[:-1]) if len(self.steps) > 1 else None

    @property
    def unit(self) -> "Anchor":
        """The article, recital, annex, subcategory, section or page this provision belongs to (itself, if it is one)."""
        for i, step in enumerate(self.steps):
            if step.kind in UNIT_KINDS:
                return Anchor(self.document, self.steps[: i + 1])
        return Anchor(self.document, self.steps[:1])

    def child(self, kind: Kind, number: str) -> "Anchor":
        """The provision `kind_number` right under this one. Raises AnchorError for a number outside the grammar."""
        return parse(f"{self}.{kind}_{number}")

    def holds(self, other: "Anchor") -> bool:
        """Whether `other` is this provision or stands under it."""
        return other.document == self.document and other.steps[: len(self.steps)] == self.steps


def parse(text: str) -> Anchor:
    """The anchor written `text`. Raises AnchorError if it does not follow the grammar."""
    document, hash_, path = text.partition("#")
    matches = [_STEP.fullmatch(step) for step in path.split(".")]
    if not hash_ or not SLUG.fullmatch(document) or not all(matches):
        raise AnchorError("anchor_syntax", {"anchor": text})
    return Anchor(document, tuple(Step(Kind(m[1]), m[2]) for m in matches if m))


def top(document: str, kind: Kind, number: str) -> Anchor:
    """The anchor `document#kind_number`. Raises AnchorError if either is outside the grammar."""
    return parse(f"{document}#{kind}_{number}")
