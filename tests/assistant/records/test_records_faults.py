"""What goes wrong with a database is told with what to do next; what is deleted leaves no byte."""

import os
import sqlite3
from pathlib import Path

import pytest
from samples import Clock, answered, asked
from sqlalchemy import event

from assistant.records import Feedback, Records, Thumb, open_records
from assistant.records.database import make_engine
from assistant.settings import Settings
from corpus.errors import SettingsError, StoreError

SECRET = "Xanthippe asked about the dismissal of Quartermaine"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def opened(home: Path, *, url: str = "") -> Records:
    settings = Settings(home=home, conversation_days=30, records_url=url)  # type: ignore[arg-type]
    return open_records(settings, now=Clock())


def bytes_of(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in home.iterdir())


def test_what_is_deleted_leaves_no_byte_in_any_file(home: Path) -> None:
    records = opened(home)
    begun = records.begin_conversation()
    for _ in range(20):
        records.keep(begun.id, asked(SECRET), answered(SECRET * 50))
    judged = records.keep_feedback(Feedback(thumb=Thumb.UP, comment=SECRET), asked(SECRET), answered(SECRET))
    assert bytes_of(home).count(b"Quartermaine") > 1000
    records.forget(begun.id)
    assert b"Quartermaine" in bytes_of(home), "the feedback is still there"
    records.forget_feedback(judged)
    assert b"Quartermaine" not in bytes_of(home)
    records.close()


def test_what_is_over_leaves_no_byte_either(home: Path) -> None:
    clock = Clock()
    records = open_records(Settings(home=home, conversation_days=1), now=clock)
    records.keep(records.begin_conversation().id, asked(SECRET), answered(SECRET))
    clock.pass_days(1)
    assert records.expire() == 1
    assert b"Quartermaine" not in bytes_of(home)
    records.close()


def test_what_a_reader_left_in_the_log_goes_with_the_next_expiry(home: Path) -> None:
    records = opened(home)
    begun = records.begin_conversation()
    records.keep(begun.id, asked(SECRET), answered(SECRET))
    reader = sqlite3.connect(home / "records.sqlite")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM exchanges").fetchone()
    records.forget(begun.id)
    assert records.conversation(begun.id) is None
    reader.close()
    assert records.expire() == 0
    assert b"Quartermaine" not in bytes_of(home)
    records.close()


def test_only_the_account_that_serves_reads_the_file(home: Path) -> None:
    records = opened(home)
    records.begin_conversation()
    assert {file.stat().st_mode & 0o777 for file in home.iterdir()} == {0o600}
    records.close()


def test_a_locked_file_is_told_in_both_languages_and_serves_again_once_it_is_free(home: Path) -> None:
    records = opened(home)
    records.begin_conversation()
    holder = sqlite3.connect(home / "records.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError) as told:
        records.begin_conversation()
    holder.close()
    assert told.value.key == "records_locked"
    assert "autre processus" in told.value.message("fr")
    assert "another process" in told.value.message("en")
    assert records.conversation(records.begin_conversation().id)
    records.close()


def test_a_full_disk_is_told_and_what_was_kept_stays(home: Path) -> None:
    engine = make_engine("", file=home / "records.sqlite")
    records = Records(engine, conversation_days=30, feedback_days=30, now=Clock())
    begun = records.begin_conversation()
    assert records.keep(begun.id, asked("When?"), answered("At dusk."))
    engine.dispose()

    @event.listens_for(engine, "connect")
    def leave_little_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count = 20")

    with pytest.raises(StoreError) as told:
        records.keep(begun.id, asked("When?"), answered("long " * 50_000))
    assert told.value.key == "records_disk_full"
    read = records.conversation(begun.id)
    assert read is not None
    assert [each.answer.text for each in read.exchanges] == ["At dusk."]
    records.close()


def test_a_damaged_file_is_told(home: Path) -> None:
    home.mkdir()
    (home / "records.sqlite").write_bytes(b"no database at all " * 1000)
    with pytest.raises(StoreError) as told:
        opened(home).begin_conversation()
    assert told.value.key == "records_damaged"
    assert str(home) in told.value.message("fr")


def test_a_page_damaged_later_is_told(home: Path) -> None:
    records = opened(home)
    begun = records.begin_conversation()
    records.keep(begun.id, asked("When?"), answered("At dusk. " * 5000))
    records.close()
    file = home / "records.sqlite"
    with file.open("r+b") as damaged:
        damaged.seek(4096)
        damaged.write(os.urandom(file.stat().st_size - 4096))
    with pytest.raises(StoreError) as told:
        opened(home).conversation(begun.id)
    assert told.value.key == "records_damaged"


def test_a_place_that_is_no_file_is_told(home: Path) -> None:
    (home / "records.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError) as told:
        opened(home).begin_conversation()
    assert told.value.key == "records_not_writable"


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError) as told:
        opened(tmp_path / "file" / "home").begin_conversation()
    assert told.value.key == "records_not_writable"


def test_a_server_that_does_not_answer_is_told_without_its_password(home: Path) -> None:
    with pytest.raises(StoreError) as told:
        opened(home, url="postgresql://caio:hush@127.0.0.1:9/records").begin_conversation()
    assert told.value.key == "records_failed"
    assert "hush" not in told.value.message("en")
    assert "127.0.0.1" in told.value.message("en")


@pytest.mark.parametrize(
    ("url", "key", "words"),
    [
        ("records", "records_url", "postgresql://"),
        ("mysql://host/name", "records_url", "postgresql://"),
        ("sqlite://", "records_url", "sqlite:////path"),
        ("postgresql+nothing://host/name", "records_url", "postgresql://"),
        ("postgresql+pg8000://host/name", "records_driver", "pip install 'pg8000'"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_when_the_settings_are_read(home: Path, url: str, key: str, words: str) -> None:
    with pytest.raises(SettingsError) as told:
        opened(home, url=url)
    assert told.value.key == key
    assert words in told.value.message("en")
