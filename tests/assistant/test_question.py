"""The language of a question, and a follow-up made standalone."""

import pytest

from assistant.answers import Query, Turn
from assistant.question import detect_lang, understand


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Puis-je mettre le fichier d’un client dans un chatbot ?", "fr"),
        ("May I put a client’s file in a chatbot?", "en"),
        ("Article 22 GDPR", "en"),
        ("Article 22 RGPD", "fr"),
        ("Article 4 AI Act", "en"),
        ("salaire d'un CAIO", "fr"),
    ],
)
def test_the_language_is_that_of_the_question(text: str, lang: str) -> None:
    assert detect_lang(text) == lang


def test_a_follow_up_is_searched_with_the_question_before() -> None:
    history = (
        Turn(role="user", content="Quel délai pour notifier une violation ?"),
        Turn(role="assistant", content="72 heures."),
    )
    assert "violation" in understand(Query(question="Et pour les personnes ?", history=history)).search
    alone = "Quelles amendes risque une entreprise qui utilise une pratique interdite ?"
    assert understand(Query(question=alone, history=history)).search == alone


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What is a deployer?", True),
        ("How does the AI Act define AI literacy?", True),
        ("What does profiling mean?", True),
        ("Qu’est-ce qu’un fournisseur ?", True),
        ("C'est quoi un déployeur ?", True),
        ("Que veut dire profilage ?", True),
        ("What is the deadline?", False),
        ("Qu’est-ce qu’on doit dire aux clients ?", False),
        ("C’est une boîte de 40 personnes, faut-il un DPO ?", False),
    ],
)
def test_a_question_about_the_meaning_of_a_term_is_known(text: str, asks: bool) -> None:
    assert understand(Query(question=text)).asks_meaning is asks
