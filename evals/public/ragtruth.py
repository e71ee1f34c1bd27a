"""Answers of six models to questions, summaries and data sheets, with the spans that people marked as unfounded (English).

RAGTruth (Niu et al. 2024, https://arxiv.org/abs/2401.00396; MIT). An answer is faulty when it has a marked span.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pydantic import JsonValue

from evals.public.files import PublicRow, read_jsonl

Task = Literal["qa", "summary", "data2txt"]
TASKS: tuple[Task, ...] = get_args(Task)


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """An answer and what it should rest on: `spans` are the unfounded words, `conflicts` those of them that contradict."""

    source: str
    evidence: str
    text: str
    spans: tuple[tuple[int, int], ...]
    conflicts: tuple[tuple[int, int], ...]

    @property
    def faulty(self) -> bool:
        """Whether anything in it is unfounded."""
        return bool(self.spans)


class _Label(PublicRow):
    start: int
    end: int
    label_type: str


class _Response(PublicRow):
    response: str
    labels: tuple[_Label, ...]


class _Row(PublicRow):
    source_id: int | str
    source: JsonValue
    responses: tuple[_Response, ...]


def answers(folder: Path, task: Task) -> tuple[MarkedAnswer, ...]:
    """The answers of `folder/TASK.jsonl`, in order. Raises EvaluationError if the file is missing or malformed."""
    return tuple(
        MarkedAnswer(
            source=str(row.source_id),
            evidence=_evidence(row.source),
            text=response.response,
            spans=tuple((label.start, label.end) for label in response.labels),
            conflicts=tuple((label.start, label.end) for label in response.labels if "Conflict" in label.label_type),
        )
        for row in read_jsonl(folder / f"{task}.jsonl", _Row)
        for response in row.responses
    )


def _evidence(source: JsonValue) -> str:
    """The source as text: passages as they stand, a data sheet a line for each value under the path of its keys."""
    if isinstance(source, str):
        return source
    if isinstance(source, Mapping) and isinstance(passages := source.get("passages"), str):
        return passages
    return "\n".join(_lines(source))


def _lines(value: JsonValue, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(inner, f"{path} {key}".strip())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _lines(inner, path)
    else:
        yield f"{path}: {value if isinstance(value, str) else json.dumps(value)}"
