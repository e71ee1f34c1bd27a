"""The official texts, read on the page: every provision has its place, once, and no word of them is lost."""

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from lxml.html import HtmlElement
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.llm import open_model
from assistant.local import LocalAssistant
from assistant.settings import Settings
from corpus.anchors import Kind
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Passage
from corpus.embedding import Embedder
from corpus.index import Corpus, Place
from corpus.texts import LANGS, Lang
from ingest.pipeline import Indexing, ingest

pytestmark = [pytest.mark.official, pytest.mark.slow]
TODAY = date(2026, 11, 23)
FILES = (
    "ai-act/32024R1689.oj.{}.xhtml",
    "ai-act/02024R1689-20260727.consolidated.{}.xhtml",
    "nist/ai-rmf/NIST.AI.100-1.pdf",
    "nist/ai-600-1/NIST.AI.600-1.pdf",
)
READ = [("ai-act", "en"), ("ai-act", "fr"), ("nist-ai-rmf", "en"), ("nist-ai-600-1", "en")]


@pytest.fixture(scope="module")
def library(
    official: Path, tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, models: Path
) -> Iterator[tuple[TestClient, Corpus]]:
    home = tmp_path_factory.mktemp("library")
    (home / "models").symlink_to(models.resolve())
    paths = dict.fromkeys(official / file.format(lang) for file in FILES for lang in LANGS)
    report = ingest(list(paths), Indexing(Place(home), embedder.name, lambda: embedder, 320), progress=lambda *_: None)
    assert not report.errors
    settings = Settings(home=home, engine="none")
    assistant = LocalAssistant(settings, model=asyncio.run(open_model(settings)), today=lambda: TODAY)
    yield TestClient(create_app(assistant)), assistant.corpus()
    asyncio.run(assistant.close())


def squeezed(text: str) -> str:
    """`text` without what a layout may add or drop: spaces, line ends, and the dash after a number that is set apart."""
    return "".join(text.split()).replace("—", "")


def read(client: TestClient, document: str, lang: Lang) -> HtmlElement:
    return lxml.html.document_fromstring(client.get(f"/read/{document}", params={"lang": lang}).text)


def in_force(corpus: Corpus, document: str, lang: Lang) -> list[Passage]:
    found = corpus.catalogue.in_force(document, lang=lang, as_of=TODAY)
    return [passage for passage in found if passage.version != DIGEST_VERSION]


@pytest.mark.parametrize(("document", "lang"), READ)
def test_every_provision_in_force_has_one_place_and_every_link_leads_to_one(
    library: tuple[TestClient, Corpus], document: str, lang: Lang
) -> None:
    client, corpus = library
    page = read(client, document, lang)
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    assert not [p.anchor for p in in_force(corpus, document, lang) if str(p.anchor).partition("#")[2] not in set(ids)]
    assert not [a.get("href") for a in page.cssselect("a[href^='#']") if a.get("href")[1:] not in set(ids)]


@pytest.mark.parametrize(("document", "lang"), READ)
def test_no_word_of_a_provision_is_lost_or_said_twice(library: tuple[TestClient, Corpus], document: str, lang: Lang) -> None:
    client, corpus = library
    page = read(client, document, lang)
    for aside in page.cssselect(".tools, .here, .applies, .digest, .cited"):
        aside.drop_tree()
    units = [p for p in in_force(corpus, document, lang) if p.anchor == p.anchor.unit and p.anchor.kind is not Kind.CHAPTER]
    for passage in units:
        part = page.get_element_by_id(str(passage.anchor).partition("#")[2])
        text = squeezed(f"{passage.label} {passage.text}")
        lines = {squeezed(line) for line in passage.text.splitlines()}
        for title in part.cssselect(".own"):  # printed above, and no line of the text
            if squeezed(title.text_content()) not in lines:
                title.drop_tree()
        shown = squeezed(part.text_content())
        assert text in shown, passage.anchor
        heading = squeezed("".join(title.text_content() for title in part.cssselect(".head")))
        assert len(shown) <= len(text) + len(heading), passage.anchor


def test_sections_stand_under_their_chapters_and_articles_under_their_sections(library: tuple[TestClient, Corpus]) -> None:
    page = read(library[0], "ai-act", "en")
    levels = {element.get("id"): element.tag for element in page.cssselect("h2[id], h3[id], h4[id]")}
    assert (levels["cpt_III"], levels["cpt_III.sct_3"]) == ("h2", "h3")
    assert page.cssselect("#art_26 h4")
    assert page.cssselect("#art_5 h3")
    entry = page.cssselect("#contents a[href='#art_26']")[0]
    above = [li.text_content() for li in entry.iterancestors("li")]
    assert "CHAPTER III" in above[-1]


def test_what_does_not_apply_yet_says_from_when_and_an_old_version_has_no_summary(
    library: tuple[TestClient, Corpus],
) -> None:
    now = read(library[0], "ai-act", "en")
    assert "2 December 2027" in now.cssselect("#art_26 .later")[0].text_content()
    assert not now.cssselect("#art_1 .later")
    old = library[0].get("/read/ai-act", params={"lang": "en", "version": "32024R1689"})
    assert not lxml.html.document_fromstring(old.text).cssselect(".digest")
    assert 'aria-current="page"' in old.text


def test_the_picture_of_a_published_page_is_drawn(library: tuple[TestClient, Corpus]) -> None:
    page = library[0].get("/api/articles/nist-ai-rmf%23sec_1-1.par_2").json()["page"]
    assert page["number"] == 9
    assert library[0].get(page["image"]).headers["content-type"] == "image/png"
