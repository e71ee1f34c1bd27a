"""Sentences of legal French and English, with their offsets: "art. 5, par. 1, point a)" is not three sentences."""

import re
from collections.abc import Iterator

# After these a full stop ends nothing.
_ABBREVIATIONS = frozenset(
    "art arts al par para p pp pt n no nos cf ex etc e.g i.e c.-à-d m mm mme dr vs op cit s.a inc ltd chap sect lit "  # noqa: SIM905
    "fig tab vol éd ed".split()
)
_STOP = re.compile(r"[.!?…]+[»”\")\]]*(?=\s+[\"«“(\[]?\s*[A-ZÀÂÉÈÊÎÔÛÇŒ0-9])")
_LAST_WORD = re.compile(r"([^\s(«“\[’']+)$")


def split_sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans `start, end` of the sentences of `text`, in order, without the blanks around them. A line end ends one."""
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for stop in _STOP.finditer(line[0]):
            end = line.start() + stop.end()
            if _ends_sentence(text[start : line.start() + stop.start()], stop[0]):
                yield from _trimmed(text, start, end)
                start = end
        yield from _trimmed(text, start, line.end())


def _ends_sentence(before: str, stop: str) -> bool:
    if not stop.startswith("."):
        return True
    word = _LAST_WORD.search(before)
    last = word[1].lower() if word else ""
    return last.rstrip(".") not in _ABBREVIATIONS and not re.fullmatch(r"[a-z]|\d{1,2}|[ivx]+", last)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end
