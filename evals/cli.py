"""`caio-evals`: run a suite, compare two runs, read one again."""

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.search import Weights
from assistant.settings import Settings
from corpus.errors import CaioError
from evals import report as reports
from evals.cases import own_cases, own_suite
from evals.claims import Part as ClaimPart
from evals.compare import compare as compare_results
from evals.public import ai_act_bench, cnil_faq
from evals.retrieval import QuestionSet, Results, Retriever, join, run_retrieval
from evals.verification import Verified

OpenRetriever = Callable[[Weights], Retriever]
IndexPages = Callable[[Sequence[cnil_faq.Page], Weights], Retriever]
PagesAlone = Callable[[Sequence[cnil_faq.Page]], Retriever]
CheckWritten = Callable[[ClaimPart], Verified]


class Suite(StrEnum):
    """What is measured."""

    RETRIEVAL = "retrieval"
    VERIFY = "verify"


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


def build(open_retriever: OpenRetriever, index_pages: IndexPages, check_written: CheckWritten) -> typer.Typer:
    """The command line over a search: `open_retriever` over the indexed corpus, `index_pages` over pages alone; and over the
    verifier, `check_written` claims."""
    app = typer.Typer(help="Measure the assistant.", no_args_is_help=True, add_completion=False)

    @app.command()
    def run(
        suite: Annotated[Suite, typer.Option(help="What to measure.")] = Suite.RETRIEVAL,
        data: Annotated[Path | None, typer.Option(help="Folder of the public benchmarks.")] = None,
        without: Annotated[Part | None, typer.Option(help="Leave this out of the search.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
        misses: Annotated[bool, typer.Option("--misses", help="List the questions missed.")] = False,
    ) -> None:
        """Measure search on our own questions and, with --data, the public benchmarks found there; or the verifier."""
        if suite is Suite.VERIFY:
            verified = check_written("test")
            typer.echo(verified.model_dump_json(indent=2) if as_json else reports.caught(verified.rows, Settings().lang))
            return
        weights = WITHOUT[without]

        def pages_alone(pages: Sequence[cnil_faq.Page]) -> Retriever:
            return index_pages(pages, weights)

        results = measure_retrieval(open_retriever(weights), pages_alone, data)
        typer.echo(results.model_dump_json(indent=2) if as_json else _readable(results, misses=misses))

    @app.command()
    def compare(before: Path, after: Path) -> None:
        """Show what changed between two runs kept as JSON, question by question."""
        differences = compare_results(reports.read_results(before), reports.read_results(after))
        typer.echo(reports.comparison(differences, Settings().lang))

    @app.command()
    def report(
        file: Path,
        misses: Annotated[bool, typer.Option("--misses", help="List the questions missed.")] = False,
    ) -> None:
        """Show a run kept as JSON."""
        typer.echo(_readable(reports.read_results(file), misses=misses))

    return app


def measure_retrieval(retriever: Retriever, index_pages: PagesAlone, data: Path | None) -> Results:
    """Our own questions; with `data`, the AI Act questions, and the CNIL pages in a corpus of their own.

    Raises EvaluationError if `data` lacks a benchmark.
    """
    results = [
        run_retrieval(QuestionSet("dev", own_cases("dev"), ("article", "provision")), retriever),
        run_retrieval(QuestionSet("test", own_cases("test"), ("article", "provision")), retriever),
        run_retrieval(QuestionSet("suite dev", own_suite("dev"), ("article", "provision")), retriever),
        run_retrieval(QuestionSet("suite test", own_suite("test"), ("article", "provision")), retriever),
    ]
    if data:
        act = QuestionSet("ai_act_bench", ai_act_bench.questions(data / "ai_act_bench"), ("article",))
        faq = QuestionSet("cnil_faq", cnil_faq.questions(data / "cnil_faq"), ("document",))
        results.append(run_retrieval(act, retriever))
        results.append(run_retrieval(faq, index_pages(cnil_faq.pages(data / "cnil_faq"))))
    return join(results)


def main() -> None:
    """The entry of `caio-evals`: exit 0 done, 1 a clear error, 2 wrong usage."""
    from evals import wiring  # what loads the engines is needed by the program, not by those who import this module

    try:
        build(wiring.open_retriever, wiring.index_pages, wiring.check_claims)()
    except CaioError as error:
        typer.echo(error.message(Settings().lang), err=True)
        sys.exit(1)


def _readable(results: Results, *, misses: bool) -> str:
    lang = Settings().lang
    table = reports.markdown(results, lang)
    return f"{table}\n{reports.misses(results.misses(), lang)}" if misses else table
