"""The EUR-Lex parser on the official texts: complete, the same in both languages and layouts, not a word lost."""

import hashlib
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from corpus.anchors import Anchor, Kind, parse
from corpus.sources import Edition, known_documents
from corpus.texts import LANGS
from ingest.blocks import Block, File, Parsed
from ingest.counts import count_provisions
from ingest.parse.eurlex import EurLexParser

SLUGS = ("gdpr", "ai-act", "ai-act-omnibus")
KNOWN = [(slug, e, lang) for slug in SLUGS for e in known_documents()[slug].editions for lang in e.langs]
NEIGHBOURS = ["CRA", "CopyrightDSM", "DMA", "DORA", "DSA", "DataAct", "LED", "NIS2", "eIDAS"]


@cache
def read(path: Path) -> Parsed:
    data = path.read_bytes()
    return EurLexParser().parse(File(path, data, hashlib.sha256(data).hexdigest()))


def anchors(parsed: Parsed) -> set[str]:
    return {str(block.anchor).partition("#")[2] for block in parsed.blocks}


def text(parsed: Parsed, address: str) -> str:
    anchor = parse(f"{parsed.document.slug}#{address}")
    return "\n".join(block.text for block in parsed.blocks if block.anchor == anchor)


def official_file(official: Path, slug: str, edition: Edition, lang: str) -> Path:
    return official / slug / edition.file.format(lang=lang)


def neighbour(official: Path, name: str, lang: str) -> Path:
    (path,) = (official / "eu-neighbours").glob(f"{name}.*.{lang}.xhtml")
    return path


@pytest.mark.official
@pytest.mark.parametrize(("slug", "edition", "lang"), KNOWN)
def test_an_official_file_is_whole(official: Path, slug: str, edition: Edition, lang: str):
    parsed = read(official_file(official, slug, edition, lang))
    assert (parsed.document.slug, parsed.version.id, parsed.lang) == (slug, edition.id, lang)
    assert parsed.version.valid_from == edition.valid_from
    counts = count_provisions(parsed)
    assert {k: counts[k] for k in edition.expected if k is not Kind.PARAGRAPH} == {
        k: n for k, n in edition.expected.items() if k is not Kind.PARAGRAPH
    }
    assert all(block.text.strip() for block in parsed.blocks)


@pytest.mark.official
@pytest.mark.parametrize(
    ("slug", "version", "own"),
    [
        ("gdpr", "32016R0679", 372),
        ("gdpr", "02016R0679-20160504", 372),
        # The pages print nine more, quoted by articles 105 to 110 from the acts that they amend.
        ("ai-act", "32024R1689", 500),
        ("ai-act", "02024R1689-20240712", 500),
        ("ai-act", "02024R1689-20260727", 552),
    ],
)
def test_numbered_paragraphs_are_the_act_s_own(official: Path, slug: str, version: str, own: int):
    edition = next(e for e in known_documents()[slug].editions if e.id == version)
    counts = [count_provisions(read(official_file(official, slug, edition, lang))) for lang in edition.langs]
    assert [c[Kind.PARAGRAPH] for c in counts] == [own] * len(edition.langs)


@pytest.mark.official
@pytest.mark.parametrize(("slug", "edition"), sorted({(s, e.id) for s, e, _ in KNOWN if len(e.langs) == 2}))
def test_official_anchors_are_the_same_in_both_languages(official: Path, slug: str, edition: str):
    known = next(e for e in known_documents()[slug].editions if e.id == edition)
    english, french = (anchors(read(official_file(official, slug, known, lang))) for lang in ("en", "fr"))
    assert english == french


@pytest.mark.official
@pytest.mark.parametrize(
    ("slug", "oj", "consolidated"),
    [("gdpr", "32016R0679", "02016R0679-20160504"), ("ai-act", "32024R1689", "02024R1689-20240712")],
)
def test_official_anchors_are_the_same_in_both_layouts(official: Path, slug: str, oj: str, consolidated: str):
    editions = {e.id: e for e in known_documents()[slug].editions}
    journal, later = (anchors(read(official_file(official, slug, editions[i], "fr"))) for i in (oj, consolidated))
    assert {a for a in journal if not a.startswith("rct_")} == later


@pytest.mark.official
@pytest.mark.parametrize(("slug", "edition", "lang"), KNOWN)
def test_an_anchor_returns_only_as_the_rest_of_its_provision(official: Path, slug: str, edition: Edition, lang: str):
    """Two runs of blocks with one anchor are one provision: only the first bears the mark, only what it holds is between."""
    written: list[Anchor] = []
    for block in read(official_file(official, slug, edition, lang)).blocks:
        if block.anchor in written:
            since = written[written.index(block.anchor) + 1 :]
            assert block.label == ""
            assert all(block.anchor.holds(anchor) for anchor in since), block.anchor
        written.append(block.anchor)


@pytest.mark.official
@pytest.mark.parametrize("lang", LANGS)
def test_the_omnibus_amends_in_43_points(official: Path, lang: str):
    (edition,) = known_documents()["ai-act-omnibus"].editions
    parsed = read(official_file(official, "ai-act-omnibus", edition, lang))
    points = {a for a in anchors(parsed) if re.fullmatch(r"art_1\.pnt_\w+", a)}
    assert len(points) == 43
    assert not {a for a in anchors(parsed) if a.startswith(("anx_", "art_1.par"))}


@pytest.mark.official
@pytest.mark.parametrize("lang", LANGS)
def test_provisions_that_everyone_cites(official: Path, lang: str):
    ai_act = known_documents()["ai-act"].editions
    today, adopted = (read(official_file(official, "ai-act", ai_act[i], lang)) for i in (2, 0))
    assert {"art_5.par_1.pnt_ba", "art_4a.par_1.pnt_f", "art_113.pnt_c.pnt_ii", "anx_III.pnt_4.pnt_a"} <= anchors(today)
    assert {"anx_I.sct_B.pnt_21", "anx_VIII.sct_C.pnt_1", "anx_XIV"} <= anchors(today)
    assert "10^25" in text(adopted, "art_51.par_2")
    assert "AIP 0102 | " in " ".join(b.text for b in today.blocks if b.anchor.unit.number == "XIV")


@pytest.mark.official
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_neighbouring_acts_have_the_same_anchors_in_both_languages(official: Path, name: str):
    english, french = (read(neighbour(official, name, lang)) for lang in ("en", "fr"))
    # Some are the act of the Official Journal in one language, consolidated and without recitals in the other.
    own = [{a for a in anchors(p) if not a.startswith("rct_")} for p in (english, french)]
    assert own[0] == own[1]
    assert count_provisions(english)[Kind.ARTICLE] > 30


def _words(raw: str) -> Counter[str]:
    without_calls = re.sub(r"\(\s*\x00\s*\)|\x00", "", raw)
    return Counter(re.findall(r"[^\W_]+", re.sub(r"[►▼◄](?:[BCM]\d*)?", " ", without_calls)))


def _raw(element: etree._Element) -> str:
    """The element's text as it is printed, by a reading of its own: footnotes and amendment marks as a zero byte."""
    if not isinstance(element.tag, str):
        return ""
    names = {name.removeprefix("oj-") for name in element.get("class", "").split()}
    if names & {"note", "modref", "arrow", "note-tag"} or element.get("href", "").startswith(("#ntr", "#E0")):
        return "\x00"
    if names & {"ti-art", "title-article-norm"} and element.getparent().get("id", "").startswith("art_"):
        return " "
    inner = (element.text or "") + "".join(_raw(child) + (child.tail or "") for child in element)
    if names & {"super", "superscript"}:
        inner = inner.strip().replace("o", "°") if inner.strip() == "o" else f"^{inner.strip()}".replace("^er", "er")
    inline = element.tag.rpartition("}")[2] in {"span", "a"} and "word-spacing" not in element.get("style", "")
    return inner if inline else f" {inner} "


@pytest.mark.official
@pytest.mark.parametrize(("slug", "edition", "lang"), KNOWN)
def test_no_word_of_an_article_recital_or_annex_is_lost(official: Path, slug: str, edition: Edition, lang: str):
    path = official_file(official, slug, edition, lang)
    parsed, root = read(path), etree.fromstring(path.read_bytes().lstrip())
    units: dict[str, list[Block]] = {}
    for block in parsed.blocks:
        units.setdefault(str(block.anchor.unit.steps[0]), []).append(block)
    checked = 0
    for element in root.iter("{*}div"):
        if not re.fullmatch(r"(art|rct|anx)_\w+", element.get("id", "")):
            continue
        own = units[element.get("id", "")]
        titles = {b.title for b in own} | {h for b in own if b.anchor.unit.kind is Kind.ANNEX for h in b.headings}
        printed = _words(_raw(element))
        written = _words(" ".join(f"{b.label} {b.text}" for b in own))
        lost = printed - written - _words(" ".join(titles))
        assert set(lost) <= {"ANNEX", "ANNEXE", own[0].anchor.unit.number}, element.get("id")
        assert not written - printed - _words("ANNEX"), element.get("id")
        checked += 1
    assert checked == sum(edition.expected.get(kind, 0) for kind in (Kind.ARTICLE, Kind.RECITAL, Kind.ANNEX))
