"""The answers kept that rest on what a new version has changed, and what readers said, as the command line tells them."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from samples import answered, asked, cited

from assistant.affected import find_affected
from assistant.answers import Answer, Claim, Query
from assistant.changes import changes
from assistant.records import Feedback, KeptAnswer, Reason, Thumb, open_records
from assistant.settings import Settings
from corpus.anchors import parse
from corpus.index import Corpus, Place, open_corpus
from ingest.pipeline import Indexing, ingest
from tests.assistant.test_command_line import caio
from tests.letters import LetterEmbedder, quiet

ACT, ADOPTED, AMENDED = "reg-2031-7", "32031R0007", "02031R0007-20320102"
GIVEN = datetime(2031, 6, 1, tzinfo=UTC)
CHARTER = "# Charter\n\nNobody pastes personal data into a chatbot.\n\nAnybody may ask for training.\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up act as adopted and as amended, and a charter that was written again since."""
    home = tmp_path_factory.mktemp("affected")
    charter = home / "charter.md"
    indexing = Indexing(Place(home), "letters", LetterEmbedder, 320)
    charter.write_text(CHARTER, encoding="utf8")
    assert not ingest([Path(__file__).parents[2] / "ingest" / "eurlex", charter], indexing, progress=quiet).errors
    return home


def corpus_of(home: Path) -> Corpus:
    return open_corpus(Place(home), None)


def kept(*claims: Claim, question: str = "When?", as_of: date | None = None) -> KeptAnswer:
    return KeptAnswer(
        kept_in="feedback", given_at=GIVEN, query=asked(question, as_of=as_of), answer=answered("So it is.", *claims)
    )


def test_an_answer_that_cites_what_was_amended_is_told_and_no_other(home: Path) -> None:
    corpus, today = corpus_of(home), date(2032, 2, 1)
    found = changes(corpus, since=date(2032, 1, 1), today=today, lang="en")
    (recital,) = corpus.catalogue.all_versions(parse(f"{ACT}#rct_1"))[:1]
    answers = (
        kept(cited(f"{ACT}#art_1.par_1", version=ADOPTED), question="Of what was amended"),
        kept(cited(f"{ACT}#art_1.par_1", version=AMENDED), question="Of the text as amended"),
        kept(cited(str(recital.anchor), version=recital.version), question="Of a recital, which an amendment leaves"),
        kept(cited(f"{ACT}#art_1", version=ADOPTED), question="Of the law before", as_of=date(2031, 7, 1)),
        kept(cited("gdpr#art_1", version=ADOPTED), question="Of another law"),
        kept(question="Refused"),
    )
    (told,) = find_affected(corpus, found, answers, today=today)
    assert (told.question, told.given_at, told.kept_in) == ("Of what was amended", GIVEN, "feedback")
    (citation,) = told.citations
    assert (citation.anchor, citation.cited, citation.version) == (f"{ACT}#art_1.par_1", ADOPTED, AMENDED)
    corpus.close()


def test_nothing_is_touched_where_nothing_changed(home: Path) -> None:
    corpus, today = corpus_of(home), date(2033, 2, 1)
    found = changes(corpus, since=date(2033, 1, 1), today=today, lang="en")
    assert find_affected(corpus, found, [kept(cited(f"{ACT}#art_1", version=ADOPTED))], today=today) == ()
    corpus.close()


def test_a_file_written_again_touches_the_answers_whose_words_are_gone(home: Path) -> None:
    corpus = corpus_of(home)
    before = next(h.version.id for h in corpus.catalogue.held() if h.document.slug == "charter")
    passages = {p.text: str(p.anchor) for p in corpus.catalogue.version_passages("charter", "en", before)}
    corpus.close()
    stays, goes = "Anybody may ask for training.", "Nobody pastes personal data into a chatbot."
    claims = {words: cited(passages[words], version=before, quote=words) for words in (stays, goes)}
    (home / "charter.md").write_text(CHARTER.replace("Nobody pastes", "Only managers paste"), encoding="utf8")
    ingest([home / "charter.md"], Indexing(Place(home), "letters", LetterEmbedder, 320), progress=quiet)
    corpus, today = corpus_of(home), datetime.now(UTC).date()
    found = changes(corpus, since=today, today=today, lang="en")
    answers = [kept(claims[words], question=words) for words in (stays, goes)]
    assert [told.question for told in find_affected(corpus, found, answers, today=today)] == [goes]
    corpus.close()


@pytest.fixture
def judged(home: Path) -> Path:
    """The same, with what a reader said of an answer and a conversation."""
    records = open_records(Settings(home=home, conversation_days=30))
    answer = answered("So it is.", cited(f"{ACT}#art_1", version=ADOPTED))
    (home / "records.sqlite").unlink(missing_ok=True)
    said = Feedback(thumb=Thumb.DOWN, reasons=(Reason.OUTDATED,), comment="It was amended.", report=True)
    records.keep_feedback(said, asked("When does it apply?"), answer)
    records.keep(records.begin_conversation().id, asked("To whom does it apply?"), answer)
    records.close()
    return home


def test_the_owner_of_the_machine_reads_what_readers_said(judged: Path) -> None:
    run = caio("feedback", "--json", home=judged)
    assert run.returncode == 0, run.stderr
    (each,) = json.loads(run.stdout)["feedback"]
    assert set(each) == {"id", "given_at", "expires", "feedback", "query", "answer"}
    assert each["feedback"] == {"thumb": "down", "reasons": ["outdated"], "comment": "It was amended.", "report": True}
    assert Query.model_validate(each["query"]).question == "When does it apply?"
    assert Answer.model_validate(each["answer"]).claims[0].citations[0].version == ADOPTED
    words = " ".join(caio("feedback", home=judged, lang="fr").stdout.split())
    assert "Pas utile" in words
    assert "à examiner" in words
    assert "When does it apply? périmé « It was amended. »" in words
    none = caio("feedback", "--since", "2099-01-01", "--json", home=judged)
    assert json.loads(none.stdout) == {"feedback": []}


def test_changes_tell_the_owner_of_the_answers_kept(judged: Path) -> None:
    arguments = ("changes", "--since", "2031-12-01", "--lang", "fr")
    run = caio(*arguments, "--json", home=judged, CAIO_CONVERSATION_DAYS="30")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["answers"] == [], "the amendment is not in force yet"
    run = caio("changes", "--since", "2026-01-01", "--json", home=judged, CAIO_CONVERSATION_DAYS="30")
    told = json.loads(run.stdout)["answers"]
    assert {(each["kept_in"], each["question"]) for each in told} == {
        ("feedback", "When does it apply?"),
        ("conversation", "To whom does it apply?"),
    }
    said = caio("changes", "--since", "2026-01-01", home=judged, lang="fr", CAIO_CONVERSATION_DAYS="30").stdout
    assert "Réponses conservées qui citent ce qui a changé" in said
    assert f"{ADOPTED} → {AMENDED}" in said


def test_without_records_nothing_is_said_of_them_and_no_file_is_made(tmp_path: Path) -> None:
    run = caio("feedback", home=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "No reader has said anything" in run.stdout
    assert list(tmp_path.iterdir()) == []


def test_records_that_cannot_be_read_are_told_in_words(home: Path, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 500)
    run = caio("feedback", home=tmp_path, lang="fr")
    assert run.returncode == 1
    assert "endommagés" in run.stderr
    assert "Traceback" not in run.stderr
    changed = caio(
        "changes", "--since", "2026-01-01", "--json", home=home, CAIO_RECORDS_URL=f"sqlite:///{tmp_path / 'records.sqlite'}"
    )
    assert changed.returncode == 0, changed.stderr
    assert "damaged" in changed.stderr
    assert json.loads(changed.stdout)["answers"] == []
