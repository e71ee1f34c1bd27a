"""Results to read: a Markdown table, the questions missed, a comparison; and the JSON that keeps everything."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from assistant.answers import Value
from corpus.errors import EvaluationError
from corpus.texts import Lang, say
from evals.compare import Change, Difference
from evals.dated import JudgedAll
from evals.estimates import Estimate
from evals.markup import named
from evals.rates import Rate
from evals.retrieval import Outcome, Results
from evals.verification import Caught

V = TypeVar("V", bound=Value)

# A change that luck brings less often than this is not put down to luck.
LUCK = 0.05


def read_result(path: Path, shape: type[V]) -> V:
    """What is kept as JSON in `path`. Raises EvaluationError if the file is missing or holds something else."""
    try:
        return shape.model_validate_json(path.read_text(encoding="utf8"))
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": path}) from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise EvaluationError("evaluation_results", {"path": path}) from error


def markdown(results: Results, lang: Lang) -> str:
    """The table: a line for each set, level and slice. Recalls and reciprocal ranks in percent, with their intervals."""
    lines = [
        [
            row.set,
            say(f"evals.{row.level}", lang),
            row.slice,
            str(row.n),
            *(_percent(estimate) for estimate in (row.r1, row.r5, row.r10, row.mrr, row.ndcg)),
            f"{row.p50_ms:.0f}",
            f"{row.p95_ms:.0f}",
        ]
        for row in results.rows
    ]
    return _table([*_headings(lang), "R@1", "R@5", "R@10", "MRR", "nDCG@10", "p50 ms", "p95 ms"], lines) + _note("note", lang)


def misses(outcomes: Sequence[Outcome], lang: Lang) -> str:
    """The questions missed, with the anchors that answer and the first five found."""
    title = say("evals.misses", lang, {"n": len(outcomes)})
    items = [
        f"- **{outcome.question}** ({outcome.set}, {outcome.id}, {_ranks(outcome, lang)})\n"
        f"  - {say('evals.gold', lang)} {_anchors(outcome.gold)}\n"
        f"  - {say('evals.found', lang)} {_anchors(outcome.found)}"
        for outcome in outcomes
    ]
    return "\n".join([f"## {title}", "", *items]) + "\n"


def comparison(differences: Sequence[Difference], lang: Lang) -> str:
    """What changed, in points of percent with paired 95 % intervals; bold where the interval leaves zero out."""
    lines = [
        [
            difference.set,
            say(f"evals.{difference.level}", lang),
            difference.slice,
            str(difference.n),
            *(_gain(e) for e in (difference.r1, difference.r5, difference.r10, difference.mrr)),
        ]
        for difference in differences
    ]
    return _table([*_headings(lang), "R@1", "R@5", "R@10", "MRR"], lines) + _note("gain_note", lang)


def caught(rows: Sequence[Caught], lang: Lang) -> str:
    """The verifier's table: by kind of claim, the share refused in all and by language."""
    headings = [say(f"evals.{key}", lang) for key in ("kind", "language")] + ["n", say("evals.refused", lang)]
    lines = [[say(f"evals.kind_{row.kind}", lang), row.lang or "fr + en", str(row.n), _percent(row.refused)] for row in rows]
    return _table(headings, lines) + _note("caught_note", lang)


def rates(figures: Sequence[Rate], lang: Lang) -> str:
    """A line for each figure: set, metric, way, language, slice, n, share in percent with its interval."""
    headings = [say(f"evals.{key}", lang) for key in ("set", "metric", "way", "language", "slice")] + ["n", "%"]
    lines = [
        [
            named("set", rate.set, lang),
            named("metric", rate.metric, lang),
            named("way", rate.way, lang),
            rate.lang or "fr + en",
            named("slice", rate.slice or "all", lang),
            str(rate.n),
            _percent(rate.value),
        ]
        for rate in figures
    ]
    return _table(headings, lines) + _note("rates_note", lang)


def dated(judged: JudgedAll, lang: Lang) -> str:
    """A line for each question and day: right, or what is wrong; then how many are right."""
    headings = ["", *(say(f"evals.{key}", lang) for key in ("dated_day", "language", "dated_question", "dated_wrong"))]
    lines = [
        [
            "✗" if answer.wrong else "✓",
            answer.as_of.isoformat(),
            answer.lang,
            f"{answer.question} ({answer.id})",
            "; ".join(say(f"evals.dated_{key}", lang, {"detail": detail}) for key, detail in answer.wrong),
        ]
        for answer in judged.answers
    ]
    right = sum(not answer.wrong for answer in judged.answers)
    values = {"right": right, "n": len(judged.answers), "split": judged.split, "engine": judged.engine}
    return f"{_table(headings, lines)}\n{say('evals.dated_right', lang, values)}\n"


def changes(found: Sequence[Change], lang: Lang) -> str:
    """What changed between two runs of answers: questions gained and lost by figure, bold where luck is unlikely."""
    headings = [say(f"evals.{key}", lang) for key in ("set", "metric")] + ["n", "+", "−", "p"]
    lines = [
        [
            named("set", change.set, lang),
            named("metric", change.metric, lang),
            str(change.n),
            str(change.gained),
            str(change.lost),
            f"**{change.p:.3f}**" if change.p < LUCK else f"{change.p:.3f}",
        ]
        for change in found
    ]
    return _table(headings, lines) + _note("change_note", lang)


def _headings(lang: Lang) -> list[str]:
    return [say(f"evals.{key}", lang) for key in ("set", "level", "slice")] + ["n"]


def _table(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rows = [headings, ["---"] * len(headings), *lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows) + "\n"


def _note(key: str, lang: Lang) -> str:
    return f"\n{say(f'evals.{key}', lang)}\n"


def _percent(estimate: Estimate) -> str:
    return f"{100 * estimate.value:.1f} [{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"


def _gain(estimate: Estimate) -> str:
    text = f"{100 * estimate.value:+.1f} [{100 * estimate.low:+.1f}, {100 * estimate.high:+.1f}]"
    return f"**{text}**" if estimate.low > 0 or estimate.high < 0 else text


def _ranks(outcome: Outcome, lang: Lang) -> str:
    return ", ".join(f"{say(f'evals.{level}', lang)} {rank or '–'}" for level, rank in outcome.ranks.items())


def _anchors(anchors: Sequence[str]) -> str:
    return ", ".join(f"`{anchor}`" for anchor in anchors) or "–"
