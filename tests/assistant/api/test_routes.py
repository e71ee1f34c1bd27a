"""The routes others script against, over an assistant of three rules."""

import json
from datetime import date

import pytest
from lighthouse import EARLIER, LABEL, NOTHING, RULES, VERSION, Lighthouse
from starlette.testclient import TestClient

from assistant.answers import Answer, Turn
from assistant.api import create_app
from corpus.errors import ModelError, StoreError

QUESTION = {"question": "When is the lamp lit?", "lang": "en"}
JSON = {"accept": "application/json"}


def client(lighthouse: Lighthouse | None = None) -> TestClient:
    return TestClient(create_app(lighthouse or Lighthouse()), raise_server_exceptions=False)


def frames(text: str) -> list[tuple[str, dict[str, object]]]:
    """The (event, data) pairs of a stream that holds nothing else."""
    pairs = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        event, data, _id = block.split("\n")
        pairs.append((event.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return pairs


def test_an_answer_streams_its_sources_before_its_sentences_and_ends_with_the_whole() -> None:
    response = client().post("/api/ask", json=QUESTION)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    pairs = frames(response.text)
    assert [event for event, _ in pairs] == ["status", "sources", "delta", "claim", "delta", "claim", "done"]
    assert all(event == data["event"] for event, data in pairs)
    answer = Answer.model_validate(pairs[-1][1]["answer"])
    assert answer.claims[0].citations[0].quote in RULES["en"][0]


def test_the_folded_answer_is_the_same_as_the_streamed_one() -> None:
    streamed = frames(client().post("/api/ask", json=QUESTION).text)[-1][1]["answer"]
    folded = client().post("/api/ask", json=QUESTION, headers=JSON)
    assert folded.headers["content-type"] == "application/json"
    assert folded.json() == streamed
    assert set(folded.json()) == {"text", "lang", "claims", "refusal", "passages", "model", "hashes", "timings", "notices"}
    citation = folded.json()["claims"][0]["citations"][0]
    assert {"anchor", "lang", "version", "quote", "label", "url"} <= set(citation)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/event-stream"),
        ("text/event-stream", "text/event-stream"),
        ("application/json, text/event-stream", "text/event-stream"),
        ("application/json, text/plain, */*", "application/json"),
        ("text/event-stream;q=0.5, application/json", "application/json"),
        ("application/json;q=broken", "text/event-stream"),
    ],
)
def test_the_accept_header_chooses_between_events_and_json(accept: str, kind: str) -> None:
    response = client().post("/api/ask", json=QUESTION, headers={"accept": accept})
    assert response.headers["content-type"].startswith(kind)


def test_a_refusal_is_an_answer() -> None:
    response = client().post("/api/ask", json={"question": "Salaire ?", "lang": "fr"}, headers=JSON)
    assert response.status_code == 200
    assert response.json()["refusal"] == {"reason": "no_evidence", "message": NOTHING["fr"]}


def test_everything_the_reader_says_reaches_the_assistant() -> None:
    lighthouse = Lighthouse()
    history = [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Good evening"}]
    body = {"question": "  And in fog? ", "history": history, "as_of": "1901-05-04", "audience": "keepers"}
    client(lighthouse).post("/api/ask", json=body, headers=JSON)
    query = lighthouse.asked[0]
    assert query.question == "And in fog?"
    assert query.lang is None
    assert query.history == (Turn(role="user", content="Hello"), Turn(role="assistant", content="Good evening"))
    assert query.as_of == date(1901, 5, 4)
    assert query.audience == "keepers"


def test_search_returns_the_best_hits_in_the_language_asked() -> None:
    hits = client().get("/api/search", params={"q": "lampe gardien", "k": 1, "lang": "fr"}).json()["hits"]
    assert len(hits) == 1
    assert hits[0]["anchor"] == "lighthouse#art_1"
    assert set(hits[0]) == {"anchor", "lang", "version", "score", "text", "label", "url"}


def test_search_knows_the_date() -> None:
    assert client().get("/api/search", params={"q": "lamp", "as_of": "1850-01-01"}).json() == {"hits": []}


def test_a_provision_is_found_at_its_percent_encoded_anchor() -> None:
    shown = client().get("/api/passages/lighthouse%23art_2?lang=fr").json()
    assert shown["text"] == RULES["fr"][1]
    assert shown["label"] == LABEL["fr"].format(n=2)
    assert (shown["previous"], shown["next"]) == ("lighthouse#art_1", "lighthouse#art_3")
    assert [version["version"] for version in shown["versions"]] == [VERSION, VERSION]


def test_documents_are_named_in_both_languages() -> None:
    (document,) = client().get("/api/documents").json()["documents"]
    assert document["short"] == {"en": "Lighthouse Rules", "fr": "Règlement du phare"}


def test_two_versions_are_compared_in_the_language_asked() -> None:
    versions = {"before": EARLIER, "after": VERSION, "lang": "fr"}
    told = client().get("/api/documents/lighthouse/diff", params=versions).json()
    assert set(told) == {"document", "lang", "before", "after", "counts", "recitals_left_out", "changes"}
    assert (told["lang"], told["before"], told["after"]) == ("fr", EARLIER, VERSION)
    assert told["counts"] == {"added": 1, "removed": 0, "changed": 0, "unchanged": 2}
    (change,) = told["changes"]
    assert (change["anchor"], change["kind"], change["before"]) == ("lighthouse#art_3", "added", None)
    assert change["words"] == [{"edit": "inserted", "text": RULES["fr"][2]}]


def test_it_is_healthy_at_once_and_ready_once_it_can_answer() -> None:
    dark = client(Lighthouse(is_ready=False))
    assert dark.get("/healthz").json() == {"status": "ok"}
    refused = dark.get("/readyz?lang=fr")
    assert (refused.status_code, refused.json()["key"]) == (503, "not_ready")
    assert refused.json()["detail"] == "La lampe est éteinte. Allumez-la."
    lit = client().get("/readyz?lang=en")
    assert lit.status_code == 200
    assert lit.json() == {"ready": True, "engine": "none", "passages": 3, "message": "The lamp is lit."}


def test_an_error_before_the_first_event_is_a_problem_with_its_status() -> None:
    broken = Lighthouse(breakdown={"status": StoreError("anchor_syntax", {"anchor": "x"})})
    for headers in ({}, JSON):
        response = client(broken).post("/api/ask", json=QUESTION, headers=headers)
        assert response.status_code == 503
        assert response.headers["content-type"] == "application/problem+json"


def test_an_error_after_the_first_event_ends_the_stream_with_failed_in_the_language_of_the_question() -> None:
    error = ModelError("anchor_syntax", {"anchor": "x"})
    response = client(Lighthouse(breakdown={"delta": error})).post("/api/ask", json={"question": "La lampe ?", "lang": "fr"})
    pairs = frames(response.text)
    assert [event for event, _ in pairs] == ["status", "sources", "failed"]
    assert pairs[-1][1] == {"event": "failed", "key": "anchor_syntax", "message": error.message("fr")}


def test_an_unforeseen_error_after_the_first_event_tells_no_secret() -> None:
    broken = Lighthouse(breakdown={"claim": RuntimeError("the key of the cellar is under the mat")})
    response = client(broken).post("/api/ask", json=QUESTION)
    assert frames(response.text)[-1][1]["key"] == "internal"
    assert "cellar" not in response.text


def test_how_far_an_ingestion_has_come_is_told() -> None:
    told = client().get("/api/ingestion").json()
    assert told == {"step": "embedding", "done": 30, "total": 120, "per_second": 12.5, "seconds_left": 7.2}


def test_what_changed_since_a_day_is_told_and_the_day_is_needed() -> None:
    told = client().get("/api/changes", params={"since": "1897-02-01", "lang": "fr"}).json()
    assert set(told) == {"since", "until", "lang", "versions", "beginnings", "endings"}
    assert told["versions"][0]["units"] == [{"anchor": "lighthouse#art_3", "label": "Article 3", "kind": "added"}]
    assert client().get("/api/changes").status_code == 422
    assert client().get("/api/changes", params={"since": "18970201"}).status_code == 422
