"""The path of a document: read → parse → screen → name → passages → compare → embed → write aside → swap → Report."""

import errno
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from corpus.catalogue import Catalogue, Held
from corpus.cataloguing import NewCatalogue
from corpus.digest import Digest, sum_of
from corpus.documents import Trust
from corpus.embedding import Embedder
from corpus.errors import CaioError, StoreError
from corpus.everyday import digest_of, everyday_questions
from corpus.generations import Clock, find_base, finish_generation, start_generation, sweep, utc_now, writing
from corpus.index import Place
from corpus.sources import known_documents
from corpus.texts import Lang, say
from corpus.underway import Progress, telling
from ingest.blocks import Parsed
from ingest.digests import as_documents
from ingest.document import ReadEach, read_here
from ingest.fate import Fate, compare
from ingest.files import held_under, look_through
from ingest.identity import find_alike, prints
from ingest.intake import Intake, name_of, take_in
from ingest.parse.pdf_ocr import recogniser
from ingest.passages import build_passages
from ingest.quarantine import Kept, Quarantine
from ingest.report import Report
from ingest.room import bytes_needed
from ingest.screening import RULES
from ingest.sources import Source, standing_of

# Raised when a parser's output or the way of indexing changes: what was indexed in an earlier form is read again.
_FORM = "5"


def form(digests: Sequence[Digest] = ()) -> str:
    """How documents are read and indexed now: by which rules of screening, whether scans are read, with which everyday
    questions and digests."""
    scans = "-ocr" if recogniser() else ""
    return f"{_FORM}.{RULES}{scans}-{digest_of(everyday_questions())}-{sum_of(digests)}"


@dataclass(frozen=True, slots=True)
class Indexing:
    """How to index: where, with which embedder (opened only if something is to be embedded), units of how many tokens, which
    digests of official provisions go in beside the documents, the `sources` that tell for whom files are, by which map they are
    read, whether files not to be trusted are kept out or only reported, the language of what is said, and the clock."""

    place: Place
    embedder_name: str
    open_embedder: Callable[[], Embedder]
    tokens: int
    digests: Sequence[Digest] = ()
    sources: Sequence[Source] = ()
    read_each: ReadEach = read_here
    quarantine: bool = True
    lang: Lang = "en"
    clock: Clock = utc_now


def ingest(paths: Sequence[Path], indexing: Indexing, *, progress: Progress, dry_run: bool = False) -> Report:
    """Index the files and folders `paths`. Idempotent: a file already indexed as it is, is not read again.

    What was read from a file that is no longer in a folder given is removed; a file that moved takes its passages along. A file
    that cannot be read or is incomplete is reported in `errors` and left out; the others are indexed. `progress` is told
    (step, done, total). `dry_run` reads and counts but writes nothing. Raises StoreError when the index cannot be written;
    the one before it still serves.
    """
    start = time.monotonic()
    with _changing(indexing) as (before, damages), telling(indexing.place, progress) as tell:
        held = before.held() if before else []
        # What was damaged is written anew even where no document changed.
        same_form = before is not None and not damages and _same_form(before, indexing)
        found = look_through(paths, held)
        staying = [h for h in held if h not in found.gone]
        quarantine = Quarantine(indexing.place.home, staying, enforced=indexing.quarantine)
        intake = take_in(
            found.paths,
            staying,
            quarantine,
            standing=lambda path: standing_of(path, indexing.sources, indexing.place.home),
            read_each=indexing.read_each,
            lang=indexing.lang,
            progress=partial(tell, "reading"),
            afresh=not same_form,
        )
        drop = (*found.gone, *quarantine.withdrawn())
        if not dry_run:
            quarantine.save()
        if dry_run or not (intake.read or drop or (before and not same_form)):
            outcome = _as_before(before)
        else:
            outcome = _renew(indexing, before, tell, drop=drop, put=intake, afresh=not same_form)
    provisions = {**outcome.provisions, **intake.provisions} if dry_run else outcome.provisions
    warnings = (*damages, *(notice.message(indexing.lang) for notice in found.notices), *intake.warnings, *outcome.warnings)
    return _report(
        outcome, start, provisions=provisions, warnings=warnings, errors=tuple(intake.errors), kept=tuple(quarantine.kept)
    )


def remove(names: Sequence[str], indexing: Indexing, *, progress: Progress) -> Report:
    """Take out of the index the documents called `names` by slug, and all that was read from the files or folders so named.

    Raises StoreError as `ingest` does, IngestError for a name of which nothing is held: nothing at all is then removed.
    """
    start = time.monotonic()
    with _changing(indexing) as (before, damages), telling(indexing.place, progress) as tell:
        held = [h for h in (before.held() if before else []) if h.document.trust is not Trust.DIGEST]
        drop = {h: None for name in names for h in held_under(name, held)}
        outcome = _renew(indexing, before, tell, drop=tuple(drop), put=Intake(), afresh=False)
    return _report(outcome, start, provisions=outcome.provisions, warnings=(*damages, *outcome.warnings))


@contextmanager
def _changing(indexing: Indexing) -> Iterator[tuple[Catalogue | None, tuple[str, ...]]]:
    """Alone to write, the catalogue that serves at hand (see `_current_catalogue`)."""
    with writing(indexing.place), _clear_failures(indexing.place):
        before, damages = _current_catalogue(indexing)
        try:
            yield before, damages
        finally:
            if before:
                before.close()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the index holds after a run: document versions, passages by fate, provisions by version; and what is to be said."""

    versions: int
    fate: Fate
    provisions: Mapping[str, Mapping[str, int]]
    warnings: tuple[str, ...] = ()


def _as_before(before: Catalogue | None) -> _Outcome:
    """Nothing changed."""
    passages = before.count_passages() if before else 0
    fate = Fate(added=0, changed=0, removed=0, unchanged=passages, passages=passages)
    return _Outcome(len(before.held()) if before else 0, fate, _provisions(before))


def _renew(
    indexing: Indexing, before: Catalogue | None, progress: Progress, *, drop: Iterable[Held], put: Intake, afresh: bool
) -> _Outcome:
    """A new generation, made of the one `before`, without what is to `drop` and with what was read (`put`)."""
    embedder = indexing.open_embedder()
    needs = bytes_needed(
        indexing.place,
        [parsed for _, parsed in put.read],
        indexing.digests,
        dimension=embedder.dimension,
        tokens=indexing.tokens,
        afresh=afresh,
    )
    name, catalogue = start_generation(indexing.place, before, needs=needs, clock=indexing.clock)
    for held in drop:
        catalogue.drop_version(held.document.slug, held.lang, held.version.id)
    _put(catalogue, put.read)
    _put_digests(catalogue, indexing.digests)
    warnings = tuple(_alike(catalogue, put.read, indexing.lang))
    now_held = catalogue.held()
    fate = compare(before.texts() if before else (), catalogue.texts())
    names = _names(now_held)
    provisions = {n: counts for n, counts in {**_provisions(before), **put.provisions}.items() if n in names and counts}
    days = json.dumps(_indexed_on(before, names, indexing.clock().date()))
    catalogue.put_meta({"form": form(indexing.digests), "provisions": json.dumps(provisions), "indexed": days})
    said = finish_generation(
        indexing.place,
        name,
        catalogue,
        embedder=embedder,
        tokens=indexing.tokens,
        digests=indexing.digests,
        progress=lambda done, total: progress("embedding", done, total),
    )
    told = tuple(notice.message(indexing.lang) for notice in said)
    return _Outcome(len(now_held), fate, provisions, (*warnings, *told))


def _provisions(before: Catalogue | None) -> Mapping[str, Mapping[str, int]]:
    counts: Mapping[str, Mapping[str, int]] = json.loads(before.meta().get("provisions", "{}")) if before else {}
    return counts


def _report(
    outcome: _Outcome,
    start: float,
    *,
    provisions: Mapping[str, Mapping[str, int]],
    warnings: tuple[str, ...],
    errors: tuple[str, ...] = (),
    kept: tuple[Kept, ...] = (),
) -> Report:
    fate = outcome.fate
    return Report(
        documents=outcome.versions,
        passages=fate.passages,
        added=fate.added,
        changed=fate.changed,
        removed=fate.removed,
        unchanged=fate.unchanged,
        warnings=warnings,
        errors=errors,
        quarantined=kept,
        seconds=round(time.monotonic() - start, 2),
        provisions=provisions,
    )


def _alike(catalogue: Catalogue, parsed: Iterable[tuple[Path, Parsed]], lang: Lang) -> Iterator[str]:
    """What is to be said of files that say nearly the same as another."""
    new = {str(path.resolve()): path for path, its in parsed if not its.identified}
    if not new:
        return
    own = [h for h in catalogue.held() if h.path and h.document.slug not in known_documents()]
    texts = {h.path: prints(catalogue.version_passages(h.document.slug, h.lang, h.version.id)) for h in own}
    for alike in find_alike(texts, new):
        path = new[alike.path]
        values = {"path": path.name, "other": alike.other, "share": round(100 * alike.share)}
        yield f"{path}: {say('reading.alike', lang, values)}"


def _names(held: Iterable[Held]) -> set[str]:
    return {name_of(h.version.document, h.lang, h.version.id) for h in held}


def _indexed_on(before: Catalogue | None, names: Iterable[str], today: date) -> Mapping[str, str]:
    """The day each version came into the index, those left out that were there before days were noted."""
    known: dict[str, str] = json.loads(before.meta().get("indexed", "{}")) if before else {}
    old = _names(before.held()) if before else set()
    days = {name: known.get(name, "" if name in old else today.isoformat()) for name in names}
    return {name: day for name, day in days.items() if day}


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


def _current_catalogue(indexing: Indexing) -> tuple[Catalogue | None, tuple[str, ...]]:
    """The catalogue to build on, None if there is none, and what is to be said of damage (`find_base`)."""
    base = find_base(indexing.place)
    return base.catalogue, tuple(fault.message(indexing.lang) for fault in base.faults)


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
        with suppress(OSError, StoreError):
            sweep(place)  # half built, it would keep from others the room that is left
        if full:
            raise StoreError("index_disk_full", {"home": place.home}) from error
        raise
