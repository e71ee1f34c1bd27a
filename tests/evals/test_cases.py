"""Our cases: well formed, balanced, kept apart, and each gold a provision of the official texts."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.anchors import Anchor, Kind, top
from corpus.digest import digests
from corpus.errors import EvaluationError
from evals.cases import (
    Case,
    CaseKind,
    Split,
    Unanswerable,
    load_cases,
    load_unanswerable,
    own_cases,
    own_dated,
    own_inflected,
    own_suite,
    own_unanswerable,
)
from evals.retrieval import direction
from ingest.blocks import File, Parser

DEV, TEST = own_cases("dev"), own_cases("test")
SUITE_DEV, SUITE_TEST = own_suite("dev"), own_suite("test")
UNANSWERABLE_DEV, UNANSWERABLE_TEST = own_unanswerable("dev"), own_unanswerable("test")


def pairs(cases: tuple[Case, ...]) -> int:
    return sum(case.twin is not None and case.lang == "fr" for case in cases)


def test_there_are_enough_questions_to_tell_a_difference() -> None:
    assert len(DEV) >= 50
    assert len(TEST) >= 60
    assert pairs(DEV) >= 10
    assert pairs(TEST) >= 15
    assert min(len(SUITE_DEV), len(SUITE_TEST)) >= 100
    assert min(len(UNANSWERABLE_DEV), len(UNANSWERABLE_TEST)) >= 30


@pytest.mark.parametrize("cases", [DEV, TEST, SUITE_DEV, SUITE_TEST, UNANSWERABLE_DEV, UNANSWERABLE_TEST])
def test_half_the_questions_are_french(cases: tuple[Case | Unanswerable, ...]) -> None:
    french = sum(case.lang == "fr" for case in cases)
    assert abs(2 * french - len(cases)) <= 2


@pytest.mark.parametrize("split", ["dev", "test"])
def test_dated_questions_are_asked_before_and_after_the_law_changed(split: Split) -> None:
    cases = own_dated(split)
    days: dict[str, set[bool]] = {}
    for case in cases:
        assert case.versions
        days.setdefault(case.question, set()).add(case.as_of < date(2026, 7, 27))
    assert len(days) >= 12
    assert sum(len(sides) == 2 for sides in days.values()) >= 5
    french = len({case.question for case in cases if case.lang == "fr"})
    assert abs(2 * french - len(days)) <= 4


def test_no_dated_question_to_measure_with_is_one_to_tune_with() -> None:
    dev, test = ({(case.question, case.id) for case in own_dated(split)} for split in ("dev", "test"))
    assert not {question for question, _ in dev} & {question for question, _ in test}
    assert not {id_ for _, id_ in dev} & {id_ for _, id_ in test}


def test_ids_and_questions_never_repeat_from_one_file_to_another() -> None:
    every: list[Case | Unanswerable] = [*DEV, *TEST, *SUITE_DEV, *SUITE_TEST, *UNANSWERABLE_DEV, *UNANSWERABLE_TEST]
    assert [id_ for id_, n in Counter(case.id for case in every).items() if n > 1] == []
    wordings = Counter("".join(letter for letter in case.question.casefold() if letter.isalnum()) for case in every)
    assert [wording for wording, n in wordings.items() if n > 1] == []


@pytest.mark.parametrize("cases", [DEV, TEST])
def test_no_provision_is_asked_about_too_often(cases: tuple[Case, ...]) -> None:
    asked = Counter(unit for case in cases for unit in {gold.unit for gold in case.gold})
    assert [str(unit) for unit, n in asked.items() if n > 6] == []


@pytest.mark.parametrize("cases", [DEV, TEST])
def test_cross_lingual_questions_are_french_about_english_texts_with_their_twins(cases: tuple[Case, ...]) -> None:
    crossing = [case for case in cases if case.kind == CaseKind.CROSS_LINGUAL]
    assert {direction(case) for case in crossing} == {"fr→en"}
    assert all(case.twin for case in crossing)


@pytest.mark.parametrize("cases", [DEV, TEST])
def test_no_gold_is_named_twice_or_inside_another(cases: tuple[Case, ...]) -> None:
    inside = [
        (case.id, str(a), str(b))
        for case in cases
        for i, a in enumerate(case.gold)
        for j, b in enumerate(case.gold)
        if i != j and a.holds(b)
    ]
    assert inside == []


@pytest.mark.parametrize("cases", [SUITE_DEV, SUITE_TEST])
def test_what_an_answer_must_say_is_not_what_it_must_not(cases: tuple[Case, ...]) -> None:
    assert all(case.must for case in cases)
    for case in cases:
        for ways in case.must:
            assert all(ways), f"{case.id}: an empty way of saying it"
            assert not set(ways) & set(case.must_not), case.id


def test_queries_in_another_form_are_many_short_and_answered_by_our_digests() -> None:
    cases = own_inflected()
    digested = {str(digest.anchor) for digest in digests() if digest.lang == "fr"}
    assert min(len({case.id for case in cases}), len({case.query for case in cases})) == len(cases) >= 60
    assert [case.query for case in cases if not 2 <= len(case.query.split()) <= 5] == []
    assert [case.id for case in cases if not case.gold or not digested.issuperset(case.gold)] == []


@pytest.mark.official
def test_every_gold_in_european_law_is_a_provision_in_force(official: Path) -> None:
    eurlex = pytest.importorskip("ingest.parse.eurlex", reason="the parser of EUR-Lex pages is not there")
    # The consolidated act carries no recitals: those are of the act as adopted.
    files = (
        "gdpr/32016R0679.oj.en.xhtml",
        "ai-act/02024R1689-20260727.consolidated.en.xhtml",
        "ai-act/32024R1689.oj.en.xhtml",
    )
    known = frozenset(anchor for file in files for anchor in provisions(eurlex.EurLexParser(), official / file))
    assert missing_golds(known, ("gdpr", "ai-act")) == set()


@pytest.mark.slow
@pytest.mark.official
def test_every_gold_in_nist_is_a_provision_of_its_publication(official: Path) -> None:
    nist = pytest.importorskip("ingest.parse.nist", reason="the parser of NIST publications is not there")
    files = ("nist/ai-rmf/NIST.AI.100-1.pdf", "nist/ai-600-1/NIST.AI.600-1.pdf")
    known = frozenset(anchor for file in files for anchor in provisions(nist.NistParser(), official / file))
    assert missing_golds(known, ("nist-ai-rmf", "nist-ai-600-1")) == set()


@pytest.mark.official
def test_every_gold_in_the_playbook_is_one_of_its_records(official: Path) -> None:
    records = json.loads((official / "nist/playbook/nist_ai_rmf_playbook.2024-06.json").read_text(encoding="utf8"))
    numbers = (record["title"].replace(" ", "-").replace(".", "-") for record in records)
    known = frozenset(top("nist-playbook", Kind.SUBCATEGORY, number) for number in numbers)
    assert missing_golds(known, ("nist-playbook",)) == set()


def provisions(parser: Parser, path: Path) -> Iterator[Anchor]:
    """Every address in a text, those that only hold others included."""
    data = path.read_bytes()
    for block in parser.parse(File(path, data, sha256(data).hexdigest())).blocks:
        anchor: Anchor | None = block.anchor
        while anchor:
            yield anchor
            anchor = anchor.parent


def missing_golds(known: frozenset[Anchor], documents: tuple[str, ...]) -> set[str]:
    golds = {gold for case in (*DEV, *TEST, *SUITE_DEV, *SUITE_TEST) for gold in case.gold if gold.document in documents}
    assert golds
    return {str(gold) for gold in golds - known}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("- {id: a, lang: fr", "evaluation_malformed"),
        ("- {id: a, lang: fr, question: q, kind: everyday}", "evaluation_malformed"),
        ("- {id: a, lang: de, question: q, kind: everyday, gold: [gdpr#art_1]}", "evaluation_malformed"),
        ("- {id: a, lang: fr, question: q, kind: everyday, gold: [article 1]}", "evaluation_malformed"),
        ("- {id: a, lang: fr, question: q, kind: everyday, gold: []}", "evaluation_malformed"),
        ("- {id: a, lang: fr, question: q, kind: everyday, gold: [gdpr#art_1], twin: b}", "evaluation_twin"),
        (
            "- {id: a, lang: fr, question: q, kind: everyday, gold: [gdpr#art_1]}\n"
            "- {id: a, lang: en, question: r, kind: everyday, gold: [gdpr#art_1]}",
            "evaluation_repeated",
        ),
    ],
)
def test_a_faulty_file_says_what_is_wrong_in_both_languages(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf8")
    with pytest.raises(EvaluationError) as failure:
        load_cases(path)
    assert failure.value.key == key
    assert "cases.yaml" in failure.value.message("en")
    assert "cases.yaml" in failure.value.message("fr")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError) as failure:
        load_unanswerable(tmp_path / "nowhere.yaml")
    assert failure.value.key == "evaluation_missing"
