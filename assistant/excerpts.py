"""What of a long text to show for a question: the stretch where its words stand closest, those words marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.texts import Lang
from corpus.words import stems

_WORD = re.compile(r"[^\W_]+")
# Three lines or so of a page.
LENGTH = 320


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters; `marked`: it is a word asked for."""

    text: str
    marked: bool


def excerpt(text: str, query: str, lang: Lang, *, length: int = LENGTH) -> tuple[Run, ...]:
    """About `length` characters of `text`, which is in `lang`, where most of the words of `query` are, however inflected.

    Nothing but whole words is cut, and what is cut is told by an ellipsis; lines are joined by spaces.
    """
    text = " ".join(text.split())
    wanted = set(stems(query, lang))
    found = [match for match in _WORD.finditer(text) if wanted.intersection(stems(match[0], lang))]
    start, end = _window(text, [match.start() for match in found], length)
    runs = list(_runs(text, [match.span() for match in found], start, end))
    before, after = "… " * (start > 0), " …" * (end < len(text))
    return tuple(run for run in (Run(before, False), *runs, Run(after, False)) if run.text)


def _window(text: str, starts: list[int], length: int) -> tuple[int, int]:
    """From where to where: the first stretch with the most words found, begun a little before the first of them."""
    best = max(starts, key=lambda at: sum(at <= other < at + length * 3 // 4 for other in starts), default=0)
    start = max(0, best - length // 4)
    if start + length >= len(text):
        start = max(0, len(text) - length)
    start = text.find(" ", start) + 1 if start else 0
    end = text.rfind(" ", start, start + length + 1) if start + length < len(text) else len(text)
    return start, end if end > start else min(len(text), start + length)


def _runs(text: str, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[Run]:
    at = start
    for first, last in spans:
        if start <= first and last <= end:
            yield Run(text[at:first], False)
            yield Run(text[first:last], True)
            at = last
    yield Run(text[at:end], False)
