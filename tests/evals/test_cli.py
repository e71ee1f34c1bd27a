"""`caio-evals` over retrievers given by the test."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from made_run import ANSWER, ASKED, CITED, PUBLIC, REFUSED, UNANSWERABLE, kept
from typer.testing import CliRunner

from assistant.answers import Verdict
from assistant.search import Weights
from corpus.anchors import Anchor, parse
from corpus.errors import EvaluationError
from corpus.underway import Progress
from evals.answering import Kept, write_answers
from evals.asking import Profile
from evals.cases import Case, Split, own_cases, own_suite
from evals.cli import Bench, build
from evals.public.cnil_faq import Page
from evals.report import read_result
from evals.retrieval import Results, Retriever
from evals.verification import Checks, Verified, count_caught


def checked(kind: str, verdict: Verdict) -> Checks:
    return Checks(anchor="gdpr#art_5", lang="fr", kind=kind, claim="…", verdict=verdict, check="all", score=0.5)


CHECKS = (
    *(checked("true", Verdict.SUPPORTED) for _ in range(3)),
    checked("true", Verdict.UNSUPPORTED),
    checked("number", Verdict.CONTRADICTED),
    checked("actor", Verdict.SUPPORTED),
    checked("misplaced", Verdict.PARTIAL),
)
VERIFIED = Verified(judge="scripted", rows=count_caught(CHECKS), checks=CHECKS)


def finds_the_breach(_case: Case, _k: int) -> Sequence[Anchor]:
    return [parse("gdpr#art_33.par_1")]


def finds_the_first_page(pages: Sequence[Page], _weights: Weights) -> Retriever:
    return lambda _case, k: [parse(f"{page.slug}#pag_1") for page in pages][:k]


def keeps_one_answer(_split: Split, _profile: Profile, file: Path, progress: Progress) -> tuple[Kept, ...]:
    refused = kept(REFUSED, UNANSWERABLE)
    write_answers([refused], file)
    progress("questions", 1, 1)
    return (refused,)


def answers_one_of_four(_split: Split, _profile: Profile, _file: Path, progress: Progress) -> tuple[Kept, ...]:
    right = ASKED.model_copy(update={"versions": (CITED.version,)})
    wrong = right.model_copy(update={"must": (("in 2031", "in 2032"),), "must_not": ("2 euros",)})
    of_another_day = right.model_copy(update={"versions": ("2031",)})
    progress("dated", 4, 4)
    return (kept(ANSWER, right), kept(ANSWER, wrong), kept(ANSWER, of_another_day), kept(REFUSED, right))


BENCH = Bench(
    open_retriever=lambda _weights: finds_the_breach,
    index_pages=finds_the_first_page,
    check_claims=lambda _part: VERIFIED,
    judge_public=lambda _folder, _progress: PUBLIC,
    ask_own=keeps_one_answer,
    ask_dated=answers_one_of_four,
)


def app() -> typer.Typer:
    return build(BENCH)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Benchmarks of our own, in the form of the public ones."""
    (tmp_path / "ai_act_bench").mkdir()
    (tmp_path / "cnil_faq").mkdir()
    pair = '[{"question": "Who reads this?", "relevant_article": 12}]'
    system = """[{"role": "Provider", "system_type": "s", "intended_use": "u", "input_data": "i", "domain": "d",
    "risk_level": "limited", "related_articles": [4, 50], "obligations": []}]"""
    (tmp_path / "ai_act_bench/qa_pairs.json").write_text(pair, encoding="utf8")
    (tmp_path / "ai_act_bench/scenarios.json").write_text(system, encoding="utf8")
    (tmp_path / "cnil_faq/pages.jsonl").write_text('{"id": 4, "title": "t", "text": "x"}\n', encoding="utf8")
    (tmp_path / "cnil_faq/questions.jsonl").write_text('{"page": 4, "question": "q"}\n', encoding="utf8")
    return tmp_path


def test_a_run_measures_our_questions_and_the_benchmarks_given(data: Path) -> None:
    result = CliRunner().invoke(app(), ["run", "--suite", "retrieval", "--data", str(data), "--json"])
    assert result.exit_code == 0
    path = data / "run.json"
    path.write_text(result.stdout, encoding="utf8")
    results = read_result(path, Results)
    whole = {row.set: row for row in results.rows if row.slice == "all"}
    assert whole["dev"].n == len(own_cases("dev"))
    assert whole["test"].n == len(own_cases("test"))
    assert whole["suite test"].n == len(own_suite("test"))
    assert whole["cnil_faq"].r1.value == 1
    assert whole["ai_act_bench"].r10.value == whole["ai_act_scenarios"].r10.value == 0


def test_without_benchmarks_only_our_questions_are_measured() -> None:
    result = CliRunner().invoke(app(), ["run", "--misses"])
    assert result.exit_code == 0
    assert "| test | provision | all |" in result.stdout
    assert "cnil_faq" not in result.stdout
    assert own_cases("dev")[0].question in result.stdout


def test_runs_kept_as_json_are_shown_again_and_compared(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(CliRunner().invoke(app(), ["run", "--json"]).stdout, encoding="utf8")
    shown = CliRunner().invoke(app(), ["report", str(path), "--misses"])
    assert "| dev | article | fr→en |" in shown.stdout
    compared = CliRunner().invoke(app(), ["compare", str(path), str(path)])
    assert "| dev | article | fr→en |" in compared.stdout
    assert (shown.exit_code, compared.exit_code) == (0, 0)


def test_search_can_be_measured_without_its_bridge() -> None:
    opened: list[Weights] = []

    def open_retriever(weights: Weights) -> Retriever:
        opened.append(weights)
        return finds_the_breach

    cli = build(replace(BENCH, open_retriever=open_retriever))
    for without in ([], ["--without", "digests"], ["--without", "bridge"]):
        assert CliRunner().invoke(cli, ["run", *without]).exit_code == 0
    whole, no_digests, no_bridge = opened
    assert whole == Weights()
    assert (no_digests.digest, no_digests.asked) == (0, whole.asked)
    assert (no_bridge.digest, no_bridge.asked, no_bridge.dense) == (0, 0, whole.dense)


def test_a_folder_without_the_benchmarks_is_a_clear_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(app(), ["run", "--data", str(tmp_path)])
    assert isinstance(result.exception, EvaluationError)
    assert "qa_pairs.json" in str(result.exception)


def test_an_unknown_suite_is_wrong_usage() -> None:
    assert CliRunner().invoke(app(), ["run", "--suite", "poetry"]).exit_code == 2


def test_the_verifier_is_told_by_kind_and_language() -> None:
    rows = {(row.kind, row.lang): (row.n, row.refused.value) for row in VERIFIED.rows}
    assert rows["true", None] == (4, 0.25)
    assert rows["spoilt", None] == rows["spoilt", "fr"] == (2, 0.5)
    assert rows["number", "fr"] == (1, 1.0)
    assert rows["misplaced", None] == (1, 1.0), "partly supported is not supported"
    assert ("true", "en") not in rows
    result = CliRunner().invoke(app(), ["run", "--suite", "verify"])
    assert result.exit_code == 0
    assert "| spoilt, in all | fr + en | 2 | 50.0 [" in result.stdout


def test_the_public_sets_need_a_folder() -> None:
    assert CliRunner().invoke(app(), ["run", "--suite", "public"]).exit_code == 2


def test_a_run_is_kept_in_its_folder_and_read_as_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    for suite in (["verify"], ["public", "--data", str(tmp_path)], ["answers"]):
        assert CliRunner().invoke(app(), ["run", "--suite", *suite, "--out", str(folder)]).exit_code == 0
    page = tmp_path / "page.html"
    assert CliRunner().invoke(app(), ["report", str(folder), "--html", str(page)]).exit_code == 0
    text = page.read_text(encoding="utf8")
    assert all(figure in text for figure in ("68.3", "25.0", "100"))


def test_two_runs_of_answers_are_compared_question_by_question(tmp_path: Path) -> None:
    refused, answered = kept(REFUSED, UNANSWERABLE), kept(ANSWER, UNANSWERABLE)
    for name, answer in (("before", answered), ("after", refused)):
        write_answers([answer], tmp_path / f"{name}.jsonl")
    compared = CliRunner().invoke(app(), ["compare", str(tmp_path / "before.jsonl"), str(tmp_path / "after.jsonl")])
    assert "| unanswerable questions | refusals | 1 | 1 | 0 | 1.000 |" in compared.stdout


def test_answers_as_of_several_days_are_told_right_or_what_is_wrong() -> None:
    result = CliRunner().invoke(app(), ["run", "--suite", "dated", "--split", "dev"])
    assert result.exit_code == 0
    lines = [line for line in result.stdout.splitlines() if line.startswith(("| ✓", "| ✗"))]
    assert [line[2] for line in lines] == ["✓", "✗", "✗", "✗"]
    assert "does not say: in 2031 | in 2032; says: 2 euros" in lines[1]
    assert "cites nothing of: town-rules#sec_loans.par_2 2031" in lines[2]
    assert "refused" in lines[3]
    assert "1 of 4 right (dev, engine embedded/qwen)." in result.stdout
