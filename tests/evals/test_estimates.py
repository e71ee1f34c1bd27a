"""Intervals hold what they promise; corrections and tests agree with figures worked out by hand or published."""

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.estimates import agreement, corrected_share, mean, share, sign_test


@given(st.integers(1, 500), st.data())
def test_a_share_lies_inside_its_interval(n: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, n))
    estimate = share(count, n)
    assert 0 <= estimate.low <= estimate.value == count / n <= estimate.high <= 1


def test_wilson_as_published() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I, method 3:
    # 81 of 263.
    estimate = share(81, 263)
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (0.2553, 0.3662)


def test_the_bootstrap_interval_narrows_with_more_questions_and_repeats_itself() -> None:
    few, many = [1.0, 0.0] * 10, [1.0, 0.0] * 200
    assert mean(few).high - mean(few).low > 2 * (mean(many).high - mean(many).low)
    assert mean(few) == mean(few)


def test_a_perfect_judge_leaves_the_rate_as_it_is() -> None:
    estimate = corrected_share(30, 100, caught=(1000, 1000), spared=(1000, 1000))
    assert isclose(estimate.value, 0.3)


def test_false_alarms_are_taken_off() -> None:
    # A judge that flags one sound answer in ten and every faulty one: 19 flags in 100 are 10 faults and 9 false alarms.
    assert isclose(corrected_share(19, 100, caught=(50, 50), spared=(90, 100)).value, 0.1)


def test_a_worse_known_judge_gives_a_wider_interval() -> None:
    well_known = corrected_share(19, 100, caught=(500, 500), spared=(900, 1000))
    ill_known = corrected_share(19, 100, caught=(5, 5), spared=(9, 10))
    assert ill_known.high - ill_known.low > well_known.high - well_known.low


def test_a_corrected_interval_covers_the_truth_nineteen_times_in_twenty() -> None:
    random = np.random.default_rng(7)
    rate, sensitivity, specificity, covered = 0.15, 0.8, 0.9, 0
    for _ in range(400):
        faulty = random.binomial(300, rate)
        flagged = random.binomial(faulty, sensitivity) + random.binomial(300 - faulty, 1 - specificity)
        estimate = corrected_share(
            int(flagged),
            300,
            caught=(int(random.binomial(60, sensitivity)), 60),
            spared=(int(random.binomial(60, specificity)), 60),
        )
        covered += estimate.low <= rate <= estimate.high
    assert covered / 400 > 0.92


def test_chance_corrects_nothing() -> None:
    with pytest.raises(ValueError, match="chance"):
        corrected_share(5, 10, caught=(5, 10), spared=(5, 10))


@pytest.mark.parametrize(("better", "worse", "probability"), [(0, 0, 1.0), (5, 5, 1.0), (0, 5, 0.0625), (8, 1, 0.0390625)])
def test_the_sign_test_by_hand(better: int, worse: int, probability: float) -> None:
    assert isclose(sign_test(better, worse), probability)
    assert isclose(sign_test(worse, better), probability)


def test_two_graders_who_agree_by_chance_only_agree_not_at_all() -> None:
    assert agreement("aabb", "abab") == 0
    assert agreement("aabb", "aabb") == 1
    assert agreement("aaaa", "aaaa") == 1
