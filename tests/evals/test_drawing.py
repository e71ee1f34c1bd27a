"""Drawings: everything within the plot, the diagonal where it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.drawing import WIDTH, Lane, Mark, Point, axis, draw_curve, draw_lanes
from evals.estimates import Estimate
from evals.markup import percents

BOUNDS = st.floats(min_value=-0.5, max_value=40, allow_nan=False)


@given(st.lists(st.tuples(BOUNDS, BOUNDS, BOUNDS, BOUNDS), min_size=1, max_size=6))
def test_intervals_and_marks_are_drawn_within_the_plot(numbers: list[tuple[float, float, float, float]]) -> None:
    lanes = [
        Lane("lane", 3, Estimate(*(sorted(three)[at] for at in (1, 0, 2))), marks=(Mark("a", mark, "x"),))
        for *three, mark in numbers
    ]
    svg = draw_lanes("lanes", lanes, percents("en"))
    height = float(svg.get("viewBox", "").split()[3])
    for drawn in svg.iter():
        assert all(0 <= float(drawn.get(name, 0)) <= WIDTH for name in ("x", "x1", "x2", "cx"))
        assert all(0 <= float(drawn.get(name, 0)) <= height for name in ("y", "y1", "y2", "cy"))


@given(st.floats(min_value=1, max_value=1e6))
def test_a_scale_has_few_ticks_and_holds_its_values(value: float) -> None:
    scale = axis([value])
    assert 4 <= len(scale.ticks) <= 6
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] >= value * (1 - 1e-9)


def test_a_score_that_is_the_share_it_says_lies_on_the_diagonal() -> None:
    points = [Point(x, Estimate(x, max(0, x - 0.1), min(1, x + 0.1))) for x in (0.0, 0.3, 0.9)]
    svg = draw_curve("curve", points, "score", "share", percents("en"))
    (diagonal,) = [line for line in svg.iter("line") if line.get("class") == "diagonal"]
    x1, y1, x2, y2 = (float(diagonal.get(name, "")) for name in ("x1", "y1", "x2", "y2"))
    for dot in svg.iter("circle"):
        along = (float(dot.get("cx", "")) - x1) / (x2 - x1)
        assert float(dot.get("cy", "")) == pytest.approx(y1 + along * (y2 - y1), abs=0.2)
