"""Passages that read as instructions to a model, in French and in English.

Two sorts of wording (`instructions.toml`). A command is enough alone: to set aside what was asked before, to take another
role, to give its instructions away, the marks by which models are told who speaks. A sign is not: a machine is named, its
reader, what is to be said. A requirement for a chatbot has some of these; a planted instruction has several, close together.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingest.characters import latin, latin_span, plain
from ingest.instruction_rules import ABOUT_ATTACKS, OPENING, Family, Kind, rules

# In letters: how near to one another signs must be.
_WINDOW = 320
LONGEST_QUOTE = 240

_QUOTED = re.compile(r"\"[^\"\n]{4,400}\"|`[^`\n]{4,400}`|(?<!\w)'[^'\n]{4,400}'(?!\w)")
# Made one before anything is sought: rules with a blank in them would take a long run of them many times.
_BLANKS = re.compile(r"\s{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\")\]*]*\s+|\n+")
# The longest of what may stand before an imperative, blanks included.
_BEFORE = 30
# How near to what it quotes a text says that it is an attack.
_AROUND = 300
_SPACED_OUT = re.compile(r"(?:\b\w[ .*_-]){5,}\w\b")
_LEET = str.maketrans("01345@$", "oieasas")
_LEET_WORD = re.compile(r"[a-z][01345@$]+[a-z]|[01345@$]+[a-z]{2}")
# Stems that text turned around, or by 13 letters, holds where it is an instruction: sought there before it is read whole.
_STEMS = ("ignor", "instruct", "consigne", "prompt", "system")
_TURNED = re.compile("|".join([*(stem[::-1] for stem in _STEMS), *(codecs.encode(stem, "rot13") for stem in _STEMS)]))


@dataclass(frozen=True, slots=True)
class Instruction:
    """What reads as an instruction: its kind, its words as written, and whether a text about such attacks quotes it."""

    kind: Kind
    quote: str
    mentioned: bool


def find_instructions(text: str, *, hidden: bool = False) -> list[Instruction]:
    """What in `text` reads as an instruction to a model, at most one of each kind. `hidden`: its reader does not see it."""
    shown = _BLANKS.sub(lambda run: "\n" if "\n" in run[0] else " ", plain(text))
    folded = latin(shown)
    found: dict[Kind, Instruction] = {}
    for kind, start, end in _commands(folded):
        mentioned = not hidden and _is_mention(folded, start, end)
        if kind not in found or (found[kind].mentioned and not mentioned):
            found[kind] = Instruction(kind, _quote(shown, start, end), mentioned)
    if "dictate" not in found and (told := _told(folded, hidden=hidden)):
        found["dictate"] = Instruction("dictate", _quote(shown, *told), mentioned=False)
    if not found:
        found = {kind: Instruction(kind, cut(shown), mentioned=False) for kind in _disguised(folded)}
    return list(found.values())


def cut(text: str) -> str:
    """`text` on one line, as much of it as is quoted."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def _commands(folded: str) -> Iterator[tuple[Kind, int, int]]:
    for command in rules().commands:
        for match in command.rule.finditer(folded):
            if not command.opens or OPENING.search(folded[max(0, match.start() - _BEFORE) : match.start()]):
                yield command.kind, match.start(), match.end()


def _is_mention(folded: str, start: int, end: int) -> bool:
    near = folded[max(0, start - _AROUND) : end + _AROUND]
    quoted = any(match.start() <= start and end <= match.end() for match in _QUOTED.finditer(folded))
    return quoted and bool(ABOUT_ATTACKS.search(near))


def _told(folded: str, *, hidden: bool) -> tuple[int, int] | None:
    """Where signs meet that make an instruction."""
    enough = [one.families for one in (*rules().together, *(rules().unseen if hidden else ()))]
    if not _meet(folded, enough):
        return None
    return next(((start, end) for start, end in _windows(folded) if _meet(folded[start:end], enough)), None)


def _meet(folded: str, enough: Sequence[tuple[Family, ...]]) -> bool:
    @cache
    def has(family: Family) -> bool:
        return any(sign.rule.search(folded) for sign in rules().signs if sign.family == family)

    return any(all(map(has, families)) for families in enough)


def _windows(folded: str) -> Iterator[tuple[int, int]]:
    """Two sentences that follow one another; one where they are long, and parts of one that is: laws say all in one breath."""
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(folded)), len(folded)]
    for at, start in enumerate(starts[:-1]):
        one, two = starts[at + 1], starts[min(at + 2, len(starts) - 1)]
        if one - start > _WINDOW:
            yield from ((part, min(part + _WINDOW, one)) for part in range(start, one, _WINDOW // 2))
        else:
            yield start, two if two - start <= _WINDOW else one


def _disguised(folded: str) -> Iterator[Kind]:
    """Kinds of command in what `folded` becomes with its letters put back: spaced out, as digits, in reverse, turned by 13."""
    others = []
    if _SPACED_OUT.search(folded):
        others.append(_SPACED_OUT.sub(lambda run: re.sub(r"[ .*_-]", "", run[0]), folded))
    if _LEET_WORD.search(folded):
        others.append(folded.translate(_LEET))
    if _TURNED.search(folded):
        others += [folded[::-1], codecs.encode(folded, "rot13")]
    for other in others:
        yield from (kind for kind, _, _ in _commands(other) if kind != "tag")


def _quote(shown: str, start: int, end: int) -> str:
    first, last = latin_span(shown, start, end)
    return cut(shown[first:last])
