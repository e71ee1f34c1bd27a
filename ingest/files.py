"""Which files are to be read, and which of those read before are gone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Held
from corpus.errors import IngestError
from ingest.parse import SUFFIXES
from ingest.web import PART, PROVENANCE

# How what programs write beside a file while it is open is called.
_SCRATCH = ("~$", ".")
_BESIDE = frozenset({PROVENANCE, PART})


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, in order; what the index holds of files that are `gone` from the folders given; what is to be said.

    A folder that has nothing left of what it held may not be mounted: nothing of it is gone.
    """

    paths: tuple[Path, ...]
    gone: tuple[Held, ...]
    notices: tuple[IngestError, ...]


def is_read(path: Path) -> bool:
    """Whether a walk through a folder takes the file at `path` up: it is of a form that is read, and no scratch file."""
    return path.suffix.lower() in SUFFIXES and not is_scratch(path) and path.is_file()


def is_scratch(path: Path) -> bool:
    """Whether a program keeps the file for itself, as it does beside one it has open; we keep where pages came from."""
    return path.name.startswith(_SCRATCH) or path.suffix in _BESIDE


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and those of a known form in the folders named, in order of path; each once.

    Raises IngestError for a path that is not there.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            found |= {p.resolve(): p for p in sorted(path.rglob("*")) if is_read(p)}
        elif path.exists():
            found[path.resolve()] = path
        else:
            raise IngestError("path_missing", {"path": path})
    return list(found.values())


def look_through(paths: Sequence[Path], held: Sequence[Held]) -> Found:
    """What is in `paths`, and what is no more, of what is `held`. Raises IngestError for a path that is not there."""
    files = find_files(paths)
    there = {str(path.resolve()) for path in files}
    gone: list[Held] = []
    notices: list[IngestError] = []
    for folder in (path for path in paths if path.is_dir()):
        if forms := ", ".join(f"{suffix or '—'} {n}" for suffix, n in _not_read(folder).most_common()):
            notices.append(IngestError("forms_passed_over", {"folder": folder, "forms": forms}))
        within = [h for h in held if h.path and Path(h.path).is_relative_to(folder.resolve())]
        lost = [h for h in within if h.path not in there]
        if lost and len(lost) == len(within) and not find_files([folder]):
            notices.append(IngestError("folder_emptied", {"folder": folder}))
        else:
            gone += lost
    return Found(tuple(files), tuple(gone), tuple(notices))


def _not_read(folder: Path) -> Counter[str]:
    """How many files of each form that is not read the folder holds."""
    files = (path for path in folder.rglob("*") if path.is_file() and not is_scratch(path) and not is_read(path))
    return Counter(path.suffix.lower() for path in files)


def held_under(name: str, held: Sequence[Held]) -> list[Held]:
    """What is `held` of the document called `name` by slug, or of the file or folder `name`. Raises IngestError for nothing."""
    where = Path(name).resolve()
    found = [h for h in held if h.document.slug == name or (h.path and Path(h.path).is_relative_to(where))]
    if not found:
        known = ", ".join(dict.fromkeys(h.document.slug for h in held))
        raise IngestError("nothing_held", {"name": name, "known": known})
    return found
