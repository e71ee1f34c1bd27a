"""The answers to read first: what is wrong with each, how often, and the worst of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from xml.etree.ElementTree import Element

from assistant.answers import Claim
from corpus.texts import Lang, say
from evals.answering import Kept
from evals.drawing import Lane
from evals.estimates import Estimate, share
from evals.markup import folded, listed, named, percents, section, tag
from evals.sections import MOST, panel

_NEAREST = 3


class Flaw(StrEnum):
    """What can be wrong with an answer, the worst first."""

    FAULTY = "faulty"
    ANSWERED = "answered"
    STRAYS = "strays"
    ELSEWHERE = "elsewhere"
    UNSAID = "unsaid"
    REFUSED = "refused"


# How many answers can have each flaw, and the share of these that do.
Counts = Mapping[Flaw, tuple[int, Estimate]]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Which answers can have a flaw, and which of these have it."""

    can: Callable[[Kept], bool]
    has: Callable[[Kept], bool]


_RULES = {
    Flaw.FAULTY: _Rule(lambda kept: kept.answered, lambda kept: bool(kept.faults)),
    Flaw.ANSWERED: _Rule(lambda kept: not kept.asked.answerable, lambda kept: kept.answered),
    Flaw.STRAYS: _Rule(lambda kept: kept.answered and bool(kept.asked.must_not), lambda kept: kept.strays),
    Flaw.ELSEWHERE: _Rule(lambda kept: kept.answered and bool(kept.asked.gold), lambda kept: not kept.right_place),
    # To refuse a false premise by its name is to say what must be said.
    Flaw.UNSAID: _Rule(
        lambda kept: bool(kept.asked.must) and (kept.answered or bool(kept.asked.premise)), lambda kept: not kept.says
    ),
    Flaw.REFUSED: _Rule(lambda kept: kept.asked.answerable and not kept.asked.premise, lambda kept: not kept.answered),
}


def flaws(kept: Kept) -> tuple[Flaw, ...]:
    """What is wrong with an answer, the worst first."""
    return tuple(flaw for flaw, rule in _RULES.items() if rule.can(kept) and rule.has(kept))


def count_flaws(answers: Sequence[Kept]) -> Counts:
    """For each flaw, how many answers can have it and the share of these that do; none for a flaw that none can have."""
    counted = {flaw: [rule.has(k) for k in answers if rule.can(k)] for flaw, rule in _RULES.items()}
    return {flaw: (len(has), share(sum(has), len(has))) for flaw, has in counted.items() if has}


def worst(answers: Sequence[Kept], most: int) -> tuple[Kept, ...]:
    """The flawed answers by their worst flaw, then by how many they have; `most` at most."""
    rank = list(Flaw).index
    flawed = [(found, kept) for kept in answers if (found := flaws(kept))]
    return tuple(kept for _, kept in sorted(flawed, key=lambda pair: (rank(pair[0][0]), -len(pair[0])))[:most])


def worst_section(answers: Sequence[Kept], unverified: Sequence[Kept], lang: Lang) -> Element:
    """How often each flaw is met, with verification and without it, and the worst answers with what they rest on."""
    counts, without = count_flaws(answers), count_flaws(unverified)
    lanes = [lane for flaw in Flaw for lane in _lanes(flaw, counts, without, lang)]
    figures = [panel(say("evals.flaws", lang), lanes, lang)] if lanes else []
    flawed = worst(answers, len(answers))
    shown = flawed[:MOST]
    told = tag("p.note", say("evals.shown", lang, {"shown": len(shown), "n": len(flawed)}))
    cases = [folded(_summary(kept, lang), *_case(kept, lang)) for kept in shown]
    list_ = tag("section.figure", tag("h3", say("evals.worst_cases", lang)), told, *cases)
    return section("worst", say("evals.answers", lang), *figures, *([list_] if answers else []))


def _lanes(flaw: Flaw, counts: Counts, without: Counts, lang: Lang) -> Iterator[Lane]:
    label = say(f"evals.flaw_{flaw}", lang)
    if flaw in counts:
        yield Lane(label, *counts[flaw])
    if flaw in without:
        yield Lane(f"{label}{say('evals.without_verification', lang)}", *without[flaw], ours=False)


def _summary(kept: Kept, lang: Lang) -> Element:
    reasons = ", ".join(say(f"evals.flaw_{flaw}", lang) for flaw in flaws(kept))
    asked = kept.asked
    where = " · ".join((named("set", asked.set, lang), named("slice", asked.kind, lang), asked.lang, asked.id))
    return tag("span", tag("b", asked.query.question), tag("span.reasons", reasons), tag("span.note", where))


def _case(kept: Kept, lang: Lang) -> Iterator[Element]:
    asked, answer = kept.asked, kept.answer
    facts = {
        "faults": listed([tag("code", fault) for fault in kept.faults]) if kept.faults else None,
        "premise": tag("p", asked.premise) if asked.premise else None,
        "expected": tag("code", ", ".join(asked.gold)) if asked.gold else None,
        "must": listed([" / ".join(ways) for ways in asked.must]) if asked.must else None,
        "must_not": listed(asked.must_not) if asked.must_not else None,
        "refusal": tag("p", say(f"web.refusal_{answer.refusal.reason}", lang)) if answer.refusal else None,
        "answer": tag("blockquote", answer.text, attributes={"lang": answer.lang}),
        "evidence": listed([_claim(claim, lang) for claim in answer.claims]) if answer.claims else None,
        "nearest": listed([p.label for p in answer.passages[:_NEAREST]]) if answer.refusal and answer.passages else None,
    }
    for key, fact in facts.items():
        if fact is not None:
            yield tag("div.fact", tag("h4", say(f"evals.case_{key}", lang)), fact)


def _claim(claim: Claim, lang: Lang) -> Element:
    verdict = f"{say(f'web.verdict_{claim.verdict}', lang)} · {claim.check} · {percents(lang).say(claim.score)}"
    quotes = [
        tag("div.quote", tag("q", c.quote, attributes={"lang": c.lang}), tag("span.note", f"{c.label} ", tag("code", c.anchor)))
        for c in claim.citations
    ]
    return tag("div", tag("p", claim.text), tag("p.note", verdict), *quotes)
