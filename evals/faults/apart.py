"""Work in a process of its own, which may be killed or may crash, and what became of it."""

import multiprocessing
import multiprocessing.connection
import resource
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from corpus.errors import CaioError

# Processes are forked from one that has read the modules and done nothing: Chroma's threads do not survive a fork.
_CONTEXT = multiprocessing.get_context("forkserver")
_PATIENCE_S = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the work ended: `done` with its result, `said` with an error for a person, `killed`, or `crashed` (a defect)."""

    end: Literal["done", "said", "killed", "crashed"]
    result: Any = None
    key: str = ""
    message: str = ""
    french: str = ""


class Working:
    """A piece of work under way."""

    def __init__(self, process: BaseProcess, results: "multiprocessing.connection.Connection[Any, Any]") -> None:
        self._process = process
        self._results = results
        self._was_killed = False

    def kill(self) -> None:
        """End it as a power cut would."""
        self._was_killed = True
        self._process.kill()

    def is_under_way(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def outcome(self) -> Outcome:
        """How it ended, waited for."""
        try:
            outcome: Outcome | None = self._results.recv() if self._results.poll(_PATIENCE_S) else None
        except EOFError:
            outcome = None
        self._process.join(5)
        self._process.kill()
        self._process.join()
        if outcome:
            return outcome
        if self._was_killed:
            return Outcome("killed")
        return Outcome("crashed", message=f"exit code {self._process.exitcode}")


def begin(work: Callable[..., Any], *arguments: Any, largest_file: int = 0) -> Working:
    """Start `work(*arguments)`; with `largest_file`, no file may grow beyond so many bytes."""
    _CONTEXT.set_forkserver_preload(["evals.faults.world"])
    receiving, sending = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_work, args=(sending, work, arguments, largest_file), daemon=True)
    process.start()
    sending.close()
    return Working(process, receiving)


def do(work: Callable[..., Any], *arguments: Any) -> Outcome:
    """The outcome of `work(*arguments)`."""
    return begin(work, *arguments).outcome()


def _work(
    results: "multiprocessing.connection.Connection[Any, Any]",
    work: Callable[..., Any],
    arguments: tuple[Any, ...],
    largest_file: int,
) -> None:
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))
    try:
        results.send(Outcome("done", work(*arguments)))
    except CaioError as error:
        results.send(Outcome("said", key=error.key, message=error.message("en"), french=error.message("fr")))
    except BaseException:
        results.send(Outcome("crashed", message=traceback.format_exc()))


def measure(work: Callable[..., Any], *arguments: Any) -> float:
    """How many seconds `work(*arguments)` takes."""
    start = time.monotonic()
    outcome = do(work, *arguments)
    if outcome.end != "done":
        raise RuntimeError(outcome.message)
    return time.monotonic() - start
