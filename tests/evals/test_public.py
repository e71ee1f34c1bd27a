"""The public benchmarks: our own small files in their form, and the real ones where they are."""

from pathlib import Path

import pytest

from corpus.errors import EvaluationError
from evals.public import ai_act_bench, cnil_faq

PAGES = '{"id": 4, "title": "Un badge ?", "text": "Le badge ouvre la porte."}\n{"id": 9, "title": "Une clé", "text": "…"}\n'
QUESTIONS = '{"page": 4, "question": "À quoi sert un badge ?"}\n'


def test_a_question_of_the_faq_points_to_the_document_made_of_its_page(tmp_path: Path) -> None:
    (tmp_path / "pages.jsonl").write_text(PAGES, encoding="utf8")
    (tmp_path / "questions.jsonl").write_text(QUESTIONS, encoding="utf8")
    (question,) = cnil_faq.questions(tmp_path)
    assert question.lang == "fr"
    assert [page.slug for page in cnil_faq.pages(tmp_path)] == ["cnil-faq-4", "cnil-faq-9"]
    assert [gold.document for gold in question.gold] == ["cnil-faq-4"]


def test_a_question_on_the_ai_act_points_to_its_article(tmp_path: Path) -> None:
    text = '[{"question": "Who reads this?", "answer": "Nobody.", "relevant_article": 12}]'
    (tmp_path / "qa_pairs.json").write_text(text, encoding="utf8")
    (question,) = ai_act_bench.questions(tmp_path)
    assert [str(gold) for gold in question.gold] == ["ai-act#art_12"]


def test_a_missing_or_damaged_file_says_where(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"pages\.jsonl cannot be read"):
        cnil_faq.pages(tmp_path)
    (tmp_path / "pages.jsonl").write_text(PAGES + '{"id": "x", "title": "t"}\n', encoding="utf8")
    with pytest.raises(EvaluationError, match=r"“3\.id”"):
        cnil_faq.pages(tmp_path)
    (tmp_path / "qa_pairs.json").write_text('[{"question": "Who?"}]', encoding="utf8")
    with pytest.raises(EvaluationError, match=r"“0\.relevant_article”"):
        ai_act_bench.questions(tmp_path)


@pytest.mark.official
def test_the_real_files_are_read_whole(benchmarks: Path) -> None:
    pages, questions = cnil_faq.pages(benchmarks / "cnil_faq"), cnil_faq.questions(benchmarks / "cnil_faq")
    assert (len(pages), len(questions)) == (523, 72)
    assert {gold.document for question in questions for gold in question.gold} <= {page.slug for page in pages}
    assert len(ai_act_bench.questions(benchmarks / "ai_act_bench")) == 59
