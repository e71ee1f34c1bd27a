"""The search index to read: of the immutable generations in `HOME/index`, one is current (`generations.py` makes them)."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.adapter import AdaptedEmbedder
from corpus.anchors import Anchor, parse
from corpus.catalogue import Catalogue, Found
from corpus.documents import Passage, Trust, holds_on
from corpus.embedding import Embedder, Vectors
from corpus.errors import AnchorError, StoreError
from corpus.labels import url_of
from corpus.scope import USUAL
from corpus.sources import short_name
from corpus.texts import Lang
from corpus.vectors import Near, VectorStore, open_chroma, open_chroma_server, shelf_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index lives: a folder, and the address of a Chroma server if vectors are kept there ("" if not)."""

    home: Path
    chroma_url: str = ""

    @property
    def index(self) -> Path:
        """The folder of all generations."""
        return self.home / "index"

    def current(self) -> str | None:
        """The name of the generation that serves, None before the first."""
        try:
            return (self.index / "CURRENT").read_text(encoding="utf8").strip() or None
        except FileNotFoundError:
            return None

    def previous(self) -> str | None:
        """The name of the generation that served before, None if there is none."""
        try:
            return (self.index / "PREVIOUS").read_text(encoding="utf8").strip() or None
        except FileNotFoundError:
            return None

    def vectors(self, generation: str, *, create: bool) -> VectorStore:
        """The vectors of `generation`."""
        if self.chroma_url:
            return open_chroma_server(self.chroma_url, f"caio-{generation}", create=create)
        return open_chroma(self.index / generation / "chroma", create=create)


class Corpus:
    """One generation of the index, open for reading."""

    def __init__(self, place: Place, generation: str, embedder: Embedder | None) -> None:
        self.generation = generation
        self.catalogue = Catalogue.open(place.index / generation / "catalogue.sqlite")
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
        start, end = self._validity[unit_id]
        return holds_on(as_of, start, end)

    def count_vectors(self) -> int:
        """How many units have a vector. Raises StoreError on a corpus opened without an embedder."""
        if not self._vectors:
            raise StoreError("index_without_embedder")
        return self._vectors.count()

    def words(self, query: str, *, k: int, as_of: date, lang: Lang, questions: bool = False) -> list[Found]:
        """The k units in `lang` that answer the FTS5 `query` best, best first; none for an empty query."""
        return self.catalogue.find_words(query, k=k, as_of=as_of, lang=lang, questions=questions) if query else []


def open_corpus(place: Place, embedder: Embedder | None) -> Corpus:
    """The current generation. Raises StoreError if there is none, or if another embedder made it."""
    generation = place.current()
    if generation is None:
        raise StoreError("index_missing", {"home": place.home})
    return Corpus(place, generation, embedder)


def check_index(place: Place, embedder: Embedder) -> list[str]:
    """What is wrong with the current generation, as error keys; empty when it is sound."""
    corpus = open_corpus(place, embedder)
    try:
        faults = [] if corpus.catalogue.check() == "ok" else ["catalogue_damaged"]
        if corpus.count_vectors() != corpus.catalogue.count_units():
            faults.append("index_incomplete")
    except sqlite3.DatabaseError:
        return ["catalogue_damaged"]
    else:
        return faults
    finally:
        corpus.close()
