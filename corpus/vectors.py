"""Vectors by nearness: the VectorStore seam and its Chroma adapters (embedded in a folder, or a Chroma server)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol, cast
from urllib.parse import urlsplit

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings

from corpus.embedding import Vectors
from corpus.errors import StoreError
from corpus.texts import Lang
from corpus.units import Level, Unit

Shelf = Literal["fr", "en", "fr-questions", "en-questions"]
SHELVES: tuple[Shelf, ...] = ("fr", "en", "fr-questions", "en-questions")


def shelf_of(lang: Lang, *, questions: bool) -> Shelf:
    """Where units of a kind are kept: texts and everyday questions apart, each language apart."""
    if questions:
        return "fr-questions" if lang == "fr" else "en-questions"
    return lang


@dataclass(frozen=True, slots=True)
class Near:
    """A unit found: its id and the cosine of its vector with the question's."""

    id: str
    cosine: float


class VectorStore(Protocol):
    """Holds one vector per unit of one index, on a shelf for each kind."""

    def add(self, units: Sequence[Unit], vectors: Vectors) -> None:
        """Store the units with their vectors, one row each."""
        ...

    def search(self, vector: Vectors, *, k: int, shelf: Shelf) -> list[Near]:
        """The k units of `shelf` nearest to `vector` (shape (dimension,)), nearest first."""
        ...

    def count(self) -> int:
        """How many units are stored."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class ChromaVectors:
    """Chroma collections, one a shelf: a filter on metadata took Chroma about 70 ms a query."""

    # Chroma's default of 100 candidates is less than what a search asks for.
    _HNSW: ClassVar = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 500, "max_neighbors": 32}}

    def __init__(self, client: Client, name: str, *, create: bool) -> None:
        self._client = client
        self._shelves = {
            shelf: client.create_collection(f"{name}-{shelf}", configuration=self._HNSW, embedding_function=None)  # type: ignore[arg-type]
            if create
            else client.get_collection(f"{name}-{shelf}", embedding_function=None)
            for shelf in SHELVES
        }
        self._batch = client.get_max_batch_size()

    def add(self, units: Sequence[Unit], vectors: Vectors) -> None:
        """Store the units with their vectors, one row each."""
        for shelf, collection in self._shelves.items():
            rows = [i for i, unit in enumerate(units) if shelf_of(unit.lang, questions=unit.level is Level.QUESTION) == shelf]
            for start in range(0, len(rows), self._batch):
                part = rows[start : start + self._batch]
                collection.add(ids=[units[i].id for i in part], embeddings=vectors[part])

    def search(self, vector: Vectors, *, k: int, shelf: Shelf) -> list[Near]:
        """The k units of `shelf` nearest to `vector`, nearest first."""
        found = self._shelves[shelf].query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [Near(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def count(self) -> int:
        """How many units are stored."""
        return sum(collection.count() for collection in self._shelves.values())

    def close(self) -> None:
        """Let go of files and connections."""
        # Chroma's own close leaves the HTTP session of a server's client to the garbage collector.
        session = getattr(getattr(self._client, "_server", None), "_session", None)
        self._client.close()
        if session:
            session.close()


def _server(url: str) -> Client:
    address = urlsplit(url)
    client = chromadb.HttpClient(
        host=address.hostname or "localhost",
        port=address.port or 8000,
        ssl=address.scheme == "https",
        settings=_quiet(),
    )
    return cast(Client, client)


def _quiet() -> Settings:
    return Settings(anonymized_telemetry=False)


def open_chroma(folder: Path, *, create: bool) -> ChromaVectors:
    """The collection kept in `folder`. Raises StoreError if it is damaged or not there."""
    with _readable(str(folder)):
        client = cast(Client, chromadb.PersistentClient(path=str(folder), settings=_quiet()))
        return ChromaVectors(client, "units", create=create)


def open_chroma_server(url: str, name: str, *, create: bool) -> ChromaVectors:
    """The collection `name` of the Chroma server at `url`. Raises StoreError if it does not answer."""
    with _readable(url):
        return ChromaVectors(_server(url), name, create=create)


def drop_from_chroma_server(url: str, *, keep: Sequence[str]) -> None:
    """Delete the collections of earlier indexes from the server at `url`, all but those of the indexes in `keep`."""
    with _readable(url):
        client = _server(url)
        for collection in client.list_collections():
            if collection.name.startswith("caio-") and not collection.name.startswith(tuple(f"{name}-" for name in keep)):
                client.delete_collection(collection.name)
        client.close()


@contextmanager
def _readable(place: str) -> Iterator[None]:
    """Chroma fails with many types; to a reader they are one thing: these vectors cannot be opened."""
    try:
        yield
    except Exception as error:
        raise StoreError("vectors_unreadable", {"place": place, "detail": f"{type(error).__name__}: {error}"}) from error
