"""Files read apart: a parser that swells, hangs or crashes on a file costs that file, and nothing else.

Not the process pools of the standard library: they import the caller's main module, with all its engines, into every process,
one death breaks the whole pool, and none stops a task that takes too long.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from queue import LifoQueue
from typing import TypeVar, cast

from corpus.errors import IngestError
from ingest.blocks import File
from ingest.document import Outcome, Outcomes, Step
from ingest.limits import PATIENCE
from ingest.reader import FATE

_T = TypeVar("_T")
_R = TypeVar("_R")
# The modules whose values a reader may send: what comes out of a process that read a hostile file is not trusted to be code.
_VALUES = frozenset({"ingest.blocks", "corpus.documents", "corpus.anchors", "corpus.errors", "datetime"})
_OUT_OF_TIME = {signal.SIGXCPU, signal.SIGALRM}


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds of computing, and MB of memory beyond the reader's own (enforced on Linux)."""

    seconds: float = 300.0
    memory_mb: int = 1536


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a file, the seconds of computing that took, and the peak of memory in MB, the reader's own included."""

    outcome: Outcome
    seconds: float
    peak_mb: float


class Reader:
    """A process that reads one file at a time. It starts with the first file; if it is gone, the next file starts another."""

    def __init__(self, step: Step, limits: Limits) -> None:
        self._step = f"{step.__module__}:{step.__qualname__}"
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._link: Connection | None = None

    def read(self, file: File) -> Read:
        """What the step makes of `file`."""
        if self._link is None:
            self._link = self._start()
        try:
            self._link.send_bytes(pickle.dumps(file, pickle.HIGHEST_PROTOCOL))
            said, fate = self._link.recv_bytes(), self._link.recv_bytes()
        except (EOFError, OSError):
            self.close()
            return Read(_died(file, "reader lost"), 0.0, 0.0)
        ended_by, seconds, peak = FATE.unpack(fate)
        return Read(self._outcome(file, said, ended_by), seconds, peak / 2**20)

    def stop(self) -> None:
        """End the process, and what it is reading: a `read` under way in another thread comes back at once."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def close(self) -> None:
        """End the process and let go of it. Not while a `read` is under way."""
        self.stop()
        if self._link:
            self._link.close()
        self._process = self._link = None

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        arguments = (theirs.fileno(), self._step, self._limits.seconds, self._limits.memory_mb)
        # A session of its own: Ctrl-C reaches us alone, and we end the reader with its child. Of the working folder nothing
        # is imported (-P) but what we import from there ourselves. One thread: forks and BLAS pools do not go together.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "ingest.reader", *map(str, arguments)],
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **import_path(), "OPENBLAS_NUM_THREADS": "1"},
        )
        theirs.close()
        return ours

    def _outcome(self, file: File, said: bytes, ended_by: int) -> Outcome:
        if said and not ended_by:
            return _understood(file, said)
        if ended_by in _OUT_OF_TIME:
            limit = self._limits.seconds * (PATIENCE if ended_by == signal.SIGALRM else 1)
            return IngestError("reading_time", {"path": file.path.name, "seconds": f"{limit:g}"})
        return _died(file, signal.Signals(ended_by).name if ended_by else "no answer")


def read_apart(step: Step, files: Iterable[File], *, limits: Limits, readers: int) -> Outcomes:
    """What `step` makes of each file, in the order of `files`; as many are read at once as there are `readers`."""
    crew = [Reader(step, limits) for _ in range(readers)]
    # The last to be free goes first: a second process is started only when the first is busy.
    idle: LifoQueue[Reader] = LifoQueue()
    for reader in crew:
        idle.put(reader)

    def read(file: File) -> tuple[Path, Outcome]:
        reader = idle.get()
        try:
            return file.path, reader.read(file).outcome
        finally:
            idle.put(reader)

    with ThreadPoolExecutor(readers) as threads:
        try:
            yield from in_order(lambda file: threads.submit(read, file), files, ahead=2 * readers)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for reader in crew:
                reader.stop()
            threads.shutdown()
            for reader in crew:
                reader.close()


def import_path() -> dict[str, str]:
    """The variable that lets another Python import what this one can."""
    return {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}


def in_order(begin: Callable[[_T], Future[_R]], items: Iterable[_T], *, ahead: int) -> Iterator[_R]:
    """What `begin` comes to for each item, in their order; no more than `ahead` are begun before their turn."""
    begun: deque[Future[_R]] = deque()
    for item in items:
        begun.append(begin(item))
        if len(begun) > ahead:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


class _Values(pickle.Unpickler):
    """Makes values of ours, and no other object."""

    def find_class(self, module: str, name: str) -> type:
        """The class; raises UnpicklingError for what is no class of values."""
        found = getattr(import_module(module), name, None) if module in _VALUES else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return found


def _understood(file: File, said: bytes) -> Outcome:
    try:
        return cast(Outcome, _Values(BytesIO(said)).load())
    except Exception:  # whatever bytes that are no answer make pickle raise
        return _died(file, "no answer")


def _died(file: File, reason: str) -> IngestError:
    return IngestError("reader_died", {"path": file.path.name, "reason": reason})
