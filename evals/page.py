"""An evaluation run as one page to read: figures with their intervals, what to compare them with, and the worst answers."""

from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from corpus.errors import EvaluationError
from corpus.texts import Lang, say
from evals.answering import Kept, read_answers
from evals.grading import Grade, read_sheet
from evals.markup import document, listed, named, tag
from evals.rates import Rates
from evals.report import V, read_result
from evals.retrieval import Results
from evals.sections import grades_section, rates_section, search_section, time_section, verifier_section
from evals.verification import Verified
from evals.worst import worst_section


@dataclass(frozen=True, slots=True)
class Run:
    """What a run folder holds, each part if it is there; `unverified` are the answers given with verification off."""

    name: str
    retrieval: Results | None = None
    verified: Verified | None = None
    rates: tuple[Rates, ...] = ()
    answers: tuple[Kept, ...] = ()
    unverified: tuple[Kept, ...] = ()
    grades: tuple[Grade, ...] = ()


def read_run(folder: Path) -> Run:
    """The run kept in `folder`. Raises EvaluationError if a file cannot be read or holds something else, or none is there."""
    sheet = folder / "grades.csv"
    run = Run(
        name=folder.resolve().name,
        retrieval=_read(folder / "retrieval.json", Results),
        verified=_read(folder / "verify.json", Verified),
        rates=tuple(rates for path in sorted(folder.glob("*.rates.json")) if (rates := _read(path, Rates))),
        answers=_answers(folder / "answers.jsonl"),
        unverified=_answers(folder / "answers.off.jsonl"),
        grades=read_sheet(sheet) if sheet.is_file() else (),
    )
    if run == Run(name=run.name):
        raise EvaluationError("evaluation_run_empty", {"path": folder})
    return run


def render(run: Run, lang: Lang) -> str:
    """The page of `run` in `lang`: HTML that needs nothing outside itself."""
    suites = dict.fromkeys(rates.suite for rates in run.rates)
    sections = [
        grades_section(run.grades, run.answers, lang) if run.grades else None,
        *(rates_section(suite, [r for r in run.rates if r.suite == suite], lang) for suite in suites),
        search_section(run.retrieval, lang) if run.retrieval else None,
        verifier_section(run.verified, lang) if run.verified else None,
        time_section(run.retrieval, run.answers, lang),
        worst_section(run.answers, run.unverified, lang) if run.answers or run.unverified else None,
    ]
    shown = [section for section in sections if section is not None]
    title = say("evals.page_title", lang)
    return document(f"{title} – {run.name}", lang, _header(run, title, lang), _contents(shown, lang), tag("main", *shown))


def _header(run: Run, title: str, lang: Lang) -> Element:
    models = {*(rates.engine for rates in run.rates), *(kept.answer.model for kept in run.answers)} - {""}
    facts = {
        "run": run.name,
        "date": ", ".join(sorted({rates.made for rates in run.rates})),
        "engine": ", ".join(named("engine", model, lang) for model in sorted(models)),
        "judged_by": run.verified.judge if run.verified else "",
    }
    pairs = [tag("div", tag("dt", say(f"evals.{key}", lang)), tag("dd", fact)) for key, fact in facts.items() if fact]
    return tag("header", tag("h1", title), tag("dl", *pairs), tag("p", say("evals.how_to_read", lang)))


def _contents(sections: list[Element], lang: Lang) -> Element:
    links = [tag("a", section.findtext("h2", ""), attributes={"href": f"#{section.get('id', '')}"}) for section in sections]
    return tag("nav", listed(links), attributes={"aria-label": say("evals.contents", lang)})


def _read(path: Path, shape: type[V]) -> V | None:
    """The JSON of `path` as `shape`; None where there is no such file."""
    return read_result(path, shape) if path.is_file() else None


def _answers(path: Path) -> tuple[Kept, ...]:
    return tuple(read_answers(path)) if path.is_file() else ()
