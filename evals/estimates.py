"""Numbers with their intervals: a share, a mean, a rate told by an imperfect judge, and whether two systems differ.

Every estimate carries its 95 % interval: a figure without one says nothing on sets of this size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 20260727


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def share(count: int, n: int) -> Estimate:
    """`count` of `n`, with its Wilson score interval.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22; it holds its level
    on small sets and near 0 and 1 (Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion").
    Raises ValueError if n is 0.
    """
    if not n:
        raise ValueError("nothing to score")
    p, z2 = count / n, NormalDist().inv_cdf((1 + CONFIDENCE) / 2) ** 2
    centre, spread = p + z2 / (2 * n), sqrt(z2 * (p * (1 - p) + z2 / (4 * n)) / n)
    # At 0 and 1 the bound is the proportion itself; rounding must not carry it past.
    low, high = (centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n)
    return Estimate(p, max(0.0, min(p, low)), min(1.0, max(p, high)))


def mean(values: Sequence[float]) -> Estimate:
    """The mean with its bootstrap percentile interval: 2,000 resamples of the questions, a fixed seed.

    Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13. For a paired comparison, give the
    differences question by question. Raises ValueError if there is no value.
    """
    if not values:
        raise ValueError("nothing to score")
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    return _percentiles(float(sample.mean()), sample[draws].mean(axis=1))


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
    return _percentiles(statistic(np.arange(len(sources))), values)


def corrected_share(flagged: int, n: int, *, caught: tuple[int, int], spared: tuple[int, int]) -> Estimate:
    """The true rate of faults, when a judge flagged `flagged` of `n` and people say how often the judge is right.

    `caught`: of the faulty answers people marked, (how many the judge flagged, how many there were); `spared`: of the sound
    ones, (how many it left alone, how many there were). Rogan and Gladen (1978), "Estimating prevalence from the results of a
    screening test", American Journal of Epidemiology 107: rate = (flagged − 1 + specificity) / (sensitivity + specificity − 1),
    cut to [0, 1]; interval by its delta-method variance (Lang and Reiczigel 2014, "Confidence limits for prevalence of disease
    adjusted for estimated sensitivity and specificity", with their added counts, which keep small samples honest).
    Raises ValueError if a sample is empty or the judge does no better than chance.
    """
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    if not (n and caught[1] and spared[1]):
        raise ValueError("nothing to score")
    observed, sensitivity, specificity = flagged / n, caught[0] / caught[1], spared[0] / spared[1]
    if sensitivity + specificity <= 1:
        raise ValueError("a judge no better than chance corrects nothing")
    rate = (observed + specificity - 1) / (sensitivity + specificity - 1)
    # Lang and Reiczigel's adjusted counts.
    p, size = (flagged + z**2 / 2) / (n + z**2), n + z**2
    se, positives = (caught[0] + 1) / (caught[1] + 2), caught[1] + 2
    sp, negatives = (spared[0] + 1) / (spared[1] + 2), spared[1] + 2
    power = se + sp - 1
    adjusted = min(1.0, max(0.0, (p + sp - 1) / power))
    variance = (
        p * (1 - p) / size + adjusted**2 * se * (1 - se) / positives + (1 - adjusted) ** 2 * sp * (1 - sp) / negatives
    ) / power**2
    shift = 2 * z**2 * (adjusted * se * (1 - se) / positives - (1 - adjusted) * sp * (1 - sp) / negatives)
    centre, spread = adjusted + shift, z * sqrt(variance)
    value = min(1.0, max(0.0, rate))
    return Estimate(value, max(0.0, min(value, centre - spread)), min(1.0, max(value, centre + spread)))


def sign_test(better: int, worse: int) -> float:
    """The probability of a split at least as uneven as `better` against `worse` if neither system were better.

    The exact two-sided form of McNemar's test (1947, "Note on the sampling error of the difference between correlated
    proportions", Psychometrika 12): only the questions that the two answer differently count. 1.0 if there is none.
    """
    n, least = better + worse, min(better, worse)
    return min(1.0, 2 * sum(comb(n, k) for k in range(least + 1)) / 2**n) if n else 1.0


def agreement(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa: how far two graders agree beyond chance, 1 for always, 0 for chance.

    Cohen (1960), "A coefficient of agreement for nominal scales". 1.0 when both used one same grade throughout.
    Raises ValueError if the lengths differ or are 0.
    """
    if len(first) != len(second) or not first:
        raise ValueError("two graders, the same answers")
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    chance = sum(first.count(grade) * second.count(grade) for grade in {*first, *second}) / n**2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def _percentiles(value: float, drawn: Sequence[float] | NDArray[np.float64]) -> Estimate:
    """`value` with the percentile interval of the resamples `drawn`."""
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Estimate(value, min(value, float(low)), max(value, float(high)))
