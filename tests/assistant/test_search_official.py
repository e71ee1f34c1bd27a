"""On the official texts: every article named comes back first, the language of the reader is preferred, dates count."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answers import Query
from assistant.evidence import Extract
from assistant.premises import check_premises
from assistant.question import understand
from assistant.search import search
from assistant.writing import quote_claim
from corpus.anchors import Kind, parse
from corpus.embedding import Embedder
from corpus.index import Corpus, Place, open_corpus
from corpus.labels import number_label
from corpus.texts import LANGS, Lang
from ingest.pipeline import Indexing, ingest

pytestmark = [pytest.mark.official, pytest.mark.slow]
TODAY = date(2026, 11, 22)
FILES = (
    "gdpr/32016R0679.oj.{}.xhtml",
    "gdpr/02016R0679-20160504.consolidated.{}.xhtml",
    "ai-act/32024R1689.oj.{}.xhtml",
    "ai-act/02024R1689-20260727.consolidated.{}.xhtml",
)
WAYS: dict[Lang, tuple[str, ...]] = {
    "fr": ("article {n} du {d}", "{d}, art. {n}", "Que dit l’article {n} {d} ?"),
    "en": ("Article {n} {d}", "{d} art. {n}", "What does article {n} of the {d} say?"),
}
NAMES: dict[Lang, dict[str, str]] = {"fr": {"gdpr": "RGPD", "ai-act": "RIA"}, "en": {"gdpr": "GDPR", "ai-act": "AI Act"}}


@pytest.fixture(scope="module")
def law(official: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Corpus]:
    place = Place(tmp_path_factory.mktemp("law"))
    paths = [official / file.format(lang) for file in FILES for lang in LANGS]
    report = ingest(paths, Indexing(place, embedder.name, lambda: embedder, 320), progress=lambda *_: None)
    assert not report.errors
    corpus = open_corpus(place, embedder)
    yield corpus
    corpus.close()


def test_every_article_named_comes_first(law: Corpus) -> None:
    wrong, asked = [], 0
    for document, version in (("gdpr", "02016R0679-20160504"), ("ai-act", "02024R1689-20260727")):
        articles = [p.anchor for p in law.catalogue.version_passages(document, "en", version) if p.anchor.kind is Kind.ARTICLE]
        for anchor in articles:
            for lang in LANGS:
                number = number_label(Kind.ARTICLE, anchor.number, lang)
                number = "premier" if lang == "fr" and number == "1" else number
                for way in WAYS[lang]:
                    text = way.format(n=number, d=NAMES[lang][document])
                    (first,) = search(law, understand(Query(question=text, lang=lang)), k=1, as_of=TODAY)
                    asked += 1
                    if first.passage.anchor != anchor or first.passage.lang != lang:
                        wrong.append((text, str(first.passage.anchor)))
    assert asked == 6 * (99 + 119)
    assert wrong == []


def test_the_text_in_force_on_the_date_asked_answers(law: Corpus) -> None:
    question = understand(Query(question="Article 4 AI Act"))
    before = search(law, question, k=1, as_of=date(2025, 6, 1))[0].passage
    after = search(law, question, k=1, as_of=TODAY)[0].passage
    assert (before.version, after.version) == ("32024R1689", "02024R1689-20260727")
    assert before.text != after.text


def test_recitals_outlive_the_consolidation_that_leaves_them_out(law: Corpus) -> None:
    assert law.get("ai-act#rct_27", as_of=TODAY, lang="en").version == "32024R1689"
    assert law.get(parse("gdpr#art_5"), as_of=TODAY, lang="fr").version == "02016R0679-20160504"


def test_a_point_is_quoted_after_the_words_that_open_its_list(law: Corpus) -> None:
    question = understand(Query(question="x", lang="en"))
    point = law.get("ai-act#art_5.par_1.pnt_e", as_of=TODAY, lang="en")
    claim = quote_claim(law, question, Extract(point, 0, len(point.text)))
    assert claim.text.index("shall be prohibited:") < claim.text.index("facial recognition databases")
    assert [citation.anchor for citation in claim.citations] == ["ai-act#art_5.par_1.pnt_e", "ai-act#art_5.par_1"]
    assert claim.text.rstrip("”").endswith("[…]"), "other points follow"
    for citation in claim.citations:
        passage = law.get(citation.anchor, as_of=TODAY, lang="en")
        assert passage.text[citation.start : citation.end] == citation.quote


def test_what_a_breach_of_an_article_costs_is_answered_from_the_article_that_names_it(law: Corpus) -> None:
    asked = understand(Query(question="What is the fine for a deployer who breaches Article 26 of the AI Act?"))
    question, premises = check_premises(law, asked, as_of=TODAY)
    assert premises == ()
    (first,) = search(law, question, k=1, as_of=TODAY)
    assert str(first.passage.anchor) == "ai-act#art_99.par_4"
