"""Answers and documents that mean harm, or are merely strange: nothing of them executes, and the layout holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from house import House
from steps import ask, chip

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

RUN = "window.harmed=1"
HOSTILE = {
    "script element": f"<script>{RUN}</script>",
    "script in capitals": f"<ScRiPt >{RUN}</sCrIpT>",
    "script left open": f"<script>{RUN}//",
    "image that fails": f'<img src=x onerror="{RUN}">',
    "image without quotes": f"<img/src=x/onerror={RUN}>",
    "svg with onload": f'<svg onload="{RUN}"><g/></svg>',
    "svg script": f"<svg><script>{RUN}</script></svg>",
    "svg animation": f'<svg><animate onbegin="{RUN}" attributeName=x dur=1s>',
    "mathml link": f'<math><mtext><a xlink:href="javascript:{RUN}">x</a></mtext></math>',
    "frame": f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "object": f'<object data="javascript:{RUN}"></object>',
    "form": f'<form action="javascript:{RUN}"><button>Send</button></form>',
    "details": f'<details open ontoggle="{RUN}">x</details>',
    "style element": "<style>*{display:none}</style>",
    "style attribute": '<p style="position:fixed;inset:0;background:red">x</p>',
    "base": '<base href="https://elsewhere.example/">',
    "refresh": f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
    "template": f"<template><img src=x onerror={RUN}></template>",
    "comment": f"<!--><img src=x onerror={RUN}>-->",
    "text area left": f"</textarea><img src=x onerror={RUN}>",
    "title left": f"</title><img src=x onerror={RUN}>",
    "attribute left": f'" autofocus onfocus="{RUN}" x="',
    "attribute left, single": f"' onmouseover='{RUN}' x='",
    "entities": f"&lt;img src=x onerror={RUN}&gt; &#60;b&#62; &amp;amp;",
    "markdown link": f"[the official text](javascript:{RUN})",
    "markdown image": "![x](https://elsewhere.example/pixel.png)",
    "markdown html": f"**bold** <a href='javascript:{RUN}'>read</a> `code`",
    "data address": "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "template of the library": "${window.harmed=1} {{constructor.constructor('window.harmed=1')()}} {{7*7}}",
    "marker of the library": "<!--?lit$0$--> <?lit$1$> lit$2$",
    "right to left override": "The fine is \u202e000 53 RUE\u202c at most",
    "isolates left open": "\u2067\u2067\u2066 Article 5 \u202a\u202b",
    "a word of twenty thousand letters": "x" * 20_000,
    "twenty thousand combining marks": "Z" + "\u0301" * 20_000,
    "emoji of many parts": "👩‍👩‍👧‍👦🏴‍☠️🇫🇷" * 200,
    "wide and narrow blanks": "a\u3000b\u2003c\u200b\u200d\ufeff d\u00ad\u2060",
    "control characters": "a\x07b\x08c\x1b[31md\x7f",
    "nested quotes": "« “ « ” ‘ ’ » \" ' ` » " * 50,
    "line ends": "one\r\ntwo\rthree\u2028four\u2029five\n\n\n\n\nsix",
    "half of a character": "a\ud83d b",
    "thousands of lines": "line\n" * 3000,
}
ADDRESSES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"\x01javascript:{RUN}",
    f"java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    "//elsewhere.example/x",
    "file:///etc/passwd",
)


def events(text: str, url: str) -> str:
    """An answer in which everything that is text is `text`, as the server would stream it."""
    citation = {"anchor": "gdpr#art_5", "lang": "en", "version": text[:200], "quote": text, "start": 0, "end": len(text)}
    citation |= {"label": text[:300], "url": url, "applies_from": None, "products_from": None}
    claim = {"text": text, "verdict": "supported", "check": "all", "citations": [citation], "score": 1.0}
    passage = {
        "anchor": "gdpr#art_5",
        "lang": "en",
        "version": "v",
        "text": text,
        "score": 1.0,
        "label": text[:300],
        "url": url,
    }
    answer = {"text": text, "lang": "en", "claims": [claim], "refusal": None, "passages": [passage], "model": text[:100]}
    answer |= {"hashes": {}, "timings": {"evidence_ms": 1, "first_claim_ms": 1, "total_ms": 1}, "notices": [text]}
    sent = [
        {"event": "status", "step": "searching", "message": text[:300]},
        {"event": "sources", "passages": [passage]},
        {"event": "delta", "text": text},
        {"event": "claim", "claim": claim},
        {"event": "notice", "message": text},
        {"event": "done", "answer": answer},
    ]
    frames = (f"id: a.{n}\nevent: {e['event']}\ndata: {json.dumps(e)}\n\n" for n, e in enumerate(sent, 1))
    return "".join(frames)


def article(text: str) -> dict[str, object]:
    """A document in which everything that is text is `text`."""
    passage = {"anchor": "gdpr#art_5", "label": text[:100], "text": text, "level": 1, "applies_from": None}
    words = {"title": text[:300], "label": text[:300], "headings": [text[:300]] * 2, "version": text[:200], "digest": text}
    fixed = {"anchor": "gdpr#art_5", "asked": "gdpr#art_5", "document": "gdpr", "lang": "en", "langs": ["en"], "versions": []}
    none = dict.fromkeys(("valid_to", "applies_from", "products_from", "previous", "next", "page"))
    return {**words, **fixed, **none, "valid_from": "2018-05-25", "url": "javascript:window.harmed=1", "passages": [passage]}


def give(route: "Route", value: object) -> None:
    """Answer with `value`, in letters that any encoding takes: half a character has none."""
    route.fulfill(body=json.dumps(value), content_type="application/json")


@dataclass
class Told:
    """What the server tells: the words of answers and documents, and where they lead."""

    text: str = ""
    url: str = ""


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def page(quoting: House, visit: Callable[..., "Page"], told: Told) -> "Page":
    def answer(route: "Route") -> None:
        headers = {"content-type": "text/event-stream", "x-answer-id": "a"}
        route.fulfill(status=200, headers=headers, body=events(told.text, told.url))

    page = visit(quoting.url, width=390, height=800)
    page.route("**/api/ask", answer)
    page.route("**/api/articles/**", lambda route: give(route, article(told.text)))
    page.route("**/api/suggestions*", lambda route: give(route, {"questions": [told.text]}))
    return page


def holds(page: "Page") -> None:
    """Nothing ran, nothing leads out but to the web, nothing is wider than the window."""
    assert page.evaluate("window.harmed") is None
    state = page.evaluate(
        """() => {
          const root = document.querySelector('caio-assistant').shadowRoot;
          return {
            links: [...root.querySelectorAll('a')].map((a) => a.getAttribute('href')),
            foreign: root.querySelectorAll('script, iframe, object, embed, base, img, form:not(.composer, .rating)').length,
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            within: Math.max(0, ...[...root.querySelectorAll('.exchange *')].map((e) => e.getBoundingClientRect().right))
              - innerWidth,
          };
        }"""
    )
    assert all(link.startswith(("http://", "https://", "/")) for link in state["links"]), state["links"]
    assert state["foreign"] == 0
    assert state["wide"] <= 0
    assert state["within"] <= 1
    assert page.locator("textarea.question").count() == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_executes_and_the_layout_holds(page: "Page", told: Told, name: str) -> None:
    text = HOSTILE[name]
    told.text, told.url = text, "https://eur-lex.europa.eu/"
    exchange = ask(page, text[:3000].replace("\n", " ").encode("utf8", "ignore").decode() or "x")
    exchange.locator(".actions").wait_for()
    chip(exchange).click()
    page.locator(".preview").wait_for()
    holds(page)
    page.locator(".preview button.main").click()
    page.locator("aside.source article.leaf").first.wait_for()
    holds(page)


@pytest.mark.parametrize("url", ADDRESSES)
def test_only_addresses_of_the_web_become_links(page: "Page", told: Told, url: str) -> None:
    told.text, told.url = "A sentence.", url
    exchange = ask(page, "Where does this lead?")
    exchange.locator(".actions").wait_for()
    chip(exchange).click()
    page.locator(".preview").wait_for()
    assert page.locator(".preview a").count() == 0
    holds(page)
