"""The verifier calibrated: weights and thresholds of `assistant/verify/calibration.toml`.

    python -m evals.calibration

The signs of words and force are weighed on the claims written to learn from, which are many; how much the entailment judge
counts beside them is set on the claims of `dev`, which the judge has not seen; to both, true claims are added beside the text
of another provision. A claim is supported from the score that leaves three spoilt ones of `dev` in a hundred above it, partial
from the score that leaves ten.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import typer
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

import assistant.verify
from assistant.local import Opening
from assistant.settings import Settings
from assistant.verify.claim import VETOES
from assistant.verify.entailment import Entailment, LexicalEntailment
from assistant.verify.signals import Signals, read_signals
from corpus.index import Corpus
from evals.claims import Part, tried

FILE = Path(assistant.verify.__file__).with_name("calibration.toml")
MISSED_SUPPORTED = 0.03
MISSED_PARTIAL = 0.10
_JUDGED = ("entailed", "contradicted")
_OWN = tuple(name for name in Signals.names() if name not in (*_JUDGED, *VETOES))


def main() -> None:
    """Fit for the packaged judge and for words alone, and write the file."""
    opening = Opening(Settings())
    corpus = opening.corpus()
    words = _weigh_words(corpus)
    judges = (LexicalEntailment(), opening.entailment())
    head = (
        f"# Set on {date.today().isoformat()} by `python -m evals.calibration`:\n"
        "# the signs of words and force on evals/claims/train.*,\n"
        "# the judge's share and the thresholds on evals/claims/dev.yaml (docs/decisions/0010).\n"
    )
    FILE.write_text(head + "".join(_table(judge, words, corpus) for judge in judges), encoding="utf8")
    typer.echo(FILE.read_text(encoding="utf8"))


def _weigh_words(corpus: Corpus) -> LogisticRegression:
    """The signs of words and force weighed, whatever the judge."""
    signs, kinds, out = _read("train", LexicalEntailment(), corpus)
    return LogisticRegression(C=1.0, max_iter=2000).fit(signs[~out][:, _places(_OWN)], kinds[~out] == "true")


def _table(judge: Entailment, words: LogisticRegression, corpus: Corpus) -> str:
    signs, kinds, out = _read("dev", judge, corpus)
    true = kinds == "true"
    told = words.decision_function(signs[:, _places(_OWN)])
    weights = dict(zip(_OWN, np.ravel(words.coef_), strict=True))
    bias, share = float(words.intercept_[0]), 1.0
    judged = dict.fromkeys(_JUDGED, 0.0)
    if not isinstance(judge, LexicalEntailment):
        rows = np.column_stack([told, signs[:, _places(_JUDGED)]])
        both = LogisticRegression(C=1.0).fit(rows[~out], true[~out])
        share, *shares = np.ravel(both.coef_)
        judged = dict(zip(_JUDGED, shares, strict=True))
        bias = float(both.intercept_[0]) + share * bias
        told = both.decision_function(rows)
    scores = np.where(out, 0.0, 1 / (1 + np.exp(-told)))
    # Those out of place are easier: the thresholds are for the spoilt.
    spoilt = ~true & (kinds != "misplaced")
    everything = {**judged, **{name: share * weight for name, weight in weights.items()}, **dict.fromkeys(VETOES, 0.0)}
    return _toml(
        judge.name, bias, everything, [_above(scores[spoilt], missed) for missed in (MISSED_SUPPORTED, MISSED_PARTIAL)]
    )


def _read(part: Part, judge: Entailment, corpus: Corpus) -> tuple[NDArray[np.float64], NDArray[np.str_], NDArray[np.bool_]]:
    """The signs of what the verifier is tried on, a row each; the kind of each; which a veto decides."""
    kinds, claims = zip(*tried(part, corpus), strict=True)
    signals = asyncio.run(read_signals(claims, judge))
    vetoed = [any(getattr(s, veto) for veto in VETOES) for s in signals]
    return np.array([s.values() for s in signals]), np.array(kinds), np.array(vetoed)


def _places(names: Sequence[str]) -> list[int]:
    return [Signals.names().index(name) for name in names]


def _above(scores: Sequence[float] | NDArray[np.float64], missed: float) -> float:
    """The least score that at most the share `missed` of `scores` reaches."""
    return float(np.nextafter(np.quantile(scores, 1 - missed, method="higher"), 1))


def _toml(name: str, bias: float, weights: Mapping[str, float], thresholds: Sequence[float]) -> str:
    lines = [f"\n[{name}]", f"bias = {bias:.3f}", f"supported = {thresholds[0]:.4f}", f"partial = {thresholds[1]:.4f}"]
    lines += [f"\n[{name}.weights]", *(f"{sign} = {weights[sign]:.3f}" for sign in Signals.names())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
