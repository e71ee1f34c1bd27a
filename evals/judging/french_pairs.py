"""RTE3 in French: does the premise say the hypothesis, the contrary, or neither?"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from assistant.verify import Cited, Entailment
from assistant.verify.entailment import Judgement, Pair
from assistant.verify.signals import read_signals
from corpus.anchors import parse
from corpus.underway import Progress
from evals.estimates import share
from evals.judging.folds import AT_ONCE, logistic
from evals.public.rte3_fr import pairs
from evals.rates import Rate

_NOWHERE = parse("rte3#sec_1")


class _Overheard:
    """A judge that does as `judge` does and keeps its last judgements: signs are read of them, but do not hold them whole."""

    def __init__(self, judge: Entailment) -> None:
        self.name = judge.name
        self.judged: Sequence[Judgement] = ()
        self._judge = judge

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """As `judge`."""
        self.judged = await self._judge.judge(pairs)
        return self.judged


async def measure_rte3(folder: Path, judge: Entailment, progress: Progress) -> list[Rate]:
    """Accuracy over the three classes: of the judge's likeliest class, and of all signs together, by five folds."""
    labelled = pairs(folder)
    overheard = _Overheard(judge)
    cited = [Cited(p.pair.hypothesis, "fr", p.pair.premise, "fr", _NOWHERE) for p in labelled]
    rows: list[tuple[float, ...]] = []
    told: list[int] = []
    for start in range(0, len(cited), AT_ONCE):
        signs = await read_signals(cited[start : start + AT_ONCE], overheard)
        judged = [(j.entailed, j.neutral, j.contradicted) for j in overheard.judged]
        rows += [(*s.values(), *j) for s, j in zip(signs, judged, strict=True)]
        told += [int(np.argmax(j)) for j in judged]
        progress("rte3", len(rows), len(cited))
    labels = np.array([p.label for p in labelled])
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    crossed = cross_val_predict(logistic(), np.array(rows), labels, cv=folds)
    return [
        Rate(
            suite="public",
            set="rte3_fr",
            metric="accuracy",
            way=way,
            lang="fr",
            slice="",
            n=len(labels),
            value=share(int((classes == labels).sum()), len(labels)),
        )
        for way, classes in (("ours", crossed), ("judge", np.array(told)))
    ]
