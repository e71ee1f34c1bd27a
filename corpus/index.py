"""The search index to read: of the immutable generations in `HOME/index`, one is current (`generations.py` makes them)."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache

import numpy as np

from corpus.adapter import AdaptedEmbedder
from corpus.anchors import Anchor, parse
from corpus.catalogue import Catalogue, Found
from corpus.documents import Passage, Trust, holds_on
from corpus.embedding import Embedder, Vectors
from corpus.errors import AnchorError, DamageError, StoreError
from corpus.labels import url_of
from corpus.place import Place as Place
from corpus.scope import USUAL
from corpus.sources import short_name
from corpus.texts import Lang
from corpus.vectors import Near, VectorStore, holds, shelf_of


class Corpus:
    """One generation of the index, open for reading."""

    def __init__(self, place: Place, generation: str, embedder: Embedder | None) -> None:
        self.generation = generation
        self.catalogue = Catalogue.open(place.catalogue(generation))
        meta = self.catalogue.meta()
        self.digest = meta["digest"]
        self._held = self.catalogue.held()
        self._urls = {held.document.slug: held.document.url for held in self._held}
        self._asked = self.catalogue.asked_documents()
        self._guides = frozenset(h.document.slug for h in self._held if h.document.trust is Trust.GUIDE)
        self._cites = self.catalogue.citations()
        self._validity = self.catalogue.validity() if embedder else {}
        self._embedder = embedder
        self._read_question = lru_cache(maxsize=256)(self._read_one)
        self._vectors: VectorStore | None = None
        if embedder:
            made_by, dimension = meta["embedder"], int(meta["dimension"])
            if (made_by, dimension) != (embedder.name, embedder.dimension):
                raise StoreError(
                    "embedder_mismatch",
                    {"made_by": f"{made_by} ({dimension})", "asked": f"{embedder.name} ({embedder.dimension})"},
                )
            self._vectors = place.vectors(generation, create=False)

    def title(self, slug: str, lang: Lang) -> str:
        """The title of a document, in `lang` or else in the language there is; its slug if it is not indexed."""
        titles = {held.lang: held.document.title for held in self._held if held.document.slug == slug}
        return titles.get(lang) or next(iter(titles.values()), slug)

    def url(self, passage: Passage) -> str:
        """The publisher's page at the passage, or the page its document was fetched from; "" where there is neither."""
        return url_of(passage) or self._urls.get(passage.anchor.document, "")

    def official(self, lang: Lang) -> list[str]:
        """How the official documents are called, those known by our digests only included."""
        known = (Trust.OFFICIAL, Trust.DIGEST)
        slugs = dict.fromkeys(held.document.slug for held in self._held if held.document.trust in known)
        return [short_name(slug, lang) for slug in slugs]

    def others(self) -> int:
        """How many documents are not official: guides, and the organisation's own."""
        known = (Trust.OFFICIAL, Trust.DIGEST)
        return len({held.document.slug for held in self._held if held.document.trust not in known})

    def is_guide(self, slug: str) -> bool:
        """Whether `slug` is one of our guides, which lead to provisions."""
        return slug in self._guides

    def has_questions(self, slug: str) -> bool:
        """Whether everyday questions lead to provisions of `slug`."""
        return slug in self._asked

    def cited_by(self, anchor: Anchor) -> frozenset[Anchor]:
        """The provisions that a guide's paragraph cites, in any language."""
        return self._cites.get(anchor, frozenset())

    def close(self) -> None:
        """Let go of files and connections."""
        self.catalogue.close()
        if self._vectors:
            self._vectors.close()

    def get(self, anchor: str | Anchor, *, as_of: date, lang: Lang) -> Passage:
        """The passage of `anchor` in force on `as_of`, in `lang` or else in the language there is.

        Raises AnchorError if `anchor` is outside the grammar or no text in force carries it.
        """
        at = parse(anchor) if isinstance(anchor, str) else anchor
        found = sorted(self.catalogue.get(at, as_of=as_of), key=lambda p: p.lang != lang)
        if not found:
            raise AnchorError("anchor_unknown", {"anchor": at})
        return found[0]

    def embed(self, text: str) -> Vectors:
        """The vector of a question, shape (dimension,). Raises StoreError on a corpus opened without an embedder."""
        return self._read_question(text)[0]

    def _read_one(self, text: str) -> tuple[Vectors, float]:
        if not self._embedder:
            raise StoreError("index_without_embedder")
        if isinstance(self._embedder, AdaptedEmbedder):
            return self._embedder.read_question(text)
        return np.asarray(self._embedder.embed([text], "query")[0]), USUAL

    def scope(self, text: str) -> float:
        """Whether a question is one of the field (`corpus.scope`): above 0 if so; as usual where the embedder cannot tell."""
        return self._read_question(text)[1]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts to compare with a question's, one row each."""
        if not self._embedder:
            raise StoreError("index_without_embedder")
        return self._embedder.embed(texts, "passage")

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The vectors of many questions, one row each; they are not remembered, as those that readers ask are."""
        if not self._embedder:
            raise StoreError("index_without_embedder")
        return self._embedder.embed(texts, "query")

    def near(self, vector: Vectors, *, k: int, as_of: date, lang: Lang, questions: bool = False) -> list[Near]:
        """The k units in `lang` nearest to `vector`, nearest first: texts, or everyday questions."""
        if not self._vectors:
            raise StoreError("index_without_embedder")
        if questions:  # they are of no date: the provisions they lead to are
            return self._vectors.search(vector, k=k, shelf=shelf_of(lang, questions=True))
        # A text stands in up to three versions: asked for enough, one in force is left of each.
        found = self._vectors.search(vector, k=3 * k, shelf=shelf_of(lang, questions=False))
        return [unit for unit in found if self._in_force(unit.id, as_of)][:k]

    def _in_force(self, unit_id: str, as_of: date) -> bool:
        if unit_id not in self._validity:
            raise DamageError("vectors_foreign", {"generation": self.generation})
        return holds_on(as_of, *self._validity[unit_id])

    def is_whole(self) -> bool:
        """Whether every unit of the catalogue has a vector on its shelf, and no other vector is there.

        Raises StoreError on a corpus opened without an embedder.
        """
        if not self._vectors:
            raise StoreError("index_without_embedder")
        return holds(self._vectors, self._validity)

    def words(self, query: str, *, k: int, as_of: date, lang: Lang, questions: bool = False) -> list[Found]:
        """The k units in `lang` that answer the FTS5 `query` best, best first; none for an empty query."""
        return self.catalogue.find_words(query, k=k, as_of=as_of, lang=lang, questions=questions) if query else []


def open_corpus(place: Place, embedder: Embedder | None) -> Corpus:
    """The current generation. Raises StoreError if there is none or another embedder made it, DamageError if it is damaged."""
    try:
        generation = place.current()
        if generation is None:
            raise StoreError("index_missing", {"home": place.home})
        return Corpus(place, generation, embedder)
    except DamageError as error:
        sound = last_sound(place, embedder.name if embedder else None)
        raise error.leading_to("rollback" if sound else "ingest", sound) from error


def check_generation(place: Place, generation: str, embedder: str | None) -> None:
    """Raise StoreError if `generation` could not serve with the embedder of that name; None leaves its vectors alone."""
    catalogue = Catalogue.open(place.catalogue(generation))
    try:
        made_by = catalogue.meta().get("embedder", "")
    finally:
        catalogue.close()
    if embedder:
        if made_by != embedder:
            raise StoreError("embedder_mismatch", {"made_by": made_by, "asked": embedder})
        place.vectors(generation, create=False).close()


def last_sound(place: Place, embedder: str | None) -> str | None:
    """The generation that can take the place of the damaged one that serves, None if there is none.

    Where CURRENT is lost, that is the one it named, as far as can be told.
    """
    try:
        place.current()
    except DamageError:
        candidates = place.survivors()
    else:
        before = place.previous()
        candidates = [before] if before else []
    for generation in candidates:
        with suppress(StoreError):
            check_generation(place, generation, embedder)
            return generation
    return None


def check_index(place: Place, embedder: Embedder) -> list[StoreError]:
    """What is wrong with the current generation; empty when it is sound. Raises StoreError if it cannot be opened."""
    corpus = open_corpus(place, embedder)
    try:
        if (said := corpus.catalogue.check()) != "ok":
            raise DamageError("catalogue_unreadable", {"path": place.catalogue(corpus.generation), "detail": said})
        if not corpus.is_whole():
            raise DamageError("vectors_foreign", {"generation": corpus.generation})
    except DamageError as error:
        sound = last_sound(place, embedder.name)
        return [error.leading_to("rollback" if sound else "ingest", sound)]
    else:
        return []
    finally:
        corpus.close()
