"""A claim against its quote: the signs read, put together into a score, and said as a verdict with the check that decided."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.answers import Verdict
from assistant.verify.calibration import calibration
from assistant.verify.entailment import Entailment
from assistant.verify.signals import Cited, Signals, read_signals

# Facts that no wording excuses: a figure, a provision or an actor that the quote does not have.
VETOES = ("numbers", "provisions", "actors")
_ODDS_OF_CONTRADICTION = 0.0
# Fewer shared words, and it is another matter that the claim speaks of.
_ON_THE_MATTER = 0.5


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a claim, the probability that its quote says it, and the check that decided ("all" if all passed)."""

    verdict: Verdict
    check: str
    score: float


Verify = Callable[[Sequence[Cited]], Awaitable[list[Checked]]]


def verifier(entailment: Entailment) -> Verify:
    """The checks with `entailment` as the judge of meaning."""
    return partial(check_claims, entailment=entailment)


async def check_claims(cited: Sequence[Cited], entailment: Entailment) -> list[Checked]:
    """Whether each claim says no more and nothing else than its quote. Raises ModelError when the judge fails."""
    return [_verdict(signals, entailment.name) for signals in await read_signals(cited, entailment)]


def _verdict(signals: Signals, entailment: str) -> Checked:
    calibrated = calibration(entailment)
    score = calibrated.score(signals)
    for veto in VETOES:
        if getattr(signals, veto):
            wrong = Verdict.UNSUPPORTED if veto == "provisions" else Verdict.CONTRADICTED
            return Checked(wrong, veto, min(score, calibrated.partial))
    if score >= calibrated.supported:
        return Checked(Verdict.SUPPORTED, "all", score)
    if score >= calibrated.partial:
        return Checked(Verdict.PARTIAL, _weakest(signals), score)
    contradicted = signals.contradicted > _ODDS_OF_CONTRADICTION
    return Checked(Verdict.CONTRADICTED if contradicted else Verdict.UNSUPPORTED, _weakest(signals), score)


def _weakest(signals: Signals) -> str:
    """The check to name: polarity where the claim is on the matter and its force, negation or exception changed."""
    if signals.coverage < _ON_THE_MATTER:
        return "entailment"
    bent = signals.force_added + signals.negations + signals.negation_dropped + signals.exception_added
    bent += signals.exception_dropped + signals.limit_added + signals.extension_added
    return "polarity" if bent else "entailment"
