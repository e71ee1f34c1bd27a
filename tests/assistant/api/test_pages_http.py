"""The pages as they are sent: whole without a script, in two languages, and no text of a document is ever markup."""

import asyncio
import threading
import urllib.request
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest
from conftest import HOSTILE
from lxml.html import HtmlElement
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.llm import open_model
from assistant.local import LocalAssistant
from assistant.settings import Settings
from assistant.web.embed_demo import serve
from corpus.texts import LANGS, Lang, say

EVERY_PAGE = ("/", "/search", "/search?q=lamp", "/read/tower-rules", "/read/handbook", "/read/nothing")


def page(client: TestClient, address: str, *, status: int = 200, lang: Lang = "en") -> HtmlElement:
    response = client.get(address, headers={"accept-language": lang})
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return lxml.html.document_fromstring(response.text)


def words(of: HtmlElement) -> str:
    return " ".join(of.text_content().split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("address", EVERY_PAGE)
def test_a_page_is_for_everybody(tower: TestClient, address: str, lang: Lang) -> None:
    read = page(tower, address, lang=lang, status=404 if "nothing" in address else 200)
    assert read.get("lang") == lang
    assert len(read.cssselect("h1")) == 1
    assert len(read.cssselect("main")) == 1
    assert read.cssselect("a.skip")[0].get("href") == "#main"
    levels = [int(heading.tag[1]) for heading in read.cssselect("h1, h2, h3, h4, h5, h6")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for field in read.cssselect("input:not([type=hidden]), select, textarea"):
        assert read.cssselect(f"label[for={field.get('id')}]"), field.get("id")
    described = [part for element in read.cssselect("[aria-describedby]") for part in element.get("aria-describedby").split()]
    assert all(read.cssselect(f"#{part}") for part in described)


@pytest.mark.parametrize("address", [*EVERY_PAGE, "/embed-demo"])
def test_a_page_needs_no_inline_code_and_nothing_from_elsewhere(tower: TestClient, address: str) -> None:
    response = tower.get(address)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    read = lxml.html.document_fromstring(response.text)
    assert not read.cssselect("style, [style], script:not([src]), iframe")
    assert not [name for element in read.iter() for name in element.attrib if name.startswith("on")]
    for element in read.cssselect("script, link, img"):
        assert not urlsplit(element.get("src") or element.get("href")).netloc


def test_the_first_page_lists_the_texts_and_has_the_assistant(tower: TestClient) -> None:
    read = page(tower, "/", lang="fr")
    titles = {words(link): link.get("href") for link in read.cssselect(".shelf li a")}
    assert titles["Règlement de la tour"] == "/read/tower-rules?lang=fr"
    assert read.cssselect(".shelf a[lang=en]")
    (element,) = read.cssselect("caio-assistant")
    assert (element.get("mode"), element.get("lang")) == ("page", "fr")
    assert words(element).startswith(say("pages.disclosure", "fr"))
    assert say("pages.noscript", "fr") in words(read.cssselect("noscript")[0])


def test_the_first_page_is_served_before_anything_is_indexed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, engine="none")
    client = TestClient(create_app(LocalAssistant(settings, model=asyncio.run(open_model(settings)))))
    assert say("pages.documents_none", "en") in words(page(client, "/"))
    assert say("pages.trouble_title", "en") in words(page(client, "/search?q=lamp", status=503))


def test_the_other_language_keeps_what_was_asked(tower: TestClient) -> None:
    read = page(tower, "/search?q=lampe+et+corne&as_of=2026-12-01&lang=en")
    link = read.cssselect("a.other-language")[0]
    assert (link.get("hreflang"), link.get("lang")) == ("fr", "fr")
    there = page(tower, link.get("href"))
    assert there.get("lang") == "fr"
    assert there.cssselect("#q")[0].get("value") == "lampe et corne"
    assert there.cssselect("#as_of")[0].get("value") == "2026-12-01"


def test_a_search_marks_the_words_and_leads_to_the_passage(tower: TestClient) -> None:
    found = page(tower, "/search?q=when+is+the+lamp+lit&lang=en").cssselect(".results li")
    assert len(found) > 1
    assert [mark.text for mark in found[0].cssselect("mark")] == ["lamp"]
    link = found[0].cssselect("a")[0].get("href")
    target = urlsplit(link).fragment
    assert target.startswith("sec_lamp")
    assert page(tower, link).cssselect(f"[id='{target}']")


def test_a_search_is_narrowed_to_a_document_and_to_a_day(tower: TestClient) -> None:
    narrowed = page(tower, "/search?q=lamp&document=handbook&lang=en")
    assert {urlsplit(a.get("href")).path for a in narrowed.cssselect(".results a")} == {"/read/handbook"}
    assert narrowed.cssselect("#document option[selected]")[0].get("value") == "handbook"
    assert words(narrowed.cssselect("nav[aria-labelledby=by-document] [aria-current]")[0]) == "handbook"
    before = page(tower, "/search?q=lamp&as_of=1871-01-01&lang=en")
    assert say("pages.search_none", "en") in words(before)
    none_here = page(tower, "/search?q=lamp&document=unknown&lang=en")
    assert say("pages.search_none_here", "en") in words(none_here)


@pytest.mark.parametrize("lang", LANGS)
def test_a_search_that_cannot_be_made_says_why_beside_the_field(tower: TestClient, lang: Lang) -> None:
    dated = page(tower, "/search?q=lamp&as_of=tomorrow", status=422, lang=lang)
    assert words(dated.cssselect("#as_of-wrong")[0]) == say("pages.search_bad_date", lang, {"value": "tomorrow"}).replace(
        "\u202f", " "
    )
    assert dated.cssselect("#as_of")[0].get("aria-invalid") == "true"
    long = page(tower, f"/search?q={'x' * 4001}", status=422, lang=lang)
    assert "4001" in words(long.cssselect("#q-wrong")[0])
    assert not page(tower, "/search?q=+", lang=lang).cssselect(".found")


def test_a_document_reads_from_end_to_end_with_its_contents(tower: TestClient) -> None:
    read = page(tower, "/read/tower-rules?lang=en")
    assert [words(link) for link in read.cssselect("#contents a")] == ["The lamp", "Visitors"]
    assert [words(heading) for heading in read.cssselect(".text h2")] == ["The lamp", "Visitors"]
    text = words(read.cssselect(".text")[0])
    for said in ("The keeper lights the lamp", "the keeper sounds the horn", "Visitors sign the book"):
        assert text.count(said) == 1
    ids = [element.get("id") for element in read.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    for link in read.cssselect("a[href^='#']"):
        assert link.get("href")[1:] in ids, link.get("href")


def test_a_text_in_another_language_than_the_page_says_so(tower: TestClient) -> None:
    read = page(tower, "/read/hostile?lang=fr")
    assert read.get("lang") == "fr"
    assert read.cssselect(".text")[0].get("lang") == "en"
    assert say("pages.reading_other_language", "fr").replace("\u00a0", " ") in words(read)


def test_what_cannot_be_read_is_told_on_a_page(tower: TestClient) -> None:
    for address, status in (("/read/nothing", 404), ("/read/tower-rules?version=1871", 404), ("/read/hostile?as_of=soon", 422)):
        told = page(tower, address, status=status)
        assert say("pages.trouble_title", "en") in words(told)
        assert told.cssselect("main a")[0].get("href").startswith("/")
    early = page(tower, "/read/tower-rules?as_of=1871-01-01", status=404)
    assert "1871-01-01" in words(early)


def test_words_of_a_document_or_of_a_reader_never_become_markup(tower: TestClient) -> None:
    read = page(tower, "/read/hostile?lang=en")
    assert HOSTILE in words(read.cssselect(".text")[0])
    assert words(read.cssselect("h1")[0]) == "A <b>title</b> & more"
    assert not read.cssselect(".text img, .text script, h1 b")
    asked = page(tower, "/search", lang="en")
    assert not asked.cssselect("optgroup b")
    echoed = tower.get("/search", params={"q": '"><script>alert(1)</script>', "document": '"><b>'})
    assert "<script>alert" not in echoed.text
    assert not lxml.html.document_fromstring(echoed.text).cssselect("main b")


def test_pages_are_compressed_and_answers_are_not(tower: TestClient) -> None:
    zipped = {"accept-encoding": "gzip"}
    assert tower.get("/read/tower-rules", headers=zipped).headers["content-encoding"] == "gzip"
    with tower.stream("POST", "/api/ask", json={"question": "When is the lamp lit?"}, headers=zipped) as answer:
        assert "content-encoding" not in answer.headers
        assert answer.headers["content-type"].startswith("text/event-stream")
        answer.read()


def test_another_house_serves_the_assistant_under_its_own_policy() -> None:
    with serve(0, "https://caio.example", "fr") as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/") as response:
                policy, read = response.headers["content-security-policy"], lxml.html.document_fromstring(response.read())
        finally:
            server.shutdown()
            thread.join()
    assert "script-src https://caio.example" in policy
    assert read.cssselect("script")[0].get("src") == "https://caio.example/widget/1/widget.js"
    (element,) = read.cssselect("caio-assistant")
    assert dict(element.attrib) == {"mode": "launcher", "lang": "fr", "endpoint": "https://caio.example"}
