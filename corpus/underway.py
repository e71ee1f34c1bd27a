"""How far a run that writes the index has come: told in a file that a server beside it reads."""

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TextIO

from corpus.place import Place

Progress = Callable[[str, int, int], None]

_NAME = "PROGRESS"
_SECONDS_BETWEEN = 0.5


@dataclass(frozen=True, slots=True)
class Underway:
    """The step of a run, how many are done of how many, how many a second so far, and the seconds left at that rate."""

    step: str
    done: int
    total: int
    per_second: float
    seconds_left: float | None


@contextmanager
def telling(place: Place, progress: Progress, *, now: Callable[[], float] = time.monotonic) -> Iterator[Progress]:
    """`progress`, which is also told to whoever calls `read_underway`, until this ends or the process does.

    What cannot be written (a full disk) is not told: the run does not depend on it.
    """
    with (place.index / _NAME).open("a", encoding="utf8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        start: dict[str, tuple[float, int]] = {}
        last = float("-inf")

        def tell(step: str, done: int, total: int) -> None:
            nonlocal last
            progress(step, done, total)
            moment = now()
            if step in start and done < total and moment - last < _SECONDS_BETWEEN:
                return
            began, first = start.setdefault(step, (moment, done))
            last = moment
            rate = (done - first) / (moment - began) if moment > began else 0.0
            left = (total - done) / rate if rate else None
            _write(file, Underway(step, done, total, round(rate, 2), None if left is None else round(left, 1)))

        yield tell


def read_underway(place: Place) -> Underway | None:
    """How far the run that writes the index has come; None where none does, or it has told nothing yet."""
    try:
        file = (place.index / _NAME).open(encoding="utf8")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            line = file.read()
            return Underway(**json.loads(line)) if line else None  # written at once, so there is all of it or nothing
        return None  # nobody holds it: what it says is of a run that ended


def _write(file: TextIO, underway: Underway) -> None:
    with suppress(OSError):
        file.truncate(0)
        file.write(json.dumps(asdict(underway)))
        file.flush()
