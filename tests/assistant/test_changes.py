"""What a reader is told on Monday: versions that came in, the articles they touch, and what begins to apply."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.changes import changes
from assistant.terminal import print_changes
from assistant.views import Systems
from corpus.difference import ChangeKind
from corpus.digest import digests
from corpus.index import Corpus, Place, open_corpus
from corpus.texts import LANGS, Lang
from ingest.pipeline import Indexing, ingest
from tests.assistant.test_command_line import caio
from tests.letters import LetterEmbedder, quiet

ACT, ADOPTED, AMENDED = "reg-2031-7", "32031R0007", "02031R0007-20320102"
DIGESTED = {
    *(f"ai-act#art_{number}" for number in (4, 5, 6, 26, 27, 50, 53, 111, 113)),
    *(f"ai-act#anx_{number}" for number in ("I", "III", "VIII")),
}
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up act as adopted and as amended, a file of the organisation's, and our digests of the AI Act."""
    home = tmp_path_factory.mktemp("changes")
    (home / "charter.md").write_text("# Charter\n\nNobody pastes personal data into a chatbot.\n", encoding="utf8")
    some = tuple(digest for digest in digests() if str(digest.anchor) in DIGESTED)
    indexing = Indexing(Place(home), "letters", LetterEmbedder, 320, some)
    report = ingest([Path(__file__).parents[1] / "ingest" / "eurlex", home / "charter.md"], indexing, progress=quiet)
    assert not report.errors
    return home


@pytest.fixture(scope="module")
def corpus(home: Path) -> Corpus:
    return open_corpus(Place(home), None)


@pytest.mark.parametrize("lang", LANGS)
def test_a_version_in_force_since_is_told_with_the_articles_it_touches(corpus: Corpus, lang: Lang) -> None:
    found = changes(corpus, since=date(2032, 1, 1), today=date(2032, 2, 1), lang=lang)
    (version,) = found.versions
    assert (version.document, version.version, version.before) == (ACT, AMENDED, ADOPTED)
    assert set(version.langs) == {"en", "fr"}
    kinds = {unit.anchor: unit.kind for unit in version.units}
    assert kinds[f"{ACT}#art_4a"] is ChangeKind.ADDED
    assert kinds[f"{ACT}#art_1"] is ChangeKind.CHANGED
    assert found.until == date(2032, 8, 2)


def test_what_came_into_the_index_since_is_told_and_nothing_older(corpus: Corpus) -> None:
    indexed = datetime.now(UTC).date()
    found = changes(corpus, since=indexed.replace(day=1), today=indexed, lang="en")
    told = {version.document: version for version in found.versions}
    assert {"charter", ACT} <= told.keys()
    assert told["charter"].indexed is not None
    assert "ai-act" not in told, "digests are versions of no law"
    assert changes(corpus, since=date(2033, 1, 1), today=date(2033, 1, 2), lang="en").versions == ()


def test_a_file_indexed_before_stays_of_the_day_it_came_in(tmp_path: Path) -> None:
    place, days = Place(tmp_path / "home"), []
    for name in ("first", "second"):
        (tmp_path / f"{name}.md").write_text(f"# Note\n\nThe {name} file.\n", encoding="utf8")
        ingest([tmp_path / f"{name}.md"], Indexing(place, "letters", LetterEmbedder, 320), progress=quiet)
        corpus = open_corpus(place, None)
        days.append({held.document.slug: corpus.catalogue.indexed_on(held) for held in corpus.catalogue.held()})
        corpus.close()
    assert days[1].keys() == {"first", "second"}
    assert days[1]["first"] == days[0]["first"]
    assert None not in days[1].values()


def test_what_begins_to_apply_is_told_in_order_until_six_months_from_now(corpus: Corpus) -> None:
    found = changes(corpus, since=date(2026, 8, 1), today=TODAY, lang="en")
    by_day = {(b.day, b.systems): [p.label for p in b.provisions] for b in found.beginnings}
    parts = ["Article 5(1)(ba)", "Article 5(1)(bb)", "Article 5(1a)", "Article 5(1b)"]
    assert list(by_day) == [(date(2026, 8, 2), Systems.ALL), (date(2026, 12, 2), Systems.ALL)]
    assert set(by_day[date(2026, 8, 2), Systems.ALL]) == {"Article 6(5)", "Article 50", "Annex VIII"}
    assert by_day[date(2026, 12, 2), Systems.ALL] == parts
    (ending,) = found.endings
    assert (ending.day, ending.by) == (date(2026, 12, 2), "Article 111(4)")


def test_high_risk_duties_begin_twice(corpus: Corpus) -> None:
    found = changes(corpus, since=date(2027, 10, 1), today=date(2028, 3, 1), lang="en")
    days = {(b.day, b.systems): {p.label for p in b.provisions} for b in found.beginnings}
    assert "Article 26" in days[date(2027, 12, 2), Systems.ANNEX_III]
    assert "Article 26" in days[date(2028, 8, 2), Systems.PRODUCTS]
    assert "Article 27" in days[date(2027, 12, 2), Systems.ALL]
    assert "Article 6(1)" in days[date(2028, 8, 2), Systems.ALL]


def test_the_command_prints_json_for_scripts(home: Path) -> None:
    run = caio("changes", "--since", "2026-08-01", "--lang", "fr", "--json", home=home)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert set(told) == {"since", "until", "lang", "versions", "beginnings", "endings", "answers"}
    assert (told["since"], told["lang"]) == ("2026-08-01", "fr")


def test_a_person_reads_it_in_words(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    print_changes(changes(corpus, since=date(2026, 8, 1), today=TODAY, lang="fr"))
    said = " ".join(capsys.readouterr().out.split())
    assert "Nouveautés depuis le 1er août 2026" in said
    assert "2 août 2026 · RIA, application : annexe VIII, article 50, article 6, paragraphe 5 (article 113)." in said
    assert "2 décembre 2026 · fin d’un délai : Les fournisseurs" in said
