"""Answers kept and graded: a run goes on where it was stopped, a sheet comes back as rates."""

import csv
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Assistant
from assistant.answers import Answer, Query
from corpus.errors import EvaluationError
from corpus.index import Corpus
from evals.answering import Asked, Kept, questions, read_answers, run_answers
from evals.grading import export_sheet, graders_agree, hallucination_rate, read_sheet

TODAY = date(2026, 11, 22)
ASKED = (
    Asked(
        set="town",
        id="late",
        lang="en",
        kind="numeric",
        query=Query(question="How much does the library charge for a week of delay?", as_of=TODAY),
        gold=("town-rules#sec_loans.par_2",),
        must=(("2 euros", "two euros"),),
        must_not=("5 euros",),
    ),
    Asked(
        set="town",
        id="capital",
        lang="fr",
        kind="off_topic",
        query=Query(question="Quelle est la capitale de l'Australie ?", as_of=TODAY),
        answerable=False,
    ),
)


async def run(corpus: Corpus, file: Path, asked: tuple[Asked, ...] = ASKED) -> tuple[Kept, ...]:
    return await run_answers(asked, Assistant(corpus, None, today=lambda: TODAY).ask, corpus, file)


async def test_each_answer_is_told_without_a_judge(town_corpus: Corpus, tmp_path: Path) -> None:
    late, capital = await run(town_corpus, tmp_path / "run.jsonl")
    assert (late.answered, late.says, late.strays, late.right_place, late.faults) == (True, True, False, True, ())
    assert not capital.answered


async def test_a_run_that_was_stopped_goes_on_where_it_was(town_corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "run.jsonl"
    await run(town_corpus, file, ASKED[:1])
    with file.open("a", encoding="utf8") as cut:
        cut.write('{"asked": {"set": "to')
    asked = []

    async def ask(query: Query) -> Answer:
        asked.append(query.question)
        return await Assistant(town_corpus, None, today=lambda: TODAY).ask(query)

    await run_answers(ASKED, ask, town_corpus, file)
    assert asked == [ASKED[1].query.question]
    assert [kept.asked.id for kept in read_answers(file)] == ["late", "capital"]


async def test_a_sheet_filled_in_comes_back_as_a_rate(town_corpus: Corpus, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    export_sheet(await run(town_corpus, tmp_path / "run.jsonl"), sheet)
    with pytest.raises(EvaluationError, match="correctness"):
        read_sheet(sheet)
    with sheet.open(encoding="utf8", newline="") as filled:
        rows = list(csv.DictReader(filled))
    assert rows[1]["correctness"] == "refusal"
    rows[0] |= {"correctness": "correct", "groundedness": "misgrounded"}
    with sheet.open("w", encoding="utf8", newline="") as out:
        writer = csv.DictWriter(out, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    grades = read_sheet(sheet)
    assert hallucination_rate(grades).value == 1, (
        "right words on the wrong ground are a hallucination; a refusal is not counted"
    )
    assert graders_agree(grades, grades) == (2, 1.0)


def test_the_suite_has_every_kind_in_both_languages() -> None:
    asked = [*questions("dev"), *questions("test")]
    assert len(asked) >= 300
    assert len({(a.set, a.id) for a in asked}) == len(asked)
    for kind in {a.kind for a in asked} - {"cross_lingual"}:
        assert {a.lang for a in asked if a.kind == kind} == {"fr", "en"}, kind
