"""The assistant on this machine: settings in, a service out that follows the index as it is renewed."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.answer import Assistant
from assistant.answers import Answer, Event, Query
from assistant.articles import article
from assistant.changes import changes
from assistant.citing import source
from assistant.finding import Findings, find
from assistant.llm import Opened, open_model
from assistant.pictures import picture
from assistant.question import understand
from assistant.reader import Reading, read
from assistant.search import search
from assistant.settings import Settings
from assistant.suggestions import suggest
from assistant.verify import verifier
from assistant.verify.choose import open_entailment
from assistant.verify.entailment import Entailment
from assistant.versions import diff
from assistant.views import (
    Article,
    Changes,
    DocumentInfo,
    DocumentVersion,
    Readiness,
    SearchResult,
    Shown,
    ShownVersion,
    VersionDiff,
)
from corpus.adapter import open_embedder, space_of
from corpus.anchors import Anchor, parse
from corpus.digest import digests
from corpus.documents import Passage
from corpus.embedding import Embedder
from corpus.errors import CaioError, DamageError
from corpus.index import Corpus, Place, open_corpus
from corpus.labels import label_of
from corpus.sources import known_documents
from corpus.texts import LANGS, Lang
from corpus.underway import Underway, read_underway
from ingest.apart import Limits
from ingest.pipeline import Indexing
from ingest.reading import open_reading

_log = logging.getLogger(__name__)
# A search shows passages; asked less than this deep, articles would hide each other.
_K = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """What the settings lead to, made on demand: the place of the index and its embedder."""

    settings: Settings

    @property
    def place(self) -> Place:
        """Where the index lives."""
        return Place(self.settings.home, self.settings.chroma_url)

    @property
    def space(self) -> str:
        """What the embedder will be called, its weights left alone."""
        return space_of(self.settings.embedder)

    def embedder(self) -> Embedder:
        """The embedder, its weights unpacked if need be."""
        return open_embedder(self.settings.embedder, models=self.settings.home / "models")

    def corpus(self) -> Corpus:
        """The current generation, open for reading. Raises StoreError if there is none."""
        return open_corpus(self.place, self.embedder())

    def entailment(self) -> Entailment:
        """The judge of sentences; its weights are read at the first judgement."""
        return open_entailment(self.settings.entailment, models=self.settings.home / "models")

    def indexing(self) -> Indexing:
        """How documents are indexed. Raises SettingsError if they are to be read by what is not installed."""
        settings = self.settings
        limits = Limits(settings.reading_seconds, settings.reading_memory_mb)
        return Indexing(
            self.place,
            self.space,
            self.embedder,
            settings.passage_tokens,
            digests() if settings.digests else (),
            settings.sources,
            open_reading(settings.reading, limits=limits, readers=settings.readers),
            settings.quarantine,
            lang=settings.lang,
        )


class LocalAssistant:
    """Answers, searches and shows, from the current generation of the index. Safe to call from several threads."""

    def __init__(self, settings: Settings, *, model: Opened, today: Callable[[], date] = date.today) -> None:
        self._opening = Opening(settings)
        self._model = model
        self._today = today
        self._open: Corpus | None = None

    @cached_property
    def _embedder(self) -> Embedder:
        return self._opening.embedder()

    @cached_property
    def _entailment(self) -> Entailment:
        return self._opening.entailment()

    def corpus(self) -> Corpus:
        """The current generation, opened once; another is taken up by the next question. Raises StoreError.

        Where the other one is damaged, the one that is open goes on serving.
        """
        place = self._opening.place
        try:
            if self._open is None or self._open.generation != place.current():
                # The one before is left to answers under way; it goes with the last of them.
                self._open = open_corpus(place, self._embedder)
        except DamageError as error:
            if self._open is None:
                raise
            _log.error("%s", error)
        return self._open

    async def stream(self, query: Query) -> AsyncIterator[Event]:
        """The events of an answer, `Done` last. Raises CaioError."""
        async for event in self._assistant().stream(query):
            yield event

    async def ask(self, query: Query) -> Answer:
        """The whole answer. Raises CaioError."""
        return await self._assistant().ask(query)

    def _assistant(self) -> Assistant:
        return Assistant(
            self.corpus(),
            self._model.model,
            verify=verifier(self._entailment),
            writing=self._opening.settings.writing,
            today=self._today,
        )

    def search(self, text: str, *, k: int = _K, lang: Lang | None = None, as_of: date | None = None) -> SearchResult:
        """At most `k` passages for `text`, best first; `lang` is the language preferred."""
        corpus = self.corpus()
        question = understand(Query(question=text, lang=lang))
        hits = search(corpus, question, k=k, as_of=as_of or self._today())
        return SearchResult(hits=tuple(source(corpus, hit.passage, hit.score) for hit in hits))

    def show(self, anchor: str, *, lang: Lang | None = None, as_of: date | None = None) -> Shown:
        """The provision at `anchor`. Raises AnchorError if no text carries it."""
        return show(self.corpus(), anchor, lang=lang or self._opening.settings.lang, as_of=as_of or self._today())

    def article(
        self, anchor: str, *, lang: Lang | None = None, as_of: date | None = None, version: str | None = None
    ) -> Article:
        """The article that holds `anchor`. Raises AnchorError if no text carries it."""
        lang, as_of = lang or self._opening.settings.lang, as_of or self._today()
        return article(self.corpus(), anchor, lang=lang, as_of=as_of, version=version)

    def picture(self, document: str, *, version: str, lang: Lang, page: int) -> bytes | None:
        """A page of the PDF a version was read from, as a PNG; None if it is not there."""
        held = self.corpus().catalogue.held()
        key = (document, version, lang)
        source = next((h for h in held if (h.document.slug, h.version.id, h.lang) == key), None)
        return picture(source, page) if source else None

    def find(self, text: str, *, k: int, lang: Lang, as_of: date | None = None, document: str = "") -> Findings:
        """At most `k` passages for `text`, of one document if it is named, each with an excerpt."""
        return find(self.corpus(), text, k=k, lang=lang, as_of=as_of or self._today(), document=document)

    def read(self, document: str, *, lang: Lang, as_of: date | None = None, version: str | None = None) -> Reading:
        """A whole document. Raises VersionError if it is not indexed, or nothing of it was in force."""
        return read(self.corpus(), document, lang=lang, as_of=as_of or self._today(), version=version)

    def diff(self, document: str, *, before: str, after: str, lang: Lang | None = None) -> VersionDiff:
        """What changed between two versions of a document. Raises VersionError if it or one of them is not indexed."""
        return diff(self.corpus(), document, before, after, lang=lang or self._opening.settings.lang)

    def changes(self, *, since: date, lang: Lang | None = None) -> Changes:
        """What changed since a day, and what begins to apply in the months to come."""
        return changes(self.corpus(), since=since, today=self._today(), lang=lang or self._opening.settings.lang)

    def suggest(
        self, anchors: Sequence[str], *, lang: Lang, as_of: date | None = None, asked: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """At most three questions that may be asked next. Raises AnchorError for an anchor outside the grammar."""
        return suggest(self.corpus(), anchors, lang=lang, as_of=as_of or self._today(), asked=asked)

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The documents indexed, by slug."""
        return list_documents(self.corpus())

    def underway(self) -> Underway | None:
        """How far a run that writes the index has come; None where there is none."""
        return read_underway(self._opening.place)

    def ready(self) -> Readiness:
        """Whether a question can be answered now."""
        try:
            corpus = self.corpus()
        except CaioError as error:
            return Readiness(
                ready=False, engine=self._model.name, passages=0, message={lang: error.message(lang) for lang in LANGS}
            )
        message = {lang: self._model.reason(lang) for lang in LANGS}
        return Readiness(ready=True, engine=self._model.name, passages=corpus.catalogue.count_passages(), message=message)

    async def close(self) -> None:
        """Let go of the model and of the index."""
        await self._model.close()
        if self._open:
            self._open.close()
            self._open = None


async def open_assistant(settings: Settings, *, start: bool = False) -> LocalAssistant:
    """The assistant the settings describe; with `start`, the embedded engine runs when this returns. Raises CaioError."""
    return LocalAssistant(settings, model=await open_model(settings, start=start))


def show(corpus: Corpus, anchor: str, *, lang: Lang, as_of: date) -> Shown:
    """One provision, its versions and neighbours. Raises AnchorError if no text in force carries it."""
    passage = corpus.get(anchor, as_of=as_of, lang=lang)
    before, after = _neighbours(corpus, passage)
    parent = passage.anchor.parent
    return Shown(
        anchor=str(passage.anchor),
        lang=passage.lang,
        version=passage.version,
        text=passage.text,
        label=label_of(passage, name=corpus.title(passage.anchor.document, passage.lang)),
        headings=passage.headings,
        url=corpus.url(passage),
        valid_from=passage.valid_from,
        valid_to=passage.valid_to,
        versions=tuple(
            ShownVersion(version=p.version, lang=p.lang, valid_from=p.valid_from, valid_to=p.valid_to)
            for p in corpus.catalogue.all_versions(parse(anchor))
        ),
        parent=str(parent) if parent else None,
        previous=str(before) if before else None,
        next=str(after) if after else None,
    )


def _neighbours(corpus: Corpus, passage: Passage) -> tuple[Anchor | None, Anchor | None]:
    """The provisions before and after, under the same parent."""
    around = [p.anchor for p in corpus.catalogue.siblings(passage)]
    at = around.index(passage.anchor)
    return (around[at - 1] if at else None, around[at + 1] if at + 1 < len(around) else None)


def list_documents(corpus: Corpus) -> tuple[DocumentInfo, ...]:
    """The documents of `corpus`, by slug."""
    held = corpus.catalogue.held()
    infos = []
    for slug in dict.fromkeys(h.document.slug for h in held):
        own = [h for h in held if h.document.slug == slug]
        known = known_documents().get(slug)
        titles = known.title if known else {h.lang: h.document.title for h in own}
        versions = dict.fromkeys((h.version.id, h.version.valid_from) for h in own)
        infos.append(
            DocumentInfo(
                slug=slug,
                title=titles,
                short=known.short if known else titles,
                publisher=own[0].document.publisher,
                licence=own[0].document.licence,
                trust=own[0].document.trust,
                passages=sum(corpus.catalogue.count_version(slug, h.lang, h.version.id) for h in own),
                versions=tuple(
                    DocumentVersion(id=id_, valid_from=day, langs=tuple(h.lang for h in own if h.version.id == id_))
                    for id_, day in versions
                ),
            )
        )
    return tuple(infos)
