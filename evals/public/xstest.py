"""Harmless prompts that sound dangerous, and dangerous ones like them: to answer, or to refuse (English).

XSTest (Röttger et al. 2024, https://arxiv.org/abs/2308.01263; CC BY 4.0). Over-refusal: the share of safe prompts refused.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import EvaluationError
from evals.public.files import PublicRow


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, whether it is safe to answer, and why it sounds otherwise: a homonym, a fiction, a definition…"""

    id: str
    text: str
    safe: bool
    kind: str


class _Row(PublicRow):
    id: str
    prompt: str
    type: str
    label: Literal["safe", "unsafe"]


def prompts(folder: Path) -> tuple[Prompt, ...]:
    """The prompts of `folder/xstest.csv`, in order. Raises EvaluationError if the file is missing or malformed."""
    return tuple(Prompt(f"xstest-{row.id}", row.prompt, row.label == "safe", row.type) for row in _rows(folder / "xstest.csv"))


def _rows(path: Path) -> tuple[_Row, ...]:
    try:
        with path.open(encoding="utf8", newline="") as file:
            reader = csv.DictReader(file)
            try:
                return tuple(map(_Row.model_validate, reader))
            except (ValueError, csv.Error) as error:
                raise EvaluationError("evaluation_malformed", {"path": path, "place": reader.line_num}) from error
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": path}) from error
