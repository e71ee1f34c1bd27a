"""The path of a document: read → parse → count → passages → compare → embed what is new → write aside → swap → Report."""

import errno
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue, Held
from corpus.cataloguing import NewCatalogue
from corpus.digest import Digest, sum_of
from corpus.documents import Trust
from corpus.embedding import Embedder
from corpus.errors import CaioError, IngestError, StoreError
from corpus.everyday import digest_of, everyday_questions
from corpus.generations import finish_generation, start_generation, writing
from corpus.index import Place
from corpus.texts import Lang
from ingest.blocks import File, Parsed
from ingest.counts import count_provisions
from ingest.digests import as_documents
from ingest.document import ReadEach, read_document, read_here
from ingest.parse import SUFFIXES, read_file
from ingest.passages import build_passages
from ingest.report import Report

Progress = Callable[[str, int, int], None]

# Raised when a parser's output or the way of indexing changes: what was indexed in an earlier form is read again.
_FORM = "5"


def form(digests: Sequence[Digest] = ()) -> str:
    """How documents are read and indexed now, the everyday questions and our digests included."""
    return f"{_FORM}-{digest_of(everyday_questions())}-{sum_of(digests)}"


@dataclass(frozen=True, slots=True)
class Indexing:
    """How to index: where, with which embedder (opened only if something is to be embedded), units of how many tokens, which
    digests of official provisions go in beside the documents, and by which `map` files are read."""

    place: Place
    embedder_name: str
    open_embedder: Callable[[], Embedder]
    tokens: int
    digests: Sequence[Digest] = ()
    read_each: ReadEach = read_here


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of a known form in the folders named, in order of path.

    Raises IngestError for a path that is not there.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        elif path.exists():
            found.append(path)
        else:
            raise IngestError("path_missing", {"path": path})
    return found


def ingest(paths: Sequence[Path], indexing: Indexing, *, progress: Progress, dry_run: bool = False) -> Report:
    """Index the files and folders `paths`. Idempotent: a file already indexed as it is, is not read again.

    A file that cannot be read or is incomplete is reported in `errors` and left out; the others are indexed. `progress` is
    told (step, done, total). `dry_run` reads and counts but writes nothing. Raises StoreError when the index cannot be
    written; the one before it still serves.
    """
    start = time.monotonic()
    with writing(indexing.place), _clear_failures(indexing.place):
        before, unreadable = _current_catalogue(indexing)
        same_form = before is not None and _same_form(before, indexing)
        known = {(h.version.sha256, h.path): h for h in before.held()} if before and same_form else {}
        reading = _read_all(find_files(paths), known, progress, indexing.read_each)
        old = dict(before.texts()) if before else {}
        fate = _Fate(added=0, changed=0, removed=0, unchanged=len(old), passages=len(old))
        provisions = {**(json.loads(before.meta().get("provisions", "{}")) if before else {}), **reading.provisions}
        if dry_run or not (reading.parsed or (before and not same_form)):
            versions = len(before.held()) if before else 0
        else:
            name, catalogue = start_generation(indexing.place, before)
            _put(catalogue, reading.parsed)
            _put_digests(catalogue, indexing.digests)
            held = catalogue.held()
            versions, fate = len(held), _compare(old, dict(catalogue.texts()))
            names = {_name_of(h.version.document, h.lang, h.version.id) for h in held}
            provisions = {name: counts for name, counts in provisions.items() if name in names and counts}
            catalogue.put_meta({"form": form(indexing.digests), "provisions": json.dumps(provisions)})
            finish_generation(
                indexing.place,
                name,
                catalogue,
                embedder=indexing.open_embedder(),
                tokens=indexing.tokens,
                digests=indexing.digests,
                progress=lambda done, total: progress("embedding", done, total),
            )
        if before:
            before.close()
    return Report(
        documents=versions,
        passages=fate.passages,
        added=fate.added,
        changed=fate.changed,
        removed=fate.removed,
        unchanged=fate.unchanged,
        warnings=(*unreadable, *reading.warnings),
        errors=tuple(reading.errors),
        seconds=round(time.monotonic() - start, 2),
        provisions=provisions,
    )


@dataclass(frozen=True, slots=True)
class _Fate:
    added: int
    changed: int
    removed: int
    unchanged: int
    passages: int


@dataclass(frozen=True, slots=True)
class _Reading:
    parsed: list[tuple[Path, Parsed]]
    provisions: dict[str, Mapping[str, int]]
    warnings: list[str]
    errors: list[str]


def _read_all(
    paths: Sequence[Path], known: Mapping[tuple[str, str], Held], progress: Progress, read_each: ReadEach
) -> _Reading:
    """Read and parse what is not indexed yet; a file at fault is noted, not raised."""
    reading = _Reading([], {}, [], [])
    failed: dict[Path, IngestError] = {}
    place = {path: number for number, path in enumerate(paths, 1)}
    progress("reading", 0, len(paths))
    with closing(read_each(read_document, _new_files(paths, known, failed))) as outcomes:
        for path, outcome in outcomes:
            if isinstance(outcome, IngestError):
                failed[path] = outcome
            else:
                reading.warnings.extend(f"{path}: {warning}" for warning in outcome.warnings)
                reading.provisions[_name_of(outcome.document.slug, outcome.lang, outcome.version.id)] = {
                    str(kind): n for kind, n in count_provisions(outcome).items()
                }
                reading.parsed.append((path, outcome))
            progress("reading", place[path], len(paths))
    reading.errors.extend(f"{path}: {failed[path]}" for path in paths if path in failed)
    progress("reading", len(paths), len(paths))
    return reading


def _new_files(paths: Sequence[Path], known: Mapping[tuple[str, str], Held], failed: dict[Path, IngestError]) -> Iterator[File]:
    """The files to read, one at a time; what cannot even be opened is put into `failed`."""
    for path in paths:
        try:
            file = read_file(path)
        except IngestError as error:
            failed[path] = error
            continue
        if (file.sha256, str(path.resolve())) not in known:
            yield file


def _name_of(document: str, lang: Lang, version: str) -> str:
    return f"{document}/{lang}/{version}"


def _put(catalogue: NewCatalogue, read: Sequence[tuple[Path, Parsed]]) -> None:
    """Store the documents; a file whose bytes changed replaces what was read from it before."""
    before: dict[str, list[Held]] = {}
    for held in catalogue.held():
        before.setdefault(held.path, []).append(held)
    for path, parsed in read:
        where = str(path.resolve())
        for held in before.get(where, ()):
            catalogue.drop_version(held.document.slug, held.lang, held.version.id)
        catalogue.put_version(Held(parsed.document, parsed.version, parsed.lang, where), build_passages(parsed))


def _put_digests(catalogue: NewCatalogue, digests: Sequence[Digest]) -> None:
    """Store our digests in place of all those before, which may have been more. They come with the product, from no file."""
    for held in catalogue.held():
        if held.document.trust is Trust.DIGEST:
            catalogue.drop_version(held.document.slug, held.lang, held.version.id)
    for parsed in as_documents(digests):
        catalogue.put_version(Held(parsed.document, parsed.version, parsed.lang, ""), build_passages(parsed))


def _compare(old: Mapping[str, str], new: Mapping[str, str]) -> _Fate:
    both = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in both)
    return _Fate(
        added=len(new) - len(both),
        changed=changed,
        removed=len(old) - len(both),
        unchanged=len(both) - changed,
        passages=len(new),
    )


def _current_catalogue(indexing: Indexing) -> tuple[Catalogue | None, tuple[str, ...]]:
    """The catalogue that serves, None if there is none to build on; a damaged one is said, and kept as the previous."""
    generation = indexing.place.current()
    if not generation:
        return None, ()
    try:
        return Catalogue.open(indexing.place.index / generation / "catalogue.sqlite"), ()
    except StoreError as error:
        return None, (str(error),)


def _same_form(catalogue: Catalogue, indexing: Indexing) -> bool:
    """Whether the index was made as it would be made now: by the same parsers, embedder and cutting size."""
    meta = catalogue.meta()
    return (meta["form"], meta["embedder"], meta["tokens"]) == (
        form(indexing.digests),
        indexing.embedder_name,
        str(indexing.tokens),
    )


@contextmanager
def _clear_failures(place: Place) -> Iterator[None]:
    """A full disk reaches us as several types; to a reader it is one thing, and nothing is lost."""
    try:
        yield
    except (OSError, sqlite3.Error, CaioError) as error:
        cause = error.__cause__ or error
        full = getattr(cause, "errno", None) == errno.ENOSPC or "disk is full" in str(cause) or "No space left" in str(cause)
        if full:
            raise StoreError("index_disk_full", {"home": place.home}) from error
        raise
