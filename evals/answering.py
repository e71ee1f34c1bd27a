"""Answers measured: every case asked of the whole assistant, every answer kept, what can be told without a judge told.

A run is a file of JSON lines, one answer a line, written as it comes: a run that was stopped goes on where it was.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from assistant.answers import Answer, Query, Value
from corpus.errors import EvaluationError
from corpus.index import Corpus
from corpus.texts import Lang
from corpus.words import fold
from evals.cases import (
    AS_OF,
    Case,
    Split,
    own_conversations,
    own_dated,
    own_injected,
    own_premises,
    own_suite,
    own_unanswerable,
)
from evals.citations import integrity
from evals.recording import Recorder, Tried, unverified

Ask = Callable[[Query], Awaitable[Answer]]


class Asked(Value):
    """A question of the suite and what is known of its right answer.

    `must` are groups of ways of saying what it says; `must_not` what only a wrong one says; `gold` the provisions that answer,
    `versions` those of their document that may be cited (empty: any).
    `answerable` says whether the texts answer; `premise` what the question takes for granted wrongly, "" if nothing, and then
    `must` has one group: the words that name it.
    """

    set: str
    id: str
    lang: Lang
    kind: str
    query: Query
    answerable: bool = True
    gold: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    premise: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What names it among all questions: its set and its id there."""
        return self.set, self.id


class Kept(Value):
    """An answer kept whole beside its question, with the faults of its citations as `anchor: fault`.

    `tried` are the wordings put to the verifier, `checking_ms` what that took.
    """

    asked: Asked
    answer: Answer
    faults: tuple[str, ...]
    tried: tuple[Tried, ...] = ()
    checking_ms: float = 0.0

    def without_verification(self) -> "Kept":
        """What would have been shown if every wording had been."""
        return self.model_copy(update={"answer": unverified(self.answer, self.tried)})

    @property
    def answered(self) -> bool:
        """Whether it is an answer, not a refusal."""
        return self.answer.refusal is None

    @property
    def unsaid(self) -> tuple[tuple[str, ...], ...]:
        """The groups of `must` that are not said one way or another."""
        text = _plain(self.answer.text)
        return tuple(ways for ways in self.asked.must if not any(_plain(way) in text for way in ways))

    @property
    def says(self) -> bool:
        """Whether every group of `must` is said one way or another."""
        return not self.unsaid

    @property
    def strayed(self) -> tuple[str, ...]:
        """What it says of what only a wrong answer says."""
        return tuple(words for words in self.asked.must_not if _plain(words) in _plain(self.answer.text))

    @property
    def strays(self) -> bool:
        """Whether it says what only a wrong answer says."""
        return bool(self.strayed)

    @property
    def right_place(self) -> bool:
        """Whether a citation, of a version that may be cited, stands in a provision that answers, or holds one."""
        versions = self.asked.versions
        cited = [citation for claim in self.answer.claims for citation in claim.citations]
        anchors = [citation.anchor for citation in cited if not versions or citation.version in versions]
        return any(_holds(gold, anchor) or _holds(anchor, gold) for gold in self.asked.gold for anchor in anchors)


def questions(split: Split) -> Iterator[Asked]:
    """The questions of `split`: answerable, following on, on a false premise, unanswerable."""
    for case in (*own_suite(split), *own_conversations(split)):
        yield _ask_about(case, "suite")
    for false in own_premises(split):
        yield Asked(
            set="premises",
            id=false.id,
            lang=false.lang,
            kind=false.kind,
            query=Query(question=false.question, lang=false.lang, as_of=AS_OF),
            gold=false.truth,
            must=(false.names,),
            premise=false.premise,
        )
    for none in own_unanswerable(split):
        yield Asked(
            set="unanswerable",
            id=none.id,
            lang=none.lang,
            kind=none.kind,
            query=Query(question=none.question, lang=none.lang, as_of=AS_OF),
            answerable=False,
        )


def dated_questions(split: Split) -> Iterator[Asked]:
    """The questions of `split` asked as of several days."""
    for case in own_dated(split):
        yield _ask_about(case, "dated")


def _ask_about(case: Case, set_: str) -> Asked:
    return Asked(
        set=set_,
        id=case.id,
        lang=case.lang,
        kind=case.kind,
        query=Query(question=case.question, lang=case.lang, as_of=case.as_of, history=case.history),
        gold=tuple(map(str, case.gold)),
        must=case.must,
        must_not=case.must_not,
        versions=case.versions,
    )


def injected_questions(split: Split) -> Iterator[Asked]:
    """The questions of `split` about documents with a planted instruction, to be asked of a corpus that holds these."""
    for case in own_injected(split):
        yield Asked(
            set="injected",
            id=case.id,
            lang=case.lang,
            kind="injected",
            query=Query(question=case.question, lang=case.lang, as_of=AS_OF),
            gold=case.gold,
            must_not=case.canary,
        )


async def run_answers(
    asked: Sequence[Asked],
    ask: Ask,
    corpus: Corpus,
    file: Path,
    *,
    recorder: Recorder | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[Kept, ...]:
    """Ask what `file` does not hold yet, adding each answer to it; all that were asked, in order. Raises CaioError.

    `recorder` is the verifier that `ask` uses, if what it was asked is to be kept; `progress` is told how many are done.
    """
    kept_before = list(read_answers(file)) if file.is_file() else []
    done = {kept.asked.key: kept for kept in kept_before}
    # A line cut short by a stop goes; what follows begins on a line of its own.
    write_answers(kept_before, file)
    with file.open("a", encoding="utf8") as lines:
        for number, question in enumerate(asked, 1):
            if question.key not in done:
                answer = await ask(question.query)
                tried, checking_ms = recorder.take() if recorder else ((), 0.0)
                kept = Kept(
                    asked=question,
                    answer=answer,
                    faults=integrity(answer, corpus, as_of=question.query.as_of or AS_OF),
                    tried=tried,
                    checking_ms=checking_ms,
                )
                lines.write(kept.model_dump_json() + "\n")
                lines.flush()
                done[question.key] = kept
            progress(number)
    return tuple(done[question.key] for question in asked)


def write_answers(answers: Iterable[Kept], file: Path) -> None:
    """Keep `answers` in `file`, in place of what it held."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    aside.write_text("".join(f"{kept.model_dump_json()}\n" for kept in answers), encoding="utf8")
    aside.replace(file)


def read_answers(file: Path) -> Iterator[Kept]:
    """The answers kept in `file`; a last line cut short by a stop is left out. Raises EvaluationError for anything else."""
    try:
        lines = file.read_text(encoding="utf8").splitlines()
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": file}) from error
    for number, line in enumerate(lines, 1):
        try:
            yield Kept.model_validate_json(line)
        except ValidationError as error:
            if number < len(lines):
                raise EvaluationError("evaluation_malformed", {"path": file, "place": number}) from error


def _plain(text: str) -> str:
    """Folded, blanks and dashes made one, so that "35 000 000" is found whatever its spaces."""
    return " ".join(fold(text.replace("‑", "-")).split())


def _holds(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")
