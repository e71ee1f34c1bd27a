"""Answers graded by hand: a sheet to fill in, read back into rates.

Two grades an answer, after the Stanford study of legal research tools (Magesh et al. 2024, https://arxiv.org/abs/2405.20362):
correctness, and groundedness of its citations. An answer is a hallucination when it is incorrect or misgrounded.
"""

import csv
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from assistant.answers import Value
from corpus.errors import EvaluationError
from evals.answering import Kept
from evals.estimates import Estimate, agreement, share

_COLUMNS = ("set", "id", "kind", "question", "known", "answer", "quotes", "correctness", "groundedness", "note")


class Correctness(StrEnum):
    """Whether what the answer says is true of the texts and answers the question."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    REFUSAL = "refusal"


class Groundedness(StrEnum):
    """Whether its citations hold what it says: they do; they do not; there are none."""

    GROUNDED = "grounded"
    MISGROUNDED = "misgrounded"
    UNGROUNDED = "ungrounded"


class Grade(Value):
    """A person's grades of one answer."""

    set: str
    id: str
    correctness: Correctness
    groundedness: Groundedness
    note: str = ""

    @property
    def hallucinated(self) -> bool:
        """Incorrect or misgrounded."""
        return self.correctness is Correctness.INCORRECT or self.groundedness is Groundedness.MISGROUNDED


def export_sheet(answers: Iterable[Kept], file: Path) -> None:
    """A CSV sheet of `answers` with the two grades to fill in; refusals are graded already."""
    with file.open("w", encoding="utf8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(_COLUMNS)
        for kept in answers:
            asked = kept.asked
            known = asked.premise or " / ".join([*asked.gold, *(" | ".join(ways) for ways in asked.must)])
            quotes = "\n".join(f"[{c.anchor}] {c.quote}" for claim in kept.answer.claims for c in claim.citations)
            grades = ("", "") if kept.answered else (Correctness.REFUSAL, Groundedness.UNGROUNDED)
            sheet.writerow(
                (asked.set, asked.id, asked.kind, asked.query.question, known, kept.answer.text, quotes, *grades, "")
            )


def read_sheet(file: Path) -> tuple[Grade, ...]:
    """The grades of a sheet filled in. Raises EvaluationError if it is missing, or a grade is none of those known."""
    try:
        with file.open(encoding="utf8", newline="") as sheet:
            rows = list(csv.DictReader(sheet))
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": file}) from error
    grades = []
    for number, row in enumerate(rows, start=2):
        try:
            grades.append(Grade.model_validate({name: (row.get(name) or "").strip() for name in Grade.model_fields}))
        except ValidationError as error:
            place = f"{number} ({error.errors()[0]['loc'][0]})"
            raise EvaluationError("evaluation_malformed", {"path": file, "place": place}) from error
    return tuple(grades)


def hallucination_rate(grades: Sequence[Grade]) -> Estimate:
    """The share of answers, refusals left out, that are incorrect or misgrounded. Raises ValueError if none is answered."""
    answered = [grade for grade in grades if grade.correctness is not Correctness.REFUSAL]
    return share(sum(grade.hallucinated for grade in answered), len(answered))


def graders_agree(first: Sequence[Grade], second: Sequence[Grade]) -> tuple[int, float]:
    """How many answers both graded, and Cohen's kappa on whether each is a hallucination. Raises ValueError if none."""
    theirs = {(grade.set, grade.id): grade for grade in second}
    pairs = [(grade, theirs[grade.set, grade.id]) for grade in first if (grade.set, grade.id) in theirs]
    return len(pairs), agreement([str(a.hallucinated) for a, _ in pairs], [str(b.hallucinated) for _, b in pairs])
