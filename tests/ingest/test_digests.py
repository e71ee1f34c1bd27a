"""Our digests lead to official provisions, and stand in for them, labelled as ours, only where the official text is absent."""

from datetime import date
from pathlib import Path

import pytest

from corpus.anchors import parse
from corpus.digest import Digest, Point
from corpus.documents import Passage
from corpus.errors import AnchorError
from corpus.index import Corpus, Place, open_corpus
from corpus.labels import label_of, url_of
from corpus.texts import Lang
from ingest.pipeline import Indexing, ingest
from tests.letters import LetterEmbedder, quiet

TODAY = date(2026, 11, 22)
BREACH = parse("gdpr#art_33")


def digest(lang: Lang, title: str, *says: str) -> Digest:
    points = tuple(Point(parse(f"{BREACH}.par_{n}"), text) for n, text in enumerate(says, 1))
    return Digest(
        BREACH, lang, title, points, ("data leak",) if lang == "en" else ("fuite de données",), (parse("gdpr#art_34"),)
    )


DIGESTS = (
    digest("en", "Telling the authority", "A leak is reported within 72 hours.", "The processor warns the controller."),
    digest("fr", "Prévenir l’autorité", "Une fuite se signale sous 72 heures.", "Le sous-traitant avertit le responsable."),
)


def index(home: Path, *paths: Path) -> Corpus:
    ingest(list(paths), Indexing(Place(home), "letters", LetterEmbedder, 320, DIGESTS), progress=quiet)
    return open_corpus(Place(home), None)


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "town.md"
    path.write_text("# Town hall\n\nThe hall opens at eight.\n", encoding="utf8")
    return path


def units_of(corpus: Corpus, word: str, lang: Lang) -> list[str]:
    return [found.id.partition("|")[0] for found in corpus.words(f'"{word}"', k=5, as_of=TODAY, lang=lang)]


def read(corpus: Corpus, anchor: str, lang: Lang) -> Passage:
    return corpus.get(anchor, as_of=TODAY, lang=lang)


def test_without_the_official_text_the_digest_stands_in_and_says_so(tmp_path: Path, guide: Path) -> None:
    corpus = index(tmp_path / "home", guide)
    english, french = (read(corpus, "gdpr#art_33.par_1", lang) for lang in ("en", "fr"))
    assert english.text == "A leak is reported within 72 hours."
    assert label_of(english) == "Article 33(1) GDPR (our summary; the official text prevails)"
    assert label_of(french) == "Article 33, paragraphe 1, RGPD (notre résumé, le texte officiel fait foi)"
    assert url_of(french).endswith("/FR/TXT/HTML/?uri=CELEX:02016R0679-20160504#art_33")
    assert read(corpus, "gdpr#art_33", "en").text.splitlines()[1] == "The processor warns the controller."


def test_a_digest_is_found_by_the_words_people_use(tmp_path: Path, guide: Path) -> None:
    corpus = index(tmp_path / "home", guide)
    assert units_of(corpus, "leak", "en") == ["gdpr#art_33", "gdpr#art_33.par_1"]
    assert units_of(corpus, "fuit", "fr")[0] == "gdpr#art_33"


def test_a_second_run_changes_nothing(tmp_path: Path, guide: Path) -> None:
    index(tmp_path / "home", guide).close()
    report = ingest([guide], Indexing(Place(tmp_path / "home"), "letters", LetterEmbedder, 320, DIGESTS), progress=quiet)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)


def test_a_mended_digest_replaces_the_one_before(tmp_path: Path, guide: Path) -> None:
    index(tmp_path / "home", guide).close()
    mended = (digest("en", "Telling the authority", "A leak is reported at once, within 72 hours."),)
    ingest([guide], Indexing(Place(tmp_path / "home"), "letters", LetterEmbedder, 320, mended), progress=quiet)
    assert "at once" in read(open_corpus(Place(tmp_path / "home"), None), "gdpr#art_33.par_1", "en").text


def test_digests_no_longer_wanted_are_gone(tmp_path: Path, guide: Path) -> None:
    index(tmp_path / "home", guide).close()
    ingest([guide], Indexing(Place(tmp_path / "home"), "letters", LetterEmbedder, 320), progress=quiet)
    with pytest.raises(AnchorError):
        read(open_corpus(Place(tmp_path / "home"), None), "gdpr#art_33.par_1", "en")


@pytest.mark.official
def test_the_official_text_once_indexed_is_what_is_read_and_the_digest_leads_to_it(
    official: Path, tmp_path: Path, guide: Path
) -> None:
    corpus = index(tmp_path / "home", guide, official / "gdpr" / "32016R0679.oj.en.xhtml")
    for lang in ("en", "fr"):
        passage = read(corpus, "gdpr#art_33.par_1", lang)
        assert (passage.version, passage.lang) == ("32016R0679", "en")
        assert "summary" not in label_of(passage)
    assert units_of(corpus, "fuit", "fr")[0] == "gdpr#art_33", "the French digest leads to the English text"


@pytest.mark.official
def test_what_was_counted_is_told_again_on_a_run_that_reads_nothing(official: Path, tmp_path: Path) -> None:
    law = official / "gdpr" / "32016R0679.oj.en.xhtml"
    index(tmp_path / "home", law).close()
    report = ingest([law], Indexing(Place(tmp_path / "home"), "letters", LetterEmbedder, 320, DIGESTS), progress=quiet)
    assert report.changed == report.added == 0
    assert report.provisions["gdpr/en/32016R0679"]["art"] == 99


def test_a_digest_of_the_ai_act_says_what_changed_and_from_when_it_applies(tmp_path: Path, guide: Path) -> None:
    about = parse("ai-act#art_26")
    duties = Digest(
        about,
        "en",
        "What deployers do",
        (Point(parse("ai-act#art_26.par_1"), "Deployers follow the instructions."),),
        ("user",),
        (parse("ai-act#art_13"),),
        changed="The duty to train staff moved elsewhere.",
    )
    ingest([guide], Indexing(Place(tmp_path / "home"), "letters", LetterEmbedder, 320, (duties,)), progress=quiet)
    text = read(open_corpus(Place(tmp_path / "home"), None), "ai-act#art_26", "en").text
    assert text.splitlines()[:2] == [
        "Deployers follow the instructions.",
        "Amended in 2026: The duty to train staff moved elsewhere.",
    ]
    assert "from 2 December 2027 to the high-risk AI systems of Annex III" in text.splitlines()[2]
    paragraph = read(open_corpus(Place(tmp_path / "home"), None), "ai-act#art_26.par_1", "en")
    assert paragraph.text == "Deployers follow the instructions."
