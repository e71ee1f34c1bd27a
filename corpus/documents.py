"""What the assistant knows, as frozen values: documents, their versions, and their passages. No I/O here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.anchors import Anchor
from corpus.texts import Lang


class Trust(StrEnum):
    """How far to believe a document: the law, our digests of it, our guides, the organisation's texts, a file somebody sent."""

    OFFICIAL = "official"
    DIGEST = "digest"
    GUIDE = "guide"
    INTERNAL = "internal"
    UPLOAD = "upload"


def holds_on(day: date, start: date, end: date | None) -> bool:
    """Whether a text that begins on `start` and ends before `end` (None: not yet) holds on `day`."""
    return start <= day and (end is None or day < end)


@dataclass(frozen=True, slots=True)
class Document:
    """A work, whatever its language and version. `slug` starts its anchors; `url` is where a page was fetched, "" elsewhere."""

    slug: str
    title: str
    publisher: str
    licence: str
    trust: Trust
    audience: str = "everyone"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document: its CELEX number for EU law, else the first twelve digits of its sha256.

    `valid_from` is the first day of this state; it lasts until a later version of the same provisions begins.
    `sha256` is of the bytes read.
    """

    document: str
    id: str
    valid_from: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one provision in one language and version, everything under it included.

    `label` is the mark printed before it ("3.", "(a)"), not part of `text`. `headings` go from the outermost to the
    provision's own title. `locator` is where it stands in its source: an element id, `page=12`, `slide=3` or
    `rows=2-21`. `order` is its rank in the document. `valid_to` is the first day it no longer holds, None while it does.
    `cites` are the provisions a guide's text refers to by anchor.
    """

    anchor: Anchor
    lang: Lang
    version: str
    text: str
    label: str
    headings: tuple[str, ...]
    locator: str
    order: int
    valid_from: date
    valid_to: date | None = None
    cites: tuple[Anchor, ...] = ()
