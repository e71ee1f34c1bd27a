"""Answers as of several days judged one by one: right, or what is wrong with them."""

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answers import Value
from corpus.texts import Lang
from evals.answering import Kept
from evals.cases import AS_OF, Split


class Judged(Value):
    """A question, the day it was asked about, the provisions cited with their versions, and what is wrong, each as `key` and
    `detail`; nothing where the answer is right."""

    id: str
    lang: Lang
    question: str
    as_of: date
    cited: tuple[str, ...]
    wrong: tuple[tuple[str, str], ...]


class JudgedAll(Value):
    """The answers of a split by an engine, judged."""

    split: Split
    engine: str
    answers: tuple[Judged, ...]


def judge_dated(split: Split, answers: Sequence[Kept]) -> JudgedAll:
    """What is wrong with each answer: refused, no citation where it should be or of another version, a fact missing, a false
    one said, a citation that is not what it claims to be."""
    engine = answers[0].answer.model if answers else ""
    return JudgedAll(split=split, engine=engine, answers=tuple(map(_judge, answers)))


def _judge(kept: Kept) -> Judged:
    cited = (f"{c.anchor} ({c.version})" for claim in kept.answer.claims for c in claim.citations)
    return Judged(
        id=kept.asked.id,
        lang=kept.asked.lang,
        question=kept.asked.query.question,
        as_of=kept.asked.query.as_of or AS_OF,
        cited=tuple(dict.fromkeys(cited)),
        wrong=tuple(_faults(kept)),
    )


def _faults(kept: Kept) -> Iterator[tuple[str, str]]:
    if not kept.answered:
        yield "refused", ""
        return
    if not kept.right_place:
        yield "elsewhere", " ".join((*kept.asked.gold, *kept.asked.versions))
    yield from (("unsaid", " | ".join(ways)) for ways in kept.unsaid)
    yield from (("strayed", words) for words in kept.strayed)
    yield from (("faulty", fault) for fault in kept.faults)
