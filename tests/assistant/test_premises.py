"""What a question takes for granted wrongly is named before it is answered."""

from datetime import date

import pytest

from assistant.answer import Assistant
from assistant.answers import Query
from assistant.premises import PremiseKind, check_premises
from assistant.question import understand
from assistant.references import without_names
from corpus.index import Corpus

TODAY = date(2026, 11, 22)


def premises(corpus: Corpus, question: str) -> list[PremiseKind]:
    return [p.kind for p in check_premises(corpus, understand(Query(question=question)), as_of=TODAY)[1]]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Under Article 33(9) GDPR, do we report a breach to the insurer?", [PremiseKind.MISSING_PART]),
        ("Que dit le paragraphe 9 de l’article 33 du RGPD ?", [PremiseKind.MISSING_PART]),
        ("Under Article 35 GDPR, may a customer have wrong personal data about him corrected?", [PremiseKind.ELSEWHERE]),
        ("Under Article 16 GDPR, may a customer have wrong personal data about him corrected?", []),
        ("What is Article 22 GDPR about?", []),
        ("May a customer have wrong personal data about him corrected?", []),
        ("Is it 48 hours that the GDPR gives us to notify a personal data breach to the authority?", [PremiseKind.FIGURE]),
        ("Is it 72 hours that the GDPR gives us to notify a personal data breach to the authority?", []),
        ("We noticed a personal data breach 48 hours ago. Under the GDPR, do we tell the authority?", []),
    ],
)
def test_parts_that_are_missing_and_provisions_that_speak_of_something_else(
    digest_corpus: Corpus, question: str, kinds: list[PremiseKind]
) -> None:
    assert premises(digest_corpus, question) == kinds


async def test_the_answer_says_so_first_and_comes_from_the_right_place(digest_corpus: Corpus) -> None:
    question = "Under Article 35 GDPR, may a customer have wrong personal data about him corrected?"
    answer = await Assistant(digest_corpus, None, today=lambda: TODAY).ask(Query(question=question))
    first, *_ = answer.text.split("\n\n")
    assert "Article 35 GDPR speaks of something else" in first
    assert "Article 16 GDPR" in first
    assert answer.claims[0].citations[0].anchor.startswith("gdpr#art_16")


async def test_a_wrong_figure_is_set_right_with_the_words_of_the_text(digest_corpus: Corpus) -> None:
    question = "Le RGPD nous laisse dix jours pour répondre à la demande d’accès d’une personne, non ?"
    answer = await Assistant(digest_corpus, None, today=lambda: TODAY).ask(Query(question=question))
    first, *_ = answer.text.split("\n\n")
    assert "Article 12, paragraphe 3" in first
    assert "dans le mois" in first


def test_a_question_without_its_names() -> None:
    assert without_names("Que dit l’article 35, paragraphe 1, du RGPD des risques ?") == "Que dit l’ , du des risques ?"
    assert without_names("May we sell the list?") == "May we sell the list?"
    assert without_names("gdpr#art_35: may we sell the list?") == ": may we sell the list?", "one name within another"
