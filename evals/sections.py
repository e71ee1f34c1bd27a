"""The parts of an evaluation page that hold figures: each a drawing with, beside it, the table of what it shows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from xml.etree.ElementTree import Element

import numpy as np

from corpus.texts import Lang, say
from evals.answering import Asked, Kept
from evals.detection import calibration_error, reliability
from evals.drawing import Lane, Point, draw_curve, draw_lanes
from evals.estimates import Estimate, share
from evals.grading import Correctness, Grade, hallucination_rate
from evals.markup import Inside, Numbers, folded, listed, measured, named, percents, seconds, section, table, tag
from evals.published import marks
from evals.rates import Rate, Rates
from evals.retrieval import Outcome, Results, Row
from evals.verification import Caught, Verified

MOST = 40


def panel(heading: str, lanes: Sequence[Lane], lang: Lang) -> Element:
    """Shares with their intervals, drawn and in a table."""
    numbers = percents(lang)
    headings = [_say("measured", lang), "n", _say("value", lang), _say("interval", lang)]
    rows = [(lane.label, str(lane.n), numbers.say(lane.value.value), numbers.interval(lane.value)) for lane in lanes]
    return _figure(heading, _drawn(heading, lanes, numbers), *_marks(lanes, lang), table(heading, headings, rows))


def grades_section(grades: Sequence[Grade], answers: Sequence[Kept], lang: Lang) -> Element:
    """The rate of hallucinations among graded answers: in all, by set, and by kind and language where `answers` tell them."""
    asked = {kept.asked.key: kept.asked for kept in answers}
    answered = [grade for grade in grades if grade.correctness is not Correctness.REFUSAL]
    values = {"answered": len(answered), "refused": len(grades) - len(answered)}
    groups = [_groups(grade, asked.get((grade.set, grade.id)), lang) for grade in answered]
    # Column by column: sets stand together, then kinds, then languages.
    names = dict.fromkeys(name for column in zip_longest(*groups) for name in column if name)
    lanes: list[Lane] = []
    for name in names:
        members = [grade for grade, its in zip(answered, groups, strict=True) if name in its]
        known = marks("graded answers", "hallucination", lang) if not lanes else ()
        lanes.append(Lane(name, len(members), hallucination_rate(members), marks=known))
    panels = [panel(_say("hallucinated", lang), lanes, lang)] if lanes else []
    return section("grades", _say("grades", lang), tag("p", _say("graded_note", lang, values)), *panels)


def _groups(grade: Grade, asked: Asked | None, lang: Lang) -> tuple[str, ...]:
    """What an answer counts in: all, its set, and if its question is known, its kind and language."""
    known = (named("slice", asked.kind, lang), named("lang", asked.lang, lang)) if asked else ()
    return (_say("slice_all", lang), named("set", grade.set, lang), *known)


def rates_section(suite: str, parts: Sequence[Rates], lang: Lang) -> Element:
    """The figures of a suite, a panel for each set and metric; `parts` are to be compared with one another."""
    measures: dict[tuple[str, str], list[Rate]] = {}
    for rate in (rate for rates in parts for rate in rates.rates):
        measures.setdefault((rate.set, rate.metric), []).append(rate)
    panels = [
        panel(f"{named('set', set_, lang)} – {named('metric', metric, lang)}", _rated(rates, lang), lang)
        for (set_, metric), rates in measures.items()
    ]
    known = dict.fromkeys((rates.made, named("engine", rates.engine or "absent", lang)) for rates in parts)
    told = [tag("p.note", _say("made", lang, {"made": made, "engine": engine})) for made, engine in known]
    return section(f"rates-{suite}", named("suite", suite, lang), *told, *panels)


def _rated(rates: Sequence[Rate], lang: Lang) -> list[Lane]:
    ways = len({rate.way for rate in rates})
    parts = list(dict.fromkeys((rate.lang, rate.slice) for rate in rates))
    ordered = sorted(rates, key=lambda rate: (parts.index((rate.lang, rate.slice)), rate.way != "ours"))
    return [_lane(rate, named("way", rate.way, lang) if ways > 1 else "", lang) for rate in ordered]


def _lane(rate: Rate, way: str, lang: Lang) -> Lane:
    label = _joined(way, named("slice", rate.slice, lang), _language(rate.lang, lang)) or _say("slice_all", lang)
    ours = rate.way == "ours"
    known = marks(f"{rate.set} {rate.slice} {rate.lang}", rate.metric, lang) if ours else ()
    return Lane(label, rate.n, rate.value, ours, known)


def search_section(results: Results, lang: Lang) -> Element:
    """Recall by set and level: drawn in all and by direction, every slice in the table; and the questions missed."""
    panels = [
        _recalls(set_, say(f"evals.{level}", lang), list(rows), lang)
        for (set_, level), rows in groupby(results.rows, key=lambda row: (row.set, row.level))
    ]
    missed = results.misses()
    items = [_missed(outcome, lang) for outcome in missed[:MOST]]
    shown = _say("shown", lang, {"shown": len(items), "n": len(missed)})
    misses = [folded(_say("misses", lang, {"n": len(missed)}), tag("p.note", shown), listed(items))] if items else []
    return section("search", _say("search", lang), tag("p.note", _say("note", lang)), *panels, *misses)


def _recalls(set_: str, level: str, rows: Sequence[Row], lang: Lang) -> Element:
    heading = f"{named('set', set_, lang)} ({level})"
    numbers = percents(lang)
    lanes = [lane for row in rows for lane in _directions(row, lang)]
    cells: list[Sequence[Inside]] = [
        (_slice(row.slice, lang), str(row.n), *(measured(e, numbers) for e in (row.r1, row.r5, row.r10, row.mrr, row.ndcg)))
        for row in rows
    ]
    headings = [_say("slice", lang), "n", "R@1", "R@5", "R@10", "MRR", "nDCG@10"]
    return _figure(heading, _drawn(heading, lanes, numbers), *_marks(lanes, lang), table(heading, headings, cells))


def _directions(row: Row, lang: Lang) -> Iterator[Lane]:
    label = _slice(row.slice, lang)
    if row.slice == "all":
        for depth, recall in ((1, row.r1), (5, row.r5), (10, row.r10)):
            yield Lane(f"R@{depth} · {label}", row.n, recall, marks=marks(row.set, f"r{depth}", lang))
    elif "→" in row.slice:
        yield Lane(f"R@5 · {label}", row.n, row.r5)


def _slice(name: str, lang: Lang) -> str:
    first, _, direction = name.partition(" ")
    return f"{_say('twins', lang)} {direction}" if first == "twins" else named("slice", name, lang)


def _missed(outcome: Outcome, lang: Lang) -> Inside:
    gold, found = (", ".join(anchors) or "–" for anchors in (outcome.gold, outcome.found))
    where = tag("span.note", f" {named('set', outcome.set, lang)}, {outcome.id}")
    answers = tag("div.note", f"{_say('gold', lang)} ", tag("code", gold))
    return tag("div", outcome.question, where, answers, tag("div.note", f"{_say('found', lang)} ", tag("code", found)))


def time_section(results: Results | None, answers: Sequence[Kept], lang: Lang) -> Element | None:
    """The median and 95th percentile of the time of a search, by set, and of an answer, by step; None without either."""
    rows = {row.set: row for row in results.rows if row.slice == "all"} if results else {}
    searched = [Lane(named("set", row.set, lang), row.n, Estimate(row.p50_ms, row.p50_ms, row.p95_ms)) for row in rows.values()]
    timings = [kept.answer.timings for kept in answers]
    steps = {
        "evidence_time": [t.evidence_ms for t in timings],
        "first_claim_time": [t.first_claim_ms for t in timings if t.first_claim_ms is not None],
        "total_time": [t.total_ms for t in timings],
    }
    answered = [_timed(_say(key, lang), times) for key, times in steps.items() if times]
    panels = [
        _times(_say(key, lang), lanes, lang) for key, lanes in (("search_time", searched), ("answer_time", answered)) if lanes
    ]
    return section("time", _say("time", lang), tag("p.note", _say("time_note", lang)), *panels) if panels else None


def _timed(label: str, times: Sequence[float]) -> Lane:
    p50, p95 = (float(quantile) for quantile in np.quantile(times, [0.5, 0.95]))
    return Lane(label, len(times), Estimate(p50, p50, p95))


def _times(heading: str, lanes: Sequence[Lane], lang: Lang) -> Element:
    numbers = seconds(lang)
    headings = [_say("measured", lang), "n", _say("median", lang), _say("p95", lang)]
    rows = [(lane.label, str(lane.n), numbers.say(lane.value.value), numbers.say(lane.value.high)) for lane in lanes]
    return _figure(heading, _drawn(heading, lanes, numbers), table(heading, headings, rows))


def verifier_section(verified: Verified, lang: Lang) -> Element:
    """What the verifier refuses by kind of claim and language, and whether its score is the probability it says it is."""
    lanes = [Lane(_kind(row, lang), row.n, row.refused) for row in verified.rows]
    told = tag("p.note", _say("judge", lang, {"judge": verified.judge}), " ", _say("caught_note", lang))
    caught = [panel(_say("refused_claims", lang), lanes, lang)] if lanes else []
    return section("verifier", _say("verifier", lang), told, *caught, *_reliability(verified, lang))


def _kind(row: Caught, lang: Lang) -> str:
    return _joined(named("kind", row.kind, lang), _language(row.lang, lang))


def _reliability(verified: Verified, lang: Lang) -> Iterator[Element]:
    scores = [check.score for check in verified.checks]
    true = [check.kind == "true" for check in verified.checks]
    if not scores:
        return
    heading, numbers = _say("reliability", lang), percents(lang)
    bins = [(b, share(round(b.true * b.n), b.n)) for b in reliability(scores, true)]
    names = _say("score", lang), _say("true_share", lang)
    drawn = draw_curve(heading, [Point(b.score, true_share) for b, true_share in bins], *names, numbers)
    rows = [(numbers.say(b.score), str(b.n), measured(true_share, numbers)) for b, true_share in bins]
    told = {"error": numbers.say(calibration_error(scores, true)), "n": len(scores)}
    yield _figure(heading, drawn, table(heading, [names[0], "n", names[1]], rows))
    yield tag("p", _say("calibration", lang, told))


def _figure(heading: str, drawing: Element | None, *beside: Element) -> Element:
    pair = [tag("div", *beside)] if drawing is None else [drawing, tag("div", *beside)]
    return tag("section.figure", tag("h3", heading), tag("div.pair", *pair))


def _drawn(heading: str, lanes: Sequence[Lane], numbers: Numbers) -> Element | None:
    return draw_lanes(heading, lanes, numbers) if lanes else None


def _marks(lanes: Sequence[Lane], lang: Lang) -> Iterator[Element]:
    numbers = percents(lang)
    known = dict.fromkeys(mark for lane in lanes for mark in lane.marks)
    if known:
        items = [tag("span", tag("b", mark.letter), f" {mark.label} ", tag("b", numbers.say(mark.value))) for mark in known]
        yield tag("div.marks", listed(items))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _language(told: Lang | None, lang: Lang) -> str:
    return named("lang", told, lang) if told else ""


def _say(key: str, lang: Lang, values: Mapping[str, object] | None = None) -> str:
    return say(f"evals.{key}", lang, values)
