"""NoMIRACL: of a question and ten passages, is there an answer among them? To answer, or to say that one cannot."""

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.embedding import Embedder, Vectors
from corpus.texts import LANGS
from corpus.underway import Progress
from corpus.words import stems
from evals.estimates import share
from evals.judging.folds import Done, Rows, Told, by_length, cross
from evals.public.nomiracl import PassagesAsked, questions
from evals.rates import Rate

# One answerable question in four may be refused: the goal set for this measure.
_ERROR = 0.25


def measure_nomiracl(folder: Path, embedder: Embedder, progress: Progress) -> list[Rate]:
    """Hallucination (unanswerable questions answered) and error (answerable ones refused) by language, from likeness and shared
    words; the threshold refuses a quarter of the answerable questions learned from."""
    rates: list[Rate] = []
    for lang in LANGS:
        asked = questions(folder, lang)
        vectors = _embed_passages(asked, embedder, partial(progress, f"nomiracl {lang}"))
        likeness = embedder.embed([q.question for q in asked], "query")
        rows = np.array([_signs(q, v @ one) for q, v, one in zip(asked, vectors, likeness, strict=True)])
        answerable = np.array([q.answerable for q in asked])
        answered = cross(rows, answerable, [q.id for q in asked], _refusing).over
        wrong = {"hallucination": answered[~answerable], "error": ~answered[answerable]}
        rates += [
            Rate(
                suite="public",
                set="nomiracl",
                metric=metric,
                way="ours",
                lang=lang,
                slice="",
                n=len(part),
                value=share(int(part.sum()), len(part)),
            )
            for metric, part in wrong.items()
        ]
    return rates


def _embed_passages(asked: tuple[PassagesAsked, ...], embedder: Embedder, progress: Done) -> list[Vectors]:
    """The vectors of each question's passages, those of like length embedded together."""
    texts = [passage for q in asked for passage in q.passages]
    rows = np.zeros((len(texts), embedder.dimension), np.float32)
    for part in by_length(texts, progress):
        rows[part] = embedder.embed([texts[i] for i in part], "passage")
    ends = np.cumsum([len(q.passages) for q in asked])
    return np.split(rows, ends[:-1])


def _signs(asked: PassagesAsked, likeness: NDArray[np.float32]) -> Rows:
    """How near the nearest passages are, alone and above the others, and the share of the question's words they say."""
    best = np.sort(likeness)[::-1]
    wanted = set(stems(asked.question, asked.lang))
    shared = np.array([len(wanted & set(stems(passage, asked.lang))) for passage in asked.passages]) / max(1, len(wanted))
    nearest = shared[int(np.argmax(likeness))]
    return np.array([best[0], best[:3].mean(), best.mean(), best[0] - best.mean(), shared.max(), nearest, len(wanted)])


def _refusing(scores: Rows, answerable: Told) -> float:
    return float(np.quantile(scores[answerable], _ERROR))
