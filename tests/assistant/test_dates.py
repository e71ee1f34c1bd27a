"""A reader is told which of the provisions cited do not apply yet on the day asked about, and of nothing else."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import corpus as corpus_package
from assistant.answer import Assistant
from assistant.answers import Answer, Citation, Claim, Query, Verdict
from assistant.citing import cite
from assistant.dates import say_when
from corpus.anchors import parse
from corpus.digest import digests
from corpus.documents import Passage
from corpus.index import Corpus, Place, open_corpus
from corpus.texts import Lang
from ingest.pipeline import Indexing, ingest
from tests.letters import LetterEmbedder, quiet

DIGESTED = {f"ai-act#art_{number}" for number in (4, 5, 6, 26, 27, 50, 99, 111, 113)}
ADOPTED, AMENDED = date(2026, 1, 1), date(2026, 11, 22)
GUIDE = Path(corpus_package.__file__).parent / "guides" / "en" / "high-risk-ai.md"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Some of our digests of the AI Act, and a guide that cites it."""
    place = Place(tmp_path_factory.mktemp("dates"))
    some = [digest for digest in digests() if str(digest.anchor) in DIGESTED]
    report = ingest([GUIDE], Indexing(place, "letters", LetterEmbedder, 320, some), progress=quiet)
    assert not report.errors
    return place


@pytest.fixture(scope="module")
def corpus(place: Place) -> Iterator[Corpus]:
    corpus = open_corpus(place, LetterEmbedder())
    yield corpus
    corpus.close()


def claim(*anchors: str, quote: str = "…", version: str = "digest") -> Claim:
    citations = tuple(
        Citation(anchor=anchor, lang="en", version=version, quote=quote, start=0, end=len(quote), label="", url="")
        for anchor in anchors
    )
    return Claim(text="…", verdict=Verdict.SUPPORTED, check="quote", citations=citations)


def told(corpus: Corpus, *anchors: str, as_of: date, lang: Lang = "en") -> list[str]:
    """What is said of dates, the extra time of Article 111 left aside."""
    said = say_when(corpus, [claim(*anchors)], as_of=as_of, lang=lang)
    return [sentence for sentence in said if "111" not in sentence]


def test_what_does_not_apply_yet_is_said_by_the_law_of_the_day(corpus: Corpus) -> None:
    assert told(corpus, "ai-act#art_27.par_1", as_of=ADOPTED) == [
        "On 1 January 2026, Article 27 AI Act does not apply yet: it applies from 2 August 2026 (Article 113)."
    ]
    assert told(corpus, "ai-act#art_27.par_1", as_of=AMENDED, lang="fr") == [
        "Au 22 novembre 2026, l’article 27 (RIA) ne s’applique pas encore\u202f: "
        "application à partir du 2 décembre 2027 (article 113, point c))."
    ]


def test_it_is_said_once_for_each_date(corpus: Corpus) -> None:
    cited = ("ai-act#art_26.par_1", "ai-act#art_26.par_5", "ai-act#art_9", "ai-act#art_6.par_1", "ai-act#art_50.par_1")
    first, second = told(corpus, *cited, as_of=AMENDED)
    assert first.startswith("On 22 November 2026, Article 26 and Article 9 AI Act do not apply yet: they apply from 2 December")
    assert second == (
        "On 22 November 2026, Article 6(1) AI Act does not apply yet: it applies from 2 August 2028 (Article 113(c))."
    )


@pytest.mark.parametrize(
    ("anchor", "day"),
    [
        ("ai-act#art_4", AMENDED),
        ("ai-act#art_5.par_1.pnt_a", ADOPTED),
        ("ai-act#art_50.par_1", AMENDED),
        ("ai-act#art_113.pnt_c", ADOPTED),
        ("gdpr#art_15", date(2018, 5, 25)),
        ("ai-act#art_26", date(2028, 8, 2)),
        ("nist-ai-rmf#sub_GOVERN-1-1", AMENDED),
    ],
)
def test_nothing_is_said_of_what_applies(corpus: Corpus, anchor: str, day: date) -> None:
    assert told(corpus, anchor, as_of=day) == []


def test_between_the_two_dates_products_are_told_apart(corpus: Corpus) -> None:
    (said,) = told(corpus, "ai-act#art_26.par_2", as_of=date(2028, 3, 1))
    assert "applies to the high-risk AI systems of Annex III alone" in said
    assert "from 2 August 2028" in said


def test_a_digest_that_sums_up_a_later_part_is_told_of(corpus: Corpus) -> None:
    assert told(corpus, "ai-act#art_5.par_1", as_of=AMENDED) == [
        "On 22 November 2026, Article 5(1)(ba) and Article 5(1)(bb) AI Act do not apply yet: they apply from 2 December 2026 "
        "(Article 113(a))."
    ]
    (said,) = told(corpus, "ai-act#art_99.par_4", as_of=AMENDED)
    assert said.startswith(
        "Among the duties whose breach Article 99(4) punishes, those on high-risk AI systems apply from 2 Dec"
    )
    assert told(corpus, "ai-act#art_5.par_1.pnt_h", as_of=AMENDED) == []


def test_a_guide_is_held_to_the_provisions_it_cites(corpus: Corpus) -> None:
    passages = corpus.catalogue.version_passages("high-risk-ai", "en", _version(corpus, "high-risk-ai"))
    citing = next(p for p in passages if parse("ai-act#art_26.par_1") in p.cites or parse("ai-act#art_26") in p.cites)
    said = say_when(corpus, [claim(str(citing.anchor), version=citing.version)], as_of=AMENDED, lang="en")
    assert any("Article 26" in sentence and "2 December 2027" in sentence for sentence in said)


def _version(corpus: Corpus, slug: str) -> str:
    return next(held.version.id for held in corpus.catalogue.held() if held.document.slug == slug)


def test_extra_time_is_said_where_the_provision_is_cited_and_not_already_quoted(corpus: Corpus) -> None:
    marking, extra = "ai-act#art_50.par_2", "ai-act#art_111.par_4"
    assert say_when(corpus, [claim(marking)], as_of=AMENDED, lang="en") == (
        "Providers of systems placed on the market before 2 August 2026 have until 2 December 2026 "
        "to comply with Article 50(2) (Article 111(4)).",
    )
    assert say_when(corpus, [claim(marking, extra)], as_of=AMENDED, lang="en") == ()


def test_a_citation_carries_the_dates_of_its_own_version(corpus: Corpus) -> None:
    now = next(p for p in corpus.catalogue.all_versions(parse("ai-act#art_26.par_1")) if p.lang == "en")
    before = Passage(now.anchor, "en", "32024R1689", now.text, "", (), "", 0, date(2024, 7, 12), date(2026, 7, 27))
    days = [(c.applies_from, c.products_from) for c in (cite(corpus, p, 0, len(p.text)) for p in (before, now))]
    assert days == [(date(2026, 8, 2), date(2027, 8, 2)), (date(2027, 12, 2), date(2028, 8, 2))]


def ask(corpus: Corpus, question: str, as_of: date) -> Answer:
    return asyncio.run(Assistant(corpus, None).ask(Query(question=question, lang="en", as_of=as_of)))


def test_the_reader_of_the_text_and_of_the_notices_is_told(corpus: Corpus) -> None:
    answer = ask(corpus, "What does Article 26 of the AI Act ask?", AMENDED)
    said = next(notice for notice in answer.notices if "Article 26 AI Act does not apply yet" in notice)
    assert "2 December 2027" in said
    assert said in answer.text
    assert answer.text.index(said) > answer.text.index(answer.claims[0].text)


def test_our_digests_say_nothing_of_the_law_before_the_one_they_digest(corpus: Corpus) -> None:
    answer = ask(corpus, "What does Article 26 of the AI Act ask?", ADOPTED)
    assert "2027" not in answer.text
    assert not any(citation.version == "digest" for claim in answer.claims for citation in claim.citations)


@pytest.fixture(scope="module")
def law(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """The AI Act in English, as adopted and as amended."""
    place = Place(tmp_path_factory.mktemp("law"))
    files = [official / "ai-act" / name for name in ("32024R1689.oj.en.xhtml", "02024R1689-20260727.consolidated.en.xhtml")]
    report = ingest(files, Indexing(place, "letters", LetterEmbedder, 320), progress=quiet)
    assert not report.errors
    corpus = open_corpus(place, LetterEmbedder())
    yield corpus
    corpus.close()


@pytest.mark.official
@pytest.mark.slow
@pytest.mark.parametrize(
    ("as_of", "version", "day"),
    [(ADOPTED, "32024R1689", date(2026, 8, 2)), (AMENDED, "02024R1689-20260727", date(2027, 12, 2))],
)
def test_one_question_on_two_days_has_the_date_of_each(law: Corpus, as_of: date, version: str, day: date) -> None:
    answer = ask(law, "What does Article 26(6) of the AI Act ask?", as_of)
    first = answer.claims[0].citations[0]
    assert (first.anchor, first.version, first.applies_from) == ("ai-act#art_26.par_6", version, day)
    assert f"it applies from {day.day} {day:%B %Y}" in answer.text


@pytest.mark.official
@pytest.mark.slow
def test_a_part_is_told_of_where_it_is_quoted(law: Corpus) -> None:
    paragraph = law.get("ai-act#art_5.par_1", as_of=AMENDED, lang="en")
    said = [
        say_when(law, [claim("ai-act#art_5.par_1", quote=quote, version=paragraph.version)], as_of=AMENDED, lang="en")
        for quote in (paragraph.text, paragraph.text.partition("\n")[0])
    ]
    assert ["Article 5(1)(ba) and Article 5(1)(bb) AI Act do not apply yet" in " ".join(each) for each in said] == [True, False]
    assert said[1] == ()
