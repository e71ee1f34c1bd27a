"""What the passages of a file keep of what was written in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Passage, read_locator
from evals.formats.written import Written


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the headings, paragraphs and pages written in a file, how many stand in its passages as they were.

    A heading is kept where the first paragraph under it is found with it.
    """

    headings: int
    paragraphs: int
    pages: int
    of_headings: int
    of_paragraphs: int
    of_pages: int


def count_kept(written: Written, passages: Sequence[Passage]) -> Kept:
    """What the `passages` of a file keep of what was `written` in it."""
    sections = written.guide.sections
    holding = {text: _smallest(text, passages) for section in sections for text in section.paragraphs}
    named = [_names(holding[section.paragraphs[0]], section.heading) for section in sections if section.paragraphs]
    at = [holding[text] for text in written.pages]
    right = [
        p and {spot.page for spot in read_locator(p.locator)} >= on for p, on in zip(at, written.pages.values(), strict=True)
    ]
    found = sum(passage is not None for passage in holding.values())
    return Kept(sum(named), found, sum(map(bool, right)), len(named), len(holding), len(right))


def _smallest(text: str, passages: Sequence[Passage]) -> Passage | None:
    """The passage that holds the paragraph, and not those that hold it with others."""
    holding = (passage for passage in passages if _even(text) in _even(passage.text))
    return min(holding, key=lambda passage: len(passage.text), default=None)


def _names(passage: Passage | None, heading: str) -> bool:
    """Whether the passage says under which heading it stands, above it or, in a row of a sheet, in it."""
    return passage is not None and _even(heading) in _even("\n".join((*passage.headings, passage.text)))


def _even(text: str) -> str:
    """`text` without what changes with the encoding: spaces that do not break, hyphens that do not, arrows."""
    return " ".join(text.replace("‑", "-").replace("→", "->").split())
