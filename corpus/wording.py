"""Two wordings of one provision, word by word, however each was printed.

A text is its words, figures and signs in their order. How they are printed says nothing: spaces and lines, quotation marks and
apostrophes, hyphens and dashes, brackets, soft hyphens.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

_NO_WIDTH = "\u00ad\u200b-\u200d\u2060\ufeff"  # the soft hyphen and its like
_ACCENTS = "\u0300-\u036f"  # written apart from their letter
_TOKEN = re.compile(rf"[^\W_](?:[^\W_]|[{_NO_WIDTH}{_ACCENTS}])*|[^\w\s]")
_UNREAD = re.compile(f"[{_NO_WIDTH}]")
_SEPARATORS = frozenset("'\"`´|•·")
# Of Unicode: underscores, dashes, brackets, quotation marks; what has no width; an accent on nothing.
_SEPARATING = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Cf", "Mn"})
# What stands between two words goes with the first, except an opening bracket.
_GAP = re.compile(r".*\s|[^(\[{«“‘„]*", re.DOTALL)
# The mark of a list at the start of a line: "1.", "(1)", "a)".
_MARK = re.compile(r"^[^\w\n]*(\w{1,4})[.)]+(?=\s)", re.MULTILINE)
# "." or ";" at the end says only whether another provision follows in the list.
_CLOSING = frozenset(".,;:")
# Fewer words than this, kept between words lost and words gained, are read as part of one rewriting.
_SHORT = 3


class Edit(StrEnum):
    """What became of some words."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words and what became of them. `text` is as printed, in the later wording where they are the same."""

    edit: Edit
    text: str


@dataclass(frozen=True, slots=True)
class _Token:
    reading: str
    printed: str


@dataclass(frozen=True, slots=True)
class _Run:
    """The tokens i to j of the earlier wording, k to m of the later: the same, or one in place of the other."""

    same: bool
    i: int
    j: int
    k: int
    m: int


def reading(text: str) -> tuple[str, ...]:
    """What `text` says: equal for two printings of one wording, whatever the mark of a list and the sign that closes it."""
    read = [token.reading for token in _tokens(_MARK.sub(r"\1", text))]
    while read and read[-1] in _CLOSING:
        read.pop()
    return tuple(read)


def compare_words(before: str, after: str) -> list[Words]:
    """The way from one wording to the other, in order: deleted words come before those inserted in their place.

    What is not deleted, joined, is `after` as printed if it has a word; what is not inserted has the words of `before`.
    """
    old, new = _tokens(before), _tokens(after)
    found: list[Words] = []
    for run in _runs([token.reading for token in old], [token.reading for token in new]):
        lost = "" if run.same else _print(old[run.i : run.j])
        kept = _print(new[run.k : run.m])
        found += [Words(Edit.DELETED, lost)] if lost else []
        found += [Words(Edit.SAME if run.same else Edit.INSERTED, kept)] if kept else []
    return found


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    """Runs that are the same and runs that differ, in turn."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    runs = [_Run(tag == "equal", i, j, k, m) for tag, i, j, k, m in steps]
    held: _Run | None = None
    for at, run in enumerate(runs):
        same = run.same and not _rewritten(run, runs[max(at - 1, 0) : at], runs[at + 1 : at + 2])
        if held and held.same == same:
            held = _Run(same, held.i, run.j, held.k, run.m)
            continue
        if held:
            yield held
        held = _Run(same, run.i, run.j, run.k, run.m)
    if held:
        yield held


def _rewritten(run: _Run, before: Sequence[_Run], after: Sequence[_Run]) -> bool:
    around = (*before, *after)
    lost, gained = any(r.j > r.i for r in around), any(r.m > r.k for r in around)
    return bool(before and after) and lost and gained and run.j - run.i < _SHORT


def _tokens(text: str) -> list[_Token]:
    """The words, figures and signs of `text`, each with what is printed around it: together they are `text`."""
    found = [match for match in _TOKEN.finditer(text) if not _separates(match[0])]
    cuts = [0, *(_cut(text, a.end(), b.start()) for a, b in pairwise(found)), len(text)]
    return [
        _Token(unicodedata.normalize("NFC", _UNREAD.sub("", match[0])), text[start:stop])
        for match, (start, stop) in zip(found, pairwise(cuts), strict=False)
    ]


def _separates(sign: str) -> bool:
    return sign in _SEPARATORS or unicodedata.category(sign[0]) in _SEPARATING


def _cut(text: str, start: int, stop: int) -> int:
    gap = _GAP.match(text, start, stop)
    return gap.end() if gap else stop


def _print(tokens: Sequence[_Token]) -> str:
    return "".join(token.printed for token in tokens)
