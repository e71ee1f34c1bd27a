"""What is shown besides answers: search results, one provision, the documents, readiness. Frozen; JSON as scripted.

The JSON of `SearchResult` and `Shown` is the contract of `caio search --json` and `caio show --json`, and of the HTTP
routes that do the same.
"""

from collections.abc import Mapping
from datetime import date

from assistant.answers import Source, Value
from corpus.documents import Trust
from corpus.texts import Lang


class SearchResult(Value):
    """The passages found, best first."""

    hits: tuple[Source, ...]


class ShownVersion(Value):
    """One state of a provision in one language. `valid_to` is the first day it no longer holds, None while it does."""

    version: str
    lang: Lang
    valid_from: date
    valid_to: date | None


class Shown(Value):
    """One provision as it reads in one language and version, every version of it, and what stands around it.

    `label` is how a citation calls it; `headings` go from the outermost to its own title; `parent`, `previous` and
    `next` are anchors, None where there is nothing.
    """

    anchor: str
    lang: Lang
    version: str
    text: str
    label: str
    headings: tuple[str, ...]
    url: str
    valid_from: date
    valid_to: date | None
    versions: tuple[ShownVersion, ...]
    parent: str | None
    previous: str | None
    next: str | None


class DocumentVersion(Value):
    """One state of a document, and the languages it is indexed in."""

    id: str
    valid_from: date
    langs: tuple[Lang, ...]


class DocumentInfo(Value):
    """A document the assistant answers from. `title` and `short` by language; `versions` oldest first."""

    slug: str
    title: Mapping[Lang, str]
    short: Mapping[Lang, str]
    publisher: str
    licence: str
    trust: Trust
    passages: int
    versions: tuple[DocumentVersion, ...]


class Readiness(Value):
    """Whether questions can be answered now, by which engine, from how many passages.

    `message` says it to a person in each language: what is missing and what to do, when `ready` is False.
    """

    ready: bool
    engine: str
    passages: int
    message: Mapping[Lang, str]
