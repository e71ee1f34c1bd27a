"""Conversations and feedback over HTTP: kept in a real database, deleted at once, and never in the way of an answer."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lighthouse import Lighthouse
from starlette.testclient import TestClient

from assistant.answers import Answer
from assistant.api import create_app
from assistant.records import Records, open_records
from assistant.settings import Settings
from corpus.errors import ModelError
from corpus.texts import Lang

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUESTION = {"question": "When is the lamp lit?", "lang": "en"}
JSON = {"accept": "application/json"}


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    records = open_records(Settings(home=tmp_path, conversation_days=30), now=lambda: NOON)
    yield records
    records.close()


@pytest.fixture
def client(records: Records) -> TestClient:
    return TestClient(create_app(Lighthouse(), records=records), raise_server_exceptions=False)


def give(client: TestClient) -> tuple[str, Answer]:
    """The id of an answer just given, and that answer."""
    response = client.post("/api/ask", json=QUESTION, headers=JSON)
    return response.headers["x-answer-id"], Answer.model_validate(response.json())


def begin(client: TestClient) -> str:
    response = client.post("/api/conversations")
    assert response.status_code == 201
    assert set(response.json()) == {"id", "expires"}
    assert datetime.fromisoformat(response.json()["expires"]) == NOON + timedelta(days=30)
    return str(response.json()["id"])


def test_a_conversation_keeps_streamed_and_folded_answers_until_it_is_deleted(client: TestClient) -> None:
    id_ = begin(client)
    assert len(id_) >= 43
    streamed = client.post("/api/ask", json=QUESTION | {"conversation": id_})
    folded = client.post("/api/ask", json=QUESTION | {"question": "Quand ?", "conversation": id_}, headers=JSON)
    read = client.get(f"/api/conversations/{id_}")
    assert read.headers["cache-control"] == "no-store"
    assert set(read.json()) == {"id", "created", "expires", "exchanges"}
    first, second = read.json()["exchanges"]
    assert set(first) == {"question", "asked_at", "answer"}
    assert (first["question"], second["question"]) == ("When is the lamp lit?", "Quand ?")
    assert second["answer"] == folded.json()
    assert json.dumps(first["answer"]["text"]) in streamed.text
    for _ in range(2):
        assert client.delete(f"/api/conversations/{id_}").status_code == 204
    gone = client.get(f"/api/conversations/{id_}?lang=fr")
    assert (gone.status_code, gone.json()["key"]) == (404, "conversation_gone")
    assert "Commencez-en une autre" in gone.json()["detail"]


def test_a_question_asked_outside_a_conversation_is_not_kept(client: TestClient, records: Records) -> None:
    begin(client)
    client.post("/api/ask", json=QUESTION)
    client.post("/api/ask", json=QUESTION | {"conversation": "no-such-conversation"})
    assert records.answers() == ()


def test_an_answer_that_fails_is_not_kept(records: Records) -> None:
    broken = Lighthouse(breakdown={"delta": ModelError("no_model")})
    client = TestClient(create_app(broken, records=records))
    id_ = begin(client)
    assert "event: failed" in client.post("/api/ask", json=QUESTION | {"conversation": id_}).text
    assert client.get(f"/api/conversations/{id_}").json()["exchanges"] == []


@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_answer_that_cannot_be_kept_is_given_all_the_same_and_the_log_says_why(
    headers: dict[str, str], client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    id_ = begin(client)
    with sqlite3.connect(tmp_path / "records.sqlite") as database:
        database.execute("DROP TABLE exchanges")
    response = client.post("/api/ask", json=QUESTION | {"conversation": id_}, headers=headers)
    assert response.status_code == 200
    assert "The lamp" in response.text
    assert "an answer was not kept" in caplog.text
    assert "lamp" not in caplog.text, "a log is no record"


def test_where_none_is_kept_the_reader_is_told_and_answered(tmp_path: Path) -> None:
    nothing = open_records(Settings(home=tmp_path, feedback_days=0), now=lambda: NOON)
    for records in (None, nothing):
        client = TestClient(create_app(Lighthouse(), records=records))
        for response in (client.post("/api/conversations"), client.get("/api/conversations/x")):
            assert (response.status_code, response.json()["key"]) == (404, "conversations_not_kept")
        judged = client.post("/api/feedback", json={"answer": give(client)[0], "thumb": "up"})
        assert (judged.status_code, judged.json()["key"]) == (404, "feedback_not_kept")
        assert client.delete("/api/conversations/x").status_code == 204
        assert client.delete("/api/feedback/x").status_code == 204
        assert client.post("/api/ask", json=QUESTION | {"conversation": "x"}, headers=JSON).status_code == 200
    nothing.close()


def test_feedback_is_kept_with_the_answer_it_is_about(client: TestClient, records: Records) -> None:
    id_, answer = give(client)
    body = {
        "answer": id_,
        "thumb": "down",
        "reasons": ["wrong_source", "outdated", "outdated"],
        "comment": "Not this lamp.\0",
        "report": True,
    }
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 201
    (kept,) = records.feedback()
    assert kept.id == response.json()["id"]
    assert (kept.query.question, kept.answer) == (QUESTION["question"], answer)
    assert kept.feedback.model_dump(mode="json") == {
        "thumb": "down",
        "reasons": ["wrong_source", "outdated"],
        "comment": "Not this lamp.",
        "report": True,
    }
    assert client.delete(f"/api/feedback/{kept.id}").status_code == 204
    assert records.feedback() == ()


@pytest.mark.parametrize(
    ("change", "status", "key"),
    [
        ({"answer": "another"}, 404, "answer_gone"),
        ({"answer": ""}, 422, "invalid_answer"),
        ({"thumb": "sideways"}, 422, "invalid_thumb"),
        ({"reasons": ["ugly"]}, 422, "invalid_reasons"),
        ({"comment": "x" * 2001}, 422, "invalid_comment"),
        ({"report": "perhaps"}, 422, "invalid_report"),
        ({"stars": 5}, 422, "unknown_field"),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_feedback_that_cannot_be_taken_says_why(
    client: TestClient, change: dict[str, object], status: int, key: str, lang: Lang
) -> None:
    response = client.post(f"/api/feedback?lang={lang}", json={"answer": give(client)[0], "thumb": "up"} | change)
    assert (response.status_code, response.json()["key"]) == (status, key)
    assert response.headers["content-language"] == lang


def test_records_that_cannot_be_had_are_a_problem_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 500)
    records = open_records(Settings(home=tmp_path), now=lambda: NOON)
    client = TestClient(create_app(Lighthouse(), records=records))
    response = client.post("/api/feedback", json={"answer": give(client)[0], "thumb": "up"})
    assert (response.status_code, response.json()["key"]) == (503, "records_damaged")
