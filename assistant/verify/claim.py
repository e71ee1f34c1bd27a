"""A claim against its quote: the checks in order, the first that fails decides."""

from dataclasses import dataclass

from assistant.answers import Verdict
from assistant.verify.coverage import LEAST, coverage
from assistant.verify.numbers import missing_quantities
from assistant.verify.polarity import keeps_force
from assistant.verify.provisions import strange_provisions
from corpus.anchors import Anchor
from corpus.texts import Lang


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict on a claim, and the check that decided it ("all" when every one passed)."""

    verdict: Verdict
    check: str


def check_claim(claim: str, *, quote: str, cited: Anchor, lang: Lang) -> Checked:
    """Whether `claim`, in the language of its quote, says no more and nothing else than `quote`, the words of `cited`."""
    if missing_quantities(claim, quote):
        return Checked(Verdict.CONTRADICTED, "numbers")
    if strange_provisions(claim, quote, cited):
        return Checked(Verdict.UNSUPPORTED, "provisions")
    if not keeps_force(claim, quote):
        return Checked(Verdict.CONTRADICTED, "polarity")
    if coverage(claim, quote, lang) < LEAST:
        return Checked(Verdict.UNSUPPORTED, "coverage")
    return Checked(Verdict.SUPPORTED, "all")
