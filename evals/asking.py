"""The whole assistant asked our own questions: the engine of the settings, the index of the settings, and for documents with
a planted instruction an index made for the run."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from assistant.answer import Assistant
from assistant.llm import open_model
from assistant.local import Opening
from assistant.settings import Settings, Writing
from assistant.verify import verifier
from corpus.index import Corpus, Place, open_corpus
from corpus.underway import Progress
from evals.answering import Asked, Kept, dated_questions, injected_questions, questions, run_answers
from evals.cases import Injected, Split, own_injected
from evals.recording import Recorder
from ingest.pipeline import ingest


class Profile(StrEnum):
    """How answers are written: as the model's profile says, by quotations alone, or by a model that selects, that rewords what
    it selects, or that writes freely."""

    AUTO = "auto"
    QUOTES = "quotes"
    SELECT = "select"
    REWORD = "reword"
    FREE = "free"


AskAll = Callable[[Corpus, Iterable[Asked], str], Awaitable[tuple[Kept, ...]]]
_WRITING: Mapping[Profile, Writing] = {Profile.SELECT: "select", Profile.REWORD: "reword", Profile.FREE: "free"}


def ask_dated(split: Split, profile: Profile, file: Path, progress: Progress) -> tuple[Kept, ...]:
    """Our questions of `split` asked as of several days, kept as `ask_own` keeps its. Raises CaioError."""
    return asyncio.run(_ask_dated(split, profile, file, progress))


async def _ask_dated(split: Split, profile: Profile, file: Path, progress: Progress) -> tuple[Kept, ...]:
    async with _asking(profile, file, progress) as (opening, ask_all):
        return await ask_all(opening.corpus(), dated_questions(split), "dated")


def ask_own(split: Split, profile: Profile, file: Path, progress: Progress) -> tuple[Kept, ...]:
    """Our questions of `split` asked and kept in `file`, those it holds already left as they are. Raises CaioError.

    `progress` is told (set, done, total).
    """
    return asyncio.run(_ask_own(split, profile, file, progress))


async def _ask_own(split: Split, profile: Profile, file: Path, progress: Progress) -> tuple[Kept, ...]:
    async with _asking(profile, file, progress) as (opening, ask_all):
        kept = await ask_all(opening.corpus(), questions(split), "questions")
        planted = plant(own_injected(split), opening)
        return (*kept, *await ask_all(planted, injected_questions(split), "injected"))


@asynccontextmanager
async def _asking(profile: Profile, file: Path, progress: Progress) -> AsyncIterator[tuple[Opening, AskAll]]:
    """What the settings open, and a way to ask a corpus questions of a name, with the engine of the settings."""
    settings = Settings()
    if profile is Profile.QUOTES:
        settings = settings.model_copy(update={"engine": "none"})
    opening = Opening(settings)
    recorder = Recorder(verifier(opening.entailment()))
    opened = await open_model(settings, start=True)
    writing = _WRITING.get(profile, "auto")

    async def ask_all(corpus: Corpus, asked: Iterable[Asked], name: str) -> tuple[Kept, ...]:
        everything = tuple(asked)
        assistant = Assistant(corpus, opened.model, verify=recorder, writing=writing)
        return await run_answers(
            everything,
            assistant.ask,
            corpus,
            file,
            recorder=recorder,
            progress=lambda done: progress(name, done, len(everything)),
        )

    try:
        yield opening, ask_all
    finally:
        await opened.close()


def plant(cases: Iterable[Injected], opening: Opening) -> Corpus:
    """The index of the settings with the planted documents added, in a folder of its own. Raises CaioError."""
    home = opening.settings.home / "evals" / "injected"
    shutil.rmtree(home, ignore_errors=True)
    documents = home / "documents"
    documents.mkdir(parents=True)
    for case in cases:
        (documents / f"{case.id}.md").write_text(case.planted, encoding="utf8")
    place = Place(home)
    if generation := opening.place.current():
        shutil.copytree(opening.place.index / generation, place.index / generation)
        shutil.copy(opening.place.index / "CURRENT", place.index / "CURRENT")
        # With the vectors computed before, only what is planted is embedded.
        shutil.copy(opening.place.home / "embeddings.sqlite", home)
    ingest([documents], replace(opening.indexing(), place=place), progress=lambda _step, _done, _total: None)
    return open_corpus(place, opening.embedder())
