"""What is indexed: a unit is a piece of a passage small enough to embed, under its headings; it stands for the passage.

Cutting to another size gives other units, never other anchors: a hit is always the passage.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.anchors import Anchor, Kind
from corpus.documents import Passage
from corpus.texts import Lang

# XLM-RoBERTa spends about one token on four characters of French or English legal prose (measured on the GDPR: 4.1, 4.6).
CHARACTERS_PER_TOKEN = 4


class Level(StrEnum):
    """How much a unit stands for: one paragraph (or point, recital, action), or an article as a whole."""

    PARAGRAPH = "paragraph"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Unit:
    """A text to index. `id` names it within an index; `digest` is the sha256 of `text`: equal texts share a vector."""

    anchor: Anchor
    lang: Lang
    version: str
    level: Level
    piece: int
    heading: str
    body: str
    valid_from: date
    valid_to: date | None

    @property
    def id(self) -> str:
        """Unique within an index: anchor, language, version, level and piece."""
        return f"{self.anchor}|{self.lang}|{self.version}|{self.level}|{self.piece}"

    @property
    def text(self) -> str:
        """What is embedded."""
        return f"{self.heading}\n{self.body}" if self.heading else self.body

    @property
    def digest(self) -> str:
        """sha256 of `text`."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def cut(passages: Sequence[Passage], *, tokens: int) -> list[Unit]:
    """The units of the passages of one document version in one language, none longer than about `tokens`.

    Paragraph-level passages (a paragraph with its points, an unnumbered article, a recital, an annex point, an action) are
    cut at line ends when they are too long. An article of several paragraphs gives one more unit, the openings of them all.
    """
    limit = tokens * CHARACTERS_PER_TOKEN
    children: dict[Anchor, list[Passage]] = {}
    for passage in passages:
        if passage.anchor.parent:
            children.setdefault(passage.anchor.parent, []).append(passage)
    units: list[Unit] = []
    for passage in passages:
        if passage.anchor.kind in (Kind.CHAPTER, Kind.PAGE) and passage.anchor in children:
            continue
        if _is_read_whole(passage, children):
            units += _pieces(passage, passage.text, Level.PARAGRAPH, limit)
        elif passage.anchor == passage.anchor.unit:
            units += _pieces(passage, _openings(children[passage.anchor], limit), Level.ARTICLE, limit)[:1]
    return units


def _is_read_whole(passage: Passage, children: Mapping[Anchor, list[Passage]]) -> bool:
    """Whether `passage` is at paragraph level: the first step under the article, or an article with no numbered steps."""
    anchor = passage.anchor
    if anchor == anchor.unit or anchor.kind is Kind.SECTION:
        return anchor not in children
    parent = anchor.parent
    return parent is not None and (parent == anchor.unit or parent.kind is Kind.SECTION)


def _openings(paragraphs: Iterable[Passage], limit: int) -> str:
    """The first words of every paragraph, shared out so that all together fill about `limit` characters."""
    texts = [" ".join(p.text.split()) for p in paragraphs]
    share = max(80, limit // max(1, len(texts)))
    return "\n".join(text if len(text) <= share else text[:share].rsplit(" ", 1)[0] for text in texts)[: 2 * limit]


def _pieces(passage: Passage, text: str, level: Level, limit: int) -> list[Unit]:
    heading = " — ".join(passage.headings[-2:])
    bodies: list[str] = []
    lead = ""
    for line in _short_lines(text, limit):
        if bodies and len(bodies[-1]) + len(line) + 1 <= limit:
            bodies[-1] = f"{bodies[-1]}\n{line}"
        else:
            # Points read alone lose their subject: each further piece starts with the paragraph's opening words.
            bodies.append(f"{lead}\n{line}" if bodies else line)
            lead = lead or line[: limit // 5]
    return [
        Unit(
            anchor=passage.anchor,
            lang=passage.lang,
            version=passage.version,
            level=level,
            piece=i,
            heading=heading,
            body=body,
            valid_from=passage.valid_from,
            valid_to=passage.valid_to,
        )
        for i, body in enumerate(bodies)
    ]


def _short_lines(text: str, limit: int) -> Iterable[str]:
    """The lines of `text`, those longer than `limit` cut between words."""
    for line in text.splitlines():
        rest = line
        while len(rest) > limit:
            at = rest.rfind(" ", 1, limit)
            at = at if at > 0 else limit
            yield rest[:at]
            rest = rest[at:].lstrip()
        if rest:
            yield rest
