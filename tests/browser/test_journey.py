"""The whole journey of a reader, on the assistant as it is served: real index, real models, a real browser."""

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest
from house import House
from steps import ask, chip, choose, finished, words

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

QUESTION = "When must a personal data breach be notified to the supervisory authority?"
UNANSWERABLE = "What is the best recipe for an apple tart?"


def test_an_answer_streams_in_with_its_sources_first_then_each_sentence_with_its_proof(
    house: House, visit: Callable[..., "Page"]
) -> None:
    page = visit(house.url)
    page.locator(".ai").wait_for()
    exchange = ask(page, QUESTION)
    exchange.locator("details.found").wait_for()
    assert exchange.locator(".actions").count() == 0, "sources are there before the answer is whole"
    finished(exchange)
    assert re.search(r"72 hours", exchange.locator(".answer").inner_text())
    assert chip(exchange).is_visible()
    assert exchange.locator(".verdict").first.inner_text().strip()


def test_a_chip_shows_the_exact_words_and_leads_into_the_article_in_both_languages(
    quoting: House, visit: Callable[..., "Page"]
) -> None:
    page = visit(quoting.url)
    exchange = finished(ask(page, QUESTION))
    chip(exchange).click()
    preview = page.locator(".preview")
    quote = preview.locator("blockquote").inner_text()
    link = preview.get_by_role("link").get_attribute("href") or ""
    assert ":~:text=" in link
    preview.get_by_role("button", name=words("in_article")).click()
    panel = page.locator("aside.source")
    panel.locator("mark").first.wait_for()
    assert panel.locator("mark").first.inner_text().split() == quote.split()
    assert panel.locator("mark").first.is_visible()
    panel.get_by_role("button", name=words("both")).click()
    page.locator("article.leaf[lang=fr]").wait_for()
    assert "72 heures" in page.locator("article.leaf[lang=fr]").inner_text()
    title = panel.locator(".source-title").inner_text()
    panel.get_by_role("button", name=words("next")).click()
    page.wait_for_function(
        "before => document.querySelector('caio-assistant').shadowRoot.querySelector('.source-title').innerText !== before",
        arg=title,
    )
    panel.get_by_role("button", name=words("back")).click()
    panel.wait_for(state="detached")


@pytest.mark.parametrize("way", ["click", "Escape"])
def test_stop_keeps_what_was_written_and_marks_it(house: House, visit: Callable[..., "Page"], way: str) -> None:
    page = visit(house.url)
    exchange = ask(page, "What must those who deploy a high-risk AI system do, and from when?")
    exchange.locator("details.found").wait_for()
    if way == "click":
        page.get_by_role("button", name=words("stop")).click()
    else:
        page.keyboard.press("Escape")
    exchange.get_by_text(words("stopped")).wait_for()
    assert exchange.locator(".how.stopped").count() == 1
    assert page.get_by_role("button", name=words("ask"), exact=True).is_visible(), "the next question can be asked"


def test_feedback_is_kept_with_the_answer_and_can_be_withdrawn(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(quoting.url)
    exchange = finished(ask(page, QUESTION))
    exchange.get_by_role("button", name=words("not_helpful")).click()
    exchange.get_by_label(words("reason_incomplete")).check()
    exchange.get_by_label(words("comment")).fill("the phases are missing")
    exchange.get_by_role("button", name=words("send"), exact=True).click()
    exchange.get_by_text(words("thanks")).wait_for()
    exchange.get_by_role("button", name=words("withdraw")).click()
    exchange.get_by_text(words("withdrawn")).wait_for()


def test_a_conversation_is_there_after_a_reload_and_gone_once_it_is_deleted(
    quoting: House, visit: Callable[..., "Page"]
) -> None:
    page = visit(quoting.url)
    finished(ask(page, QUESTION))
    page.reload()
    page.locator("textarea.question").wait_for()
    choose(page, "earlier")
    page.locator(".conversations").get_by_role("button", name=re.compile(re.escape(QUESTION[:30]))).first.click()
    page.locator(".exchange .answer").wait_for()
    assert "72 hours" in page.locator(".exchange .answer").inner_text()
    choose(page, "delete")
    page.locator(".exchange").wait_for(state="detached")
    stored = page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert "personal data breach" not in stored


def test_a_conversation_can_be_taken_away(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(quoting.url)
    exchange = finished(ask(page, QUESTION))
    with page.expect_download() as saved:
        choose(page, "export_json")
    kept = json.loads(saved.value.path().read_text(encoding="utf8"))
    assert QUESTION in json.dumps(kept)
    exchange.get_by_role("button", name=words("copy"), exact=True).click()
    exchange.get_by_role("button", name=words("copied"), exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "72 hours" in copied
    assert "Article 33" in copied


def test_a_refusal_shows_what_is_nearest_and_whom_to_ask(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(quoting.url)
    exchange = finished(ask(page, UNANSWERABLE))
    assert words("refusal_no_evidence") in exchange.locator(".refusal").inner_text()
    assert words("contact_default") in exchange.locator(".refusal").inner_text()
    assert exchange.locator(".passages li").count() > 0


def test_suggestions_lead_on_and_are_answered(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(quoting.url)
    exchange = finished(ask(page, QUESTION))
    offered = exchange.locator(".next .starter").first
    offered.wait_for()
    question = offered.inner_text()
    offered.click()
    page.locator(".exchange").nth(1).wait_for()
    second = finished(page.locator(".exchange").nth(1))
    assert question in second.inner_text()
    assert second.locator(".refusal").count() == 0


def test_too_many_questions_count_down_to_the_next(
    open_house: Callable[..., House], visit: Callable[..., "Page"], complaints: list[str]
) -> None:
    house = open_house(CAIO_ENGINE="none", CAIO_RATE="1/minute")
    page = visit(house.url)
    finished(ask(page, QUESTION))
    exchange = ask(page, UNANSWERABLE)
    trouble = exchange.locator(".trouble")
    trouble.wait_for()
    button = exchange.get_by_role("button", name=re.compile(words("retry_in", seconds="~").partition("~")[0]))
    assert button.is_disabled()
    before = int(re.findall(r"\d+", button.inner_text())[0])
    page.wait_for_function(
        "before => +document.querySelector('caio-assistant').shadowRoot"
        ".querySelector('.exchange:last-of-type button[disabled]').innerText.match(/\\d+/)[0] < before",
        arg=before,
    )
    complaints.clear()  # the browser itself tells of an answer 429


def test_a_server_killed_in_the_middle_of_an_answer_is_said_and_its_return_is_enough(
    open_house: Callable[..., House], visit: Callable[..., "Page"], complaints: list[str]
) -> None:
    house = open_house(CAIO_RATE="1000/minute")
    page = visit(house.url)
    exchange = ask(page, "What must those who deploy a high-risk AI system do, and from when?")
    exchange.locator("details.found").wait_for()
    house.kill()
    exchange.locator(".trouble").wait_for(timeout=60_000)
    house.start()
    exchange.get_by_role("button", name=words("retry"), exact=True).click()
    finished(page.locator(".exchange").last)
    assert page.locator(".exchange").last.locator(".claim").count() > 0
    complaints.clear()  # refused connections


def test_a_connection_lost_in_the_middle_of_an_answer_is_taken_up_again(
    house: House, visit: Callable[..., "Page"], complaints: list[str]
) -> None:
    page = visit(house.url)
    exchange = ask(page, QUESTION)
    exchange.locator("details.found").wait_for()
    page.context.set_offline(offline=True)
    page.context.set_offline(offline=False)
    finished(exchange)
    assert exchange.locator(".trouble").count() == 0
    assert "72 hours" in exchange.locator(".answer").inner_text()
    complaints.clear()


def test_french_readers_are_spoken_to_in_french(quoting: House, visit: Callable[..., "Page"]) -> None:
    page = visit(quoting.url, locale="fr-FR")
    assert page.locator(".ai").inner_text() == words("ai", "fr")
    exchange = finished(ask(page, "Sous combien de temps faut-il notifier une violation de données à l’autorité ?"))
    assert "72 heures" in exchange.locator(".answer").inner_text()
    assert chip(exchange, lang="fr").is_visible()


def test_every_page_demands_trusted_types_and_names_no_other_origin(quoting: House) -> None:
    for path in ("/", "/search?q=breach", "/read/gdpr", "/embed-demo"):
        policy = httpx.get(quoting.url + path, timeout=30).headers["content-security-policy"]
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy.replace("https://127.0.0.1", "")
