"""What a reader does with the assistant in a page, and what then stands there. Playwright looks into shadow trees by itself."""

import re
from typing import TYPE_CHECKING

from corpus.texts import Lang, say

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ANSWERED_MS = 120_000  # the embedded model on two cores


def words(key: str, lang: Lang = "en", **values: object) -> str:
    """The sentence of the widget under `key`, as a browser shows it: no narrow spaces."""
    return say(f"widget.{key}", lang, values)


def ask(page: "Page", question: str) -> "Locator":
    """Ask by keyboard; the exchange, which may still be underway."""
    before = page.locator(".exchange").count()
    box = page.locator("textarea.question")
    box.fill(question)
    box.press("Enter")
    exchange = page.locator(".exchange").nth(before)
    exchange.wait_for()
    return exchange


def finished(exchange: "Locator") -> "Locator":
    """The exchange once its answer is whole."""
    exchange.locator(".how").wait_for(timeout=ANSWERED_MS)
    return exchange


def chip(exchange: "Locator", number: int = 1, lang: Lang = "en") -> "Locator":
    """The button of a source."""
    opening = words("source", lang, number=number, label="").split()
    return exchange.get_by_role("button", name=re.compile(r"^" + r"\s*".join(map(re.escape, opening)))).first


def choose(page: "Page", key: str, lang: Lang = "en") -> None:
    """An entry of the menu of the conversation."""
    page.get_by_role("button", name=words("menu", lang), exact=True).click()
    page.locator(".menu").get_by_role("button", name=words(key, lang), exact=True).click()
