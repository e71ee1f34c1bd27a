"""What the language model would do as the judge of RAGTruth's questions, beside our judge on the same answers.

    python -m evals.model_alone BENCHMARKS --sources 20

The model of the settings is asked of each sentence whether the passages say it: several seconds a sentence on two cores, so
that some of the sources are drawn, always the same, and a run that was stopped goes on where it was. Of each judge: all signs
with it, words alone, and it alone.
"""

import asyncio
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from assistant.llm import open_model
from assistant.local import Opening
from assistant.settings import Settings
from assistant.terminal import bars
from assistant.verify import Entailment
from assistant.verify.chat import ChatEntailment
from assistant.verify.entailment import Judgement, Pair
from corpus.errors import CaioError, ModelError
from evals import report
from evals.judging.faulty_answers import rate_answers
from evals.public.ragtruth import MarkedAnswer, answers


def main(
    data: Annotated[Path, typer.Argument(help="Folder of the public benchmarks.")],
    sources: Annotated[int, typer.Option(help="How many sources are drawn.")] = 20,
) -> None:
    """Print the rates of both judges."""
    settings = Settings()
    try:
        asyncio.run(_measure(_drawn(data / "ragtruth", sources), settings))
    except CaioError as error:
        typer.echo(error.message(settings.lang), err=True)
        raise typer.Exit(1) from None


class KeptJudgements:
    """`judge`, its judgements kept in `file`: what it holds already is not asked again."""

    def __init__(self, judge: Entailment, file: Path) -> None:
        self.name = judge.name
        self._judge, self._file = judge, file
        lines = file.read_text(encoding="utf8").splitlines() if file.exists() else []
        self._known = {key: Judgement(*odds) for key, odds in map(json.loads, lines)}

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """One judgement a pair, each written down at once. Raises ModelError when the judge fails."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        for pair in pairs:
            if (key := _key(pair)) not in self._known:
                (self._known[key],) = await self._judge.judge([pair])
                with self._file.open("a", encoding="utf8") as file:
                    file.write(json.dumps((key, astuple(self._known[key]))) + "\n")
        return [self._known[_key(pair)] for pair in pairs]


def _key(pair: Pair) -> str:
    return hashlib.sha256("\n\n".join(astuple(pair)).encode()).hexdigest()


def _drawn(folder: Path, count: int) -> tuple[MarkedAnswer, ...]:
    """The answers to `count` of the questions, drawn by a fixed seed."""
    marked = answers(folder, "qa")
    known = sorted({answer.source for answer in marked})
    chosen = set(random.Random(0).sample(known, min(count, len(known))))
    return tuple(answer for answer in marked if answer.source in chosen)


async def _measure(marked: tuple[MarkedAnswer, ...], settings: Settings) -> None:
    opened = await open_model(settings)
    if opened.model is None:
        raise ModelError("no_model")
    asked = ChatEntailment(opened.model)
    kept = KeptJudgements(asked, settings.home / "evals" / "judgements" / f"{asked.name.replace('/', '-')}.jsonl")
    judges: tuple[Entailment, ...] = (Opening(settings).entailment(), kept)
    try:
        for judge in judges:
            with bars() as progress:
                rates = await rate_answers("qa", marked, judge, partial(progress, judge.name))
            typer.echo(f"{judge.name}\n{report.rates(rates, settings.lang)}\n")
    finally:
        await opened.close()


if __name__ == "__main__":
    typer.run(main)
