"""A page of another origin in a real browser: what it may do when it is listed, and what it may not when it is not."""

import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn
from lighthouse import Lighthouse

from assistant.api import create_app

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("there is no /usr/bin/chromium to open the page in", allow_module_level=True)

ASK_AND_RESUME = """async (server) => {
  const { token } = await (await fetch(`${server}/api/token`, { method: "POST" })).json();
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const asked = await fetch(`${server}/api/ask`, { method: "POST", headers, body: '{"question": "lamp"}' });
  const answer = asked.headers.get("x-answer-id");
  await asked.body.cancel();
  const events = { Authorization: headers.Authorization, "Last-Event-ID": `${answer}.1` };
  const followed = await fetch(`${server}/api/answers/${answer}/events`, { headers: events });
  const stopped = await fetch(`${server}/api/answers/${answer}`, { method: "DELETE", headers });
  const limited = await fetch(`${server}/api/ask`, { method: "POST", headers, body: '{"question": "lamp"}' });
  return {
    events: await followed.text(),
    stopped: stopped.status,
    limited: limited.status,
    wait: Number(limited.headers.get("retry-after")),
  };
}"""
ASK_FOR_A_TOKEN = """async (server) => {
  try {
    return (await fetch(`${server}/api/token`, { method: "POST" })).status;
  } catch (error) {
    return error.name;
  }
}"""


class Blank(BaseHTTPRequestHandler):
    """An empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, format: str, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The origin of a site of empty pages."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    thread = threading.Thread(target=partial(site.serve_forever, poll_interval=0.01))
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    thread.join()
    site.server_close()


@pytest.fixture
def page() -> Iterator["playwright.Page"]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield browser.new_page()
        browser.close()


class Served:
    """`lighthouse` on a free port, its questions limited to one a minute, for pages of `origins` besides its own."""

    def __init__(self, lighthouse: Lighthouse, *, origins: tuple[str, ...]) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = create_app(lighthouse, origins=origins, rate="1/minute")
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})

    def __enter__(self) -> str:
        self._thread.start()
        return self.url

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()


def test_a_listed_page_asks_loses_the_stream_takes_it_up_and_is_told_to_wait(page: "playwright.Page", elsewhere: str) -> None:
    with Served(Lighthouse(), origins=(elsewhere,)) as server:
        page.goto(elsewhere)
        seen = page.evaluate(ASK_AND_RESUME, server)
    events = [line.removeprefix("event: ") for line in seen["events"].split("\n") if line.startswith("event: ")]
    assert events[0] == "sources"
    assert events[-1] == "done"
    assert (seen["stopped"], seen["limited"]) == (204, 429)
    assert 0 < seen["wait"] <= 60


def test_a_page_that_is_not_listed_is_refused(page: "playwright.Page", elsewhere: str) -> None:
    with Served(Lighthouse(), origins=("https://intranet.example.org",)) as server:
        page.goto(elsewhere)
        assert page.evaluate(ASK_FOR_A_TOKEN, server) == "TypeError"
