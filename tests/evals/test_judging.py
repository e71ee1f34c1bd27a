"""The folds teach and tell apart; the public sets are measured where they are."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import LexicalEntailment
from evals.estimates import resampled
from evals.judging.faulty_answers import measure_ragtruth
from evals.judging.folds import cross
from evals.judging.french_pairs import measure_rte3
from evals.judging.marked_spans import measure_mu_shroom


def best(scores: np.ndarray, true: np.ndarray) -> float:
    return float(scores[true].min())


def test_a_sign_that_tells_is_found_and_a_sign_that_does_not_is_not() -> None:
    true = np.arange(200) % 2 == 0
    sources = [str(i // 4) for i in range(200)]
    noise = np.random.default_rng(0).normal(size=(200, 1))
    telling = cross(true[:, None] * 3.0 + noise / 10, true, sources, best)
    assert (telling.over == true).mean() > 0.95
    idle = cross(noise, true, sources, best)
    assert abs(np.mean(idle.scores[true]) - np.mean(idle.scores[~true])) < 0.1


def test_an_item_is_told_by_what_other_sources_teach() -> None:
    """A sign that only names the source is of no use, though it gives every item of its source away."""
    sources = [str(i // 10) for i in range(100)]
    true = np.array([int(source) % 2 == 0 for source in sources])
    names = np.eye(10)[[int(source) for source in sources]]
    assert np.ptp(cross(names, true, sources, best).scores) < 0.5


@given(st.lists(st.booleans(), min_size=2, max_size=40))
def test_an_interval_holds_its_value(items: list[bool]) -> None:
    values = np.array(items, dtype=float)
    estimate = resampled([str(i // 2) for i in range(len(items))], lambda places: float(values[places].mean()))
    assert estimate.value == pytest.approx(values.mean())
    assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_items_of_one_source_are_drawn_together() -> None:
    values = np.array([0.0] * 50 + [1.0] * 50)
    apart = resampled([str(i) for i in range(100)], lambda places: float(values[places].mean()))
    together = resampled([str(i // 50) for i in range(100)], lambda places: float(values[places].mean()))
    assert together.high - together.low > 2 * (apart.high - apart.low)


async def test_the_public_sets_are_measured_by_words_alone(benchmarks: Path) -> None:
    judge, steps = LexicalEntailment(), []
    rates = [
        *await measure_ragtruth(benchmarks / "ragtruth", judge, lambda *step: steps.append(step)),
        *await measure_rte3(benchmarks / "rte3_fr", judge, lambda *step: steps.append(step)),
        *measure_mu_shroom(benchmarks / "mu_shroom", lambda *step: steps.append(step)),
    ]
    found = {(rate.set, rate.slice, rate.metric, rate.way): rate.value.value for rate in rates}
    assert found["ragtruth", "qa", "balanced_accuracy", "ours"] > 0.6
    assert found["rte3_fr", "", "accuracy", "ours"] > 0.55, "above the share of its largest class"
    assert found["mu_shroom", "", "span_iou", "ours"] > found["mu_shroom", "", "span_iou", "everything"]
    assert {name for name, _, _ in steps} == {"ragtruth qa", "ragtruth summary", "ragtruth data2txt", "rte3", "mu_shroom"}
