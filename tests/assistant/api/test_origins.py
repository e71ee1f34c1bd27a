"""Whose pages may ask: the server's own, those listed with a token, and no others."""

from typing import get_args

import pytest
from lighthouse import Lighthouse
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.api.middleware import SECURITY_HEADERS
from assistant.api.pages import WIDGET
from assistant.api.tokens import LIFETIME_SECONDS, Tokens
from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.texts import Lang, say

LISTED = "https://intranet.example.org"
LAMP = {"question": "lamp"}


class Clock:
    """A clock that stands until it is moved."""

    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def client(*, clock: Clock | None = None, lighthouse: Lighthouse | None = None, rate: str = "20/minute") -> TestClient:
    tokens = Tokens(clock=clock) if clock else Tokens()
    app = create_app(lighthouse or Lighthouse(), origins=(LISTED,), tokens=tokens, rate=rate)
    return TestClient(app, base_url="http://caio.example.org:8000", raise_server_exceptions=False)


def bearer(client: TestClient, origin: str = LISTED) -> dict[str, str]:
    issued = client.post("/api/token", headers={"origin": origin}).json()
    return {"origin": origin, "authorization": f"Bearer {issued['token']}"}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://intranet.example.org",
        "https://intranet.example.org:8443",
        "https://intranet.example.org.evil.example",
        "https://intranet.example.org/",
        "http://caio.example.org",
        "http://caio.example.org:8001",
        "ftp://caio.example.org:8000",
        "http://evil.example#http://caio.example.org:8000",
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/ask"), ("GET", "/api/documents"), ("POST", "/api/token"), ("GET", "/")]
)
def test_pages_of_other_origins_are_refused(origin: str, method: str, path: str) -> None:
    lighthouse = Lighthouse()
    response = client(lighthouse=lighthouse).request(method, path, json=LAMP, headers={"origin": origin})
    assert (response.status_code, response.json()["key"]) == (403, "origin_refused")
    assert response.headers["content-security-policy"] == SECURITY_HEADERS["content-security-policy"]
    assert "access-control-allow-origin" not in response.headers
    assert lighthouse.asked == []


@pytest.mark.parametrize("lang", get_args(Lang))
def test_a_refusal_names_the_origin_and_who_can_allow_it(lang: Lang) -> None:
    response = client().get("/api/documents", headers={"origin": "https://evil.example", "accept-language": lang})
    assert response.json()["detail"] == say("api.origin_refused", lang, {"origin": "https://evil.example"})


def test_a_preflight_of_another_origin_is_refused() -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    response = client().options("/api/ask", headers=headers)
    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "headers", [{}, {"origin": "http://caio.example.org:8000"}, {"origin": "https://caio.example.org:8000"}]
)
def test_its_own_pages_and_programs_need_no_token(headers: dict[str, str]) -> None:
    response = client().post("/api/ask", json=LAMP, headers=headers)
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


def test_a_page_of_a_listed_origin_asks_with_a_token_and_may_read_the_answer() -> None:
    pages = client()
    issued = pages.post("/api/token", headers={"origin": LISTED})
    assert issued.json()["expires_in"] == LIFETIME_SECONDS == 900
    assert issued.headers["cache-control"] == "no-store"
    answers = [
        issued,
        pages.post("/api/ask", json=LAMP, headers=bearer(pages)),
        pages.get("/api/documents", headers=bearer(pages)),
        pages.get("/static/icon.svg", headers={"origin": LISTED}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == LISTED
        assert answer.headers["access-control-expose-headers"] == "x-answer-id, retry-after"
        assert answer.headers["vary"] == "origin"


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer 1.2", "Basic {token}", "{token}", "Bearer {token}0"]
)
def test_a_page_of_a_listed_origin_without_a_token_is_asked_for_one(authorization: str | None) -> None:
    pages = client()
    token = pages.post("/api/token", headers={"origin": LISTED}).json()["token"]
    headers = {"origin": LISTED} | ({} if authorization is None else {"authorization": authorization.format(token=token)})
    response = pages.post("/api/ask", json=LAMP, headers=headers)
    assert (response.status_code, response.json()["key"]) == (401, "token_needed")
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["access-control-allow-origin"] == LISTED


def test_a_token_got_by_the_servers_own_page_is_no_token_for_another() -> None:
    pages = client()
    own = bearer(pages, "http://caio.example.org:8000")
    response = pages.get("/api/documents", headers={**own, "origin": LISTED})
    assert response.json()["key"] == "token_needed"


def test_an_expired_token_says_that_it_is() -> None:
    clock = Clock()
    pages = client(clock=clock)
    headers = bearer(pages)
    clock.now += LIFETIME_SECONDS
    response = pages.get("/api/documents", headers=headers)
    assert (response.status_code, response.json()["key"]) == (401, "token_expired")


def test_a_token_is_for_a_page() -> None:
    response = client().post("/api/token")
    assert (response.status_code, response.json()["key"]) == (400, "origin_missing")


def test_a_preflight_of_a_listed_origin_allows_what_the_widget_sends() -> None:
    wanted = {"access-control-request-method": "DELETE", "access-control-request-headers": "authorization,last-event-id"}
    response = client().options("/api/answers/x", headers={"origin": LISTED, **wanted})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["access-control-allow-origin"] == LISTED
    assert "access-control-allow-credentials" not in response.headers
    methods = response.headers["access-control-allow-methods"].split(", ")
    headers = response.headers["access-control-allow-headers"].split(", ")
    assert set(methods) == {"GET", "POST", "DELETE"}
    assert set(headers) == {"authorization", "content-type", "last-event-id", "accept-language"}


def test_a_page_of_a_listed_origin_may_read_every_problem() -> None:
    broken = client(lighthouse=Lighthouse(breakdown={"status": RuntimeError("the key of the cellar")}), rate="1/minute")
    headers = bearer(broken) | {"accept": "application/json"}
    responses = [
        broken.post("/api/ask", json=LAMP, headers=headers),
        broken.post("/api/ask", json=LAMP, headers=headers),
        broken.get("/api/passages/lighthouse%23art_9", headers=headers),
        broken.post("/api/ask", content=b"x" * 300_000, headers=headers),
        broken.post("/api/ask", json={}, headers=headers),
    ]
    assert [response.status_code for response in responses] == [500, 429, 404, 413, 422]
    assert {response.headers["access-control-allow-origin"] for response in responses} == {LISTED}


def test_health_needs_no_token() -> None:
    for path in ("/healthz", "/readyz", "/"):
        assert client().get(path, headers={"origin": LISTED}).status_code == 200


@pytest.mark.skipif(not WIDGET.is_file(), reason="the widget is not built here")
@pytest.mark.parametrize("origin", ["https://evil.example", "null", LISTED])
def test_the_widget_is_for_any_page_and_is_not_sent_twice(origin: str) -> None:
    response = client().get("/widget/1/widget.js", headers={"origin": origin})
    assert response.status_code == 200
    assert "javascript" in response.headers["content-type"]
    again = client().get("/widget/1/widget.js", headers={"origin": origin, "if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (response, again):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_nothing_but_the_widget_is_for_any_page() -> None:
    for path in ("/", "/static/page.js", "/api/documents", "/widget/1/other.js"):
        response = client().get(path)
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "intranet.example.org",
        "https://intranet.example.org/",
        "https://intranet.example.org/page",
        "https://intranet.example.org?x",
        "https://Intranet.example.org",
        "https://intranet.example.org:443",
        "http://intranet.example.org:80",
        "https://me@intranet.example.org",
        "ftp://intranet.example.org",
        "https://",
        "https://*.example.org",
        "https://intranet.example.org,https://other.example.org",
        '["https://intranet.example.org"]',
    ],
)
def test_an_origin_that_is_none_is_said_when_the_settings_are_read(origin: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings(origins=(LISTED, origin))
    for lang in get_args(Lang):
        assert origin in raised.value.message(lang)
        assert "CAIO_ORIGINS" in raised.value.message(lang)


def test_origins_are_read_from_one_variable_with_spaces_between(monkeypatch: pytest.MonkeyPatch) -> None:
    written = "https://intranet.example.org http://localhost:8080  http://[::1]:443 https://xn--caf-dma.example"
    monkeypatch.setenv("CAIO_ORIGINS", written)
    assert Settings().origins == tuple(written.split())


def test_the_secret_is_not_printed() -> None:
    assert "harbour" not in repr(Settings(secret="harbour"))
