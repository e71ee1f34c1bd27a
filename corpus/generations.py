"""Making a generation of the index: built aside, checked, then swapped in by renaming one small file.

A reader sees the old index or the new one, never a mixture, and a run that dies leaves the old one serving. The previous
generation is kept.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.catalogue import Catalogue
from corpus.cataloguing import NewCatalogue
from corpus.digest import Digest
from corpus.documents import Trust
from corpus.embedding import Embedder, Role, Vectors
from corpus.errors import StoreError
from corpus.everyday import everyday_questions
from corpus.index import Place
from corpus.units import Unit, cut, digest_units, question_units
from corpus.vector_cache import VectorCache
from corpus.vectors import drop_from_chroma_server

Progress = Callable[[int, int], None]
_EMBED_AT_ONCE = 256


@contextmanager
def writing(place: Place) -> Iterator[None]:
    """Alone to write: raises StoreError at once if another process is building this index."""
    place.index.mkdir(parents=True, exist_ok=True)
    with (place.index / "LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError("index_locked", {"home": place.home}) from error
        yield


def start_generation(place: Place, before: Catalogue | None) -> tuple[str, NewCatalogue]:
    """A new generation, its catalogue a copy of `before` (empty for None). Call it inside `writing`.

    What earlier runs left half built is removed first.
    """
    kept = {place.current(), place.previous()}
    for folder in place.index.glob("g*"):
        if folder.name not in kept:
            shutil.rmtree(folder)
    name = datetime.now(UTC).strftime("g%Y%m%d%H%M%S%f")
    folder = place.index / name
    folder.mkdir()
    path = folder / "catalogue.sqlite"
    return name, NewCatalogue.copy_of(before, path) if before else NewCatalogue.create(path)


def finish_generation(
    place: Place,
    name: str,
    catalogue: NewCatalogue,
    *,
    digests: Sequence[Digest],
    embedder: Embedder,
    tokens: int,
    progress: Progress,
) -> None:
    """Index the passages of `catalogue`, check the result, and make generation `name` the one that serves.

    `digests` are those whose passages are in `catalogue`: they are found by their terms and titles too.
    `progress(done, total)` counts units embedded. Raises StoreError if what was written is not what was meant.
    """
    catalogue.date_passages()
    units = text_units(catalogue, tokens=tokens)
    digested = {h.document.slug: h.version.valid_from for h in catalogue.held() if h.document.trust is Trust.DIGEST}
    units += digest_units(digests, digested)
    units += question_units(everyday_questions(), {held.document.slug for held in catalogue.held()})
    catalogue.put_units(units)
    cache = VectorCache(place.home / "embeddings.sqlite", embedder.name)
    try:
        _embed_new(units, cache, embedder, progress)
        vectors = place.vectors(name, create=True)
        for start in range(0, len(units), _EMBED_AT_ONCE):
            part = units[start : start + _EMBED_AT_ONCE]
            vectors.add(part, cache.get([unit.digest for unit in part]))
        written = vectors.count()
        vectors.close()
        cache.keep_only(unit.digest for unit in units)
    finally:
        cache.close()
    if written != len(units) or catalogue.count_units() != len(units):
        raise StoreError("index_incomplete", {"written": written, "expected": len(units)})
    catalogue.put_meta(
        {
            "embedder": embedder.name,
            "dimension": str(embedder.dimension),
            "tokens": str(tokens),
            "digest": _digest(catalogue),
        }
    )
    catalogue.commit()
    catalogue.close()
    _swap(place, name)


def text_units(catalogue: Catalogue, *, tokens: int) -> list[Unit]:
    """The units of every document version, our digests apart: they have units of their own kind."""
    return [
        unit
        for held in catalogue.held()
        if held.document.trust is not Trust.DIGEST
        for unit in cut(catalogue.version_passages(held.document.slug, held.lang, held.version.id), tokens=tokens)
    ]


def embed_units(units: Sequence[Unit], embedder: Embedder) -> Vectors:
    """The vectors of `units`, one row each, questions embedded as questions and texts as texts."""
    rows = np.zeros((len(units), embedder.dimension), np.float32)
    roles: tuple[Role, ...] = ("query", "passage")
    for role in roles:
        of_role = [i for i, unit in enumerate(units) if unit.role == role]
        if of_role:
            rows[of_role] = embedder.embed([units[i].text for i in of_role], role)
    return rows


def _embed_new(units: Sequence[Unit], cache: VectorCache, embedder: Embedder, progress: Progress) -> None:
    known = cache.known()
    new = {unit.digest: unit for unit in units if unit.digest not in known}
    # Texts of like length share a batch, the longest first: what remains then goes faster than the bar says.
    digests = sorted(new, key=lambda digest: (new[digest].role, -len(new[digest].text)))
    for start in range(0, len(digests), _EMBED_AT_ONCE):
        part = digests[start : start + _EMBED_AT_ONCE]
        progress(start, len(digests))
        cache.put(part, embed_units([new[digest] for digest in part], embedder))
    progress(len(digests), len(digests))


def _digest(catalogue: Catalogue) -> str:
    sums = sorted(hashlib.sha256(f"{identity}\n{text}".encode()).hexdigest() for identity, text in catalogue.texts())
    return hashlib.sha256("".join(sums).encode()).hexdigest()


def _swap(place: Place, name: str) -> None:
    before = place.current()
    if before:
        write_whole(place.index / "PREVIOUS", before)
    write_whole(place.index / "CURRENT", name)
    if place.chroma_url:
        keep = [f"caio-{generation}" for generation in (name, before) if generation]
        drop_from_chroma_server(place.chroma_url, keep=keep)


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that its readers see what it held before or `text`, whatever happens."""
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
