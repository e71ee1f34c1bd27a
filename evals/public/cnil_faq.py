"""Help pages of the French data protection authority and users' questions, each with the page that answers (French).

A page becomes a document of its own, to be indexed in a corpus made for the occasion: a question is answered when the
page's document is found. Nine pages repeat another's text under another number; only the number named counts, as in the
published figures.
"""

from dataclasses import dataclass
from pathlib import Path

from corpus.anchors import Kind, top
from evals.cases import Case, CaseKind
from evals.public.files import PublicRow, read_jsonl


@dataclass(frozen=True, slots=True)
class Page:
    """A page to index: the slug of its document, its title and its text, in French."""

    slug: str
    title: str
    text: str


class _Page(PublicRow):
    id: int
    title: str
    text: str


class _Question(PublicRow):
    page: int
    question: str


def pages(folder: Path) -> tuple[Page, ...]:
    """The pages of `folder/pages.jsonl`. Raises EvaluationError if the file is missing or malformed."""
    return tuple(Page(_slug(row.id), row.title, row.text) for row in read_jsonl(folder / "pages.jsonl", _Page))


def questions(folder: Path) -> tuple[Case, ...]:
    """The questions of `folder/questions.jsonl`; their gold names the page's document, whatever the rest of the anchor.

    Raises EvaluationError if the file is missing or malformed.
    """
    return tuple(
        Case(
            id=f"cnil-faq-question-{number}",
            lang="fr",
            question=row.question,
            kind=CaseKind.EVERYDAY,
            gold=(top(_slug(row.page), Kind.PAGE, "1"),),
        )
        for number, row in enumerate(read_jsonl(folder / "questions.jsonl", _Question), start=1)
    )


def _slug(page: int) -> str:
    return f"cnil-faq-{page}"
