"""How a ranked list of provisions is scored against the provisions that answer.

A result matches at a level, from loose to strict:

- `document`: found and gold stand in the same document;
- `article`: they belong to the same unit, that is the same article, recital, annex, subcategory, action or section;
- `provision`: found is the gold or stands under it, or found stands inside an article and holds the gold
  (the paragraph around a gold point counts; the whole article around a gold paragraph does not).

A list is first reduced to its distinct results at the level measured (documents, units, anchors), so that five paragraphs
of one article fill one rank at the level of articles. A question's rank is that of its first match, from 1.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

import numpy as np

from corpus.anchors import Anchor

Level = Literal["document", "article", "provision"]

CONFIDENCE = 0.95
RESAMPLES = 2000
SEED = 20260727


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float


def matches(found: Anchor, gold: Anchor, level: Level) -> bool:
    """Whether `found` answers where `gold` is the answer, judged at `level`."""
    if level == "document":
        return found.document == gold.document
    if level == "article":
        return found.unit == gold.unit
    return gold.holds(found) or (found.holds(gold) and found != found.unit)


def distinct(found: Sequence[Anchor], level: Level) -> tuple[Anchor, ...]:
    """`found` in order, only the first result of each document, unit or anchor kept."""
    first: dict[object, Anchor] = {}
    for anchor in found:
        first.setdefault(_key(anchor, level), anchor)
    return tuple(first.values())


def first_rank(found: Sequence[Anchor], gold: Collection[Anchor], level: Level) -> int | None:
    """The rank, from 1, of the first distinct result that matches any of `gold`; None if none does."""
    for rank, anchor in enumerate(distinct(found, level), start=1):
        if any(matches(anchor, answer, level) for answer in gold):
            return rank
    return None


def recall(ranks: Sequence[int | None], k: int) -> Estimate:
    """The share of questions answered in the first `k` results, with its Wilson score interval.

    Wilson (1927), "Probable inference, the law of succession, and statistical inference", JASA 22; it holds its level
    on small sets and near 0 and 1 (Brown, Cai and DasGupta 2001, "Interval estimation for a binomial proportion").
    Raises ValueError if there is no question.
    """
    n, hits = len(ranks), sum(rank is not None and rank <= k for rank in ranks)
    if not n:
        raise ValueError("no question to score")
    p, z2 = hits / n, NormalDist().inv_cdf((1 + CONFIDENCE) / 2) ** 2
    centre, spread = p + z2 / (2 * n), sqrt(z2 * (p * (1 - p) + z2 / (4 * n)) / n)
    # At 0 and 1 the bound is the proportion itself; rounding must not carry it past.
    low, high = (centre - spread) / (1 + z2 / n), (centre + spread) / (1 + z2 / n)
    return Estimate(p, max(0.0, min(p, low)), min(1.0, max(p, high)))


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> Estimate:
    """The mean of 1/rank, 0 where nothing matches, over the whole list retrieved; interval as in `mean`."""
    return mean([reciprocal(rank) for rank in ranks])


def reciprocal(rank: int | None) -> float:
    """1/rank, 0 where nothing matches."""
    return 1 / rank if rank else 0.0


def mean(values: Sequence[float]) -> Estimate:
    """The mean with its bootstrap percentile interval: 2,000 resamples of the questions, a fixed seed.

    Efron and Tibshirani (1993), "An introduction to the bootstrap", chapter 13. For a paired comparison, give the
    differences question by question. Raises ValueError if there is no value.
    """
    if not values:
        raise ValueError("no question to score")
    sample = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    low, high = np.quantile(sample[draws].mean(axis=1), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    value = float(sample.mean())
    return Estimate(value, min(value, float(low)), max(value, float(high)))


def _key(anchor: Anchor, level: Level) -> object:
    if level == "document":
        return anchor.document
    return anchor.unit if level == "article" else anchor
