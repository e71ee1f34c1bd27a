"""Sentences spoilt by rule differ from the true one by one change of the kind named."""

from random import Random

import pytest

from corpus.texts import Lang
from evals.corruption import Swap, spoil

ENGLISH = (
    "Under Article 33, the controller must tell the supervisory authority within 72 hours, unless a risk to people "
    "is unlikely, or pay up to EUR 10 000 000."
)
FRENCH = (
    "Selon l’article 33, le responsable du traitement doit avertir l’autorité de contrôle dans les 72 heures, "
    "à moins qu’un risque soit improbable, sous peine de 10 000 000 EUR d’amende."
)


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, "en"), (FRENCH, "fr")])
def test_every_kind_is_found_in_a_sentence_that_has_it_all(text: str, lang: Lang) -> None:
    for seed in range(20):
        spoilt = list(spoil(text, lang, Random(seed)))
        assert [s.kind for s in spoilt] == list({s.kind: None for s in spoilt}), "one of a kind"
        assert {s.kind for s in spoilt} == set(Swap)
        assert all(s.text != text for s in spoilt)


def kinds(text: str, lang: Lang, kind: Swap) -> set[str]:
    return {s.text for seed in range(30) for s in spoil(text, lang, Random(seed)) if s.kind is kind}


def test_a_deadline_changes_its_figure_or_its_unit_and_nothing_else() -> None:
    for changed in kinds("Tell the authority within 72 hours.", "en", Swap.DEADLINE):
        assert changed.startswith("Tell the authority within ")
        assert changed != "Tell the authority within 72 hours."


def test_a_prohibition_is_lifted() -> None:
    assert "You must sell the list." in kinds("You must not sell the list.", "en", Swap.NEGATION)
    assert "Vous peut vendre." not in kinds("Il ne peut pas vendre.", "fr", Swap.NEGATION)
    assert "Il peut vendre." in kinds("Il ne peut pas vendre.", "fr", Swap.NEGATION)


def test_two_actors_change_places() -> None:
    swapped = kinds("The processor assists the controller.", "en", Swap.ACTOR)
    assert "The controller assists the processor." in swapped


def test_numbers_of_provisions_are_no_figures() -> None:
    assert not kinds("Article 5 of the Act speaks of paragraph 2.", "en", Swap.NUMBER)
    assert kinds("Article 5 of the Act speaks of paragraph 2.", "en", Swap.ARTICLE)


def test_the_same_seed_spoils_the_same_way() -> None:
    assert list(spoil(ENGLISH, "en", Random(3))) == list(spoil(ENGLISH, "en", Random(3)))
