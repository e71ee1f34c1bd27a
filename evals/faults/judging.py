"""One fault, from a fresh copy of the index to the run after the next: what was seen, and what should not have been."""

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals.faults.apart import Outcome, do
from evals.faults.chroma import ChromaServer
from evals.faults.kinds import FAULTS, Harm, Kind, Scene, limit_files, small_disk
from evals.faults.world import Answers, World, ask, check, go_back, index, write_files

# Room for one more run on the small disk; a run that ends well needs no more.
_DISK = 140_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A sound index, to copy; its answers at each state of the files; how long a run takes (seconds); its Chroma server."""

    world: World
    answers: tuple[Answers, ...]
    run_s: float
    server: ChromaServer | None

    def __str__(self) -> str:
        kept = "on a Chroma server" if self.server else "in a folder"
        passages = len({passage for state in self.answers for passage in state})
        return f"Index with vectors {kept}: a run takes {self.run_s:.1f} s; {passages} passages answer over its three states."


@dataclass(slots=True)
class Run:
    """What one fault led to: how the runs it met ended, what was answered then, which messages were read; defects.

    `words` are the messages by key, in English and in French.
    """

    kind: Kind
    what: str = ""
    ended: list[str] = field(default_factory=list)
    answered: str = ""
    messages: list[str] = field(default_factory=list)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        story = [self.what, f"run: {', '.join(self.ended) or 'none'}", f"answers: {self.answered}", *self.mended]
        verdict = "; ".join(f"DEFECT: {defect}" for defect in self.defects) or "borne"
        return f"{self.kind:22} {' | '.join(story)} | {verdict}"

    def heard(self, outcome: Outcome) -> None:
        """Note what a process said; that it crashed is a defect."""
        if outcome.end == "said":
            self.messages.append(outcome.key)
            self.words[outcome.key] = (outcome.message, outcome.french)
        elif outcome.end == "crashed":
            self.defects.append(f"crashed: {outcome.message[-300:]}")


def judge(stage: Stage, kind: Kind, chance: random.Random, folder: Path) -> Run:
    """Do the fault `kind` to a copy of the index of `stage` in `folder`, and see it through."""
    run = Run(kind)
    with _copied(stage, kind, folder) as (scene_world, server, mounted):
        scene = Scene(scene_world, stage.run_s, chance, server)
        write_files(scene.world, 2)
        fault = limit_files if kind is Kind.DISK_FULL and not mounted else FAULTS[kind]
        harm = fault(scene)
        _note(run, harm)
        _, now, after = stage.answers
        asked = _answer(run, scene.world, now, after)
        if server:
            server.start()
            if asked.end == "said":
                asked = do(ask, scene.world)
                run.heard(asked)
                run.mended.append("server started again")
                _expect(run, asked.result in (now, after), "the server is back and the answers are not")
        (scene.world.home / "filler").unlink(missing_ok=True)
        _mend(run, scene.world, asked, stage)
        _finish(run, scene.world, after)
    return run


def _note(run: Run, harm: Harm) -> None:
    run.what = harm.what
    for outcome in harm.outcomes:
        run.heard(outcome)
        run.ended.append(outcome.key or outcome.end)


def _answer(run: Run, world: World, now: Answers, after: Answers) -> Outcome:
    """What is answered right after the fault: as before, as after the run, or a message. Anything else is a defect."""
    asked = do(ask, world)
    run.heard(asked)
    if asked.end == "done":
        run.answered = "as before" if asked.result == now else "as after" if asked.result == after else "otherwise"
        _expect(run, run.answered != "otherwise", "other answers than before or after")
    else:
        run.answered = asked.key or asked.end
    return asked


def _mend(run: Run, world: World, asked: Outcome, stage: Stage) -> None:
    """Do what the message says, where it says rollback; what is answered then is of a state there was."""
    checked = do(check, world)
    run.heard(checked)
    if checked.end == "done":
        for fault in checked.result:
            run.messages.append("check")
            _expect(run, "`caio" in fault, f"no next step: {fault}")
    if asked.end == "said" and "`caio index rollback`" in asked.message:
        back = do(go_back, world)
        run.heard(back)
        run.mended.append("rollback" if back.end == "done" else f"rollback: {back.key}")
        again = do(ask, world)
        run.heard(again)
        _expect(run, again.result in stage.answers, "rollback did not bring answers back")
        _expect(run, do(check, world).result == [], "not sound after rollback")
    elif asked.end == "said":
        _expect(run, "`caio ingest`" in asked.message or "start it" in asked.message, f"no next step: {asked.message}")
    else:
        _expect(run, checked.result == [], f"answers, but is not sound: {checked.message or checked.result}")


def _finish(run: Run, world: World, after: Answers) -> None:
    """The next run completes, the index is sound and answers as it should; a further run changes nothing."""
    ingested = do(index, world)
    run.heard(ingested)
    if ingested.end != "done":
        run.defects.append(f"the next run did not complete: {ingested.message[-300:]}")
        return
    for warning in ingested.result.warnings:
        run.messages.append("warned by the next run")
        run.words["warned by the next run"] = (warning, "")
    answers, checked, further = do(ask, world), do(check, world), do(index, world)
    for outcome in (answers, checked, further):
        run.heard(outcome)
    _expect(run, answers.result == after, "other answers after the next run")
    _expect(run, checked.result == [], f"not sound after the next run: {checked.message or checked.result}")
    report = further.result
    _expect(
        run, report is not None and not (report.added or report.changed or report.removed), "a further run changed something"
    )


def _expect(run: Run, well: bool, otherwise: str) -> None:
    if not well:
        run.defects.append(otherwise)


@contextmanager
def _copied(stage: Stage, kind: Kind, folder: Path) -> Iterator[tuple[World, ChromaServer | None, bool]]:
    """A copy of the index, on a small disk if its disk is to be filled, with its Chroma server started; and whether it is."""
    shutil.rmtree(folder, ignore_errors=True)
    home, server = folder / "home", None
    if stage.server:
        shutil.copytree(stage.world.home.parent / "chroma", folder / "chroma")
        server = ChromaServer(folder / "chroma")
        server.start()
    world = replace(stage.world, home=home, chroma_url=server.url if server else "")
    try:
        if kind is Kind.DISK_FULL:
            with small_disk(home, _DISK) as mounted:
                shutil.copytree(stage.world.home, home, dirs_exist_ok=True)
                yield world, server, mounted
        else:
            shutil.copytree(stage.world.home, home)
            yield world, server, False
    finally:
        if server:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)
