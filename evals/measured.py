"""A piece of work done in a process of its own, so that its memory is its own too, and what it took."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Measured(Generic[T]):
    """What the work came to, its seconds, and the peak memory of its process in GB."""

    value: T
    seconds: float
    peak_gb: float


def measure_apart(work: Callable[[], T]) -> Measured[T]:
    """`work`, which must be picklable, done in a fresh process. Raises RuntimeError if that process fails."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(sender, work))
    process.start()
    sender.close()
    try:
        measured: Measured[T] = receiver.recv()
    except EOFError as error:
        raise RuntimeError("the work measured failed; its error stands above") from error
    finally:
        process.join()
    return measured


def _measure(sender: Connection, work: Callable[[], T]) -> None:
    start = time.perf_counter()
    value = work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sender.send(Measured(value, time.perf_counter() - start, peak))
