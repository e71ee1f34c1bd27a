"""What a run takes in: of the files found those that are new, read, each under a name of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.catalogue import Held
from corpus.errors import IngestError
from corpus.texts import Lang, say
from ingest.blocks import File, Parsed, Standing
from ingest.counts import count_provisions
from ingest.document import ReadEach, read_document
from ingest.identity import settle
from ingest.parse import read_file
from ingest.parse.own import stands
from ingest.quarantine import Quarantine
from ingest.web import provenance_of


@dataclass(frozen=True, slots=True)
class Intake:
    """The documents read, with their files; their provisions by version; what is to be said; the files left out, and why."""

    read: list[tuple[Path, Parsed]] = field(default_factory=list)
    provisions: dict[str, Mapping[str, int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def take_in(
    paths: Sequence[Path],
    held: Sequence[Held],
    quarantine: Quarantine,
    *,
    standing: Callable[[Path], Standing],
    read_each: ReadEach,
    lang: Lang,
    progress: Callable[[int, int], None],
    afresh: bool,
) -> Intake:
    """Read and screen what is not `held` yet, or all of it `afresh`. A file at fault is noted, not raised; one that the
    quarantine keeps is left out.

    `standing` tells for whom a file is, `lang` is that of what is said; `progress` is told how many are done, of how many.
    """
    intake = Intake()
    before = {} if afresh else {h.path: h for h in held if h.path}
    slugs = {h.document.slug: h.path for h in held if h.path}
    owners = {h.version.sha256: h.path for h in held if h.path}
    failed: dict[Path, IngestError] = {}
    rank = {path: number for number, path in enumerate(paths, 1)}
    progress(0, len(paths))
    with closing(read_each(read_document, _new_files(paths, before, quarantine, standing, failed))) as outcomes:
        for path, outcome in outcomes:
            progress(rank[path], len(paths))
            if isinstance(outcome, IngestError):
                failed[path] = outcome
                continue
            where = str(path.resolve())
            admitted = quarantine.admit(path, outcome)
            if admitted is None:
                continue
            parsed = settle(admitted, path, slugs)
            if _is_held(parsed, before.get(where)):
                continue
            twin = owners.setdefault(parsed.version.sha256, where)
            if twin != where and not parsed.identified and Path(twin).exists():
                intake.warnings.append(f"{path}: {say('reading.twin', lang, {'path': path.name, 'other': twin})}")
                continue
            slugs[parsed.document.slug] = where
            intake.warnings.extend(f"{path}: {warning}" for warning in parsed.warnings)
            counts = {str(kind): n for kind, n in count_provisions(parsed).items()}
            intake.provisions[name_of(parsed.document.slug, parsed.lang, parsed.version.id)] = counts
            intake.read.append((path, parsed))
    intake.errors.extend(f"{path}: {failed[path].message(lang)}" for path in paths if path in failed)
    progress(len(paths), len(paths))
    return intake


def name_of(document: str, lang: Lang, version: str) -> str:
    """How a version in a language is named where it is counted or dated: "gdpr/en/32016R0679"."""
    return f"{document}/{lang}/{version}"


def _new_files(
    paths: Sequence[Path],
    before: Mapping[str, Held],
    quarantine: Quarantine,
    standing: Callable[[Path], Standing],
    failed: dict[Path, IngestError],
) -> Iterator[File]:
    """The files to read, one at a time; what cannot even be opened is put into `failed`."""
    for path in paths:
        try:
            came = provenance_of(path)
            file = replace(read_file(path), standing=standing(path), address=came.address if came else "")
        except IngestError as error:
            failed[path] = error
            continue
        held = before.get(str(path.resolve()))
        if not quarantine.keeps(file) and not (held and held.version.sha256 == file.sha256 and stands(held.document, file)):
            yield file


def _is_held(parsed: Parsed, held: Held | None) -> bool:
    """Whether the document is held as it is: only what its source says of it may have changed, to no effect."""
    return held is not None and (held.version.sha256, held.document) == (parsed.version.sha256, parsed.document)
