"""Scores for items by what other items teach, and alarms at a threshold that yet other items set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.estimates import CONFIDENCE, RESAMPLES, SEED, Estimate

Rows = NDArray[np.float64]
Told = NDArray[np.bool_]
# Told how many are done, of how many.
Done = Callable[[int, int], None]
# From the scores and truth of items learned from, the score at which an alarm is raised.
Threshold = Callable[[Rows, Told], float]

_FOLDS = 5
_INNER_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Crossed:
    """For each item, its score by a model that never saw its source, and whether it is over that model's threshold."""

    scores: Rows
    over: Told


def logistic() -> Any:
    """A logistic on standardised signs, held back: the sets are small."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=3000))


def cross(
    rows: Rows,
    true: Told,
    sources: Sequence[str],
    threshold: Threshold,
    model: Callable[[], Any] = logistic,
) -> Crossed:
    """Five folds by source; in each, the threshold is set on scores that four inner folds give to what is learned from."""
    scores, over = np.zeros(len(true)), np.zeros(len(true), dtype=bool)
    groups = np.asarray(sources)
    for learn, tell in GroupKFold(_FOLDS, shuffle=True, random_state=0).split(rows, true, groups):
        inner = np.zeros(len(learn))
        for a, b in GroupKFold(_INNER_FOLDS, shuffle=True, random_state=1).split(rows[learn], true[learn], groups[learn]):
            inner[b] = model().fit(rows[learn][a], true[learn][a]).predict_proba(rows[learn][b])[:, 1]
        scores[tell] = model().fit(rows[learn], true[learn]).predict_proba(rows[tell])[:, 1]
        over[tell] = scores[tell] >= threshold(inner, true[learn])
    return Crossed(scores, over)


def resampled(sources: Sequence[str], statistic: Callable[[NDArray[np.int64]], float]) -> Estimate:
    """`statistic` of all items (given as their places), with the bootstrap interval of whole sources drawn anew.

    Items of one source hang together: they are drawn together (Field and Welsh 2007, "Bootstrapping clustered data").
    """
    groups: dict[str, list[int]] = {}
    for place, source in enumerate(sources):
        groups.setdefault(source, []).append(place)
    members = [np.array(places) for places in groups.values()]
    draw = np.random.default_rng(SEED)
    values = [
        statistic(np.concatenate([members[i] for i in draw.integers(0, len(members), len(members))])) for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(values, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    value = statistic(np.arange(len(sources)))
    return Estimate(value, min(value, float(low)), max(value, float(high)))
