"""RAGTruth: is anything in an answer unfounded in what it was given?"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from assistant.sentences import split_sentences
from assistant.verify import Cited, Entailment, LexicalEntailment
from assistant.verify.signals import Signals, read_signals
from corpus.anchors import parse
from corpus.underway import Progress
from evals.detection import Detection, best_threshold, detect
from evals.estimates import resampled
from evals.judging.folds import Crossed, Done, Rows, Told, by_length, cross, logistic
from evals.public.ragtruth import TASKS, MarkedAnswer, Task, answers
from evals.rates import Rate

# The source is no provision; an anchor is asked for all the same.
_NOWHERE = parse("ragtruth#sec_1")
# The packaged judge has learned from the summaries and data sheets of the set (`evals.entailing`): they are told by words.
_UNSEEN: tuple[Task, ...] = ("qa",)
_ENTAILED, _CONTRADICTED, _COVERAGE = (Signals.names().index(name) for name in ("entailed", "contradicted", "coverage"))


async def measure_ragtruth(folder: Path, judge: Entailment, progress: Progress) -> list[Rate]:
    """The rates of every task, told by words where the packaged judge has learned from the task.

    Raises EvaluationError if a file is missing or malformed, ModelError when the judge fails.
    """
    rates: list[Rate] = []
    for task in TASKS:
        reads = judge if task in _UNSEEN else LexicalEntailment()
        rates += await rate_answers(task, answers(folder, task), reads, partial(progress, f"ragtruth {task}"))
    return rates


async def rate_answers(task: Task, marked: Sequence[MarkedAnswer], judge: Entailment, progress: Done) -> list[Rate]:
    """F1 of the faulty answers and balanced accuracy: by all signs, by the words of the worst sentence alone, by the judge
    alone if it is more than words; thresholds by folds of other sources. Raises ModelError when the judge fails."""
    signs = await _read_signs(marked, judge, progress)
    rows = np.array([_summed(s) for s in signs])
    faulty, sources = np.array([a.faulty for a in marked]), [a.source for a in marked]
    ways = {
        "ours": cross(rows, faulty, sources, _best, _forest),
        "words": cross(np.array([[s[:, _COVERAGE].min()] for s in signs]), faulty, sources, _best, logistic),
    }
    if not isinstance(judge, LexicalEntailment):
        alone = np.array([[s[:, _ENTAILED].min(), s[:, _CONTRADICTED].max()] for s in signs])
        ways["judge"] = cross(alone, faulty, sources, _best, logistic)
    return [rate for way, crossed in ways.items() for rate in _rates(task, way, crossed, faulty, sources)]


async def _read_signs(marked: Sequence[MarkedAnswer], judge: Entailment, progress: Done) -> list[Rows]:
    """The signs of each sentence of each answer: a row a sentence, one of zeros where there is none."""
    spans = [list(split_sentences(answer.text)) for answer in marked]
    cited = [
        Cited(answer.text[start:end], "en", answer.evidence, "en", _NOWHERE)
        for answer, its in zip(marked, spans, strict=True)
        for start, end in its
    ]
    rows = np.zeros((len(cited), len(Signals.names())))
    for part in by_length([c.claim for c in cited], progress):
        rows[part] = [signs.values() for signs in await read_signals([cited[i] for i in part], judge)]
    ends = np.cumsum([len(its) for its in spans])
    return [its if len(its) else np.zeros((1, rows.shape[1])) for its in np.split(rows, ends[:-1])]


def _summed(signs: Rows) -> NDArray[np.float64]:
    """An answer's signs from its sentences': the worst and the mean of what is graded, the sum of what is counted."""
    entailed, contradicted, coverage = signs[:, _ENTAILED], signs[:, _CONTRADICTED], signs[:, _COVERAGE]
    graded = [
        entailed.min(),
        entailed.mean(),
        np.sort(entailed)[:2].mean(),
        contradicted.max(),
        contradicted.mean(),
        coverage.min(),
        coverage.mean(),
    ]
    return np.array([*graded, *signs[:, _COVERAGE + 2 :].sum(axis=0), len(signs)])


def _forest() -> RandomForestClassifier:
    return RandomForestClassifier(400, min_samples_leaf=4, random_state=0)


def _best(scores: Rows, faulty: Told) -> float:
    return best_threshold(scores.tolist(), faulty.tolist())


def _rates(task: Task, way: str, crossed: Crossed, faulty: Told, sources: Sequence[str]) -> list[Rate]:
    alarms = crossed.over.astype(float)

    def found(places: NDArray[np.int64]) -> Detection:
        return detect(alarms[places].tolist(), faulty[places].tolist(), 1.0)

    statistics = {
        "f1": lambda places: found(places).f1,
        "balanced_accuracy": lambda places: found(places).balanced_accuracy,
    }
    return [
        Rate(
            suite="public",
            set="ragtruth",
            metric=metric,
            way=way,
            lang="en",
            slice=task,
            n=len(faulty),
            value=resampled(sources, statistic),
        )
        for metric, statistic in statistics.items()
    ]
