"""Two versions compared: each change at the smallest provision it touches, and nothing else."""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.anchors import Anchor, Kind, parse
from corpus.difference import Change, ChangeKind, Difference, compare_versions
from corpus.documents import Passage
from corpus.sources import known_documents
from corpus.texts import LANGS, Lang
from ingest.blocks import File
from ingest.parse.eurlex import EurLexParser
from ingest.passages import build_passages

ADDED, REMOVED, CHANGED = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED
# Articles that Regulation (EU) 2026/1744 amends or inserts: read in the texts by other hands, ../shared/corpus/README.md.
AMENDED = "1-6 10 11 17 25 27-30 40 42 43 50 56-58 60 63 64 69 70 72 75-77 95-97 99 111 113"
INSERTED = ["4a", "60a", "75a", "75b", "75c", "75d"]


def passages(texts: Mapping[str, str], *, titles: Mapping[str, str] | None = None) -> list[Passage]:
    """A version: the words each address has of its own; what holds it holds them too, as after ingestion."""
    whole: dict[Anchor, list[str]] = {}
    for address, text in texts.items():
        at: Anchor | None = (own := parse(f"act#{address}"))
        while at:
            whole.setdefault(at, []).append(text if at == own else f"{own.number}. {text}")
            at = at.parent
    named = {f"act#{address}": title for address, title in (titles or {}).items()}
    return [
        Passage(
            anchor=anchor,
            lang="en",
            version="v",
            text="\n".join(lines),
            label=f"{anchor.number}." if str(anchor).partition("#")[2] in texts else "",
            headings=("CHAPTER I", named[str(anchor.unit)]) if str(anchor.unit) in named else (),
            locator="",
            order=order,
            valid_from=date(2024, 1, 1),
        )
        for order, (anchor, lines) in enumerate(whole.items())
    ]


def told(difference: Difference) -> list[tuple[str, ChangeKind]]:
    return [(str(change.passage.anchor).partition("#")[2], change.kind) for change in difference.changes]


ACT = {
    "art_1": "This act is about lamps.",
    "art_2.par_1": "The keeper shall:",
    "art_2.par_1.pnt_a": "light the lamp;",
    "art_2.par_1.pnt_b": "keep a log.",
    "art_2.par_2": "Visitors wait.",
}


def test_a_change_is_told_at_the_smallest_provision() -> None:
    later = compare_versions(passages(ACT), passages(ACT | {"art_2.par_1.pnt_b": "keep a written log."}))
    assert told(later) == [("art_2.par_1.pnt_b", CHANGED)]
    assert (later.changes[0].before, later.changes[0].after) == ("keep a log.", "keep a written log.")
    assert later.unchanged == 4


def test_a_provision_that_holds_others_is_told_for_its_own_words() -> None:
    later = compare_versions(passages(ACT), passages(ACT | {"art_2.par_1": "The keeper may:"}))
    assert told(later) == [("art_2.par_1", CHANGED)]
    assert later.changes[0].after == "The keeper may:"


def test_what_is_new_or_gone_is_told_once_with_all_it_holds() -> None:
    short = {address: text for address, text in ACT.items() if not address.startswith("art_2")}
    later = compare_versions(passages(short), passages(ACT, titles={"art_2": "Duties"}))
    assert told(later) == [("art_2", ADDED)]
    assert later.changes[0].after == "Duties\n1. The keeper shall:\na. light the lamp;\nb. keep a log.\n2. Visitors wait."
    assert told(compare_versions(passages(ACT), passages(short))) == [("art_2", REMOVED)]


def test_a_provision_divided_in_one_version_is_compared_whole() -> None:
    divided = {address: text for address, text in ACT.items() if address != "art_1"}
    divided |= {"art_1.par_1": "This act is about lamps.", "art_1.par_2": "It is short."}
    later = compare_versions(passages(ACT), passages(divided))
    assert told(later) == [("art_1", CHANGED)]
    assert [w.text for w in later.changes[0].words()] == ["1. ", "This act is about lamps.\n", "2. It is short."]


def test_what_closes_a_point_in_a_list_is_no_change() -> None:
    longer = ACT | {"art_2.par_1.pnt_b": "keep a log;", "art_2.par_1.pnt_c": "sleep."}
    assert told(compare_versions(passages(ACT), passages(dict(sorted(longer.items()))))) == [("art_2.par_1.pnt_c", ADDED)]


def test_a_new_title_is_a_change_of_its_article() -> None:
    one, other = (passages(ACT, titles={"art_2": title}) for title in ("Keepers", "Keepers and visitors"))
    later = compare_versions(one, other)
    assert told(later) == [("art_2", CHANGED)]
    assert (later.changes[0].before, later.changes[0].after) == ("Keepers", "Keepers and visitors")


def test_what_is_gone_stands_where_it_stood() -> None:
    without = {address: text for address, text in ACT.items() if address != "art_2.par_1.pnt_a"}
    later = compare_versions(passages(ACT), passages(without | {"art_2.par_2": "Visitors leave."}))
    assert told(later) == [("art_2.par_1.pnt_a", REMOVED), ("art_2.par_2", CHANGED)]


def test_recitals_are_compared_where_both_versions_carry_them() -> None:
    recitals = {"rct_1": "Lamps are good.", "rct_2": "Night is dark."}
    left_out = compare_versions(passages(recitals | ACT), passages(ACT))
    assert (told(left_out), left_out.recitals_left_out) == ([], 2)
    both = compare_versions(passages(recitals | ACT), passages(recitals | {"rct_2": "Night is long."} | ACT))
    assert (told(both), both.recitals_left_out) == ([("rct_2", CHANGED)], 0)


ADDRESS = st.sampled_from(
    ["art_1", "art_2", "art_2.par_1", "art_2.par_2", "art_2.par_2.pnt_a", "art_3.pnt_a", "rct_1", "anx_I"]
)
SENTENCE = st.lists(st.sampled_from(["lamp", "l’IA", "may", "shall,", "10 %"]), min_size=1, max_size=5).map(" ".join)
VERSION = st.dictionaries(ADDRESS, SENTENCE, max_size=8).map(lambda texts: passages(dict(sorted(texts.items()))))


@given(VERSION)
def test_a_version_has_no_difference_with_itself(version: list[Passage]) -> None:
    assert compare_versions(version, version).changes == ()


@given(VERSION, VERSION)
def test_the_other_way_round_added_and_removed_change_places(one: list[Passage], other: list[Passage]) -> None:
    swapped = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}
    there, back = compare_versions(one, other), compare_versions(other, one)

    def facts(change: Change, kind: ChangeKind) -> tuple[str, ChangeKind]:
        return str(change.passage.anchor), kind

    assert {facts(c, swapped[c.kind]) for c in there.changes} == {facts(c, c.kind) for c in back.changes}
    assert (there.unchanged, there.recitals_left_out) == (back.unchanged, back.recitals_left_out)


@given(VERSION, VERSION)
def test_no_provision_is_told_twice(one: list[Passage], other: list[Passage]) -> None:
    changes = compare_versions(one, other).changes
    whole = [c.passage.anchor for c in changes if c.kind is not CHANGED]
    assert len({c.passage.anchor for c in changes}) == len(changes)
    assert not [c for c in changes for anchor in whole if anchor != c.passage.anchor and anchor.holds(c.passage.anchor)]


def official_version(official: Path, lang: Lang, number: int) -> list[Passage]:
    path = official / "ai-act" / known_documents()["ai-act"].editions[number].file.format(lang=lang)
    data = path.read_bytes()
    return build_passages(EurLexParser().parse(File(path, data, hashlib.sha256(data).hexdigest())))


@pytest.mark.official
@pytest.mark.parametrize("lang", LANGS)
def test_the_ai_act_is_amended_where_the_omnibus_amends_it(official: Path, lang: Lang) -> None:
    difference = compare_versions(official_version(official, lang, 0), official_version(official, lang, 2))
    bounds = [part.split("-") for part in AMENDED.split()]
    amended = {str(n) for first, *last in bounds for n in range(int(first), int(last[0] if last else first) + 1)}
    articles = {c.passage.anchor.unit.number for c in difference.changes if c.passage.anchor.unit.kind is Kind.ARTICLE}
    added = [c.passage.anchor for c in difference.changes if c.kind is ADDED]
    assert articles == amended | set(INSERTED)
    assert [a.number for a in added if a.kind is Kind.ARTICLE] == INSERTED
    others = [address for address, _ in told(difference) if not address.startswith("art_")]
    assert others == ["anx_I.sct_A.pnt_1", "anx_I.sct_B.pnt_21", "anx_VIII.sct_B.pnt_7", "anx_VIII.sct_B.pnt_9", "anx_XIV"]
    assert difference.recitals_left_out == 180


@pytest.mark.official
def test_a_corrigendum_changes_the_one_word_it_corrects(official: Path) -> None:
    difference = compare_versions(official_version(official, "fr", 0), official_version(official, "fr", 1))
    (change,) = difference.changes
    assert str(change.passage.anchor) == "ai-act#art_10.par_2"
    assert [(w.edit, w.text.strip()) for w in change.words()][1:3] == [("deleted", "systèmes"), ("inserted", "système")]
