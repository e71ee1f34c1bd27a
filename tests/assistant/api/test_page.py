"""The page in a real browser, served by a real server: what a reader sees, and what the browser is asked to fetch."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
import uvicorn
from lighthouse import LABEL, NOTHING, RULES, Lighthouse

from assistant.api import create_app
from corpus.errors import ModelError
from corpus.texts import say

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("there is no /usr/bin/chromium to open the page in", allow_module_level=True)

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIRST = RULES["en"][0].partition(".")[0] + "."


class Site:
    """A lighthouse served on a free port of this machine until `close`."""

    def __init__(self, lighthouse: Lighthouse) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.lighthouse = lighthouse
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(create_app(lighthouse), log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]})
        self._thread.start()
        until(lambda: self._server.started)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within ten seconds"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def browser() -> Iterator["playwright.Browser"]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: "playwright.Browser") -> Iterator[Callable[..., "playwright.Page"]]:
    """Opens the page of a lighthouse. At the end: nothing was fetched elsewhere, and the console is silent."""
    closing: list[Callable[[], None]] = []
    complaints: list[str] = []
    fetched: list[str] = []
    sites: list[Site] = []

    def open_page(
        lighthouse: Lighthouse, *, locale: str = "en-GB", width: int = 1200, may_complain: bool = False
    ) -> "playwright.Page":
        site = Site(lighthouse)
        sites.append(site)
        closing.append(site.close)
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
        context.set_default_timeout(8000)
        closing.append(context.close)
        page = context.new_page()
        if not may_complain:  # Chromium itself complains of an answer 503
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(site.url)
        page.locator("#documents b").wait_for()
        return page

    yield open_page
    for close in reversed(closing):
        close()
    assert complaints == []
    assert [url for url in fetched if not any(url.startswith(site.url) for site in sites)] == []


def ask(page: "playwright.Page", question: str) -> None:
    page.locator("textarea").fill(question)
    page.locator("textarea").press("Enter")


def test_a_reader_sees_the_sources_then_a_checked_sentence_then_its_quotation(visit: Callable[..., object]) -> None:
    gate: Future[None] = Future()
    page = visit(Lighthouse(gates={"delta": gate}))
    assert page.get_by_text(say("web.disclosure", "en")).first.is_visible()
    ask(page, "When is the lamp lit?")
    page.get_by_role("complementary").get_by_text(LABEL["en"].format(n=1)).wait_for()
    assert page.locator(".claim").count() == 0
    gate.set_result(None)
    claim = page.locator(".claim").first
    claim.wait_for()
    assert FIRST in claim.inner_text()
    assert say("web.verdict_supported", "en") in claim.inner_text()
    quote = claim.locator("blockquote")
    assert not quote.is_visible()
    chip = claim.get_by_role("button", name=f"Source 1: {LABEL['en'].format(n=1)}")
    chip.press("Enter")
    assert chip.get_attribute("aria-expanded") == "true"
    assert quote.inner_text() == FIRST
    link = claim.get_by_role("link")
    assert link.get_attribute("href") == "https://harbour.example/rules/en/1"
    assert "noopener" in link.get_attribute("rel")
    page.get_by_text("with quotations alone").wait_for()
    assert page.get_by_role("button", name=say("web.stop", "en")).count() == 0


def test_the_language_of_the_browser_is_spoken_and_can_be_changed_in_the_middle(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse(), locale="fr-CA")
    assert page.locator("html").get_attribute("lang") == "fr"
    ask(page, "Quand le gardien allume-t-il la lampe ?")
    page.locator(".claim").first.wait_for()
    assert RULES["fr"][0].partition(".")[0] in page.locator(".claim").first.inner_text()
    page.get_by_role("button", name="English").click()
    page.get_by_text(say("web.verdict_supported", "en")).first.wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=2).first.inner_text().startswith(say("web.asked", "en"))
    assert page.locator("#documents b").inner_text() == "Lighthouse Rules"
    page.reload()
    page.locator("#documents b").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_refusal_is_said_plainly_with_whom_to_ask(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse())
    ask(page, "What is the salary?")
    page.get_by_role("heading", name=say("web.refusal_no_evidence", "en")).wait_for()
    assert page.get_by_text(NOTHING["en"]).count() == 1


def test_stopping_keeps_what_came_and_stops_the_engine(visit: Callable[..., object]) -> None:
    lighthouse = Lighthouse(gates={"done": Future()})
    page = visit(lighthouse)
    ask(page, "When is the lamp lit?")
    page.locator(".claim").nth(1).wait_for()
    page.get_by_role("button", name=say("web.stop", "en")).click()
    page.get_by_text(say("web.stopped", "en")).wait_for()
    assert page.locator(".claim").count() == 2
    until(lambda: lighthouse.left_early == ["When is the lamp lit?"])


def test_a_follow_up_question_carries_the_conversation(visit: Callable[..., object]) -> None:
    lighthouse = Lighthouse()
    page = visit(lighthouse)
    ask(page, "When is the lamp lit?")
    page.get_by_text("with quotations alone").wait_for()
    page.get_by_text(say("web.as_of_summary", "en")).click()
    page.get_by_label(say("web.as_of", "en")).fill("1901-05-04")
    ask(page, "And the visitors?")
    page.get_by_text("with quotations alone").nth(1).wait_for()
    query = lighthouse.asked[1]
    assert [turn.role for turn in query.history] == ["user", "assistant"]
    assert FIRST in query.history[1].content
    assert query.lang is None, "the answer follows the language of the question, not of the page"
    assert str(query.as_of) == "1901-05-04"


def test_a_new_conversation_forgets_the_one_it_interrupts(visit: Callable[..., object]) -> None:
    lighthouse = Lighthouse(gates={"done": Future()})
    page = visit(lighthouse)
    ask(page, "When is the lamp lit?")
    page.locator(".claim").nth(1).wait_for()
    page.get_by_role("button", name=say("web.new_conversation", "en")).click()
    until(lambda: len(lighthouse.left_early) == 1)
    lighthouse.gates.clear()
    ask(page, "And the visitors?")
    page.get_by_text("with quotations alone").wait_for()
    assert lighthouse.asked[1].history == ()
    assert page.locator("article").count() == 1


def test_an_assistant_that_is_not_ready_says_why_until_it_is(visit: Callable[..., object]) -> None:
    lighthouse = Lighthouse(is_ready=False)
    page = visit(lighthouse, may_complain=True)
    page.get_by_text("The lamp is out. Light it.").wait_for()
    lighthouse.is_ready = True
    page.get_by_role("button", name=say("web.check_again", "en")).click()
    page.get_by_text("3 passages indexed").wait_for()
    assert not page.get_by_text("The lamp is out").is_visible()


def test_a_broken_answer_offers_to_ask_again(visit: Callable[..., object]) -> None:
    lighthouse = Lighthouse(breakdown={"delta": ModelError("anchor_syntax", {"anchor": "x"})})
    page = visit(lighthouse)
    ask(page, "When is the lamp lit?")
    page.get_by_role("alert").wait_for()
    assert "“x” is not an anchor" in page.get_by_role("alert").inner_text()
    lighthouse.breakdown.clear()
    page.get_by_role("button", name=say("web.retry", "en")).click()
    page.get_by_text("with quotations alone").wait_for()
    assert page.get_by_role("alert").count() == 0
    assert page.locator("article").count() == 1


def test_text_from_elsewhere_never_becomes_markup(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse())
    ask(page, "<img src=x onerror=alert(1)> lamp")
    page.locator(".claim").first.wait_for()
    assert page.locator("article img").count() == 0


def test_the_browser_itself_forbids_scripts_to_write_markup(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse(), may_complain=True)
    written = "() => { try { document.body.innerHTML = '<b>x</b>'; return 'written' } catch (error) { return error.name } }"
    assert page.evaluate(written) == "TypeError"


@pytest.mark.parametrize("width", [320, 768, 1200])
def test_nothing_overflows_the_screen(visit: Callable[..., object], width: int) -> None:
    page = visit(Lighthouse(), width=width)
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(fits)
    ask(page, "When is the lamp lit?")
    page.locator(".chip").first.click()
    page.locator("summary").first.click()
    assert page.evaluate(fits)


def test_the_keyboard_reaches_the_question_first(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == say("web.skip", "en")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("question", "#question")


CUT_ANYWHERE = """async ([text, size]) => {
  const { events } = await import("/static/sse.js");
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({
    start(control) {
      for (let at = 0; at < bytes.length; at += size) control.enqueue(bytes.slice(at, at + size));
      control.close();
    },
  });
  const read = [];
  for await (const event of events(body)) read.push(event);
  return read;
}"""


def test_events_are_read_whole_however_the_network_cuts_them(visit: Callable[..., object]) -> None:
    page = visit(Lighthouse())
    text = (
        ': ping\n\nevent: delta\ndata: {"text": "crépuscule"}\n\n'
        'data: {"a":\r\ndata: 1}\r\n\r\ndata:[2]\r\rdata: {"cut": "off"}'
    )
    for size in (1, 2, 3, 7, 1000):
        assert page.evaluate(CUT_ANYWHERE, [text, size]) == [{"text": "crépuscule"}, {"a": 1}, [2]]
