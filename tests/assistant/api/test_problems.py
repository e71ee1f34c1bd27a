"""Every error has one shape and speaks the reader's language; every exchange is protected and bounded."""

import json
import string
from collections.abc import Iterator

import pytest
from lighthouse import Lighthouse
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.api.middleware import SECURITY_HEADERS
from corpus.texts import say, texts

MEMBERS = {"type", "title", "status", "detail", "instance", "key"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_app(Lighthouse()), raise_server_exceptions=False)


TURN = {"role": "user", "content": "hello"}


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({}, "invalid_question"),
        ({"question": "   "}, "invalid_question"),
        ({"question": "x" * 4001}, "invalid_question"),
        ({"question": 3}, "invalid_question"),
        ({"question": "x", "lang": "de"}, "invalid_lang"),
        ({"question": "x", "history": [TURN] * 21}, "invalid_history"),
        ({"question": "x", "history": [{"role": "keeper", "content": "x"}]}, "invalid_history"),
        ({"question": "x", "as_of": "yesterday"}, "invalid_as_of"),
        ({"question": "x", "as_of": 20260802}, "invalid_as_of"),
        ({"question": "x", "as_of": "2026-02-30"}, "invalid_as_of"),
        ({"question": "x", "audience": ""}, "invalid_audience"),
        ({"question": "x", "as-of": "2026-08-02"}, "unknown_field"),
        ([], "invalid_body"),
        (None, "invalid_body"),
    ],
)
def test_a_question_that_cannot_be_read_says_which_part_and_what_to_send(client: TestClient, body: object, key: str) -> None:
    response = client.post("/api/ask", json=body)
    assert (response.status_code, response.json()["key"]) == (422, key)
    assert response.json()["detail"] == say(f"api.{key}", "en", {"field": "as-of"})


@pytest.mark.parametrize("content", [b"{", b'{"question": "\\ud800"}', b"[" * 5000, b"\xff\xfe"])
def test_a_body_that_is_not_json_text_is_a_clear_error(client: TestClient, content: bytes) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert set(response.json()) == MEMBERS


def test_a_form_from_another_site_is_not_a_question(client: TestClient) -> None:
    response = client.post("/api/ask", content=b'{"question": "x"}', headers={"content-type": "text/plain"})
    assert (response.status_code, response.json()["key"]) == (422, "invalid_body")


@pytest.mark.parametrize(
    ("path", "status", "key"),
    [
        ("/api/search", 422, "invalid_q"),
        ("/api/search?q=x&k=0", 422, "invalid_k"),
        ("/api/search?q=x&k=101", 422, "invalid_k"),
        ("/api/search?q=x&lang=de", 422, "invalid_lang"),
        ("/api/search?q=x&as_of=20260802", 422, "invalid_as_of"),
        ("/api/passages/lighthouse", 422, "anchor_syntax"),
        ("/api/passages/a%2Fb", 422, "anchor_syntax"),
        ("/api/passages/lighthouse%23art_9", 404, "anchor_unknown"),
        ("/api/passages/lighthouse%23art_1?as_of=1850-01-01", 404, "anchor_unknown"),
        ("/api/documents/lighthouse/diff?after=1897-edition", 422, "invalid_before"),
        ("/api/documents/lighthouse/diff?before=1871-edition", 422, "invalid_after"),
        ("/api/documents/lighthouse/diff?before=1871-edition&after=%20", 422, "invalid_after"),
        ("/api/documents/lighthouse/diff?before=1871-edition&after=1897-edition&lang=de", 422, "invalid_lang"),
        ("/api/documents/lighthouse/diff?before=1871-edition&after=1999", 404, "version_unknown"),
        ("/api/documents/beacon/diff?before=1871-edition&after=1897-edition", 404, "document_unknown"),
        ("/api/ask", 405, "method_not_allowed"),
        ("/nowhere", 404, "not_found"),
        ("/api/ask/", 404, "not_found"),
        ("/static/nowhere.js", 404, "not_found"),
        ("/static/../api/app.py", 404, "not_found"),
        ("/static/%2e%2e/templates/base.html", 404, "not_found"),
    ],
)
def test_every_error_is_a_problem(client: TestClient, path: str, status: int, key: str) -> None:
    response = client.get(path)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == MEMBERS
    assert (response.status_code, problem["status"], problem["key"]) == (status, status, key)
    assert problem["title"]
    assert problem["detail"]


def test_a_method_not_allowed_names_the_ones_that_are(client: TestClient) -> None:
    assert client.get("/api/ask").headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [
        ("?lang=fr", "en", "fr"),
        ("?lang=en", "fr", "en"),
        ("", "fr-CA, en;q=0.8", "fr"),
        ("", "en;q=0.4, fr;q=0.6", "fr"),
        ("", "fr;q=0, en;q=0.1", "en"),
        ("", "de", "en"),
        ("?lang=xx", "fr", "fr"),
    ],
)
def test_a_problem_speaks_the_language_of_its_reader(client: TestClient, query: str, header: str, lang: str) -> None:
    response = client.get(f"/nowhere{query}", headers={"accept-language": header})
    assert response.headers["content-language"] == lang
    assert response.json()["title"] == texts(lang)["api.title_404"]


def test_the_language_of_a_refused_question_is_the_one_it_names(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "", "lang": "fr"}, headers={"accept-language": "en"})
    assert response.json()["detail"] == say("api.invalid_question", "fr")


def test_a_reader_without_preference_is_told_in_the_language_of_the_settings() -> None:
    french = TestClient(create_app(Lighthouse(), lang="fr"))
    assert french.get("/nowhere", headers={"accept-language": "*"}).headers["content-language"] == "fr"


def test_an_unforeseen_error_is_a_problem_that_tells_no_secret() -> None:
    broken = Lighthouse(breakdown={"status": RuntimeError("the key of the cellar")})
    client = TestClient(create_app(broken), raise_server_exceptions=False)
    response = client.post("/api/ask", json={"question": "lamp"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["key"]) == (500, "internal")
    assert "cellar" not in response.text
    assert response.headers["content-security-policy"] == SECURITY_HEADERS["content-security-policy"]


def test_a_body_of_more_than_256_kb_is_refused_whether_or_not_it_says_its_length(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(5):
            yield b"x" * 64 * 1024

    large = json.dumps({"question": "x", "history": [{"role": "user", "content": "y" * 262_144}]}).encode()
    for content in (large, chunks()):
        response = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
        assert (response.status_code, response.json()["key"]) == (413, "body_too_large")


def test_a_long_conversation_within_the_limit_is_read(client: TestClient) -> None:
    body = {"question": "lamp", "history": [{"role": "user", "content": "y" * 12_000}] * 20}
    assert client.post("/api/ask", json=body).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/api/documents", "/nowhere", "/healthz"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("section", ["api", "web"])
def test_both_languages_say_the_same_things_with_the_same_values(section: str) -> None:
    def places(lang: str) -> dict[str, set[str | None]]:
        return {
            key: {place for _, place, _, _ in string.Formatter().parse(text) if place}
            for key, text in texts(lang).items()
            if key.startswith(f"{section}.")
        }

    assert places("fr")
    assert places("fr") == places("en")
