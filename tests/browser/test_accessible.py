"""By keyboard, by screen reader, at every width: no rule of axe-core broken in any state."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from house import House
from steps import ask, chip, finished, words

from corpus.texts import Lang

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUESTIONS: dict[Lang, str] = {
    "en": "When must a personal data breach be notified to the supervisory authority?",
    "fr": "Sous combien de temps faut-il notifier une violation de données à l’autorité ?",
}
UNANSWERABLE: dict[Lang, str] = {
    "en": "What is the best recipe for an apple tart?",
    "fr": "Quelle est la meilleure recette de tarte aux pommes ?",
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page: "Page") -> list[str]:
    """What axe-core finds: the rule, and where."""
    found = axe.Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {node['target']} {node['html'][:160]}" for v in found for node in v["nodes"]]


def answered(page: "Page", lang: Lang) -> None:
    # What lies under the question box for now is measured too small.
    finished(ask(page, QUESTIONS[lang])).locator(".actions").evaluate("e => e.scrollIntoView({block: 'center'})")


def previewing(page: "Page", lang: Lang) -> None:
    chip(finished(ask(page, QUESTIONS[lang])), lang=lang).click()
    page.locator(".preview").wait_for()


def reading(page: "Page", lang: Lang) -> None:
    previewing(page, lang)
    page.locator(".preview").get_by_role("button", name=words("in_article", lang)).click()
    page.locator("aside.source article.leaf").wait_for()
    both = page.locator("aside.source").get_by_role("button", name=words("both", lang))
    if both.is_visible():  # a narrow screen shows one language at a time
        both.click()


def refused(page: "Page", lang: Lang) -> None:
    finished(ask(page, UNANSWERABLE[lang]))


def rating(page: "Page", lang: Lang) -> None:
    exchange = finished(ask(page, QUESTIONS[lang]))
    exchange.get_by_role("button", name=words("not_helpful", lang)).click()
    page.locator("form.rating").wait_for()


def failing(page: "Page", lang: Lang) -> None:
    page.route("**/api/ask", lambda route: route.abort())
    ask(page, QUESTIONS[lang]).locator(".trouble").wait_for()


def streaming(page: "Page", lang: Lang) -> None:
    first = 'id: a.1\nevent: status\ndata: {"event":"status","step":"searching","message":"…"}\n\n'
    headers = {"content-type": "text/event-stream", "x-answer-id": "a"}
    page.route("**/api/ask", lambda route: route.fulfill(headers=headers, body=first))
    page.route("**/api/answers/**", lambda _: None)  # the connection hangs
    ask(page, QUESTIONS[lang]).locator(".progress").wait_for()


def menu(page: "Page", lang: Lang) -> None:
    page.get_by_role("button", name=words("menu", lang), exact=True).click()


def empty(page: "Page", lang: Lang) -> None:
    assert page.locator(".ai").inner_text() == words("ai", lang)


STATES = (empty, streaming, answered, previewing, reading, refused, rating, failing, menu)
SCREENS = {"wide": (1280, 900), "phone": (390, 800), "320 px": (320, 640)}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("state", STATES)
def test_no_rule_of_accessibility_is_broken(
    quoting: House,
    visit: Callable[..., "Page"],
    complaints: list[str],
    state: Callable[["Page", Lang], None],
    screen: str,
    lang: Lang,
    dark: bool,
) -> None:
    if dark and screen != "wide":
        pytest.skip("colours are the same at every width")
    width, height = SCREENS[screen]
    page = visit(f"{quoting.url}/?lang={lang}", locale=f"{lang}-FR", width=width, height=height, dark=dark)
    state(page, lang)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    complaints.clear()  # of requests cut on purpose; scripts are watched in the journey


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", ["/search?q={q}", "/search", "/read/gdpr", "/read/nist-playbook", "/embed-demo"])
@pytest.mark.parametrize("width", [1280, 320])
def test_no_rule_is_broken_on_the_pages(
    quoting: House, visit: Callable[..., "Page"], lang: Lang, path: str, width: int
) -> None:
    address = path.format(q="breach" if lang == "en" else "violation")
    page = visit(f"{quoting.url}{address}{'&' if '?' in address else '?'}lang={lang}", width=width)
    page.get_by_role("heading", level=1).wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_whole_journey_by_keyboard_alone(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(f"{quoting.url}/embed-demo")
    launcher = page.locator("caio-assistant .launcher")
    launcher.wait_for()
    launcher.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "question", "the box is ready to be written in"
    page.keyboard.type(QUESTIONS["en"])
    page.keyboard.press("Enter")
    exchange = finished(page.locator(".exchange").first)
    tab_to(page, re.compile("^" + re.escape(words("source", number=1, label="").rstrip())))
    page.keyboard.press("Enter")
    page.locator(".preview").wait_for()
    tab_to(page, re.compile(re.escape(words("in_article"))))
    page.keyboard.press("Enter")
    page.locator("aside.source article.leaf").wait_for()
    page.keyboard.press("Escape")
    page.locator("aside.source").wait_for(state="detached")
    tab_to(page, re.compile(re.escape(words("helpful"))))
    page.keyboard.press("Enter")
    exchange.get_by_text(words("thanks")).wait_for()
    for _ in range(3):
        page.keyboard.press("Escape")
    page.locator(".frame").wait_for(state="detached")
    assert "launcher" in focused_class(page), "focus goes back to where it came from"


FOCUSED = "let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;"


def focused(page: "Page") -> str:
    return str(page.evaluate(f"() => {{ {FOCUSED} return e.id }}"))


def focused_class(page: "Page") -> str:
    return str(page.evaluate(f"() => {{ {FOCUSED} return e.className }}"))


def tab_to(page: "Page", name: re.Pattern[str]) -> None:
    """Press Tab until what is focused has that name: a hundred times at most, round the page."""
    for _ in range(100):
        label = page.evaluate(f"() => {{ {FOCUSED} return e.getAttribute('aria-label') || e.innerText || '' }}")
        if name.search(str(label).strip()):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"nothing named {name.pattern} is reached by Tab")
