"""The EUR-Lex parser, on invented pages of both layouts (tests/ingest/eurlex)."""

import hashlib
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.anchors import Kind, parse
from corpus.documents import Trust
from corpus.errors import IngestError
from corpus.sources import Edition
from corpus.texts import LANGS
from ingest.blocks import Block, File, Parsed
from ingest.counts import check_counts, count_provisions
from ingest.parse.eurlex import EurLexParser

PAGES = Path(__file__).parent / "eurlex"
OJ = "32031R0007.oj.{lang}.xhtml"
CONSOLIDATED = "02031R0007-20320102.consolidated.{lang}.xhtml"


def file(data: bytes, name: str = "page.xhtml") -> File:
    return File(Path(name), data, hashlib.sha256(data).hexdigest())


@cache
def read(path: Path) -> Parsed:
    return EurLexParser().parse(file(path.read_bytes(), path.name))


def page(pattern: str, lang: str) -> Parsed:
    return read(PAGES / pattern.format(lang=lang))


def anchors(parsed: Parsed) -> set[str]:
    return {str(block.anchor).partition("#")[2] for block in parsed.blocks}


def blocks(parsed: Parsed, address: str) -> list[Block]:
    return [block for block in parsed.blocks if block.anchor == parse(f"{parsed.document.slug}#{address}")]


def text(parsed: Parsed, address: str) -> str:
    (block,) = blocks(parsed, address)
    return block.text


def test_an_official_journal_page_says_what_act_it_is():
    parsed = page(OJ, "fr")
    assert (parsed.document.slug, parsed.version.id, parsed.lang) == ("reg-2031-7", "32031R0007", "fr")
    assert parsed.version.valid_from == date(2031, 5, 6)
    assert parsed.document.trust is Trust.OFFICIAL
    assert parsed.document.title.endswith("jardins publics")


def test_a_consolidated_page_says_what_act_it_is():
    parsed = page(CONSOLIDATED, "en")
    assert (parsed.document.slug, parsed.version.id, parsed.lang) == ("reg-2031-7", "02031R0007-20320102", "en")
    assert parsed.version.valid_from == date(2032, 1, 2)


@pytest.mark.parametrize(
    ("title", "celex", "slug"),
    [
        ("REGULATION (EU) No 910/2014 OF THE GARDEN COUNCIL", "32014R0910", "reg-2014-910"),
        ("DIRECTIVE (EU) 2022/2555 OF THE GARDEN COUNCIL", "32022L2555", "dir-2022-2555"),
        ("DIRECTIVE 95/46/EC OF THE GARDEN COUNCIL", "31995L0046", "dir-1995-46"),
        ("REGULATION (EU) 2016/679 OF THE GARDEN COUNCIL", "32016R0679", "gdpr"),
        ("COMMISSION DELEGATED REGULATION (EU) 2031/12", "32031R0012", "reg-2031-12"),
    ],
)
def test_the_title_gives_the_celex_number(title: str, celex: str, slug: str):
    data = (PAGES / OJ.format(lang="en")).read_text("utf8").replace("REGULATION (EU) 2031/7 OF THE GARDEN COUNCIL", title)
    parsed = EurLexParser().parse(file(data.encode()))
    assert (parsed.version.id, parsed.document.slug) == (celex, slug)


@pytest.mark.parametrize("pattern", [OJ, CONSOLIDATED])
def test_both_languages_have_the_same_anchors_in_the_same_order(pattern: str):
    assert [b.anchor for b in page(pattern, "en").blocks] == [b.anchor for b in page(pattern, "fr").blocks]


@pytest.mark.parametrize("lang", LANGS)
def test_points_sub_points_and_resumed_text_of_the_official_journal(lang: str):
    parsed = page(OJ, lang)
    assert {"art_3.par_1.pnt_a.pnt_i", "art_3.par_1.pnt_a.pnt_ii", "art_2.pnt_1.pnt_b", "art_3.par_2"} <= anchors(parsed)
    first, resumed = blocks(parsed, "art_3.par_1")
    assert (first.label, resumed.label) == ("1.", "")
    assert first.locator == "003.001"
    assert first.title == {"en": "Duties of gardeners", "fr": "Obligations des jardiniers"}[lang]
    assert len(first.headings) == 2
    assert text(parsed, "art_3.par_1.pnt_b").count("\n— ") == 2


def test_labels_are_those_printed_in_each_language():
    labels = {lang: [b.label for b in blocks(page(CONSOLIDATED, lang), "art_3.par_1.pnt_ba")] for lang in LANGS}
    assert labels == {"en": ["(ba)"], "fr": ["b bis)"]}
    assert [b.label for b in blocks(page(CONSOLIDATED, "fr"), "art_3.par_1a")] == ["1 bis."]


def test_inserted_provisions_are_named_alike():
    for lang in LANGS:
        found = anchors(page(CONSOLIDATED, lang))
        assert {"art_4a", "art_3.par_1a", "art_3.par_1.pnt_ba", "art_3.par_1.pnt_bb"} <= found


def test_footnotes_arrows_and_spaces_are_cleaned_and_superscripts_kept():
    assert text(page(OJ, "en"), "rct_1") == "Lamps help walkers, and owls do not mind them."
    assert text(page(OJ, "en"), "art_1").endswith("up to 10^25 lumens.")
    assert text(page(OJ, "fr"), "art_2.pnt_1").startswith("« lampe », un")
    assert text(page(CONSOLIDATED, "en"), "art_4a") == "Owls shall be left in peace."
    assert text(page(CONSOLIDATED, "en"), "art_1") == "This Regulation says how paths are lit, with n° exception."
    everything = " ".join(b.text for lang in LANGS for p in (OJ, CONSOLIDATED) for b in page(p, lang).blocks)
    assert not re.search("[\u00a0\u202f\ue000-\uf8ff▼►◄]|  |obligatoire|gardeners only|Journal", everything)


@pytest.mark.parametrize("lang", LANGS)
def test_quoted_provisions_stay_in_the_point_that_amends(lang: str):
    parsed = page(OJ, lang)
    assert {a for a in anchors(parsed) if a.startswith("art_4")} == {"art_4", "art_4.pnt_1", "art_4.pnt_2"}
    assert not {a for a in anchors(parsed) if a.startswith(("art_5", "art_6"))}
    assert len(text(parsed, "art_4.pnt_1").splitlines()) == 5


@pytest.mark.parametrize("lang", LANGS)
def test_annexes_and_their_sections(lang: str):
    parsed = page(OJ, lang)
    assert {"anx_I", "anx_I.sct_A.pnt_1", "anx_I.sct_B.pnt_1", "anx_I.sct_B.pnt_1.pnt_a"} <= anchors(parsed)
    point = blocks(parsed, "anx_I.sct_B.pnt_1")[0]
    assert point.title.startswith("Section B. ")
    assert len(point.headings) == 1
    assert text(parsed, "anx_II").splitlines()[1].startswith("G 01 | ")


@pytest.mark.parametrize("lang", LANGS)
def test_points_that_hang_in_a_consolidated_annex_hold_what_follows_them(lang: str):
    parsed = page(CONSOLIDATED, lang)
    assert {"anx_I.sct_1.pnt_1-1.pnt_a", "anx_I.sct_1.pnt_1-2"} <= anchors(parsed)
    assert len(text(parsed, "anx_I.sct_1.pnt_1-2").splitlines()) == 2


def test_chapters_and_sections_are_found_by_their_titles():
    parsed = page(OJ, "en")
    (chapter,) = blocks(parsed, "cpt_I")
    assert (chapter.title, chapter.text) == ("GENERAL RULES", "CHAPTER I — GENERAL RULES")
    assert blocks(parsed, "cpt_I.sct_1")[0].headings == ("CHAPTER I — GENERAL RULES",)


def test_a_second_list_under_one_paragraph_gets_anchors_of_its_own():
    data = (PAGES / OJ.format(lang="en")).read_text("utf8")
    (table,) = re.findall(r"<table>(?:(?!<table>).)*?a lantern;.*?</table>", data)
    twice = data.replace(table, table + '<p class="oj-normal">and also:</p>' + table.replace("lantern", "candle"))
    parsed = EurLexParser().parse(file(twice.encode()))
    assert text(parsed, "art_2.pnt_1.pnt_a") == "a lantern;"
    assert text(parsed, "art_2.pnt_1.pnt_a-2") == "a candle;"


def test_provisions_are_counted_by_kind():
    counts = count_provisions(page(OJ, "en"))
    assert counts == {Kind.ARTICLE: 4, Kind.RECITAL: 2, Kind.ANNEX: 2, Kind.CHAPTER: 2, Kind.PARAGRAPH: 2}


def test_a_document_with_fewer_provisions_than_expected_is_refused():
    whole = Edition("32031R0007", date(2031, 5, 6), LANGS, "", {Kind.ARTICLE: 4, Kind.ANNEX: 2})
    check_counts(page(OJ, "en"), whole, "act.xhtml")
    more = Edition("32031R0007", date(2031, 5, 6), LANGS, "", {Kind.ARTICLE: 4, Kind.ANNEX: 3})
    with pytest.raises(IngestError, match="2 provisions of kind “anx” found, 3 expected"):
        check_counts(page(OJ, "en"), more, "act.xhtml")


def test_accepts_pages_of_eur_lex_and_no_others():
    data = (PAGES / OJ.format(lang="en")).read_bytes()
    accepts = EurLexParser().accepts
    assert accepts(file(data))
    assert accepts(file(data, "saved.html"))
    assert not accepts(file(b"<html><body><p>A page about gardens</p></body></html>", "guide.html"))
    assert not accepts(file(data, "guide.md"))


@pytest.mark.parametrize("pattern", [OJ, CONSOLIDATED])
def test_a_cut_page_is_refused(pattern: str):
    data = (PAGES / pattern.format(lang="fr")).read_bytes()
    with pytest.raises(IngestError) as caught:
        EurLexParser().parse(file(data[: len(data) * 2 // 3]))
    assert caught.value.key == "xhtml_truncated"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE html><html><head><script src='challenge.js'></script></head><body></body></html>",
        b'<html xmlns="http://www.w3.org/1999/xhtml"><!-- CONVEX --><body><p class="oj-hd-lg">EN</p>'
        b'<p class="oj-hd-date">1.2.2031</p><p class="oj-doc-ti">REGULATION (EU) 2031/7</p></body></html>',
    ],
)
def test_a_page_without_provisions_is_refused(data: bytes):
    with pytest.raises(IngestError) as caught:
        EurLexParser().parse(file(data))
    assert caught.value.key == "eurlex_no_provision"


def test_a_language_that_is_not_read_is_refused():
    data = (PAGES / OJ.format(lang="en")).read_bytes().replace(b'hd-lg">EN', b'hd-lg">DE')
    with pytest.raises(IngestError) as caught:
        EurLexParser().parse(file(data))
    assert caught.value.key == "eurlex_language"


def test_nothing_outside_the_page_is_read(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the gate code")
    data = (PAGES / OJ.format(lang="en")).read_text("utf8")
    entity = f'[<!ENTITY gate SYSTEM "{secret.as_uri()}">]>'
    hostile = data.replace('"xhtml-strict.dtd">', f'"xhtml-strict.dtd" {entity}').replace("Some lamps", "Some &gate; lamps")
    parsed = EurLexParser().parse(file(hostile.encode()))
    assert text(parsed, "rct_2") == "Some lamps are too bright."


def test_a_page_nested_as_deep_as_xml_allows_is_read():
    data = (PAGES / OJ.format(lang="en")).read_text("utf8")
    deep = data.replace("Some lamps", "<span>" * 200 + "Some lamps" + "</span>" * 200)
    deep = deep.replace('<div id="003.002">', "<div>" * 200 + '<div id="003.002">')
    deep = deep.replace("The council may inspect.</p></div>", "The council may inspect.</p></div>" + "</div>" * 200)
    parsed = EurLexParser().parse(file(deep.encode()))
    assert text(parsed, "rct_2") == "Some lamps are too bright."
    assert text(parsed, "art_3.par_2") == "The council may inspect."


@settings(max_examples=150, deadline=None)
@given(
    pattern=st.sampled_from([OJ, CONSOLIDATED]),
    lang=st.sampled_from(LANGS),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12)), max_size=4),
    end=st.floats(0.3, 1),
)
def test_a_damaged_page_is_read_or_refused(pattern: str, lang: str, edits: list[tuple[float, int, bytes]], end: float):
    data = (PAGES / pattern.format(lang=lang)).read_bytes()
    for where, length, new in edits:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    if end < 0.9:
        data = data[: int(end * len(data))]
    try:
        parsed = EurLexParser().parse(file(data))
    except IngestError:
        return
    assert parsed.blocks
    assert all(block.text for block in parsed.blocks)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_page_with_other_words_in_its_marks_is_read_or_refused(data: st.DataObject):
    source = (PAGES / OJ.format(lang="fr")).read_text("utf8")
    marks = sorted(set(re.findall(r'(?<=>)[^<>]{1,14}(?=<)|(?<=id=")[^"]+|(?<=class=")[^"]+', source)))
    for mark in data.draw(st.lists(st.sampled_from(marks), min_size=1, max_size=4)):
        other = data.draw(st.sampled_from(marks) | st.text("abIVX19 .-()«»‘’—éß²٣ıſK", max_size=8))
        source = source.replace(f">{mark}<", f">{other}<").replace(f'"{mark}"', f'"{other}"')
    try:
        parsed = EurLexParser().parse(file(source.encode()))
    except IngestError:
        return
    assert all(block.text and parse(str(block.anchor)) == block.anchor for block in parsed.blocks)
