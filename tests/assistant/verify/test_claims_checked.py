"""A claim says what its quote says, no more and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Verdict
from assistant.sentences import split_sentences
from assistant.verify import Cited, LexicalEntailment, check_claims
from assistant.verify.actors import find_actors, strange_actors
from assistant.verify.entailment import nearest
from assistant.verify.numbers import missing_quantities, quantities
from assistant.verify.polarity import Force, shift
from assistant.verify.provisions import strange_provisions
from corpus.anchors import parse
from corpus.texts import Lang

QUOTE = (
    "L’exploitant avertit la mairie d’une panne de l’ascenseur en 72 heures, à moins que la panne ne présente aucun danger "
    "pour les riverains."
)
CITED = parse("gdpr#art_33.par_1")


async def verdict(claim: str, quote: str = QUOTE, *, lang: Lang = "fr") -> tuple[Verdict, str]:
    (checked,) = await check_claims([Cited(claim, lang, quote, lang, CITED)], LexicalEntailment())
    return checked.verdict, checked.check


async def test_a_faithful_rewording_is_supported() -> None:
    claim = "L’exploitant avertit la mairie de la panne en 72 heures, à moins que la panne ne présente aucun danger."
    assert await verdict(claim) == (Verdict.SUPPORTED, "all")


async def test_the_quote_itself_is_supported() -> None:
    assert await verdict(QUOTE) == (Verdict.SUPPORTED, "all")


@pytest.mark.parametrize(
    ("claim", "check"),
    [
        (
            "L’exploitant avertit la mairie de la panne en 48 heures, à moins que la panne ne présente aucun danger.",
            "numbers",
        ),
        (
            "L’exploitant avertit la mairie de la panne en 72 jours, à moins que la panne ne présente aucun danger.",
            "numbers",
        ),
        (
            "Selon l’article 34, l’exploitant avertit la mairie en 72 heures, à moins que la panne soit sans danger.",
            "provisions",
        ),
        (
            "L’autorité de contrôle avertit la mairie en 72 heures, à moins que la panne ne présente aucun danger.",
            "actors",
        ),
        ("L’exploitant peut avertir la mairie même si la panne ne présente aucun danger, jamais en 72 heures.", "polarity"),
        ("Le préfet ordonne aussitôt une enquête publique sur les comptes de la commune voisine.", "entailment"),
    ],
)
async def test_what_the_quote_does_not_say_is_caught(claim: str, check: str) -> None:
    found, by = await verdict(claim)
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


@pytest.mark.parametrize(
    ("claim", "quote", "known"),
    [
        ("within 72 hours", "in three days", True),
        ("within 72 days", "within 72 hours", False),
        ("30 days", "one month", False),
        ("12 months", "a year", True),
        ("two months", "every month", False),
        ("within a month", "in the month following receipt", True),
        ("in December 2027", "from 2 December 2027", True),
        ("in December 2026", "from 2 December 2027", False),
        ("two sandboxes by 2 August 2027", "one sandbox by 2 August 2027", False),
        ("the bigger of the two", "the higher amount", True),
        ("four duties", "shall:\n(a) act;\n(b) tell;\n(c) keep;\n(d) help.", True),
        ("five duties", "shall:\n(a) act;\n(b) tell;\n(c) keep;\n(d) help.", False),
        ("€7.5 million", "7 500 000 EUR", True),
        ("100 % of the damage", "the entire damage", True),
    ],
)
def test_figures_are_compared_with_their_units(claim: str, quote: str, known: bool) -> None:
    assert (not missing_quantities(claim, quote)) is known


@given(st.text(max_size=200))
def test_a_text_lacks_none_of_its_own_figures(text: str) -> None:
    assert not missing_quantities(text, text)


def test_numbers_of_provisions_are_not_quantities() -> None:
    assert missing_quantities("Voir l’article 83, paragraphe 5, du règlement (UE) 2016/679.", "") == frozenset()


@pytest.mark.parametrize(
    ("claim", "quote", "force"),
    [
        ("You may sell the list.", "You may not sell the list.", Force.PERMITS),
        ("Vous pouvez vendre le fichier.", "La vente du fichier est interdite.", Force.PERMITS),
        ("The provider must keep logs.", "The provider may keep logs.", Force.OBLIGES),
        ("Le fournisseur doit conserver les journaux.", "Le fournisseur peut conserver les journaux.", Force.OBLIGES),
    ],
)
def test_an_added_force_is_told(claim: str, quote: str, force: Force) -> None:
    assert shift(claim, quote, quote).added == {force}
    assert not shift(quote, quote, quote).added


def test_negations_exceptions_and_limits_are_told() -> None:
    rule = "The owner must ask, unless the tenant agrees."
    assert shift("The owner must ask.", rule, rule).exception_dropped
    assert shift(rule, "The owner must ask.", "The owner must ask.").exception_added
    assert shift(rule, "The owner must ask.", "The owner must ask.").exception.strip() == "the tenant agrees."
    assert shift("Le maire informe le public.", "Le maire n’informe pas le public.", "").negation_dropped
    assert shift("The owner may only ask.", "The owner may ask.", "The owner may ask.").limit_added
    assert shift("The owner must ask even at night.", "The owner must ask.", "The owner must ask.").extension_added


@pytest.mark.parametrize(
    ("claim", "quote", "cited", "strange"),
    [
        ("Under Article 33(1), tell the authority.", "Tell it.", "gdpr#art_33.par_1", False),
        ("Under Article 33, tell the authority.", "Tell it.", "gdpr#art_33.par_1", False),
        ("Article 33(2) says so.", "Tell it.", "gdpr#art_33.par_1", True),
        ("According to Article 55, tell it.", "Tell it, as Article 55 says.", "gdpr#art_33.par_1", True),
        ("Tell the authority of Article 55.", "Tell it, as Article 55 says.", "gdpr#art_33.par_1", False),
        ("Selon l’article 33 de l’AI Act, il faut avertir.", "Avertir.", "gdpr#art_33.par_1", True),
        ("What Article 4(5) calls pseudonymisation.", "Pseudonymisation.", "gdpr#art_4.pnt_5", False),
        ("Paragraph 3 applies.", "Tell it, as in paragraph 2.", "gdpr#art_33.par_1", True),
        ("Paragraph 2 applies.", "Tell it, as in paragraph 2.", "gdpr#art_33.par_1", False),
    ],
)
def test_a_provision_named_is_the_one_cited_or_one_the_quote_names(claim: str, quote: str, cited: str, strange: bool) -> None:
    assert bool(strange_provisions(claim, quote, parse(cited))) is strange


def test_an_actor_the_quote_does_not_name_is_strange_in_either_language() -> None:
    assert strange_actors("The deployer keeps logs.", "The provider keeps logs.", "en", "en") == {"deployer"}
    assert not strange_actors("Le fournisseur garde les journaux.", "The provider keeps logs.", "fr", "en")
    assert find_actors("The market surveillance authority tells the supervisory authorities.", "en") == (
        "surveillance_authority",
        "supervisory_authority",
    )


def test_of_a_long_quote_the_sentences_on_the_matter_are_kept_in_order() -> None:
    filler = "Nothing of interest stands in this sentence at all. " * 20
    text = f"The mayor opens the lock. {filler}The mayor closes the lock at nine."
    kept = nearest(text, "The mayor closes the lock.", "en", characters=80)
    assert kept == "The mayor opens the lock. The mayor closes the lock at nine."
    assert nearest("Short.", "anything", "en") == "Short."


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
