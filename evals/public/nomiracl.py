"""Questions with ten passages found for each, of which some answer or none does: to answer, or to say that one cannot.

NoMIRACL (Thakur et al. 2024, https://arxiv.org/abs/2312.11361; Apache-2.0). Hallucination: the share of unanswerable questions
answered; error: the share of answerable ones refused.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import EvaluationError
from corpus.texts import Lang
from evals.public.files import PublicRow, read_jsonl

_PASSAGE = re.compile(r"^\[\d+\] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PassagesAsked:
    """A question and the passages found for it; `answerable` when people say that one of them answers."""

    id: str
    lang: Lang
    question: str
    passages: tuple[str, ...]
    answerable: bool


class _Row(PublicRow):
    query_id: str
    prompt: str


def questions(folder: Path, lang: Lang) -> tuple[PassagesAsked, ...]:
    """The questions of `folder/{relevant,non_relevant}.LANG.jsonl`. Raises EvaluationError for a missing or malformed file."""
    return tuple(
        _asked(path, row, lang, answerable=name == "relevant")
        for name in ("relevant", "non_relevant")
        for path in (folder / f"{name}.{lang}.jsonl",)
        for row in read_jsonl(path, _Row)
    )


def _asked(path: Path, row: _Row, lang: Lang, *, answerable: bool) -> PassagesAsked:
    _, _, rest = row.prompt.partition("QUESTION:\n")
    question, _, rest = rest.partition("\n\nCONTEXTS:\n")
    contexts, _, _ = rest.partition("\n\nOUTPUT:")
    if not (question and contexts):
        raise EvaluationError("evaluation_malformed", {"path": path, "place": row.query_id})
    passages = tuple(" ".join(part.split()) for part in _PASSAGE.split(contexts) if part.strip())
    return PassagesAsked(row.query_id, lang, " ".join(question.split()), passages, answerable)
