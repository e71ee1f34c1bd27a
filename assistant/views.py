"""What is shown besides answers: search results, a provision, two versions, the documents, readiness. Frozen; JSON as scripted.

The JSON of `SearchResult`, `Shown`, `VersionDiff` and `ChangesHere` is the contract of `caio search --json`,
`caio show --json`, `caio diff --json` and `caio changes --json`, and of the HTTP routes that do the same, which tell `Changes`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from assistant.answers import Source, Value
from corpus.difference import ChangeKind
from corpus.documents import Trust
from corpus.texts import Lang
from corpus.wording import Edit


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


class ArticlePassage(Value):
    """A run of text of one provision, as stored, without the text of the provisions under it, which follow.

    `label` is the mark printed before it ("3.", "(a)"), or the title above it; "" where its text resumes after its points.
    `level` is its depth under the article. `applies_from` is told where the passage is dated at all.
    """

    anchor: str
    label: str
    text: str
    level: int
    applies_from: date | None


class PagePicture(Value):
    """The page of a PDF on which a passage begins, counted from 1, and the address of its picture, of 2 pixels a point.

    `boxes` are (left, top, right, bottom) in points from the top left corner: the words are to be looked for inside.
    """

    number: int
    image: str
    boxes: tuple[tuple[float, float, float, float], ...]


class Article(Value):
    """The article (or annex, recital, section, page…) `anchor` that holds the provision `asked`, in one language and version.

    `title` is the document's, `label` how a citation calls the article; `headings` go from the outermost to its own title.
    `langs` are those it can be read in; `previous` and `next` are articles of the same version, None where there is none.
    `digest` is our summary in the reader's language, a line for each point. `page` is told where the passage asked stands in a
    PDF that is still where it was read.
    """

    anchor: str
    asked: str
    document: str
    title: str
    label: str
    headings: tuple[str, ...]
    lang: Lang
    version: str
    valid_from: date
    valid_to: date | None
    applies_from: date | None
    products_from: date | None
    url: str
    langs: tuple[Lang, ...]
    versions: tuple[ShownVersion, ...]
    previous: str | None
    next: str | None
    passages: tuple[ArticlePassage, ...]
    digest: str | None
    page: PagePicture | None


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


class ChangedWords(Value):
    """A run of words, as printed, and what became of them."""

    edit: Edit
    text: str


class ChangedProvision(Value):
    """A provision that is not the same in both versions, the smallest that tells the change.

    `before` and `after` are its words, its title on a line of its own; None where it is absent. `words` go from one to the
    other: what is not deleted, joined, is `after`.
    """

    anchor: str
    label: str
    kind: ChangeKind
    before: str | None
    after: str | None
    words: tuple[ChangedWords, ...]


class ChangeCounts(Value):
    """How many provisions: the changes told, and those whose own words are the same."""

    added: int
    removed: int
    changed: int
    unchanged: int


class VersionDiff(Value):
    """What changed between two versions of a document in one language, in reading order.

    `recitals_left_out` counts recitals that only one of the two carries: they are not compared.
    """

    document: str
    lang: Lang
    before: str
    after: str
    counts: ChangeCounts
    recitals_left_out: int
    changes: tuple[ChangedProvision, ...]


class ChangedUnit(Value):
    """An article, annex or section that a version adds, removes or changes, and how it is named within its document."""

    anchor: str
    label: str
    kind: ChangeKind


class NewVersion(Value):
    """A version of a document that came into force, or into the index, in the days asked about.

    `indexed` is None for one that was in the index before days were noted. `before` is the version it follows, and `units` what
    it makes of it; None and empty where there is no earlier one to compare with.
    """

    document: str
    title: str
    version: str
    langs: tuple[Lang, ...]
    valid_from: date
    indexed: date | None
    before: str | None
    units: tuple[ChangedUnit, ...]


class Systems(StrEnum):
    """To which systems provisions begin to apply: all they speak of, those of Annex III, or products and parts of them."""

    ALL = "all"
    ANNEX_III = "annex_iii"
    PRODUCTS = "products"


class Applicable(Value):
    """A provision and how it is named within its document."""

    anchor: str
    label: str


class Beginning(Value):
    """Provisions of a document that begin to apply on a day, and the provision that says so (`by`)."""

    day: date
    document: str
    systems: Systems
    provisions: tuple[Applicable, ...]
    by: str


class Ending(Value):
    """Extra time that ends on a day, in words, and the provision that gives it (`by`)."""

    day: date
    document: str
    message: str
    by: str


class Changes(Value):
    """What changed since a day and is to change until another: new versions, the latest first, and what begins and ends to
    apply, in order. Every provision is given by its anchor."""

    since: date
    until: date
    lang: Lang
    versions: tuple[NewVersion, ...]
    beginnings: tuple[Beginning, ...]
    endings: tuple[Ending, ...]


class ChangedCitation(Value):
    """A citation of the version `cited` of a provision, and the `version` in which it has changed or is gone."""

    anchor: str
    label: str
    cited: str
    version: str


class AffectedAnswer(Value):
    """An answer kept here that rests on what has changed; `given_at` is in UTC."""

    kept_in: Literal["conversation", "feedback"]
    given_at: datetime
    question: str
    citations: tuple[ChangedCitation, ...]


class ChangesHere(Changes):
    """What changed, with the answers kept on this machine that it touches: for those who run it, never sent over HTTP."""

    answers: tuple[AffectedAnswer, ...]


class Readiness(Value):
    """Whether questions can be answered now, by which engine, from how many passages.

    `message` says it to a person in each language: what is missing and what to do, when `ready` is False.
    """

    ready: bool
    engine: str
    passages: int
    message: Mapping[Lang, str]
