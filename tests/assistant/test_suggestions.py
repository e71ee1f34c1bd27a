"""What may be asked next: near what was cited, never the same again, and always something the texts answer."""

from datetime import date

import pytest

from assistant.answers import Query
from assistant.evidence import ENOUGH, find
from assistant.question import detect_lang, understand
from assistant.suggestions import suggest
from corpus.anchors import parse
from corpus.errors import AnchorError
from corpus.index import Corpus
from corpus.texts import Lang

TODAY = date(2026, 11, 23)
BREACH: dict[Lang, str] = {
    "fr": "On s’est fait voler la base clients, on prévient qui et quand ?",
    "en": "Our client base was stolen, whom do we tell and when?",
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("anchor", ["gdpr#art_33.par_1", "gdpr#art_35", "gdpr#art_17.par_1"])
def test_what_is_suggested_is_answered_elsewhere_than_what_was_cited(digest_corpus: Corpus, anchor: str, lang: Lang) -> None:
    questions = suggest(digest_corpus, [anchor], lang=lang, as_of=TODAY, asked=[BREACH[lang]])
    assert 1 <= len(questions) <= 3
    led = set()
    for question in questions:
        assert detect_lang(question) == lang
        found = find(digest_corpus, understand(Query(question=question, lang=lang)), as_of=TODAY)
        assert found.strength >= ENOUGH
        first = found.hits[0].passage.anchor
        assert not first.holds(parse(anchor))
        led.add(first.unit)
    assert len(led) == len(questions), "no two of one article"


def test_a_suggestion_that_was_followed_is_not_made_again(digest_corpus: Corpus) -> None:
    asked = [BREACH["en"]]
    seen: list[str] = []
    for _ in range(3):
        questions = suggest(digest_corpus, ["gdpr#art_33.par_1"], lang="en", as_of=TODAY, asked=asked)
        assert not set(questions) & set(asked)
        seen += questions
        asked += questions
    assert len(seen) == len(set(seen)) >= 4


def test_without_a_question_there_are_suggestions_too(digest_corpus: Corpus) -> None:
    assert suggest(digest_corpus, ["gdpr#art_33"], lang="fr", as_of=TODAY, asked=[])


def test_the_organisation_s_documents_have_none_nor_has_what_is_not_indexed(digest_corpus: Corpus) -> None:
    for anchors in (["town-rules#sec_loans.par_1"], ["ai-act#art_5"], ["nothing#art_1"], []):
        assert suggest(digest_corpus, anchors, lang="en", as_of=TODAY, asked=["How many books?"]) == (), anchors


def test_an_anchor_outside_the_grammar_is_an_error(digest_corpus: Corpus) -> None:
    with pytest.raises(AnchorError):
        suggest(digest_corpus, ["article 33"], lang="en", as_of=TODAY, asked=[])
