"""Two results side by side: the same questions, paired, so that a difference is not mistaken for luck."""

from collections.abc import Sequence

from assistant.answers import Value
from evals.answered import FIGURES
from evals.answering import Kept
from evals.estimates import Estimate, mean, sign_test
from evals.metrics import Level, reciprocal
from evals.retrieval import Outcome, Results


class Difference(Value):
    """The second result minus the first on the questions both asked, with paired bootstrap intervals."""

    set: str
    level: Level
    slice: str
    n: int
    r1: Estimate
    r5: Estimate
    r10: Estimate
    mrr: Estimate


def compare(before: Results, after: Results) -> tuple[Difference, ...]:
    """A line for each set, level and slice of `after` that shares questions with `before`."""
    old = {(outcome.set, outcome.id): outcome for outcome in before.outcomes}
    differences = []
    for row in after.rows:
        pairs = [
            (old[o.set, o.id], o) for o in after.outcomes if o.set == row.set and row.slice in o.slices and (o.set, o.id) in old
        ]
        pairs = [(a, b) for a, b in pairs if row.level in a.ranks]
        if pairs:
            differences.append(
                Difference(
                    set=row.set,
                    level=row.level,
                    slice=row.slice,
                    n=len(pairs),
                    r1=_recall_gain(pairs, row.level, 1),
                    r5=_recall_gain(pairs, row.level, 5),
                    r10=_recall_gain(pairs, row.level, 10),
                    mrr=mean([reciprocal(b.ranks[row.level]) - reciprocal(a.ranks[row.level]) for a, b in pairs]),
                )
            )
    return tuple(differences)


def _recall_gain(pairs: Sequence[tuple[Outcome, Outcome]], level: Level, k: int) -> Estimate:
    return mean([_hit(after, level, k) - _hit(before, level, k) for before, after in pairs])


def _hit(outcome: Outcome, level: Level, k: int) -> float:
    rank = outcome.ranks[level]
    return float(rank is not None and rank <= k)


class Change(Value):
    """Of `n` questions that both runs answered a `metric` of, how many it is told of only after, how many only before, and the
    probability of a split as uneven by luck (McNemar's exact test)."""

    set: str
    metric: str
    n: int
    gained: int
    lost: int
    p: float


def compare_answers(before: Sequence[Kept], after: Sequence[Kept]) -> tuple[Change, ...]:
    """A line for each figure of the questions that both runs asked; the figures are those of `evals.answered`."""
    old = {kept.asked.key: kept for kept in before}
    pairs = [(old[kept.asked.key], kept) for kept in after if kept.asked.key in old]
    changes = []
    for set_, metric, counted, told in FIGURES:
        both = [(told(a), told(b)) for a, b in pairs if a.asked.set == set_ and counted(a) and counted(b)]
        if both:
            gained, lost = both.count((False, True)), both.count((True, False))
            changes.append(Change(set=set_, metric=metric, n=len(both), gained=gained, lost=lost, p=sign_test(gained, lost)))
    return tuple(changes)
