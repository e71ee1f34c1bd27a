"""The scope tells questions of the field from those that only sound like it."""

from pathlib import Path

import pytest

from corpus.adapter import AdaptedEmbedder, open_embedder
from corpus.everyday import everyday_questions
from corpus.scope import find_scope
from evals.cases import own_cases, own_suite, own_unanswerable
from ingest.scoping import outside_questions

# Written for this test.
INSIDE = (
    "On nous a volé le fichier clients cette nuit, qui faut-il prévenir ?",
    "Un ancien client veut que j'efface tout ce que j'ai sur lui",
    "My boss wants software that guesses our mood from the webcam",
    "Do we have to say that the help desk is a bot?",
)
OUTSIDE = (
    "Comment cuire un rôti de porc ?",
    "Combien facture un avocat spécialisé en données pour une demi-journée ?",
    "Who won the cup final in 1998?",
    "Which vendor sells the cheapest consent banner?",
)


@pytest.fixture(scope="module")
def opened(models: Path) -> AdaptedEmbedder:
    embedder = open_embedder("multilingual-e5-small", models=models)
    assert isinstance(embedder, AdaptedEmbedder)
    return embedder


@pytest.mark.parametrize("question", INSIDE)
def test_a_question_of_the_field_is_inside(opened: AdaptedEmbedder, question: str) -> None:
    assert opened.read_question(question)[1] > 0


@pytest.mark.parametrize("question", OUTSIDE)
def test_a_question_that_no_text_answers_is_outside(opened: AdaptedEmbedder, question: str) -> None:
    assert opened.read_question(question)[1] < 0


def test_an_embedder_nothing_was_learned_for_has_no_scope() -> None:
    assert find_scope("some-other-model") is None


def test_nothing_that_is_measured_with_was_learned_from() -> None:
    asked = {
        case.question.casefold()
        for split in ("dev", "test")
        for case in (*own_cases(split), *own_suite(split), *own_unanswerable(split))
    }
    learnt = {question.casefold() for question in outside_questions()}
    assert len(learnt) > 1300
    assert not learnt & asked
    assert not learnt & {question.casefold() for _, _, question in everyday_questions()}
