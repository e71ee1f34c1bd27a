"""Alarms against labels, spans against spans, and how far scores can be believed."""

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from evals.detection import best_threshold, calibration_error, detect, reliability, span_iou

scored = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)
spans = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 12)).map(lambda t: (t[0], t[0] + t[1])), max_size=6)


def test_counts_by_hand() -> None:
    found = detect([0.9, 0.8, 0.4, 0.1], [True, False, True, False], 0.5)
    assert (found.caught, found.missed, found.false, found.alone) == (1, 1, 1, 1)
    assert found.f1 == found.precision == found.recall == found.balanced_accuracy == 0.5


@given(scored)
def test_no_threshold_among_the_scores_does_better_than_the_best(items: list[tuple[float, bool]]) -> None:
    scores, faulty = [s for s, _ in items], [f for _, f in items]
    best = detect(scores, faulty, best_threshold(scores, faulty)).f1
    assert all(detect(scores, faulty, threshold).f1 <= best for threshold in scores)


@given(spans, spans)
def test_overlap_is_symmetric_and_whole_only_for_the_same_characters(
    a: list[tuple[int, int]], b: list[tuple[int, int]]
) -> None:
    assert span_iou(a, b) == span_iou(b, a)
    assert span_iou(a, a) == 1
    assert 0 <= span_iou(a, b) <= 1


def test_half_the_characters() -> None:
    assert isclose(span_iou([(0, 10)], [(5, 10)]), 0.5)
    assert span_iou([], [(0, 3)]) == 0


def test_honest_scores_have_no_calibration_error_and_boastful_ones_have() -> None:
    assert calibration_error([0.5] * 10, [True, False] * 5, bins=1) == 0
    assert isclose(calibration_error([0.9] * 10, [True, False] * 5, bins=1), 0.4)
    curve = reliability([0.1, 0.2, 0.8, 0.9], [False, False, True, True], bins=2)
    assert [(b.n, b.true) for b in curve] == [(2, 0.0), (2, 1.0)]
