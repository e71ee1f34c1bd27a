"""Mu-SHROOM in French: which characters of an answer are invented, beside the page it speaks of?"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from corpus.underway import Progress
from corpus.words import stems
from evals.detection import span_iou
from evals.estimates import mean
from evals.judging.folds import Rows, Told, cross
from evals.public.mu_shroom import MarkedText, texts
from evals.rates import Rate

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_NEIGHBOURS = (-2, -1, 1, 2)
# Marked words with no more than this between them are one span.
_GAP = 3
Span = tuple[int, int]


def measure_mu_shroom(folder: Path, progress: Progress) -> list[Rate]:
    """The mean overlap (intersection over union) of the characters marked: ours, and of marking everything."""
    marked = texts(folder, "fr")
    words = [[m.span() for m in _WORD.finditer(item.text)] for item in marked]
    rows = np.concatenate([_signs(item, spans) for item, spans in zip(marked, words, strict=True)])
    invented = np.array([_is_marked(span, item) for item, spans in zip(marked, words, strict=True) for span in spans])
    sources = [item.id for item, spans in zip(marked, words, strict=True) for _ in spans]
    over = cross(rows, invented, sources, _best, _forest).over
    ends = np.cumsum([len(spans) for spans in words])
    found = [_joined(spans, part.tolist()) for spans, part in zip(words, np.split(over, ends[:-1]), strict=True)]
    progress("mu_shroom", len(marked), len(marked))
    ways = {"ours": found, "everything": [[(0, len(item.text))] for item in marked]}
    return [
        Rate(
            suite="public",
            set="mu_shroom",
            metric="span_iou",
            way=way,
            lang="fr",
            slice="",
            n=len(marked),
            value=mean([span_iou(spans, item.spans) for spans, item in zip(ours, marked, strict=True)]),
        )
        for way, ours in ways.items()
    ]


def _signs(item: MarkedText, words: Sequence[Span]) -> Rows:
    """What is known of each word and of those around it: unsaid by the page, asked, a figure, a name, its place."""
    said, asked = set(stems(item.page, item.lang)), set(stems(item.question, item.lang))
    own = []
    for rank, (start, end) in enumerate(words):
        word = item.text[start:end]
        roots = stems(word, item.lang)
        unsaid = bool(roots) and not all(root in said for root in roots)
        wanted = any(root in asked for root in roots)
        figure, name = any(c.isdigit() for c in word), word[0].isupper() and rank > 0
        own.append([not roots, unsaid, wanted, bool(roots) and not unsaid and not wanted, figure, name])
    alone = np.array(own, dtype=float).reshape(len(words), 6)
    padded = np.pad(alone, ((2, 2), (0, 0)), constant_values=-1)
    around = [padded[2 + step : 2 + step + len(words)] for step in _NEIGHBOURS]
    place = np.arange(len(words))[:, None] / max(1, len(words))
    whole = np.tile([np.log(max(1, len(words))), bool(item.page), *alone.mean(axis=0)], (len(words), 1))
    return np.hstack([alone, *around, place, whole])


def _is_marked(span: Span, item: MarkedText) -> bool:
    start, end = span
    return any(a < end and start < b and min(b, end) - max(a, start) > (end - start) / 2 for a, b in item.spans)


def _joined(words: Sequence[Span], marked: Sequence[bool]) -> list[Span]:
    spans: list[Span] = []
    for word, told in zip(words, marked, strict=True):
        if told and spans and word[0] - spans[-1][1] <= _GAP:
            spans[-1] = (spans[-1][0], word[1])
        elif told:
            spans.append(word)
    return spans


def _forest() -> RandomForestClassifier:
    return RandomForestClassifier(300, min_samples_leaf=8, random_state=0)


def _best(scores: Rows, invented: Told) -> float:
    """The threshold whose words overlap best with those marked (intersection over union of words)."""

    def overlap(threshold: float) -> float:
        over: NDArray[np.bool_] = scores >= threshold
        return float((over & invented).sum() / max(1, (over | invented).sum()))

    return float(max(np.arange(0.1, 0.8, 0.05), key=overlap))
