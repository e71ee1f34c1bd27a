"""`caio-evals`: run a suite, compare two runs, read one again."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from assistant.answers import Value
from assistant.search import Weights
from assistant.settings import Settings
from assistant.terminal import bars
from corpus.errors import CaioError
from corpus.underway import Progress
from evals import report as reports
from evals.answered import measure_answers
from evals.answering import Kept, read_answers, write_answers
from evals.asking import Profile
from evals.cases import Split, own_cases, own_suite
from evals.claims import Part as ClaimPart
from evals.compare import compare as compare_results
from evals.compare import compare_answers
from evals.dated import judge_dated
from evals.page import read_run, render
from evals.public import ai_act_bench, ai_act_scenarios, cnil_faq
from evals.rates import Rates
from evals.retrieval import QuestionSet, Results, Retriever, join, run_retrieval
from evals.verification import Verified

PagesAlone = Callable[[Sequence[cnil_faq.Page]], Retriever]


class Suite(StrEnum):
    """What is measured."""

    RETRIEVAL = "retrieval"
    VERIFY = "verify"
    PUBLIC = "public"
    ANSWERS = "answers"
    DATED = "dated"


class Part(StrEnum):
    """What search can be measured without."""

    DIGESTS = "digests"
    BRIDGE = "bridge"


# The bridge is all that leads from everyday words to a provision: digests, and questions written beforehand.
WITHOUT = {
    None: Weights(),
    Part.DIGESTS: Weights(digest=0, digest_words=0),
    Part.BRIDGE: Weights(digest=0, digest_words=0, asked=0, asked_words=0),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """What is measured with: a search over the indexed corpus, one over pages alone, the verifier on written claims, the
    verifier and search on the public sets of a folder, the whole assistant on our own questions and on those asked as of
    several days."""

    open_retriever: Callable[[Weights], Retriever]
    index_pages: Callable[[Sequence[cnil_faq.Page], Weights], Retriever]
    check_claims: Callable[[ClaimPart], Verified]
    judge_public: Callable[[Path, Progress], Rates]
    ask_own: Callable[[Split, Profile, Path, Progress], tuple[Kept, ...]]
    ask_dated: Callable[[Split, Profile, Path, Progress], tuple[Kept, ...]]


def build(bench: Bench) -> typer.Typer:
    """The command line over `bench`."""
    app = typer.Typer(help="Measure the assistant.", no_args_is_help=True, add_completion=False)

    @app.command()
    def run(
        suite: Annotated[Suite, typer.Option(help="What to measure.")] = Suite.RETRIEVAL,
        data: Annotated[Path | None, typer.Option(help="Folder of the public benchmarks.")] = None,
        without: Annotated[Part | None, typer.Option(help="Leave this out of the search.")] = None,
        split: Annotated[Split, typer.Option(help="Of `dated`: the questions to measure or to tune with.")] = "test",
        profile: Annotated[Profile, typer.Option(help="How answers are written.")] = Profile.AUTO,
        out: Annotated[Path | None, typer.Option(help="Keep the run in this folder, for `report --html`.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
        misses: Annotated[bool, typer.Option("--misses", help="List the questions missed.")] = False,
    ) -> None:
        """Measure search, the verifier, the public sets of --data, or the answers, which go on where they were stopped."""
        lang = Settings().lang
        match suite:
            case Suite.RETRIEVAL:
                weights = WITHOUT[without]
                found = measure_retrieval(bench.open_retriever(weights), lambda p: bench.index_pages(p, weights), data)
                _give(found, "retrieval", _readable(found, misses=misses), out=out, as_json=as_json)
            case Suite.VERIFY:
                verified = bench.check_claims("test")
                _give(verified, "verify", reports.caught(verified.rows, lang), out=out, as_json=as_json)
            case Suite.PUBLIC:
                if not data:
                    raise typer.BadParameter("the folder of the public benchmarks", param_hint="--data")
                with bars() as progress:
                    rates = bench.judge_public(data, progress)
                _give(rates, "public.rates", reports.rates(rates.rates, lang), out=out, as_json=as_json)
            case Suite.ANSWERS:
                out = out or Settings().home / "evals" / "answers"
                with bars() as progress:
                    answers = bench.ask_own("test", profile, out / "answers.jsonl", progress)
                if any(kept.tried for kept in answers):
                    write_answers((kept.without_verification() for kept in answers), out / "answers.off.jsonl")
                rates = measure_answers(answers)
                _give(rates, "answers.rates", reports.rates(rates.rates, lang), out=out, as_json=as_json)
            case Suite.DATED:
                with TemporaryDirectory() as aside, bars() as progress:
                    answers = bench.ask_dated(split, profile, (out or Path(aside)) / f"dated.{split}.jsonl", progress)
                judged = judge_dated(split, answers)
                _give(judged, f"dated.{split}", reports.dated(judged, lang), out=out, as_json=as_json)

    @app.command()
    def compare(before: Path, after: Path) -> None:
        """Show what changed between two searches kept as JSON, or two runs of answers (JSONL), question by question."""
        if before.suffix == ".jsonl":
            changes = compare_answers(tuple(read_answers(before)), tuple(read_answers(after)))
            typer.echo(reports.changes(changes, Settings().lang))
            return
        differences = compare_results(reports.read_result(before, Results), reports.read_result(after, Results))
        typer.echo(reports.comparison(differences, Settings().lang))

    @app.command()
    def report(
        run: Path,
        html: Annotated[Path | None, typer.Option(help="Write the folder of a run as a page here.")] = None,
        misses: Annotated[bool, typer.Option("--misses", help="List the questions missed.")] = False,
    ) -> None:
        """Show a run: the JSON of a search as a table, or with --html the folder of a run as a page."""
        if html:
            html.write_text(render(read_run(run), Settings().lang), encoding="utf8")
            typer.echo(html)
        else:
            typer.echo(_readable(reports.read_result(run, Results), misses=misses))

    return app


def measure_retrieval(retriever: Retriever, index_pages: PagesAlone, data: Path | None) -> Results:
    """Our own questions; with `data`, the AI Act questions and systems, and the CNIL pages in a corpus of their own.

    Raises EvaluationError if `data` lacks a benchmark.
    """
    own = {
        "dev": own_cases("dev"),
        "test": own_cases("test"),
        "suite dev": own_suite("dev"),
        "suite test": own_suite("test"),
    }
    results = [run_retrieval(QuestionSet(name, cases, ("article", "provision")), retriever) for name, cases in own.items()]
    if data:
        act = QuestionSet("ai_act_bench", ai_act_bench.questions(data / "ai_act_bench"), ("article",))
        systems = QuestionSet("ai_act_scenarios", ai_act_scenarios.questions(data / "ai_act_bench"), ("article",))
        faq = QuestionSet("cnil_faq", cnil_faq.questions(data / "cnil_faq"), ("document",))
        results += [run_retrieval(act, retriever), run_retrieval(systems, retriever)]
        results.append(run_retrieval(faq, index_pages(cnil_faq.pages(data / "cnil_faq"))))
    return join(results)


def main() -> None:
    """The entry of `caio-evals`: exit 0 done, 1 a clear error, 2 wrong usage."""
    from evals import wiring  # what loads the engines is needed by the program, not by those who import this module

    try:
        build(wiring.bench())()
    except CaioError as error:
        typer.echo(error.message(Settings().lang), err=True)
        sys.exit(1)


def _readable(results: Results, *, misses: bool) -> str:
    lang = Settings().lang
    table = reports.markdown(results, lang)
    return f"{table}\n{reports.misses(results.misses(), lang)}" if misses else table


def _give(result: Value, name: str, readable: str, *, out: Path | None, as_json: bool) -> None:
    """Print the result, and keep it in `out` as NAME.json."""
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{name}.json").write_text(result.model_dump_json(indent=2), encoding="utf8")
    typer.echo(result.model_dump_json(indent=2) if as_json else readable)
