"""Making a generation of the index: built aside, checked, then swapped in by renaming one small file.

A reader sees the old index or the new one, never a mixture, and a run that dies leaves the old one serving. The previous
generation is kept.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from corpus.catalogue import Catalogue
from corpus.cataloguing import NewCatalogue
from corpus.digest import Digest
from corpus.documents import Trust
from corpus.embedding import Embedder, Role, Vectors
from corpus.errors import DamageError, StoreError
from corpus.everyday import everyday_questions
from corpus.place import Place
from corpus.readback import read_back
from corpus.sums import write_sums, write_whole
from corpus.units import Unit, cut, digest_units, question_units
from corpus.vector_cache import VectorCache
from corpus.vectors import drop_from_chroma_server, holds

Progress = Callable[[int, int], None]
Clock = Callable[[], datetime]
_EMBED_AT_ONCE = 256


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


@contextmanager
def writing(place: Place) -> Iterator[None]:
    """Alone to write: raises StoreError at once, saying who, if another process is building this index.

    The lock is the system's: it goes with the process that held it, however that ended. What the file says is for people.
    """
    place.index.mkdir(parents=True, exist_ok=True)
    with (place.index / "LOCK").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            pid, _, since = lock.read().strip().partition(" ")
            raise StoreError("index_locked", {"home": place.home, "pid": pid or "?", "since": since or "?"}) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()} {datetime.now().isoformat(sep=' ', timespec='seconds')}\n")
        lock.flush()
        yield


@dataclass(frozen=True, slots=True)
class Base:
    """What a new generation is built on: a sound generation and its catalogue, None if there is none; what is damaged."""

    generation: str | None
    catalogue: Catalogue | None
    faults: tuple[StoreError, ...]


def find_base(place: Place) -> Base:
    """The generation that serves; where its catalogue cannot be read, the one before, or the last that can.

    A damage of its vectors is a fault too: they will be written again. Raises StoreError if a Chroma server does not answer.
    """
    try:
        current = place.current()
        others = [place.previous()] if current else []
        faults: list[StoreError] = []
    except DamageError as error:
        current, others, faults = None, list(place.survivors()), [error]
    for generation in filter(None, (current, *others)):
        try:
            catalogue = Catalogue.open(place.catalogue(generation))
        except StoreError as error:
            faults.append(error)
            continue
        said = [f.leading_to("built_on", generation) if isinstance(f, DamageError) else f for f in faults]
        return Base(generation, catalogue, (*said, *_vector_faults(place, generation, catalogue)))
    return Base(None, None, tuple(f.leading_to("anew") if isinstance(f, DamageError) else f for f in faults))


def _vector_faults(place: Place, generation: str, catalogue: Catalogue) -> list[StoreError]:
    try:
        with closing(place.vectors(generation, create=False)) as vectors:
            # What is in a folder has its sums; what a server holds is counted out.
            if place.chroma_url and not holds(vectors, catalogue.validity()):
                raise DamageError("vectors_foreign", {"generation": generation})
    except DamageError as error:
        return [error.leading_to("rewritten")]
    return []


def start_generation(
    place: Place, before: Catalogue | None, *, needs: int = 0, clock: Clock = utc_now
) -> tuple[str, NewCatalogue]:
    """A new generation, its catalogue a copy of `before` (empty for None). Call it inside `writing`.

    What is no longer kept, and what earlier runs left half built, is removed first. A generation's name sorts after those
    before it even if the clock went back. Raises StoreError, nothing written, where fewer than `needs` bytes are free.
    """
    latest = max(place.generations(), default="")
    sweep(place)
    free = shutil.disk_usage(place.index).free
    if free < needs:
        raise StoreError("index_no_room", {"home": place.home, "free": free // 10**6, "needed": -(-needs // 10**6)})
    now = clock().astimezone(UTC)
    name = now.strftime("g%Y%m%d%H%M%S%f")
    if name <= latest:
        name = f"g{int(latest[1:]) + 1:020d}"
    place.catalogue(name).parent.mkdir()
    path = place.catalogue(name)
    catalogue = NewCatalogue.copy_of(before, path) if before else NewCatalogue.create(path)
    catalogue.put_meta({"made": now.isoformat(timespec="seconds")})
    return name, catalogue


def sweep(place: Place) -> None:
    """Remove the generations that are neither the one that serves nor the one before. Call it inside `writing`."""
    try:
        kept = {place.current(), place.previous()}
    except DamageError:
        return  # which of them serves cannot be told
    gone = [generation for generation in place.generations() if generation not in kept]
    if place.chroma_url and gone:
        drop_from_chroma_server(place.chroma_url, [f"caio-{generation}" for generation in gone])
    for generation in gone:
        shutil.rmtree(place.index / generation)


def finish_generation(
    place: Place,
    name: str,
    catalogue: NewCatalogue,
    *,
    digests: Sequence[Digest],
    embedder: Embedder,
    tokens: int,
    progress: Progress,
) -> tuple[StoreError, ...]:
    """Index the passages of `catalogue`, check the result, and make generation `name` the one that serves.

    `digests` are those whose passages are in `catalogue`: they are found by their terms and titles too.
    `progress(done, total)` counts units embedded. Gives what is to be said to a person. Raises StoreError if what was written
    is not what was meant.
    """
    base = find_base(place)
    if base.catalogue:
        base.catalogue.close()
    catalogue.date_passages()
    units = text_units(catalogue, tokens=tokens)
    digested = {h.document.slug: h.version.valid_from for h in catalogue.held() if h.document.trust is Trust.DIGEST}
    units += digest_units(digests, digested)
    units += question_units(everyday_questions(), {held.document.slug for held in catalogue.held()})
    catalogue.put_units(units)
    catalogue.put_meta(
        {
            "embedder": embedder.name,
            "dimension": str(embedder.dimension),
            "tokens": str(tokens),
            "digest": catalogue.digest(),
        }
    )
    catalogue.commit()
    catalogue.close()
    cache = VectorCache(place.home / "embeddings.sqlite", embedder.name, dimension=embedder.dimension)
    with closing(cache):
        _embed_new(units, cache, embedder, progress)
        with closing(place.vectors(name, create=True)) as vectors:
            for start in range(0, len(units), _EMBED_AT_ONCE):
                part = units[start : start + _EMBED_AT_ONCE]
                vectors.add(part, _vectors_of(part, cache, embedder))
        read_back(place, name, units, lambda part: _vectors_of(part, cache, embedder))
        cache.keep_only(unit.digest for unit in units)
    write_sums(place.index / name)
    _swap(place, name, base.generation)
    return (StoreError("cache_renewed", {"path": place.home / "embeddings.sqlite"}),) if cache.renewed else ()


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


def _vectors_of(units: Sequence[Unit], cache: VectorCache, embedder: Embedder) -> Vectors:
    """The vectors of `units`, one row each; those that the cache has lost since are computed again."""
    known = cache.get([unit.digest for unit in units])
    lost = list({unit.digest: unit for unit in units if unit.digest not in known}.values())
    if lost:
        rows = embed_units(lost, embedder)
        cache.put([unit.digest for unit in lost], rows)
        known = {**known, **{unit.digest: row for unit, row in zip(lost, rows, strict=True)}}
    return np.stack([known[unit.digest] for unit in units])


def _swap(place: Place, name: str, base: str | None) -> None:
    if base:
        write_whole(place.index / "PREVIOUS", base)
    write_whole(place.index / "CURRENT", name)
