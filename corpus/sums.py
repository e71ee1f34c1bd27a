"""The sums of a generation's files: what is opened later is, bit for bit, what was written and checked.

A few bytes changed in a file of Chroma's end the process that opens it (segmentation fault), and SQLite keeps no sums: a text
with a letter changed would be quoted as the law. Reading the sums of all official texts took 0.1 s.
"""

import hashlib
import os
from pathlib import Path

from corpus.errors import DamageError

NAME = "SUMS"
_NAMED = 3


def write_sums(generation: Path) -> None:
    """Put every file of the folder `generation` safely on the disk, then their sums into its file SUMS: it is complete."""
    lines = []
    for path in sorted(path for path in generation.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.relative_to(generation).as_posix()}\n")
            os.fsync(file.fileno())
    write_whole(generation / NAME, "".join(lines))


def verify(part: Path) -> None:
    """Raise DamageError if the file or folder `part` of a generation is not as its SUMS says.

    A generation of an earlier version of this program has no SUMS: nothing is said of it.
    """
    try:
        lines = (part.parent / NAME).read_text(encoding="utf8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    own = {name: digest for name, digest in sums.items() if name == part.name or name.startswith(f"{part.name}/")}
    changed = [name for name, digest in own.items() if _digest(part.parent / name) != digest]
    if changed or not own:
        named = [*changed[:_NAMED], *(["…"] if len(changed) > _NAMED else [])] or [NAME]
        raise DamageError("files_changed", {"files": ", ".join(named), "folder": part.parent})


def is_complete(generation: Path) -> bool:
    """Whether the folder `generation` was written to its end."""
    return (generation / NAME).is_file()


def write_whole(path: Path, text: str) -> None:
    """Write the file `path` so that any reader, at any moment and after a power cut, finds it old or new, never in part."""
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
