"""Which files are to be read, and which of those read before are gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Held
from corpus.errors import IngestError
from ingest.parse import SUFFIXES

# How what programs write beside a file while it is open is called.
_SCRATCH = ("~$", ".")


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, in order; what the index holds of files that are `gone` from the folders given; and the folders that
    have nothing left of what they held (`emptied`): a share that is not mounted looks the same, and nothing of them is gone."""

    paths: tuple[Path, ...]
    gone: tuple[Held, ...]
    emptied: tuple[Path, ...]


def is_read(path: Path) -> bool:
    """Whether a walk through a folder takes the file at `path` up: it is of a form that is read, and no scratch file."""
    return path.suffix.lower() in SUFFIXES and not is_scratch(path) and path.is_file()


def is_scratch(path: Path) -> bool:
    """Whether a program keeps the file for itself while it has another open."""
    return path.name.startswith(_SCRATCH)


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
    emptied: list[Path] = []
    for folder in (path for path in paths if path.is_dir()):
        within = [h for h in held if h.path and Path(h.path).is_relative_to(folder.resolve())]
        lost = [h for h in within if h.path not in there]
        if lost and len(lost) == len(within) and not find_files([folder]):
            emptied.append(folder)
        else:
            gone += lost
    return Found(tuple(files), tuple(gone), tuple(emptied))


def held_under(name: str, held: Sequence[Held]) -> list[Held]:
    """What is `held` of the document called `name` by slug, or of the file or folder `name`. Raises IngestError for nothing."""
    where = Path(name).resolve()
    found = [h for h in held if h.document.slug == name or (h.path and Path(h.path).is_relative_to(where))]
    if not found:
        known = ", ".join(dict.fromkeys(h.document.slug for h in held))
        raise IngestError("nothing_held", {"name": name, "known": known})
    return found
