"""Folders for as long as a process lives: where there is room, and removed by the next process if this one is killed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from corpus.errors import StoreError

_PREFIX = "caio-aside-"
_HELD = "held"


class Aside:
    """A folder of one's own with room for so many bytes, in TMPDIR, or in memory where that disk is full.

    Raises StoreError if there is no room. A file in it is locked: the lock goes with the process, however that ends.
    """

    def __init__(self, needed: int) -> None:
        place = _with_room(needed)
        _sweep(place.glob(f"{_PREFIX}*"))
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        # Locked before it bears its name: whoever finds the name finds the lock.
        held = self.path / f"{_HELD}.new"
        self._lock = held.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        held.rename(self.path / _HELD)

    def remove(self) -> None:
        """Remove the folder and all in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def _sweep(folders: Iterable[Path]) -> None:
    """Remove those that nobody holds any more."""
    for folder in folders:
        with suppress(OSError), (folder / _HELD).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


def _with_room(needed: int) -> Path:
    # Not tempfile.gettempdir: it tries by writing, and knows of no memory to go to when disks are full.
    places = (Path(os.environ.get("TMPDIR", "/tmp")), Path("/dev/shm"))
    free = {path: shutil.disk_usage(path).free if os.access(path, os.W_OK) else 0 for path in places}
    for path, room in free.items():
        if room > needed:
            return path
    path, room = max(free.items(), key=lambda item: item[1])
    raise StoreError("disk_full", {"path": path, "needed": -(-needed // 10**6), "free": room // 10**6})
