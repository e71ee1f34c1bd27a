"""What a reader is told before asking, and after."""

from datetime import date
from pathlib import Path

import pytest
from lighthouse import VERSION, Lighthouse
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.records import open_records
from assistant.settings import Settings


def test_a_reader_is_told_the_texts_the_engine_and_what_is_kept(tmp_path: Path) -> None:
    records = open_records(Settings(home=tmp_path, conversation_days=7))
    app = create_app(Lighthouse(), records=records, contact="The harbour master", privacy="https://harbour.example/privacy")
    before = date.today()
    told = TestClient(app).get("/api/about?lang=fr").json()
    assert before <= date.fromisoformat(told.pop("as_of")) <= date.today()
    assert told == {
        "lang": "fr",
        "engine": "none",
        "ready": True,
        "documents": [
            {
                "slug": "lighthouse",
                "title": "Règlement de la tenue du phare",
                "short": "Règlement du phare",
                "version": VERSION,
                "valid_from": "1897-01-01",
                "langs": ["fr", "en"],
            }
        ],
        "keeps": {"conversation_days": 7, "feedback_days": 365},
        "contact": "The harbour master",
        "privacy": "https://harbour.example/privacy",
    }


def test_a_server_that_keeps_nothing_says_so() -> None:
    told = TestClient(create_app(Lighthouse())).get("/api/about").json()
    assert told["keeps"] == {"conversation_days": 0, "feedback_days": 0}
    assert (told["contact"], told["privacy"]) == (None, None)


def test_suggestions_leave_out_what_was_asked() -> None:
    client = TestClient(create_app(Lighthouse()))
    given = {"anchor": ["lighthouse#art_1", "lighthouse#art_2"], "lang": "en"}
    first = client.get("/api/suggestions", params=given).json()["questions"]
    assert first == ["What of article 3?"]
    assert client.get("/api/suggestions", params=given | {"not": first}).json() == {"questions": []}
    assert client.get("/api/suggestions", params=given | {"as_of": "1850-01-01"}).json() == {"questions": []}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("", "invalid_anchor"),
        ("anchor=x%23art_1&" * 21, "invalid_anchor"),
        ("anchor=x%23art_1&not=", "invalid_not"),
        ("anchor=x%23art_1&lang=de", "invalid_lang"),
        ("anchor=x%23art_1&as_of=20260101", "invalid_as_of"),
        ("anchor=article+1", "anchor_syntax"),
    ],
)
def test_what_cannot_be_suggested_from_says_why(query: str, key: str) -> None:
    response = TestClient(create_app(Lighthouse())).get(f"/api/suggestions?{query}")
    assert (response.status_code, response.json()["key"]) == (422, key)
