"""Plots as SVG: values with their intervals, one a lane, and the reliability curve. Style comes from the page around them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree.ElementTree import Element

from evals.estimates import Estimate
from evals.markup import Numbers, tag

WIDTH = 420
_EDGE = 8
# What fits the width at 13 pixels, the count beside it.
_LABEL = 48
_LANE, _MARKED, _FOOT = 38, 52, 24
_SIDE, _MARGIN, _HEAD = 360, 44, 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A value known from elsewhere to compare with, under its letter: a goal, or what others published."""

    letter: str
    value: float
    label: str
    goal: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A value measured on `n` items, with the marks to compare it with; `ours` is drawn full, what stands beside it hollow."""

    label: str
    n: int
    value: Estimate
    ours: bool = True
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a curve: `y` with its interval, at `x`, both from 0 to 1."""

    x: float
    y: Estimate


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from its first tick to its last, laid from `start` to `end` on the drawing."""

    ticks: tuple[float, ...]
    start: float = _EDGE
    end: float = WIDTH - _EDGE

    def at(self, value: float) -> float:
        """Where `value` stands."""
        first, last = self.ticks[0], self.ticks[-1]
        return self.start + (value - first) / (last - first) * (self.end - self.start)


def axis(values: Iterable[float]) -> Axis:
    """A scale of round ticks that holds 0, 1 and all of `values`."""
    held = [0.0, 1.0, *values]
    low, high = min(held), max(held)
    rough = (high - low) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(step for factor in (1, 2, 2.5, 5, 10) if (step := factor * power) >= rough)
    return Axis(tuple(step * count for count in range(floor(low / step), ceil(high / step) + 1)))


def draw_lanes(title: str, lanes: Sequence[Lane], numbers: Numbers) -> Element:
    """Each value as a dot on its interval, its marks as ticks across it. Raises ValueError without lanes."""
    if not lanes:
        raise ValueError("nothing to draw")
    scale = axis(v for lane in lanes for v in (lane.value.low, lane.value.high, *(mark.value for mark in lane.marks)))
    drawn, top = [], 0
    for lane in lanes:
        drawn.append(_lane(lane, scale, top))
        top += _MARKED if lane.marks else _LANE
    return _drawing(title, top + _FOOT, [*_grid(scale, top, numbers), *drawn])


def draw_curve(title: str, points: Sequence[Point], across: str, up: str, numbers: Numbers) -> Element:
    """The points with their intervals beside the diagonal where `up` is what `across` says."""
    horizontal = Axis((0, 0.25, 0.5, 0.75, 1), _MARGIN, _MARGIN + _SIDE)
    vertical = Axis((0, 0.25, 0.5, 0.75, 1), _HEAD + _SIDE, _HEAD)
    bottom = vertical.at(0)
    grid = [_line("grid", _MARGIN, vertical.at(tick), _MARGIN + _SIDE, vertical.at(tick)) for tick in vertical.ticks]
    names = [_text("tick", _MARGIN - 6, vertical.at(tick) + 4, numbers.tick(tick), "end") for tick in vertical.ticks]
    names += [
        _text("tick", horizontal.at(tick), bottom + 16, numbers.tick(tick), anchor) for tick, anchor in _anchored(horizontal)
    ]
    names += [_text("label", 0, 12, up), _text("label", WIDTH - _EDGE, bottom + 34, across, "end")]
    placed = [(horizontal.at(point.x), point.y) for point in points]
    whiskers = [_line("whisker", x, vertical.at(y.low), x, vertical.at(y.high)) for x, y in placed]
    dots = [_dot(x, vertical.at(y.value), ours=True) for x, y in placed]
    path = " ".join(f"{x:.1f},{vertical.at(y.value):.1f}" for x, y in placed)
    curve = tag("polyline.curve", attributes={"points": path})
    diagonal = _line("diagonal", _MARGIN, bottom, _MARGIN + _SIDE, _HEAD)
    return _drawing(title, bottom + 42, [*grid, diagonal, *names, *whiskers, curve, *dots])


def _lane(lane: Lane, scale: Axis, top: float) -> Element:
    y = top + 26
    label = lane.label if len(lane.label) <= _LABEL else f"{lane.label[: _LABEL - 1]}…"
    ends = [scale.at(bound) for bound in (lane.value.low, lane.value.high)]
    return tag(
        "g",
        _text("label", 0, top + 14, label),
        _text("tick", WIDTH - _EDGE, top + 14, f"n = {lane.n}", "end"),
        _line("whisker", ends[0], y, ends[1], y),
        *(_line("whisker", end, y - 4, end, y + 4) for end in ends),
        _dot(scale.at(lane.value.value), y, ours=lane.ours),
        *(part for mark in lane.marks for part in _mark(mark, scale, y)),
    )


def _mark(mark: Mark, scale: Axis, y: float) -> tuple[Element, Element]:
    x = scale.at(mark.value)
    return _line("goal" if mark.goal else "published", x, y - 8, x, y + 8), _text("letter", x, y + 20, mark.letter, "middle")


def _grid(scale: Axis, height: float, numbers: Numbers) -> list[Element]:
    ticks = scale.ticks
    lines = [_line("grid", scale.at(tick), 0, scale.at(tick), height) for tick in ticks]
    return lines + [_text("tick", scale.at(tick), height + 16, numbers.tick(tick), anchor) for tick, anchor in _anchored(scale)]


def _anchored(scale: Axis) -> list[tuple[float, str]]:
    """The ticks with the side by which their names hang, so that the outer two stay on the drawing."""
    return list(zip(scale.ticks, ["start", *["middle"] * (len(scale.ticks) - 2), "end"], strict=True))


def _drawing(title: str, height: float, inside: Sequence[Element]) -> Element:
    size = {"viewBox": f"0 0 {WIDTH} {height:g}", "width": f"{WIDTH}", "height": f"{height:g}"}
    return tag("svg", tag("title", title), *inside, attributes={**size, "role": "img"})


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Element:
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return tag(f"line.{kind}", attributes={name: f"{value:.1f}" for name, value in ends.items()})


def _dot(x: float, y: float, *, ours: bool) -> Element:
    return tag("circle.dot" if ours else "circle.hollow", attributes={"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "4.5"})


def _text(kind: str, x: float, y: float, text: str, anchor: str = "start") -> Element:
    return tag(f"text.{kind}", text, attributes={"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor})
