"""Items read some at once; scores for them by what other items teach, and alarms at a threshold that yet other items set."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

Rows = NDArray[np.float64]
Told = NDArray[np.bool_]
# Told how many are done, of how many.
Done = Callable[[int, int], None]
# From the scores and truth of items learned from, the score at which an alarm is raised.
Threshold = Callable[[Rows, Told], float]

# How many items a judge or an embedder is given at a time.
AT_ONCE = 64
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


def by_length(texts: Sequence[str], progress: Done) -> Iterator[list[int]]:
    """The places of `texts`, some at once, those of like length together; `progress` is told after each time."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), AT_ONCE):
        part = order[start : start + AT_ONCE]
        yield part
        progress(start + len(part), len(order))
