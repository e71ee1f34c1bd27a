"""French pairs of sentences: entailed, neutral or contradicted (RTE3 translated, three classes; BSD-2)."""

import csv
from dataclasses import dataclass
from pathlib import Path

from assistant.verify.entailment import Pair
from corpus.errors import EvaluationError

# The classes as the file numbers them, which is the order of a Judgement.
CLASSES = ("entailment", "neutral", "contradiction")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A pair and its class, an index into CLASSES."""

    id: str
    pair: Pair
    label: int


def pairs(folder: Path) -> tuple[LabelledPair, ...]:
    """The pairs of every `folder/*.tsv`, in order. Raises EvaluationError if there is none or a row is malformed."""
    paths = sorted(folder.glob("*.tsv"))
    if not paths:
        raise EvaluationError("evaluation_missing", {"path": folder / "*.tsv"})
    found = []
    for path in paths:
        with path.open(encoding="utf8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
                try:
                    pair = Pair(row["premise"], row["hypothesis"], "fr")
                    found.append(LabelledPair(row["id"], pair, range(len(CLASSES))[int(row["label"])]))
                except (KeyError, ValueError, IndexError, TypeError) as error:
                    raise EvaluationError("evaluation_malformed", {"path": path, "place": number}) from error
    return tuple(found)
