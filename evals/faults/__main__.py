"""Fifty faults at random, and what the index answers after each.

    python -m evals.faults [--runs 50] [--seed 0] [--law FILE]… [--kind KIND]…

A small index (files of its own, and the laws given; none, and the GDPR of CAIO_CORPUS_DIR if it is there) is harmed in turn:
killed while indexing, disk full, a file damaged, two writers, a Chroma server lost, the clock going back. After each fault the
index must answer as before it or as after the run, or say clearly what is wrong; what it says must mend it; the next run must
complete; a further run must change nothing. Exit 1 if once it was otherwise. The same seed does the same faults, at the same
moments as far as the machine is as fast.
"""

import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.settings import Settings
from evals.faults.apart import do, measure
from evals.faults.chroma import ChromaServer
from evals.faults.judging import Run, Stage, judge
from evals.faults.kinds import Kind
from evals.faults.world import World, ask, go_back, index, write_files


def main(
    runs: Annotated[int, typer.Option(help="How many faults.")] = 50,
    seed: Annotated[int, typer.Option(help="What chance starts from.")] = 0,
    kind: Annotated[list[Kind] | None, typer.Option(help="A kind of fault; every kind unless told.")] = None,
    law: Annotated[list[Path] | None, typer.Option(help="A file indexed beside the organisation's own.")] = None,
) -> None:
    """Do the faults, print a line for each and a table of all; exit 1 if one was not borne."""
    out = Console(width=160)
    chance = random.Random(seed)
    laws = tuple(law or sorted((Settings().corpus_dir or Path()).glob("gdpr/*.oj.en.xhtml")))
    kinds = list(islice(cycle(kind or Kind), runs))
    with TemporaryDirectory(prefix="caio-faults-") as folder:
        stages = {served: _prepare(Path(folder), laws, server=served) for served in {k is Kind.SERVER_LOST for k in kinds}}
        for stage in stages.values():
            out.print(f"{stage}")
        done: list[Run] = []
        for number, one in enumerate(kinds, 1):
            run = judge(stages[one is Kind.SERVER_LOST], one, random.Random(chance.random()), Path(folder) / "run")
            done.append(run)
            out.print(f"{number:3} {run}", markup=False, highlight=False)
    out.print(_table(done))
    for key, said in {key: said for run in done for key, said in run.words.items()}.items():
        out.print("\n".join([f"{key}:", *(f"    {sentence}" for sentence in said if sentence)]), markup=False, highlight=False)
    sys.exit(any(run.defects for run in done))


def _prepare(folder: Path, laws: tuple[Path, ...], *, server: bool) -> Stage:
    """An index of two generations, and what it answers before, now and after the next run."""
    at = folder / ("served" if server else "embedded")
    chroma = ChromaServer(at / "chroma") if server else None
    if chroma:
        chroma.start()
    world = World(at / "home", folder / "files", laws, chroma.url if chroma else "")
    answers = []
    for state in (0, 1):
        write_files(world, state)
        measure(index, world)
        answers.append(do(ask, world).result)
    aside = replace(world, home=at / "after")
    if not chroma:
        shutil.copytree(world.home, aside.home)
        write_files(world, 2)
        seconds = measure(index, aside)
        answers.append(do(ask, aside).result)
    else:  # the server holds the vectors: the run is undone instead
        write_files(world, 2)
        seconds = measure(index, world)
        answers.append(do(ask, world).result)
        do(go_back, world)
        chroma.kill()
    return Stage(world, tuple(answers), seconds, chroma)


def _table(runs: list[Run]) -> Table:
    table = Table(title="Faults, and what became of the index")
    for column in ("fault", "runs", "borne", "met run ended", "answered after it", "messages"):
        table.add_column(column)
    for kind in Kind:
        of_kind = [run for run in runs if run.kind is kind]
        if of_kind:
            table.add_row(
                str(kind),
                str(len(of_kind)),
                str(sum(not run.defects for run in of_kind)),
                _counted(end for run in of_kind for end in run.ended),
                _counted(run.answered for run in of_kind),
                _counted(key for run in of_kind for key in run.messages),
            )
    return table


def _counted(values: Iterable[str]) -> str:
    return "\n".join(f"{value} {count}" for value, count in Counter(values).most_common())


if __name__ == "__main__":
    typer.run(main)
