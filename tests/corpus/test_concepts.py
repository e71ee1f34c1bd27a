"""The lexicon: everyday words lead to the words of the texts, in both languages."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.concepts import Concept, concepts, find_concepts
from corpus.texts import LANGS
from corpus.words import fold

TERMS = [(concept, term) for concept in concepts() for term in (*concept.fr, *concept.en)]

# What a person types, and the words of the texts it must lead to in each language.
BRIDGES = [
    ("Que faire après une fuite de données ?", "violation de données à caractère personnel", "personal data breach"),
    ("Do we need a DPO?", "délégué à la protection des données", "data protection officer"),
    (
        "Quand faut-il une AIPD ?",
        "analyse d'impact relative à la protection des données",
        "data protection impact assessment",
    ),
    ("When is a FRIA required?", "analyse d'impact sur les droits fondamentaux", "fundamental rights impact assessment"),
    ("le droit à l'oubli", "droit à l'effacement", "right to erasure"),
    ("Who may make DEEPFAKES?", "hypertrucage", "deep fake"),
    ("notre prestataire américain", "sous-traitant", "processor"),
    ("former les salariés à ChatGPT", "maîtrise de l'ia", "ai literacy"),
    ("trier des CV avec un outil", "recrutement", "recruitment"),
    ("social scoring of citizens", "note sociale", "social score"),
    ("la reconnaissance faciale en magasin", "identification biométrique à distance", "remote biometric identification"),
    ("a human in the loop", "contrôle humain", "human oversight"),
    ("How long to keep the log files?", "journaux", "logs"),
    ("quelles amendes ?", "amende administrative", "administrative fine"),
    ("penalties", "amende administrative", "administrative fine"),
    ("une IA GÉNÉRATIVE", "ia générative", "generative ai"),
    ("hallucinations", "confabulation", "confabulation"),
    ("scoring bancaire", "solvabilité", "creditworthiness"),
    ("les PME et les start-ups", "petite ou moyenne entreprise", "small and medium-sized enterprise"),
    ("quel salaire pour un CAIO ?", "chief ai officer", "chief ai officer"),
]


@pytest.mark.parametrize(("text", "fr", "en"), BRIDGES)
def test_everyday_words_lead_to_the_words_of_the_texts(text: str, fr: str, en: str) -> None:
    assert (fr, en) in [(concept.fr[0], concept.en[0]) for concept in find_concepts(text)]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("le droitier", "droit d'accès"),
        ("un salarié", "salaire"),
        ("a cookiecutter", "témoins de connexion"),
        ("fine-tuning a model", "amende administrative"),
        ("violation", "violation de données à caractère personnel"),
        ("it is fine to ask", "amende administrative"),
        ("des données de la violation", "violation de données à caractère personnel"),
    ],
)
def test_parts_of_words_and_loose_words_lead_nowhere(text: str, absent: str) -> None:
    assert absent not in [concept.fr[0] for concept in find_concepts(text)]


def test_nothing_is_found_in_ordinary_words() -> None:
    assert find_concepts("") == ()
    assert find_concepts("Bonjour, quel temps fait-il demain à la plage ?") == ()
    assert find_concepts("Please tell me where the nearest bakery stands.") == ()


def test_concepts_come_once_in_the_order_they_are_met() -> None:
    found = find_concepts("La CNIL, le DPO, encore la CNIL et les délégués à la protection des données")
    assert [concept.fr[0] for concept in found] == ["autorité de contrôle", "délégué à la protection des données"]


@settings(deadline=None)  # the first call reads the file
@given(st.sampled_from(TERMS), st.sampled_from([str, str.upper, str.title, fold]))
def test_each_term_finds_its_concept_however_it_is_written(pair: tuple[Concept, str], write: Callable[[str], str]) -> None:
    concept, term = pair
    assert concept in find_concepts(f"{write(term)} ?")
    assert term.endswith(("s", "x", "y")) or concept in find_concepts(f"« {write(term)}s », dit-on")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert set(find_concepts(text)) <= set(concepts())


@pytest.mark.parametrize("lang", LANGS)
def test_a_term_means_one_thing(lang: str) -> None:
    terms = Counter(fold(term) for concept in concepts() for term in (concept.fr if lang == "fr" else concept.en))
    assert [term for term, times in terms.items() if times > 1] == []


def test_terms_are_words_not_sentences() -> None:
    assert len(concepts()) >= 160
    for _, term in TERMS:
        assert term == term.strip().lower()
        assert 1 <= len(term.split()) <= 8
        assert not re.search(r"[.;:?!’]", term)


def test_a_question_is_read_in_less_than_a_millisecond() -> None:
    question = (
        "Un salarié a collé un fichier clients dans ChatGPT sans prévenir le DPO : devons-nous notifier la fuite de "
        "données à la CNIL dans les 72 heures, et quelle amende risque notre PME ?"
    )
    find_concepts(question)

    def seconds() -> float:
        start = perf_counter()
        find_concepts(question)
        return perf_counter() - start

    assert min(seconds() for _ in range(50)) < 0.001


def plain(text: str) -> str:
    """`text` folded, words alone, without plurals."""
    return " ".join(word.removesuffix("s") for word in re.findall(r"\w+", fold(text)))


@pytest.mark.official
def test_the_words_of_the_law_are_in_the_law(official: Path) -> None:
    acts = ("gdpr/32016R0679.oj", "ai-act/02024R1689-20260727.consolidated")
    not_of_the_law = {"confabulation", "ia générative", "chief ai officer"}
    for lang in LANGS:
        pages = (re.sub(r"<[^>]+>", " ", (official / f"{act}.{lang}.xhtml").read_text(encoding="utf8")) for act in acts)
        law = plain(" ".join(pages))
        for _, fr, en in BRIDGES:
            assert fr in not_of_the_law or plain(fr if lang == "fr" else en) in law
