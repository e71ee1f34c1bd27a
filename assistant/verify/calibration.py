"""The signs put together: a logistic whose weights and thresholds stand in `calibration.toml`, with the date and data they
were set on. `python -m evals.calibration` sets them again."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from assistant.verify.signals import Signals


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights by sign, and the scores from which a claim is `supported`, or `partial` at least."""

    bias: float
    weights: Mapping[str, float]
    supported: float
    partial: float

    def score(self, signals: Signals) -> float:
        """The probability that the quote says what the claim says."""
        pairs = zip(Signals.names(), signals.values(), strict=True)
        return 1 / (1 + exp(-(self.bias + sum(self.weights[name] * value for name, value in pairs))))


@cache
def calibration(entailment: str) -> Calibration:
    """What was set for the judge named, or for the lexical one if nothing was."""
    tables = tomllib.loads((files("assistant.verify") / "calibration.toml").read_text(encoding="utf8"))
    table = tables.get(entailment, tables["lexical"])
    return Calibration(table["bias"], table["weights"], table["supported"], table["partial"])
