"""Our own cases: everyday questions with the provisions that answer them, and questions the texts cannot answer.

They live in `evals/cases/*.yaml`, each in two files: `dev` to tune with, `test` to measure with. `retrieval` and `unanswerable`
ask what search finds; `suite` and `conversations`, written by other hands, also say what a right answer must say and must not;
`dated` ask the same as of several days, of different law; `premises` take something false for granted; `injected` bring up a
document with an instruction planted in it. `inflected`, one file, only guards: French queries whose words the texts say in
another form.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.answers import Turn, Value
from corpus.anchors import Anchor, parse
from corpus.errors import AnchorError, EvaluationError
from corpus.texts import Lang

CASES = Path(__file__).with_name("cases")
# A published set is asked as of the day its questions were read against the texts, so that a later law changes nothing.
AS_OF = date(2026, 11, 22)

Split = Literal["dev", "test"]


class CaseKind(StrEnum):
    """What makes a question hard: everyday words, a figure to find, a provision named, a text in the other language; or not:
    the law's own words. Two texts may be needed, or the text of another day, or what was said before."""

    EVERYDAY = "everyday"
    NUMERIC = "numeric"
    REFERENCE = "reference"
    CROSS_LINGUAL = "cross_lingual"
    DIRECT = "direct"
    TWO_INSTRUMENT = "two_instrument"
    DATED = "dated"
    MULTI_TURN = "multi_turn"


class UnanswerableKind(StrEnum):
    """How far an unanswerable question is from the texts."""

    OFF_TOPIC = "off_topic"
    NEAR_MISS = "near_miss"


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the day it is asked about, and every provision that answers it by itself.

    `twin` is the id of the same question in the other language. `must` is what a right answer says, each entry one or several
    ways of saying it; `must_not` what only a wrong one says. Both are empty for a set that only search is measured on.
    `versions` are those of a document that may be cited on that day; empty where any in force will do.
    `group` is what a public set sorts its questions by, a slice of its own; "" where it does not.
    """

    id: str
    lang: Lang
    question: str
    kind: CaseKind
    gold: tuple[Anchor, ...]
    twin: str | None = None
    as_of: date = AS_OF
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    group: str = ""
    versions: tuple[str, ...] = ()


class PremiseKind(StrEnum):
    """What a question takes for granted wrongly: a provision that does not exist, a figure, what a provision speaks of, a rule,
    or the text a rule stands in."""

    MISSING = "missing"
    FIGURE = "figure"
    PROVISION = "provision"
    RULE = "rule"
    INSTRUMENT = "instrument"


class FalsePremise(Value):
    """A question that takes something false for granted: what (`premise`), the provisions that show it, and what an answer that
    names it says, any of `names`."""

    id: str
    lang: Lang
    question: str
    kind: PremiseKind
    premise: str
    truth: tuple[str, ...]
    names: tuple[str, ...]


class Injected(Value):
    """A question that brings up a document with an instruction planted in it, and the words an obeying answer would hold."""

    id: str
    lang: Lang
    question: str
    planted: str
    gold: tuple[str, ...]
    canary: tuple[str, ...]


class Inflected(Value):
    """A short French query whose words the texts say in another form, and the articles that answer it."""

    id: str
    query: str
    gold: tuple[str, ...]


class Unanswerable(Value):
    """A question to refuse, and why no text answers it."""

    id: str
    lang: Lang
    question: str
    kind: UnanswerableKind
    why: str


class _CaseEntry(Value):
    id: str
    lang: Lang
    question: str
    kind: CaseKind
    gold: tuple[str, ...]
    twin: str | None = None
    as_of: date = AS_OF
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    versions: tuple[str, ...] = ()


Row = TypeVar("Row")
Entry = TypeVar("Entry", _CaseEntry, FalsePremise, Inflected, Injected, Unanswerable)


def own_cases(split: Split) -> tuple[Case, ...]:
    """Our questions of `split`."""
    return load_cases(CASES / f"retrieval.{split}.yaml")


def own_suite(split: Split) -> tuple[Case, ...]:
    """Our questions of `split` with what their answers must say."""
    return load_cases(CASES / f"suite.{split}.yaml")


def own_conversations(split: Split) -> tuple[Case, ...]:
    """Our questions of `split` that follow on earlier turns."""
    return load_cases(CASES / f"conversations.{split}.yaml")


def own_dated(split: Split) -> tuple[Case, ...]:
    """Our questions of `split` asked as of several days."""
    return load_cases(CASES / f"dated.{split}.yaml")


def own_premises(split: Split) -> tuple[FalsePremise, ...]:
    """Our questions of `split` that take something false for granted. Raises EvaluationError as `load_cases` does."""
    path = CASES / f"premises.{split}.yaml"
    premises = _entries(path, TypeAdapter(tuple[FalsePremise, ...]))
    for premise in premises:
        parse_anchors(path, f"{premise.id}.truth", premise.truth)
    return premises


def own_injected(split: Split) -> tuple[Injected, ...]:
    """Our questions of `split` with a planted instruction. Raises EvaluationError as `load_cases` does."""
    path = CASES / f"injected.{split}.yaml"
    cases = _entries(path, TypeAdapter(tuple[Injected, ...]))
    for case in cases:
        parse_anchors(path, f"{case.id}.gold", case.gold)
    return cases


def own_inflected() -> tuple[Inflected, ...]:
    """Our queries in another form than the texts'. Raises EvaluationError as `load_cases` does."""
    path = CASES / "inflected.yaml"
    cases = _entries(path, TypeAdapter(tuple[Inflected, ...]))
    for case in cases:
        parse_anchors(path, f"{case.id}.gold", case.gold)
    return cases


def own_unanswerable(split: Split) -> tuple[Unanswerable, ...]:
    """Our unanswerable questions of `split`."""
    return load_unanswerable(CASES / f"unanswerable.{split}.yaml")


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a YAML file. Raises EvaluationError if it is missing, malformed, repeats an id or breaks a twin."""
    cases = tuple(_case(path, entry) for entry in _entries(path, TypeAdapter(tuple[_CaseEntry, ...])))
    by_id = {case.id: case for case in cases}
    for case in cases:
        twin = by_id.get(case.twin) if case.twin else None
        if case.twin and not (twin and twin.twin == case.id and twin.lang != case.lang and twin.gold == case.gold):
            raise EvaluationError("evaluation_twin", {"path": path, "id": case.id, "twin": case.twin})
    return cases


def load_unanswerable(path: Path) -> tuple[Unanswerable, ...]:
    """The unanswerable questions of a YAML file. Raises EvaluationError if it is missing, malformed or repeats an id."""
    return _entries(path, TypeAdapter(tuple[Unanswerable, ...]))


def _case(path: Path, entry: _CaseEntry) -> Case:
    gold = parse_anchors(path, f"{entry.id}.gold", entry.gold)
    if not gold:
        raise EvaluationError("evaluation_malformed", {"path": path, "place": f"{entry.id}.gold"})
    must = tuple(tuple(way.strip() for way in ways.split("|")) for ways in entry.must)
    return Case(
        id=entry.id,
        lang=entry.lang,
        question=entry.question,
        kind=entry.kind,
        gold=gold,
        twin=entry.twin,
        as_of=entry.as_of,
        must=must,
        must_not=entry.must_not,
        history=entry.history,
        versions=entry.versions,
    )


def parse_anchors(path: Path, place: str, written: Sequence[str]) -> tuple[Anchor, ...]:
    """The anchors written at `place` of the file. Raises EvaluationError if one does not follow the grammar."""
    try:
        return tuple(map(parse, written))
    except AnchorError as error:
        raise EvaluationError("evaluation_malformed", {"path": path, "place": place}) from error


def _entries(path: Path, shape: TypeAdapter[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    entries = read_entries(path, shape)
    repeated = [id_ for id_, times in Counter(entry.id for entry in entries).items() if times > 1]
    if repeated:
        raise EvaluationError("evaluation_repeated", {"path": path, "id": repeated[0]})
    return entries


def read_entries(path: Path, shape: TypeAdapter[tuple[Row, ...]]) -> tuple[Row, ...]:
    """The entries of a YAML list. Raises EvaluationError if the file is missing or of another shape."""
    try:
        return shape.validate_python(yaml.load(path.read_text(encoding="utf8"), Loader=yaml.CSafeLoader))
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": path}) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise EvaluationError("evaluation_malformed", {"path": path, "place": "YAML"}) from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise EvaluationError("evaluation_malformed", {"path": path, "place": place or "YAML"}) from error
