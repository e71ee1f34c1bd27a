"""Harmless prompts that sound dangerous, and dangerous ones like them: to answer, or to refuse (English).

XSTest (Röttger et al. 2024, https://arxiv.org/abs/2308.01263; CC BY 4.0). Over-refusal: the share of safe prompts refused.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evals.public.files import PublicRow, read_csv


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
    rows = read_csv(folder / "xstest.csv", _Row)
    return tuple(Prompt(f"xstest-{row.id}", row.prompt, row.label == "safe", row.type) for row in rows)
