"""What is indexed: a unit is a piece of a passage small enough to embed, under its headings; it stands for the passage.

Cutting to another size gives other units, never other anchors: a hit is always the passage.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from corpus.anchors import Anchor, Kind, parse
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.digest import Digest
from corpus.documents import Passage
from corpus.embedding import Role
from corpus.sources import known_documents, short_name
from corpus.texts import Lang

# An estimate, not a measure: XLM-RoBERTa spends about one token on four characters of French or English prose.
CHARACTERS_PER_TOKEN = 4
# The size of a unit unless told otherwise: long enough for a paragraph of law, short of the 512 that e5 reads.
TOKENS = 320


class Level(StrEnum):
    """What a unit is: a paragraph (or point, recital, action), an article as a whole, a digest or a question leading there."""

    PARAGRAPH = "paragraph"
    ARTICLE = "article"
    DIGEST = "digest"
    QUESTION = "question"


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
    def role(self) -> Role:
        """How it is embedded: a question like those it will be compared with."""
        return "query" if self.level is Level.QUESTION else "passage"

    @property
    def digest(self) -> str:
        """sha256 of what is embedded, the role included."""
        return hashlib.sha256(f"{self.role}: {self.text}".encode()).hexdigest()


@lru_cache(maxsize=50_000)
def anchor_of(unit_id: str) -> Anchor:
    """The provision a unit stands for, from the unit's id."""
    return parse(unit_id.partition("|")[0])


def level_of(unit_id: str) -> Level:
    """What a unit is, from its id."""
    return Level(unit_id.split("|")[3])


def lang_of(unit_id: str) -> Lang:
    """The language a unit is in, from its id."""
    return "fr" if unit_id.split("|")[1] == "fr" else "en"


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
        elif passage.anchor == passage.anchor.unit and len(children[passage.anchor]) > 1:
            units += _pieces(passage, _openings(children[passage.anchor], limit), Level.ARTICLE, limit)[:1]
    return units


def question_units(questions: Iterable[tuple[Anchor, Lang, str]], documents: Collection[str]) -> list[Unit]:
    """A unit for each question that leads to one of `documents`. They are of no date: the provision they lead to is."""
    return [
        Unit(
            anchor=anchor,
            lang=lang,
            version="questions",
            level=Level.QUESTION,
            piece=number,
            heading="",
            body=text,
            valid_from=date.min,
            valid_to=None,
        )
        for number, (anchor, lang, text) in enumerate(questions)
        if anchor.document in documents
    ]


def digest_units(digests: Iterable[Digest], valid_from: Mapping[str, date]) -> list[Unit]:
    """For each digest a unit of the whole, its everyday terms included, and one of each point if there are several.

    They hold from the day in `valid_from` by document; those of a document not in it are left out.
    """
    units = []
    for digest in digests:
        if digest.anchor.document not in valid_from:
            continue
        heading = f"{short_name(digest.anchor.document, digest.lang)} — {digest.title}"
        bodies = [(digest.anchor, f"{digest.text}\n{', '.join(digest.terms)}")]
        if len(digest.points) > 1:
            bodies += [(point.anchor, point.text) for point in digest.points]
        units += [
            Unit(
                anchor=anchor,
                lang=digest.lang,
                version=DIGEST_VERSION,
                level=Level.DIGEST,
                piece=piece,
                heading=heading,
                body=body,
                valid_from=valid_from[digest.anchor.document],
                valid_to=None,
            )
            for piece, (anchor, body) in enumerate(bodies)
        ]
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
    known = passage.anchor.document in known_documents()
    names = [short_name(passage.anchor.document, passage.lang)] if known else []
    heading = " — ".join([*names, *passage.headings[-1:]])
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
