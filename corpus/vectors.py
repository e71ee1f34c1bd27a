"""Vectors by nearness: the VectorStore seam and its Chroma adapters (embedded in a folder, or a Chroma server)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol, cast
from urllib.parse import urlsplit

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings

from corpus.embedding import Vectors
from corpus.errors import StoreError
from corpus.texts import Lang
from corpus.units import Level, Unit

_FOREVER = 99991231


@dataclass(frozen=True, slots=True)
class Near:
    """A unit found: its id and the cosine of its vector with the question's."""

    id: str
    cosine: float


class VectorStore(Protocol):
    """Holds one vector per unit of one index."""

    def add(self, units: Sequence[Unit], vectors: Vectors) -> None:
        """Store the units with their vectors, one row each."""
        ...

    def search(self, vector: Vectors, *, k: int, as_of: date, lang: Lang, questions: bool) -> list[Near]:
        """The k units in `lang` nearest to `vector` (shape (dimension,)) in force on `as_of`, nearest first.

        Either everyday questions or texts: the two are at different distances from a question.
        """
        ...

    def count(self) -> int:
        """How many units are stored."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class ChromaVectors:
    """A Chroma collection: vectors by cosine, language and validity beside them so that filters run in the store."""

    # Chroma's default of 100 candidates misses neighbours once a filter drops half of them.
    _HNSW: ClassVar = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}}

    def __init__(self, client: Client, name: str, *, create: bool) -> None:
        self._client = client
        if create:
            self._collection = client.create_collection(name, configuration=self._HNSW, embedding_function=None)  # type: ignore[arg-type]
        else:
            self._collection = client.get_collection(name, embedding_function=None)
        self._batch = client.get_max_batch_size()

    def add(self, units: Sequence[Unit], vectors: Vectors) -> None:
        """Store the units with their vectors, one row each."""
        for start in range(0, len(units), self._batch):
            part = units[start : start + self._batch]
            self._collection.add(
                ids=[unit.id for unit in part],
                embeddings=vectors[start : start + self._batch],
                metadatas=[
                    {
                        "kind": _kind(u.lang, questions=u.level is Level.QUESTION),
                        "from": _day(u.valid_from),
                        "to": _day(u.valid_to) if u.valid_to else _FOREVER,
                    }
                    for u in part
                ],
            )

    def search(self, vector: Vectors, *, k: int, as_of: date, lang: Lang, questions: bool) -> list[Near]:
        """The k units in `lang` nearest to `vector` in force on `as_of`, nearest first; questions or texts."""
        today = _day(as_of)
        where: dict[str, Any] = {"kind": _kind(lang, questions=questions)}
        if not questions:  # questions are of no date: a filter less is milliseconds less
            where = {"$and": [where, {"from": {"$lte": today}}, {"to": {"$gt": today}}]}
        found = self._collection.query(query_embeddings=vector.reshape(1, -1), n_results=k, where=where, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [Near(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def count(self) -> int:
        """How many units are stored."""
        return self._collection.count()

    def close(self) -> None:
        """Let go of files and connections."""
        # Chroma's own close leaves the HTTP session of a server's client to the garbage collector.
        session = getattr(getattr(self._client, "_server", None), "_session", None)
        self._client.close()
        if session:
            session.close()


def _kind(lang: Lang, *, questions: bool) -> str:
    return f"{lang} question" if questions else lang


def _day(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


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
    """Delete the collections of earlier indexes from the server at `url`, all but those in `keep`."""
    with _readable(url):
        client = _server(url)
        for collection in client.list_collections():
            if collection.name.startswith("caio-") and collection.name not in keep:
                client.delete_collection(collection.name)
        client.close()


@contextmanager
def _readable(place: str) -> Iterator[None]:
    """Chroma fails with many types; to a reader they are one thing: these vectors cannot be opened."""
    try:
        yield
    except Exception as error:
        raise StoreError("vectors_unreadable", {"place": place, "detail": f"{type(error).__name__}: {error}"}) from error
