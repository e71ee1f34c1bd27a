"""Bytes from disk, and text from bytes."""

import hashlib
import re
from pathlib import Path

from corpus.errors import IngestError
from ingest.blocks import File

# The largest official file is 3 MB; a scan or an archive renamed is what exceeds this, and would fill the memory.
LARGEST = 40 * 2**20
# The forms read, by the ending of the name: what a walk through a folder takes up.
SUFFIXES = frozenset({".xhtml", ".html", ".htm", ".pdf", ".json", ".md", ".markdown", ".txt"})

# Control characters that no text holds; tab, line and page ends are text.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Stray controls happen in text pasted from elsewhere; a compressed or binary file is a tenth of them.
CONTROLS_BORNE = 0.01


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


def decode(file: File) -> tuple[str, tuple[str, ...]]:
    """The text of `file`, line ends made `\\n`, and the keys of what is to be said about it.

    UTF-8, with or without its mark, else Windows-1252, which is said. Raises IngestError when the bytes are no text.
    """
    warnings: tuple[str, ...] = ()
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = file.data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise IngestError("file_not_text", {"path": file.path.name}) from error
        warnings = ("windows_1252",)
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > CONTROLS_BORNE * len(text):
        raise IngestError("file_not_text", {"path": file.path.name})
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), warnings
