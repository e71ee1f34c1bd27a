"""Passages for a few words, as a page lists them: narrowed to a document, each with what stands around it and an excerpt."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.answers import Query
from assistant.excerpts import Run, excerpt
from assistant.question import understand
from assistant.search import search
from corpus.anchors import Anchor
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.labels import label_of
from corpus.texts import Lang

# How many passages are looked through for the documents they are in: as many as the interface ever lists.
_NEAREST = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A passage found: how it is called, its headings (outermost first), and its words around those asked."""

    anchor: Anchor
    lang: Lang
    label: str
    headings: tuple[str, ...]
    excerpt: tuple[Run, ...]

    @property
    def path(self) -> str:
        """What its anchor adds to the document's address."""
        return str(self.anchor).partition("#")[2]


@dataclass(frozen=True, slots=True)
class Findings:
    """The passages found, best first, and how many of the nearest stand in each document, by slug."""

    listed: tuple[Listed, ...]
    documents: Mapping[str, int]


def find(corpus: Corpus, text: str, *, k: int, lang: Lang, as_of: date, document: str = "") -> Findings:
    """At most `k` passages for `text` in force on `as_of`, of `document` alone where one is named, best first."""
    hits = [hit.passage for hit in search(corpus, understand(Query(question=text, lang=lang)), k=_NEAREST, as_of=as_of)]
    kept = [passage for passage in hits if document in ("", passage.anchor.document)][:k]
    return Findings(
        tuple(_listed(corpus, passage, text) for passage in kept),
        dict(Counter(passage.anchor.document for passage in hits).most_common()),
    )


def _listed(corpus: Corpus, passage: Passage, text: str) -> Listed:
    return Listed(
        anchor=passage.anchor,
        lang=passage.lang,
        label=label_of(passage, name=corpus.title(passage.anchor.document, passage.lang)),
        headings=passage.headings,
        excerpt=excerpt(passage.text, text, passage.lang),
    )
