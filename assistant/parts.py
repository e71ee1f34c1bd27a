"""The parts of a question: of two things asked at once the texts may answer one, and then the reader is told which is not."""

import re
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from assistant.evidence import ENOUGH, PASSAGES, strength
from assistant.question import Question
from assistant.search import search
from corpus.index import Corpus
from corpus.words import content_words

# What opens a question after another, in either language.
_ASKS = (
    r"qui|que|quoi|quels?|quelles?|combien|comment|quand|où|pourquoi|est-ce|à qui|y a-t-il"
    r"|peut-on|doit-on|faut-il|dois-je|puis-je"
    r"|who|whom|what|which|how|when|where|why|is|are|do|does|did|can|may|must|should|will|has|have"
)
_BETWEEN = re.compile(
    rf"(?:(?<=[?!.])\s+(?:(?:et|and|also|puis)\s+)?|,?\s+(?:et|and|puis|also)\s+)(?=(?:{_ASKS})\b)", re.IGNORECASE
)
_OPENS = re.compile(rf"(?:{_ASKS})\b", re.IGNORECASE)
# A part with fewer words of its own leans on the rest, and cannot be judged alone.
_OWN_WORDS = 3
# Set on the development cases, 2026-11-22 (docs/decisions/0005).
_UNCOVERED = 0.1


def split_parts(text: str) -> tuple[str, ...]:
    """The sentences and questions of `text` that a question follows or begins, in order; one for most."""
    return tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a question by what the texts say of them: of those asked the one that they answer best, None if none; and
    the words of those that no text answers."""

    answered: Question | None = None
    uncovered: tuple[str, ...] = ()


def judge_parts(corpus: Corpus, question: Question, *, as_of: date) -> Parts:
    """What becomes of each part of `question`; nothing for a question of one part, or where no part is answered."""
    parts = split_parts(question.text)
    leans = any(len(content_words(part)) < _OWN_WORDS for part in parts)
    if len(parts) < 2 or leans or question.references or question.documents:
        return Parts()
    alone = [replace(question, text=part, search=part) for part in parts]
    strengths = [strength(corpus, part, search(corpus, part, k=PASSAGES, as_of=as_of)) for part in alone]
    if max(strengths) < ENOUGH:
        return Parts()
    asked = [(probability, part) for probability, part in zip(strengths, alone, strict=True) if _is_asked(part.text)]
    best, part = max(asked, key=itemgetter(0), default=(0.0, None))
    return Parts(
        answered=part if best >= ENOUGH else None,
        uncovered=tuple(
            part.rstrip(" ?")
            for part, probability in zip(parts, strengths, strict=True)
            if probability < _UNCOVERED and _is_asked(part)
        ),
    )


def _is_asked(part: str) -> bool:
    return part.endswith("?") or _OPENS.match(part) is not None
