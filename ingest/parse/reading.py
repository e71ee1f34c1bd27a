"""Bytes from disk, and text from bytes."""

import hashlib
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import IngestError
from ingest.blocks import File, Hidden

# The largest official file is 3 MB; a scan or an archive renamed is what exceeds this, and would fill the memory.
LARGEST = 40 * 2**20
# The forms read, by the ending of the name: what a walk through a folder takes up.
SUFFIXES = frozenset(
    {".xhtml", ".html", ".htm", ".pdf", ".json", ".md", ".markdown", ".txt", ".docx", ".xlsx", ".csv", ".pptx", ".eml"}
)

# Control characters that no text holds; tab, line and page ends are text.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Stray controls happen in text pasted from elsewhere; a compressed or binary file is a tenth of them.
CONTROLS_BORNE = 0.01


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be said of a file read all the same: the `key` of a text of `reading`, `values` for its places but `path`."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def notice_hidden(hidden: Iterable[Hidden]) -> list[Notice]:
    """What is to be said where words were left out because they are not seen; descriptions are in every file."""
    return [Notice("hidden_text")] if any(words.by != "metadata" for words in hidden) else []


def read_file(path: Path) -> File:
    """The file at `path`. Raises IngestError when it cannot be opened or is too large."""
    try:
        check_size(path, path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise IngestError("file_unreadable", {"path": path, "reason": error.strerror or error}) from error
    return File(path, data, hashlib.sha256(data).hexdigest())


def check_size(path: Path, size: int) -> None:
    """Raises IngestError when `size` bytes are none, or more than are read."""
    if size == 0:
        raise IngestError("file_empty", {"path": path.name})
    if size > LARGEST:
        raise IngestError("file_too_large", {"path": path.name, "size": size // 2**20, "largest": LARGEST // 2**20})


@contextmanager
def refuse_damage(file: File, key: str) -> Iterator[None]:
    """Makes the IngestError `key` of whatever damaged bytes make a library raise (KeyError, zlib.error, RecursionError …)."""
    try:
        yield
    except IngestError:
        raise
    except Exception as error:
        raise IngestError(key, {"path": file.path.name}) from error


def decode(file: File) -> tuple[str, tuple[Notice, ...]]:
    """The text of `file`, line ends made `\\n`, and what is to be said about it.

    UTF-8, with or without its mark, UTF-16 with its mark (Excel's "Unicode text"), else Windows-1252, which is said.
    Raises IngestError when the bytes are no text.
    """
    warnings: tuple[Notice, ...] = ()
    marked = "utf-16" if file.data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = file.data.decode(marked)
    except UnicodeDecodeError:
        try:
            text = file.data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise IngestError("file_not_text", {"path": file.path.name}) from error
        warnings = (Notice("windows_1252"),)
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > CONTROLS_BORNE * len(text):
        raise IngestError("file_not_text", {"path": file.path.name})
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), warnings
