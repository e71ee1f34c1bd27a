"""How well faults are found: an alarm raised or not on each item, or characters marked in a text, against people's labels."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Detection:
    """Counts of alarms against labels: `caught` faults, `missed` ones, `false` alarms, items rightly left `alone`."""

    caught: int
    missed: int
    false: int
    alone: int

    @property
    def precision(self) -> float:
        """The share of alarms that are faults; 0 without alarms."""
        return self.caught / max(1, self.caught + self.false)

    @property
    def recall(self) -> float:
        """The share of faults that raise an alarm."""
        return self.caught / max(1, self.caught + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, of the faulty class (RAGTruth, https://arxiv.org/abs/2401.00396)."""
        return 2 * self.caught / max(1, 2 * self.caught + self.missed + self.false)

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the recalls of the faulty and of the sound (SummaC, https://arxiv.org/abs/2111.09525)."""
        return (self.recall + self.alone / max(1, self.alone + self.false)) / 2


def detect(scores: Sequence[float], faulty: Sequence[bool], threshold: float) -> Detection:
    """Alarms where the score of a fault is at least `threshold`."""
    alarms = [score >= threshold for score in scores]
    pairs = list(zip(alarms, faulty, strict=True))
    return Detection(
        caught=pairs.count((True, True)),
        missed=pairs.count((False, True)),
        false=pairs.count((True, False)),
        alone=pairs.count((False, False)),
    )


def best_threshold(scores: Sequence[float], faulty: Sequence[bool]) -> float:
    """The threshold, among the scores, whose alarms have the best F1; to be set on other items than those reported."""
    return max(sorted(set(scores)), key=lambda threshold: detect(scores, faulty, threshold).f1)


def span_iou(found: Collection[tuple[int, int]], marked: Collection[tuple[int, int]]) -> float:
    """The characters in both over the characters in either (Mu-SHROOM, SemEval-2025 task 3); 1.0 when neither has any."""
    ours, theirs = _characters(found), _characters(marked)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Items whose score lies together: how many, their mean score, and the share of them that are what the score says."""

    n: int
    score: float
    true: float


def reliability(scores: Sequence[float], true: Sequence[bool], *, bins: int = 10) -> tuple[Bin, ...]:
    """The reliability curve, in bins of equal counts (Niculescu-Mizil and Caruana 2005, "Predicting good probabilities")."""
    if not scores:
        return ()
    order = np.argsort(scores)
    return tuple(
        Bin(
            n=len(members),
            score=float(np.mean([scores[i] for i in members])),
            true=float(np.mean([true[i] for i in members])),
        )
        for members in np.array_split(order, min(bins, len(scores)))
    )


def calibration_error(scores: Sequence[float], true: Sequence[bool], *, bins: int = 10) -> float:
    """The mean gap between score and share, weighted by the bins' counts (Guo et al. 2017, https://arxiv.org/abs/1706.04599)."""
    curve = reliability(scores, true, bins=bins)
    return sum(b.n * abs(b.score - b.true) for b in curve) / max(1, len(scores))


def _characters(spans: Collection[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}
