"""Pages of the PDFs indexed, as pictures: only of a file that still is what was read, where it was read."""

import hashlib
import os
import subprocess
import sys
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from corpus.catalogue import Held
from ingest.apart import Limits, import_path
from ingest.limits import PATIENCE

# A page is drawn in a second or so; one that takes longer, or swells, is not shown.
_LIMITS = Limits(seconds=10.0, memory_mb=512)
# Readers who leaf through a document must not take the whole machine.
_AT_ONCE = threading.BoundedSemaphore(2)


def is_there(held: Held) -> bool:
    """Whether the PDF that `held` was read from is still there, byte for byte."""
    path = Path(held.path)
    if path.suffix.lower() != ".pdf":
        return False
    try:
        seen = path.stat()
        return _sum(path, seen.st_mtime_ns, seen.st_size) == held.version.sha256
    except OSError:
        return False


def picture(held: Held, page: int) -> bytes | None:
    """A page of the PDF that `held` was read from as a PNG of 2 pixels a point; None if it is not there or cannot be drawn."""
    try:
        data = Path(held.path).read_bytes() if is_there(held) else b""
    except OSError:
        return None
    if not data or hashlib.sha256(data).hexdigest() != held.version.sha256:
        return None
    with _AT_ONCE:
        return _draw(data, page)


def _draw(data: bytes, page: int) -> bytes | None:
    arguments = map(str, (page, _LIMITS.seconds, _LIMITS.memory_mb))
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ingest.picture", *arguments],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **import_path()},
            timeout=2 * PATIENCE * _LIMITS.seconds,  # it has its own alarm: this is for one that never began
            check=False,
        )
        return done.stdout if done.returncode == 0 else None
    return None


@lru_cache(maxsize=256)
def _sum(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
