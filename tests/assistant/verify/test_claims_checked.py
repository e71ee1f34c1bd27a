"""A claim says what its quote says, no more and nothing else."""

import pytest

from assistant.answers import Verdict
from assistant.sentences import split_sentences
from assistant.verify import check_claim
from assistant.verify.numbers import missing_quantities, quantities
from assistant.verify.polarity import keeps_force
from corpus.anchors import parse

QUOTE = (
    "L’exploitant avertit la mairie d’une panne de l’ascenseur en 72 heures, à moins que la panne ne présente aucun danger "
    "pour les riverains."
)


def verdict(claim: str, quote: str = QUOTE, *, lang: str = "fr") -> tuple[Verdict, str]:
    checked = check_claim(claim, quote=quote, cited=parse("gdpr#art_33.par_1"), lang="fr" if lang == "fr" else "en")
    return checked.verdict, checked.check


def test_a_faithful_rewording_is_supported() -> None:
    claim = "L’exploitant avertit la mairie de la panne en 72 heures, à moins que la panne ne présente aucun danger."
    assert verdict(claim) == (Verdict.SUPPORTED, "all")


@pytest.mark.parametrize(
    ("claim", "check"),
    [
        (
            "L’exploitant avertit la mairie de la panne en 48 heures, à moins que la panne ne présente aucun danger.",
            "numbers",
        ),
        (
            "Selon l’article 34, l’exploitant avertit la mairie en 72 heures, à moins que la panne soit sans danger.",
            "provisions",
        ),
        ("L’exploitant avertit la mairie de la panne dans les 72 heures.", "polarity"),
        (
            "Pour mettre un fichier de clients dans un outil, l’exploitant avertit la mairie en 72 heures, sauf sans danger.",
            "coverage",
        ),
        ("Le préfet ordonne aussitôt une enquête publique, à moins que la panne ne présente aucun danger.", "coverage"),
    ],
)
def test_what_the_quote_does_not_say_is_caught(claim: str, check: str) -> None:
    found, by = verdict(claim)
    assert found is not Verdict.SUPPORTED
    assert by == check


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("20 000 000 EUR", "€20 million"),
        ("20 000 000 EUR", "20,000,000 euros"),
        ("soixante-douze heures", "72 hours"),
        ("trois mois", "three months"),
        ("le 2 décembre 2027", "2 December 2027"),
        ("1,5 %", "1.5 percent"),
    ],
)
def test_the_same_quantity_in_two_ways(left: str, right: str) -> None:
    assert quantities(left) == quantities(right) != frozenset()


def test_numbers_of_provisions_are_not_quantities() -> None:
    assert missing_quantities("Voir l’article 83, paragraphe 5, du règlement (UE) 2016/679.", "") == frozenset()


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("You may sell the list.", "You may not sell the list."),
        ("Vous pouvez vendre le fichier.", "La vente du fichier est interdite."),
        ("The provider must keep logs.", "The provider may keep logs."),
        ("Le fournisseur doit conserver les journaux.", "Le fournisseur peut conserver les journaux."),
        ("The owner must ask.", "The owner must ask, unless the tenant agrees."),
        ("Le maire informe le public.", "Le maire n’informe pas le public."),
    ],
)
def test_force_is_kept(claim: str, quote: str) -> None:
    assert not keeps_force(claim, quote)
    assert keeps_force(quote, quote)


def test_legal_abbreviations_do_not_end_a_sentence() -> None:
    text = "Conformément à l’art. 5, par. 1, point a), le maire décide. M. Dupont, p. ex., peut agir, c.-à-d. signer. Fin."
    sentences = [text[start:end] for start, end in split_sentences(text)]
    assert sentences == [
        "Conformément à l’art. 5, par. 1, point a), le maire décide.",
        "M. Dupont, p. ex., peut agir, c.-à-d. signer.",
        "Fin.",
    ]


def test_a_line_is_a_sentence_and_nothing_is_lost() -> None:
    text = "The owner shall:\n(a) keep the key;\n(b) tell the mayor. Nothing else is due."
    sentences = [text[start:end] for start, end in split_sentences(text)]
    assert sentences == ["The owner shall:", "(a) keep the key;", "(b) tell the mayor.", "Nothing else is due."]
