"""Vectors by nearness: the VectorStore seam and its Chroma adapters (embedded in a folder, or a Chroma server)."""

import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol, cast
from urllib.parse import urlsplit

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import NotFoundError

from corpus.aside import Aside
from corpus.embedding import Vectors
from corpus.errors import DamageError, StoreError
from corpus.sums import verify
from corpus.texts import Lang
from corpus.units import Level, Unit, lang_of, level_of

Shelf = Literal["fr", "en", "fr-questions", "en-questions"]
SHELVES: tuple[Shelf, ...] = ("fr", "en", "fr-questions", "en-questions")
_MARGIN = 1_000_000


def shelf_of(lang: Lang, *, questions: bool) -> Shelf:
    """Where units of a kind are kept: texts and everyday questions apart, each language apart."""
    if questions:
        return "fr-questions" if lang == "fr" else "en-questions"
    return lang


def unit_shelf(unit: Unit) -> Shelf:
    """Where `unit` is kept."""
    return shelf_of(unit.lang, questions=unit.level is Level.QUESTION)


def by_shelf(ids: Iterable[str]) -> Mapping[Shelf, set[str]]:
    """The units of those ids, by where they are kept."""
    shelves: dict[Shelf, set[str]] = {shelf: set() for shelf in SHELVES}
    for id_ in ids:
        shelves[shelf_of(lang_of(id_), questions=level_of(id_) is Level.QUESTION)].add(id_)
    return shelves


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

    def ids(self, shelf: Shelf) -> list[str]:
        """The units on `shelf`, in no order."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def holds(store: VectorStore, ids: Iterable[str]) -> bool:
    """Whether every unit of `ids` is on its shelf, and no other unit is there. Raises StoreError."""
    for shelf, meant in by_shelf(ids).items():
        found = store.ids(shelf)
        if len(found) != len(meant) or set(found) != meant:
            return False
    return True


class ChromaVectors:
    """Chroma collections, one a shelf: a filter on metadata took Chroma about 70 ms a query.

    `reading` turns what Chroma raises into StoreError; `let_go` is called at the end.
    """

    # Chroma's default of 100 candidates is less than what a search asks for.
    _HNSW: ClassVar = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 500, "max_neighbors": 32}}

    def __init__(
        self, client: Client, name: str, *, create: bool, reading: "Reading", let_go: Callable[[], None] = lambda: None
    ) -> None:
        self._client = client
        self._reading = reading
        self._let_go = let_go
        self._shelves = {
            shelf: client.create_collection(f"{name}-{shelf}", configuration=self._HNSW, embedding_function=None)  # type: ignore[arg-type]
            if create
            else client.get_collection(f"{name}-{shelf}", embedding_function=None)
            for shelf in SHELVES
        }
        self._batch = client.get_max_batch_size()

    def add(self, units: Sequence[Unit], vectors: Vectors) -> None:
        """Store the units with their vectors, one row each. Raises StoreError, as the other methods do."""
        for shelf, collection in self._shelves.items():
            rows = [i for i, unit in enumerate(units) if unit_shelf(unit) == shelf]
            for start in range(0, len(rows), self._batch):
                part = rows[start : start + self._batch]
                with self._reading():
                    collection.add(ids=[units[i].id for i in part], embeddings=vectors[part])

    def search(self, vector: Vectors, *, k: int, shelf: Shelf) -> list[Near]:
        """The k units of `shelf` nearest to `vector`, nearest first."""
        with self._reading():
            found = self._shelves[shelf].query(query_embeddings=vector.reshape(1, -1), n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [Near(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]

    def ids(self, shelf: Shelf) -> list[str]:
        """The units on `shelf`, in no order."""
        with self._reading():
            return list(self._shelves[shelf].get(include=[])["ids"])

    def close(self) -> None:
        """Let go of files and connections."""
        # Chroma's own close leaves the HTTP session of a server's client to the garbage collector.
        session = getattr(getattr(self._client, "_server", None), "_session", None)
        self._client.close()
        if session:
            session.close()
        self._let_go()


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
    """The collections kept in `folder`. Raises StoreError, DamageError if they are damaged or not there."""

    def reading() -> AbstractContextManager[None]:
        return _in_folder(folder)

    if create:
        with reading():
            return ChromaVectors(_folder(folder), "units", create=True, reading=reading, let_go=lambda: _drop_empty(folder))
    verify(folder)
    aside = _copied(folder)
    try:
        with reading():
            store = ChromaVectors(_folder(aside.path), "units", create=False, reading=reading, let_go=aside.remove)
    except StoreError:
        aside.remove()
        raise
    # A corpus that nobody closes goes with the last answer that reads it.
    weakref.finalize(store, aside.remove)
    return store


def open_chroma_server(url: str, name: str, *, create: bool) -> ChromaVectors:
    """The collections `name` of the Chroma server at `url`.

    Raises StoreError if it does not answer, DamageError if it does and has them not.
    """

    def reading() -> AbstractContextManager[None]:
        return _on_server(url)

    with reading():
        return ChromaVectors(_server(url), name, create=create, reading=reading)


def drop_from_chroma_server(url: str, names: Iterable[str]) -> None:
    """Delete the collections `names` from the server at `url`, those that it has. Raises StoreError if it does not answer."""
    with _on_server(url):
        client = _server(url)
        for name in names:
            for shelf in SHELVES:
                with suppress(NotFoundError):
                    client.delete_collection(f"{name}-{shelf}")
        client.close()


Reading = Callable[[], AbstractContextManager[None]]


def _folder(folder: Path) -> Client:
    return cast(Client, chromadb.PersistentClient(path=str(folder), settings=_quiet()))


def _copied(folder: Path) -> Aside:
    """A folder that Chroma may write to: a copy of its database, and links to its other files, which it only reads.

    Chroma writes a row into its database whenever it opens one: from a full or a read-only disk nothing could be answered, and
    two processes would write to one file. Raises StoreError if there is no room for a copy, DamageError if there is nothing
    to copy.
    """
    database = folder / "chroma.sqlite3"
    if not database.is_file():
        raise DamageError("vectors_unreadable", {"place": folder, "detail": f"{database.name} is not there"})
    aside = Aside(2 * database.stat().st_size + _MARGIN)
    shutil.copyfile(database, aside.path / database.name)
    for segment in _filled(folder):
        (aside.path / segment.name).symlink_to(segment.resolve(), target_is_directory=True)
    return aside


def _drop_empty(folder: Path) -> None:
    """Remove what Chroma keeps for collections of fewer than a thousand vectors, which are all in its database.

    It holds nothing, and Chroma writes it anew, with what chance left in memory, whenever it opens the collection.
    """
    filled = _filled(folder)
    for segment in folder.iterdir():
        if segment.is_dir() and segment not in filled:
            shutil.rmtree(segment)


def _filled(folder: Path) -> list[Path]:
    """The folders of those collections of which Chroma has put vectors on the disk."""
    return [file.parent for file in folder.glob("*/index_metadata.pickle")]


@contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    """Chroma fails with many types; to a reader they are one thing: these vectors cannot be read."""
    try:
        yield
    except Exception as error:
        detail = f"{type(error).__name__}: {error}"
        raise DamageError("vectors_unreadable", {"place": folder, "detail": detail}) from error


@contextmanager
def _on_server(url: str) -> Iterator[None]:
    """A server either does not answer, or answers that it has not what is asked."""
    try:
        yield
    except NotFoundError as error:
        raise DamageError("vectors_missing", {"url": url, "detail": error}) from error
    except Exception as error:
        raise StoreError("chroma_unreachable", {"url": url, "detail": f"{type(error).__name__}: {error}"}) from error
