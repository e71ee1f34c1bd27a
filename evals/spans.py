"""LegalBench-RAG: of what search finds in contracts and policies, how much answers, and how much of what answers is found.

Counted in characters, over the files of each set alone. The authors cut their files every 500 characters; our passages are
paragraphs, mostly shorter, so that the first k of ours hold less text than the first k of theirs.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from corpus.underway import Progress
from evals.estimates import resampled
from evals.metrics import FileSpan, character_precision, character_recall
from evals.public.legalbench_rag import SETS, Document, Set, documents, questions
from evals.rates import Rate

# From a question and a number of passages to where they stand, best first.
Finder = Callable[[str, int], Sequence[FileSpan]]
# Makes the search over documents alone; told how many of their parts are indexed, of how many.
DocumentsAlone = Callable[[Sequence[Document], Callable[[int, int], None]], Finder]

DEPTHS = (1, 4, 16)
_METRICS = {"character_precision": character_precision, "character_recall": character_recall}


def measure_legalbench(folder: Path, index_documents: DocumentsAlone, progress: Progress) -> list[Rate]:
    """Mean precision and recall by characters of the first 1, 4 and 16 passages, by set; intervals by the files that answer.

    `progress` is told (step, done, total). Raises EvaluationError if a set is missing.
    """
    rates: list[Rate] = []
    for name in SETS:
        asked = questions(folder, name)
        find = index_documents(documents(folder, name), partial(progress, f"index {name}"))
        found: list[Sequence[FileSpan]] = []
        for question in asked:
            found.append(find(question.question, max(DEPTHS)))
            progress(f"legalbench_rag {name}", len(found), len(asked))
        files = [question.gold[0].file for question in asked]
        for metric, score in _METRICS.items():
            for k in DEPTHS:
                scores = [score(spans, question.gold, k) for spans, question in zip(found, asked, strict=True)]
                rates.append(_rate(name, f"{metric}_{k}", scores, files))
    return rates


def _rate(name: Set, metric: str, scores: Sequence[float], files: Sequence[str]) -> Rate:
    values = np.array(scores)
    return Rate(
        suite="public",
        set="legalbench_rag",
        metric=metric,
        way="ours",
        lang="en",
        slice=name,
        n=len(scores),
        value=resampled(files, lambda places: float(values[places].mean())),
    )
