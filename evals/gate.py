"""The gate: what must not get worse, measured in minutes on what every installation has.

    python -m evals.gate            fails (exit 1) on a figure that fell beyond noise
    python -m evals.gate --accept   writes today's figures down as what later ones are held against

Asked of our digests and guides, with no official text, so that it runs anywhere: search in each language and by words alone,
French inflection, refusals, citations, spoilt sentences; and, where the embedded model is, whether what it writes freely says
what it rests on.
Each figure is kept question by question in `gate.json`. One has fallen when more questions were lost than gained, and so uneven
a split would come by luck less than once in twenty times (sign test, `evals.estimates.sign_test`, one side).
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from assistant.answer import Assistant
from assistant.answers import Query, Value, Verdict
from assistant.evidence import find
from assistant.llm import ChatModel, open_model
from assistant.llm.weights import weights_path
from assistant.local import Opening
from assistant.question import Question, understand
from assistant.search import Weights, search
from assistant.settings import Settings
from assistant.verify import Cited, LexicalEntailment, Verify, verifier
from assistant.writing import write_claims
from corpus.digest import digests
from corpus.errors import CaioError
from corpus.index import Corpus, Place, open_corpus
from corpus.texts import Lang, say
from corpus.units import anchor_of
from corpus.words import match_any, stems
from evals.cases import AS_OF, Case, own_cases, own_inflected, own_suite, own_unanswerable
from evals.citations import integrity
from evals.corruption import spoil
from evals.estimates import sign_test
from evals.recording import Recorder
from evals.report import read_result
from ingest.pipeline import ingest

FILE = Path(__file__).with_name("gate.json")
_LUCK = 0.05
_DEPTH = 5
# Units, deep enough to hold five articles: one gives several, and guides are passed over.
_POOL = 50
_WORDS_ALONE = Weights(dense=0, asked=0, asked_others=0, digest=0)
# One in so many is enough to see a fall, and leaves the gate a matter of minutes.
_EVERY_SENTENCE = 24
_EVERY_QUESTION = 4
_WRITTEN = 6
_READ = 2
_BY_MODEL = "says what it rests on"

Told = tuple[str, str, bool]


class Measured(Value):
    """Whether each question of each figure went well, the day that was measured, and the model that wrote ("" for none)."""

    made: date
    model: str
    figures: Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure before and now, as shares of the questions that both asked, and the chance of so uneven a split by luck."""

    figure: str
    before: float
    now: float
    luck: float


def falls(before: Measured, now: Measured) -> list[Fall]:
    """The figures that fell beyond noise. One that asks none of the same is a fall too, but not for want of a model."""
    found = []
    for figure, old in before.figures.items():
        if figure == _BY_MODEL and not now.model:
            continue
        new = now.figures.get(figure, {})
        both = [(good, new[id_]) for id_, good in old.items() if id_ in new]
        gained, lost = both.count((False, True)), both.count((True, False))
        # The test has two sides; a gate has one.
        luck = sign_test(gained, lost) / 2 if both else 0.0
        if not both or (lost > gained and luck < _LUCK):
            n = max(1, len(both))
            found.append(Fall(figure, sum(good for good, _ in both) / n, sum(good for _, good in both) / n, luck))
    return found


async def measure(corpus: Corpus, verify: Verify, model: ChatModel | None) -> Measured:
    """Every figure. Raises CaioError."""
    figures: dict[str, dict[str, bool]] = {}

    def note(told: Iterable[Told]) -> None:
        for figure, id_, good in told:
            figures.setdefault(figure, {})[id_] = good

    note(_found(corpus))
    note(_inflected(corpus))
    note([told async for told in _citations(corpus)])
    note([told async for told in _spoilt(verify)])
    if model:
        note([told async for told in _written(corpus, model)])
    return Measured(made=date.today(), model=model.name if model else "", figures=figures)


def _answerable() -> tuple[Case, ...]:
    return (*own_cases("dev"), *own_suite("dev"))


def _asked(text: str, lang: Lang) -> Question:
    return understand(Query(question=text, lang=lang))


def _found(corpus: Corpus) -> Iterator[Told]:
    """Whether an article that answers is among the first five, by everything and by words alone; whether what the texts answer
    is answered, and what they do not is refused, by the evidence."""
    assistant = Assistant(corpus, None, today=lambda: AS_OF)
    for case in _answerable():
        units = {gold.unit for gold in case.gold}
        question = _asked(case.question, case.lang)
        evidence = find(corpus, question, as_of=case.as_of)
        by_words = search(corpus, question, k=_DEPTH, as_of=case.as_of, weights=_WORDS_ALONE)
        for name, hits in (("search", evidence.hits[:_DEPTH]), ("search by words", by_words)):
            yield f"{name}, {case.lang}", case.id, any(hit.passage.anchor.unit in units for hit in hits)
        yield "answered", case.id, assistant.refuses(question, evidence, as_of=case.as_of) is None
    for none in own_unanswerable("dev"):
        question = _asked(none.question, none.lang)
        refusal = assistant.refuses(question, find(corpus, question, as_of=AS_OF), as_of=AS_OF)
        yield "refused", none.id, refusal is not None


def _inflected(corpus: Corpus) -> Iterator[Told]:
    """Whether an article that answers is among the first five, by words that the texts say in another form."""
    for case in own_inflected():
        words = match_any((stem,) for stem in stems(case.query, "fr"))
        units = dict.fromkeys(anchor_of(found.id).unit for found in corpus.words(words, k=_POOL, as_of=AS_OF, lang="fr"))
        articles = [str(unit) for unit in units if not corpus.is_guide(unit.document)]
        yield "inflected words, fr", case.id, any(article in case.gold for article in articles[:_DEPTH])


async def _citations(corpus: Corpus) -> AsyncIterator[Told]:
    """Whether an answer by quotations has citations, all of them sound."""
    assistant = Assistant(corpus, None, today=lambda: AS_OF)
    for case in _answerable()[::_EVERY_QUESTION]:
        answer = await assistant.ask(Query(question=case.question, lang=case.lang, as_of=case.as_of))
        if not answer.refusal:
            cited = bool(answer.claims) and all(claim.citations for claim in answer.claims)
            yield "cited soundly", case.id, cited and not integrity(answer, corpus, as_of=case.as_of)


async def _spoilt(verify: Verify) -> AsyncIterator[Told]:
    """Whether a sentence is upheld by itself, and not when one thing in it has been changed."""
    random = Random(0)
    points = [(digest.lang, point) for digest in digests() for point in digest.points][::_EVERY_SENTENCE]
    told: list[tuple[str, str, Cited]] = []
    for lang, point in points:
        id_ = f"{point.anchor} {lang}"
        told.append(("upheld", id_, Cited(point.text, lang, point.text, lang, point.anchor)))
        told += [
            ("caught", f"{id_} {swap.kind}", Cited(swap.text, lang, point.text, lang, point.anchor))
            for swap in spoil(point.text, lang, random)
        ]
    checked = await verify([cited for *_, cited in told])
    for (figure, id_, _), one in zip(told, checked, strict=True):
        yield figure, id_, (one.verdict is Verdict.SUPPORTED) == (figure == "upheld")


async def _written(corpus: Corpus, model: ChatModel) -> AsyncIterator[Told]:
    """Whether what the model writes freely comes with what it rests on: only such sentences are put to the verifier."""
    for case in [case for case in own_cases("dev") if len(case.question) < 120][:_WRITTEN]:
        question = _asked(case.question, case.lang)
        recorder = Recorder(verifier(LexicalEntailment()))
        extracts = find(corpus, question, as_of=AS_OF).extracts[:_READ]
        async for _ in write_claims(corpus, question, extracts, model, recorder, writing="free"):
            break
        yield _BY_MODEL, case.id, bool(recorder.take()[0])


@contextmanager
def bare_corpus(opening: Opening) -> Iterator[Corpus]:
    """Our digests and guides alone, indexed for the occasion."""
    with TemporaryDirectory() as folder:
        indexing = replace(opening.indexing(), place=Place(Path(folder)), digests=digests())
        ingest([Path(str(files("corpus"))) / "guides"], indexing, progress=lambda _step, _done, _total: None)
        corpus = open_corpus(indexing.place, opening.embedder())
        try:
            yield corpus
        finally:
            corpus.close()


async def measure_here() -> Measured:
    """The figures of the settings' embedder and judge, and of the embedded model where its weights are. Raises CaioError."""
    settings = Settings(engine="embedded") if weights_path(Settings()).is_file() else Settings(engine="none")
    opening = Opening(settings)
    opened = await open_model(settings)
    try:
        with bare_corpus(opening) as corpus:
            return await measure(corpus, verifier(opening.entailment()), opened.model)
    finally:
        await opened.close()


def describe(fallen: Sequence[Fall], lang: Lang) -> str:
    """A line for each figure that fell."""
    return "\n".join(
        say(
            "evals.fallen",
            lang,
            {"figure": f.figure, "before": f"{100 * f.before:.1f}", "now": f"{100 * f.now:.1f}", "luck": f"{f.luck:.4f}"},
        )
        for f in fallen
    )


def main(accept: Annotated[bool, typer.Option("--accept", help="Hold later figures against today's.")] = False) -> None:
    """Measure; exit 1 if a figure fell."""
    lang = Settings().lang
    now = asyncio.run(measure_here())
    for figure, told in now.figures.items():
        typer.echo(f"{figure}: {sum(told.values())}/{len(told)}")
    if accept:
        FILE.write_text(now.model_dump_json(indent=1) + "\n", encoding="utf8")
        return
    if fallen := falls(read_result(FILE, Measured), now):
        typer.echo(describe(fallen, lang), err=True)
        sys.exit(1)
    typer.echo(say("evals.nothing_fell", lang))


if __name__ == "__main__":
    try:
        typer.run(main)
    except CaioError as error:
        typer.echo(error.message(Settings().lang), err=True)
        sys.exit(1)
