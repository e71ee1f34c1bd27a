"""The faults: each does its harm to a copy of a sound index while, before or after the next state of the files is indexed.

A fault gives back what it did, in words, and what the processes it disturbed said.
"""

import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from corpus.index import open_corpus
from evals.faults.apart import Outcome, begin, do
from evals.faults.chroma import ChromaServer
from evals.faults.world import Answers, WordEmbedder, World, answers_of, index


class Kind(StrEnum):
    """What goes wrong."""

    KILLED = "killed while indexing"
    DISK_FULL = "disk full"
    DAMAGED = "file damaged"
    TWO_WRITERS = "two writers"
    SERVER_LOST = "Chroma server lost"
    CLOCK_BACK = "clock going back"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a fault happens: the world, how long a run takes (seconds), chance, and the Chroma server of that kind."""

    world: World
    run_s: float
    chance: random.Random
    server: ChromaServer | None = None


@dataclass(frozen=True, slots=True)
class Harm:
    """What was done, and how the work that it met ended."""

    what: str
    outcomes: tuple[Outcome, ...]


def be_killed(scene: Scene) -> Harm:
    """Kill -9 at a random moment of a run."""
    working = begin(index, scene.world)
    after = scene.chance.uniform(0, 1.1 * scene.run_s)
    time.sleep(after)
    working.kill()
    return Harm(f"kill -9 after {after:.2f} s", (working.outcome(),))


def fill_disk(scene: Scene) -> Harm:
    """The disk of the index is full before the run, or becomes so in the middle; it stays full."""
    free = shutil.disk_usage(scene.world.home).free
    filler = scene.world.home / "filler"
    if scene.chance.random() < 0.3:
        left = scene.chance.randrange(free)
        _fill(filler, free - left)
        return Harm(f"{left / 1e6:.1f} MB free before the run", (do(index, scene.world),))
    before = scene.world.place.generations()
    working = begin(index, scene.world)
    while scene.world.place.generations() == before and working.is_under_way():
        time.sleep(0.01)
    after = scene.chance.uniform(0, 0.7 * scene.run_s)
    time.sleep(after)
    _fill(filler, free)
    return Harm(f"nothing free {after:.2f} s after the first byte", (working.outcome(),))


def limit_files(scene: Scene) -> Harm:
    """No file may grow beyond a random size: what stands for a full disk where none can be mounted."""
    largest = scene.chance.randrange(4_096, 8_000_000)
    return Harm(f"no file beyond {largest / 1e6:.2f} MB", (begin(index, scene.world, largest_file=largest).outcome(),))


def damage_file(scene: Scene) -> Harm:
    """Change, cut, empty or remove one file of the index, or its cache of vectors."""
    files = [path for path in sorted(scene.world.home.rglob("*")) if path.is_file()]
    path = scene.chance.choice(files)
    data = bytearray(path.read_bytes())
    how = scene.chance.choice(("bytes changed", "cut", "emptied", "removed"))
    if how == "bytes changed":
        for _ in range(scene.chance.randint(1, 64)):
            if data:
                data[scene.chance.randrange(len(data))] ^= scene.chance.randrange(1, 256)
        path.write_bytes(data)
    elif how == "cut":
        path.write_bytes(data[: scene.chance.randrange(len(data) + 1)])
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    return Harm(f"{path.relative_to(scene.world.home)} {how}", ())


def write_twice(scene: Scene) -> Harm:
    """A second run while the first is under way."""
    first = begin(index, scene.world)
    after = scene.chance.uniform(0, scene.run_s)
    time.sleep(after)
    second = begin(index, scene.world)
    return Harm(f"a second run after {after:.2f} s", (first.outcome(), second.outcome()))


def lose_server(scene: Scene) -> Harm:
    """Kill -9 the Chroma server in the middle of a run, or in the middle of answers; it stays away."""
    assert scene.server
    if scene.chance.random() < 0.5:
        working = begin(index, scene.world)
        after = scene.chance.uniform(0, scene.run_s)
        during = "a run"
    else:
        working = begin(ask_again_and_again, scene.world)
        after = scene.chance.uniform(0.5, 3)
        during = "answers"
    time.sleep(after)
    scene.server.kill()
    return Harm(f"server killed after {after:.2f} s of {during}", (working.outcome(),))


def turn_clock_back(scene: Scene) -> Harm:
    """A run on a clock that shows an earlier time, or the very microsecond of the index before."""
    current = scene.world.place.current() or ""
    made = datetime.strptime(current[1:], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    back = scene.chance.choice((timedelta(), timedelta(seconds=1), timedelta(days=1), timedelta(days=20 * 365)))
    past = replace(scene.world, clock=_Stopped(made - back))
    return Harm(f"clock {back.days} days {back.seconds} s before the index", (do(index, past),))


def ask_again_and_again(world: World) -> Answers:
    """Answers of one process, until they fail."""
    corpus = open_corpus(world.place, WordEmbedder())
    while True:
        answers_of(corpus)


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A clock that shows one time."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A disk of its own of `size` bytes at `folder`; False where this process may not mount one."""
    folder.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(path: Path, size: int) -> None:
    """Take `size` bytes of the disk, or what there is."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        for _ in range(-(-size // 65_536)):
            file.write(bytes(65_536))


Fault = Callable[[Scene], Harm]
FAULTS: dict[Kind, Fault] = {
    Kind.KILLED: be_killed,
    Kind.DISK_FULL: fill_disk,
    Kind.DAMAGED: damage_file,
    Kind.TWO_WRITERS: write_twice,
    Kind.SERVER_LOST: lose_server,
    Kind.CLOCK_BACK: turn_clock_back,
}
