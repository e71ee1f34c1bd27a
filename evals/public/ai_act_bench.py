"""AI Act questions, each with the article that answers it (English, CC BY 4.0; written on the text of 2024)."""

from pathlib import Path

from corpus.anchors import Kind, top
from evals.cases import Case, CaseKind
from evals.public.files import PublicRow, read_json


class _Pair(PublicRow):
    question: str
    relevant_article: int


def questions(folder: Path) -> tuple[Case, ...]:
    """The questions of `folder/qa_pairs.json`, in order. Raises EvaluationError if the file is missing or malformed."""
    return tuple(
        Case(
            id=f"ai-act-bench-{number}",
            lang="en",
            question=pair.question,
            kind=CaseKind.EVERYDAY,
            gold=(top("ai-act", Kind.ARTICLE, str(pair.relevant_article)),),
        )
        for number, pair in enumerate(read_json(folder / "qa_pairs.json", _Pair), start=1)
    )
