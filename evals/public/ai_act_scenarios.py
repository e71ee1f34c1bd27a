"""AI systems described, each with its risk level, articles and obligations under the AI Act (English).

AI Act Evaluation Benchmark (Davvetas et al. 2026, https://arxiv.org/abs/2603.09435; CC BY 4.0): a language model wrote it under
legal guidance, on the text of 2024. The Act names no "limited" or "minimal" risk: the line between them is the authors'.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from corpus.anchors import Anchor, Kind, top
from evals.cases import Case, CaseKind
from evals.public.files import PublicRow, read_json

Risk = Literal["prohibited", "high-risk", "limited", "minimal"]
# The day the Act entered into force: its first text is the one the set was written on. Our digests of the Act and our guides
# are of later days and have no part in what is found.
AS_OF = date(2024, 8, 1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A system as its provider or deployer describes it, and what the Act makes of it."""

    id: str
    description: str
    risk: Risk
    gold: tuple[Anchor, ...]
    obligations: tuple[str, ...]


class _Row(PublicRow):
    role: str
    system_type: str
    intended_use: str
    input_data: str
    domain: str
    risk_level: Risk
    related_articles: tuple[int, ...]
    obligations: tuple[str, ...]


def scenarios(folder: Path) -> tuple[Scenario, ...]:
    """The systems of `folder/scenarios.json`, in order. Raises EvaluationError if the file is missing or malformed."""
    return tuple(
        Scenario(
            id=f"ai-act-scenario-{number}",
            description=_description(row),
            risk=row.risk_level,
            gold=tuple(top("ai-act", Kind.ARTICLE, str(article)) for article in row.related_articles),
            obligations=row.obligations,
        )
        for number, row in enumerate(read_json(folder / "scenarios.json", _Row), start=1)
    )


def questions(folder: Path) -> tuple[Case, ...]:
    """The descriptions of `scenarios`, asked as they stand: which articles bind this system? Grouped by risk."""
    return tuple(
        Case(
            id=scenario.id,
            lang="en",
            question=scenario.description,
            kind=CaseKind.EVERYDAY,
            gold=scenario.gold,
            as_of=AS_OF,
            group=scenario.risk,
        )
        for scenario in scenarios(folder)
    )


def _description(row: _Row) -> str:
    return (
        f"Role: {row.role}\nSystem: {row.system_type}\nIntended use: {row.intended_use}\n"
        f"Input data: {row.input_data}\nDomain: {row.domain}"
    )
