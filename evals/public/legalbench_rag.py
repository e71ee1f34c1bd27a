"""Questions on privacy policies and non-disclosure agreements, each with the characters that answer it (English).

LegalBench-RAG (Pipitone and Alami 2024, https://arxiv.org/abs/2408.10343; MIT). A question is answered in one file, and search
is over all the files of its set, those that no question is on included.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from corpus.errors import EvaluationError
from evals.metrics import FileSpan
from evals.public.files import PublicRow, read_json

Set = Literal["privacy_qa", "contractnli"]
SETS: tuple[Set, ...] = get_args(Set)

_LINE = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class Document:
    """A file to index, under the name that the spans give it, and its text, whose characters they count."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class SpanQuestion:
    """A question and the spans that answer it, one at least."""

    id: str
    question: str
    gold: tuple[FileSpan, ...]


class _Snippet(PublicRow):
    file_path: str
    span: tuple[int, int]


class _Row(PublicRow):
    query: str
    snippets: Annotated[tuple[_Snippet, ...], Field(min_length=1)]


def documents(folder: Path, name: Set) -> tuple[Document, ...]:
    """The files of `folder/corpus/NAME`, in alphabetical order. Raises EvaluationError if there is none."""
    paths = sorted((folder / "corpus" / name).glob("*.txt"))
    if not paths:
        raise EvaluationError("evaluation_missing", {"path": folder / "corpus" / name / "*.txt"})
    return tuple(Document(f"{name}/{path.name}", path.read_text(encoding="utf8")) for path in paths)


def paragraphs(document: Document) -> tuple[FileSpan, ...]:
    """The lines of `document`, without empty ones and the spaces around: what our reader of plain text makes of such files."""
    return tuple(FileSpan(document.file, *line.span()) for line in _LINE.finditer(document.text))


def questions(folder: Path, name: Set) -> tuple[SpanQuestion, ...]:
    """The questions of `folder/NAME.json`, in order. Raises EvaluationError if the file is missing or malformed."""
    return tuple(
        SpanQuestion(f"{name}-{number}", row.query, tuple(map(_span, row.snippets)))
        for number, row in enumerate(read_json(folder / f"{name}.json", _Row), start=1)
    )


def _span(snippet: _Snippet) -> FileSpan:
    # A colon, which not every disk takes in a name, is an underscore in the files.
    return FileSpan(snippet.file_path.replace(":", "_"), *snippet.span)
