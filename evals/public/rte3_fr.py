"""French pairs of sentences: entailed, neutral or contradicted (RTE3 translated, three classes; BSD-2)."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from assistant.verify.entailment import Pair
from corpus.errors import EvaluationError
from evals.public.files import PublicRow, read_csv

# The classes as the file numbers them, which is the order of a Judgement.
CLASSES = ("entailment", "neutral", "contradiction")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair and its class, an index into CLASSES."""

    pair: Pair
    label: int


class _Row(PublicRow):
    premise: str
    hypothesis: str
    label: int = Field(ge=0, lt=len(CLASSES))


def pairs(folder: Path) -> tuple[LabelledPair, ...]:
    """The pairs of every `folder/*.tsv`, in order. Raises EvaluationError if there is none or a row is malformed."""
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise EvaluationError("evaluation_missing", {"path": folder / "*.tsv"})
    return tuple(
        LabelledPair(Pair(row.premise, row.hypothesis, "fr"), row.label)
        for path in paths
        for row in read_csv(path, _Row, delimiter="\t")
    )
