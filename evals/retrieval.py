"""Retrieval measured: questions go to a retriever, the ranks of their answers come back, row by row and question by question.

A retriever is any function from a question and a number of results to anchors, best first: the suite does
not know how search is built.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from assistant.answers import Value
from corpus.anchors import Anchor
from corpus.sources import known_documents
from corpus.texts import Lang
from evals.cases import Case
from evals.estimates import Estimate, mean
from evals.metrics import Level, distinct, first_rank, mean_reciprocal_rank, ndcg, recall

Retriever = Callable[[Case, int], Sequence[Anchor]]

# Asked deep, because ten paragraphs can be three articles, and the reciprocal rank is cut at this depth.
DEPTH = 100
SHOWN = 5
# How many results the discounted gain is told of.
GAIN_AT = 10


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions measured together, at each of `levels`."""

    name: str
    cases: tuple[Case, ...]
    levels: tuple[Level, ...]


class Outcome(Value):
    """What became of one question: its rank (None: not found) and nDCG@10 by level, the first five anchors, milliseconds."""

    set: str
    id: str
    lang: Lang
    slices: tuple[str, ...]
    question: str
    gold: tuple[str, ...]
    found: tuple[str, ...]
    ranks: Mapping[Level, int | None]
    gains: Mapping[Level, float]
    ms: float


class Row(Value):
    """A line of the table: recall at 1, 5 and 10, mean reciprocal rank, nDCG@10, median and 95th percentile of milliseconds."""

    set: str
    level: Level
    slice: str
    n: int
    r1: Estimate
    r5: Estimate
    r10: Estimate
    mrr: Estimate
    ndcg: Estimate
    p50_ms: float
    p95_ms: float


class Results(Value):
    """The table and what it was computed from."""

    rows: tuple[Row, ...]
    outcomes: tuple[Outcome, ...]

    def misses(self, k: int = 10) -> tuple[Outcome, ...]:
        """The questions without an answer in the first `k` results, at any of their levels."""
        return tuple(o for o in self.outcomes if any(rank is None or rank > k for rank in o.ranks.values()))


def run_retrieval(questions: QuestionSet, retriever: Retriever, *, k: int = DEPTH) -> Results:
    """Ask `retriever` every question for `k` results. The reciprocal rank is cut at what it returns, `k` at most."""
    if not questions.cases:
        return Results(rows=(), outcomes=())
    first = questions.cases[0]
    retriever(first, k)  # unmeasured: what loads once is not the latency of a question
    outcomes = tuple(_ask(questions, case, retriever, k) for case in questions.cases)
    return Results(rows=_rows(questions, outcomes), outcomes=outcomes)


def join(results: Sequence[Results]) -> Results:
    """Several results as one table."""
    return Results(
        rows=tuple(row for result in results for row in result.rows),
        outcomes=tuple(outcome for result in results for outcome in result.outcomes),
    )


def direction(case: Case) -> str:
    """From the language of the question to that of the texts that answer: `fr→en` where they exist in English only."""
    known = known_documents()
    langs = {
        lang
        for anchor in case.gold
        if anchor.document in known
        for edition in known[anchor.document].editions
        for lang in edition.langs
    }
    other: Lang = "en" if case.lang == "fr" else "fr"
    return f"{case.lang}→{other if langs == {other} else case.lang}"


def slices(case: Case) -> tuple[str, ...]:
    """What a case counts in: `all`, its language, its direction, its kind, its group, and the pairs asked in both languages."""
    pair = (f"twins {direction(case)}",) if case.twin else ()
    group = (case.group,) if case.group else ()
    return ("all", case.lang, direction(case), case.kind.value, *group, *pair)


def _ask(questions: QuestionSet, case: Case, retriever: Retriever, k: int) -> Outcome:
    start = time.perf_counter()
    found = retriever(case, k)
    ms = (time.perf_counter() - start) * 1000
    return Outcome(
        set=questions.name,
        id=case.id,
        lang=case.lang,
        slices=slices(case),
        question=case.question,
        gold=tuple(map(str, case.gold)),
        found=tuple(map(str, distinct(found, "provision")[:SHOWN])),
        ranks={level: first_rank(found, case.gold, level) for level in questions.levels},
        gains={level: ndcg(found, case.gold, level, GAIN_AT) for level in questions.levels},
        ms=ms,
    )


def _rows(questions: QuestionSet, outcomes: Sequence[Outcome]) -> tuple[Row, ...]:
    # Column by column: languages stand together, then directions, kinds and pairs.
    columns = zip_longest(*(outcome.slices for outcome in outcomes))
    names = dict.fromkeys(name for column in columns for name in column if name)
    return tuple(
        _row(questions.name, level, name, members)
        for level in questions.levels
        for name in names
        if len(members := [o for o in outcomes if name in o.slices]) < len(outcomes) or name == "all"
    )


def _row(set_: str, level: Level, slice_: str, outcomes: Sequence[Outcome]) -> Row:
    ranks = [outcome.ranks[level] for outcome in outcomes]
    p50, p95 = np.quantile([outcome.ms for outcome in outcomes], [0.5, 0.95])
    return Row(
        set=set_,
        level=level,
        slice=slice_,
        n=len(ranks),
        r1=recall(ranks, 1),
        r5=recall(ranks, 5),
        r10=recall(ranks, 10),
        mrr=mean_reciprocal_rank(ranks),
        ndcg=mean([outcome.gains[level] for outcome in outcomes]),
        p50_ms=float(p50),
        p95_ms=float(p95),
    )
