"""Running questions through a retriever, and reading the results: rows, misses, comparison, JSON."""

from collections.abc import Sequence
from math import log2
from pathlib import Path

import pytest

from corpus.anchors import Anchor, parse
from corpus.errors import EvaluationError
from corpus.texts import LANGS, Lang
from evals import report
from evals.cases import Case, CaseKind
from evals.compare import compare
from evals.retrieval import QuestionSet, Results, Row, direction, join, run_retrieval


def case(id_: str, lang: Lang, gold: str, *, kind: CaseKind = CaseKind.EVERYDAY, twin: str | None = None) -> Case:
    return Case(id_, lang, f"question {id_}", kind, (parse(gold),), twin)


CASES = (
    case("leak-fr", "fr", "gdpr#art_33.par_1"),
    case("leak-en", "en", "gdpr#art_33.par_1"),
    case("list-fr", "fr", "nist-ai-rmf#sub_GOVERN-1-6", kind=CaseKind.CROSS_LINGUAL, twin="list-en"),
    case("list-en", "en", "nist-ai-rmf#sub_GOVERN-1-6", twin="list-fr"),
)
QUESTIONS = QuestionSet("ours", CASES, ("article", "provision"))


def knows_english_only(case: Case, k: int) -> Sequence[Anchor]:
    """Finds the leak in second place at the level of articles, the list only when asked in English."""
    found = ["gdpr#art_5.par_1", "gdpr#art_5.par_2", "gdpr#art_33.par_2", "gdpr#art_33.par_1"]
    if "list" in case.question:
        found = ["nist-ai-rmf#sub_GOVERN-1-6"] if case.lang == "en" else ["gdpr#art_30"]
    return [parse(text) for text in found][:k]


def finds_all(case: Case, k: int) -> Sequence[Anchor]:
    return list(case.gold)[:k]


@pytest.fixture(scope="module")
def results() -> Results:
    return run_retrieval(QUESTIONS, knows_english_only)


def row(results: Results, level: str, slice_: str) -> Row:
    return next(r for r in results.rows if (r.level, r.slice) == (level, slice_))


def test_each_level_has_its_own_ranks(results: Results) -> None:
    leak = results.outcomes[0]
    assert leak.ranks == {"article": 2, "provision": 4}
    assert leak.found == ("gdpr#art_5.par_1", "gdpr#art_5.par_2", "gdpr#art_33.par_2", "gdpr#art_33.par_1")


def test_the_gap_between_languages_is_read_from_the_twins(results: Results) -> None:
    assert row(results, "article", "twins en→en").r5.value == 1
    assert row(results, "article", "twins fr→en").r5.value == 0
    assert row(results, "article", "all").r5.value == 0.75
    assert row(results, "article", "all").mrr.value == (0.5 + 0.5 + 0 + 1) / 4
    assert row(results, "article", "all").ndcg.value == pytest.approx((1 / log2(3) + 1 / log2(3) + 0 + 1) / 4)
    assert row(results, "article", "fr").n == 2


@pytest.mark.parametrize(
    ("lang", "gold", "expected"),
    [
        ("fr", "gdpr#art_1", "fr→fr"),
        ("en", "gdpr#art_1", "en→en"),
        ("fr", "nist-ai-600-1#act_GV-1-1-001", "fr→en"),
        ("fr", "cnil-faq-3#pag_1", "fr→fr"),
    ],
)
def test_a_direction_goes_to_the_language_of_the_texts(lang: Lang, gold: str, expected: str) -> None:
    assert direction(case("x", lang, gold)) == expected


def test_a_slice_that_holds_every_question_is_not_a_row_of_its_own() -> None:
    english = QuestionSet("bench", (CASES[1],), ("article",))
    assert [r.slice for r in run_retrieval(english, finds_all).rows] == ["all"]


def test_loading_is_not_counted_in_the_latency_of_a_question() -> None:
    asked: list[str] = []

    def remembers(case: Case, k: int) -> Sequence[Anchor]:
        asked.append(case.question)
        return finds_all(case, k)

    outcomes = run_retrieval(QUESTIONS, remembers).outcomes
    assert len(asked) == len(outcomes) + 1
    assert asked[0] == asked[1]


def test_no_question_gives_no_row() -> None:
    assert run_retrieval(QuestionSet("empty", (), ("article",)), finds_all) == Results(rows=(), outcomes=())


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_is_a_table_with_the_misses_below(results: Results, lang: Lang) -> None:
    table = report.markdown(results, lang)
    lines = [line for line in table.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1
    assert len(lines) == len(results.rows) + 2
    assert "| ours | article | all | 4 | 25.0 [4.6, 69.9] | 75.0 [30.1, 95.4] |" in table
    missed = report.misses(results.misses(), lang)
    assert "question list-fr" in missed
    assert "`nist-ai-rmf#sub_GOVERN-1-6`" in missed
    assert "`gdpr#art_30`" in missed
    assert "question list-en" not in missed


def test_results_come_back_from_their_json(results: Results, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(results.model_dump_json(), encoding="utf8")
    assert report.read_result(path, Results) == results


def test_a_file_that_holds_no_results_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with pytest.raises(EvaluationError, match="cannot be read"):
        report.read_result(path, Results)
    path.write_text('{"rows": 3}', encoding="utf8")
    with pytest.raises(EvaluationError, match="does not hold the results"):
        report.read_result(path, Results)


def test_a_comparison_pairs_the_questions_both_runs_asked(results: Results) -> None:
    better = run_retrieval(QUESTIONS, finds_all)
    gains = {(d.level, d.slice): d for d in compare(results, better)}
    assert gains["article", "all"].r1.value == 0.75
    assert gains["article", "fr→en"].r10.value == 1
    assert gains["article", "twins en→en"].mrr.value == 0
    fewer = run_retrieval(QuestionSet("ours", CASES[:1], ("article",)), finds_all)
    assert [(d.level, d.n) for d in compare(results, fewer)] == [("article", 1)]
    assert compare(run_retrieval(QuestionSet("other", CASES, ("article",)), finds_all), better) == ()


def test_a_gain_is_bold_only_when_its_interval_leaves_zero_out(results: Results) -> None:
    better = run_retrieval(QUESTIONS, finds_all)
    line = next(text for text in report.comparison(compare(results, better), "en").splitlines() if "| fr→en |" in text)
    assert "**+100.0 [+100.0, +100.0]**" in line
    unchanged = report.comparison(compare(results, results), "en")
    assert "+0.0 [+0.0, +0.0]" in unchanged
    assert "**" not in unchanged


def test_joined_results_keep_every_row_and_question(results: Results) -> None:
    both = join([results, run_retrieval(QuestionSet("again", CASES, ("article",)), finds_all)])
    assert len(both.outcomes) == 2 * len(CASES)
    assert {r.set for r in both.rows} == {"ours", "again"}
