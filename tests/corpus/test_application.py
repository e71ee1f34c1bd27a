"""When a provision applies, as Article 113 of the AI Act said it when adopted and says it since July 2026, and the GDPR in its
Article 99; and the extra time that Article 111 gives."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from corpus.anchors import Anchor, parse
from corpus.application import application, dated_parts, dated_with, exceptions, say_application
from corpus.difference import ChangeKind, compare_versions
from corpus.documents import Passage
from corpus.sources import known_documents
from corpus.texts import texts
from corpus.transitions import all_transitions, say_transition, transitions
from ingest.document import read_document
from ingest.parse import read_file
from ingest.passages import build_passages

ADOPTED, AMENDED = date(2026, 1, 1), date(2026, 11, 22)

# Read in the official texts, not in the table.
APPLIES = {
    "gdpr#art_1": "2018-05-25",
    "gdpr#art_99.par_1": "2018-05-25",
    "ai-act#art_4": "2025-02-02",
    "ai-act#art_4.par_2": "2025-02-02",
    "ai-act#art_5.par_1.pnt_a": "2025-02-02",
    "ai-act#art_5.par_1.pnt_ba": "2026-12-02",
    "ai-act#art_5.par_1b": "2026-12-02",
    "ai-act#art_4a.par_1": "2026-07-27",
    "ai-act#art_6.par_1": "2028-08-02",
    "ai-act#art_6.par_1a": "2027-12-02",
    "ai-act#art_6.par_2": "2027-12-02",
    "ai-act#art_6.par_5": "2026-08-02",
    "ai-act#art_27": "2027-12-02",
    "ai-act#art_28": "2025-08-02",
    "ai-act#art_39": "2025-08-02",
    "ai-act#art_40": "2026-08-02",
    "ai-act#art_50": "2026-08-02",
    "ai-act#art_53": "2025-08-02",
    "ai-act#art_60a": "2026-08-02",
    "ai-act#art_70": "2025-08-02",
    "ai-act#art_75d": "2026-08-02",
    "ai-act#art_78": "2025-08-02",
    "ai-act#art_99": "2025-08-02",
    "ai-act#art_101": "2026-08-02",
    "ai-act#art_110": "2026-07-27",
    "ai-act#art_111": "2026-08-02",
    "ai-act#anx_III.pnt_4": "2027-12-02",
    "ai-act#anx_I": "2028-08-02",
    "ai-act#anx_XI": "2025-08-02",
    "ai-act#art_28.par_8": "2026-07-27",
    "ai-act#art_99.par_6a": "2026-07-27",
    "ai-act-omnibus#art_1": "2026-07-27",
    "ai-act#anx_VIII": "2026-08-02",
}


APPLIED_AS_ADOPTED = {
    "gdpr#art_5": "2018-05-25",
    "ai-act#art_4": "2025-02-02",
    "ai-act#art_5.par_1.pnt_h": "2025-02-02",
    "ai-act#art_6.par_1": "2027-08-02",
    "ai-act#art_6.par_2": "2026-08-02",
    "ai-act#art_6.par_5": "2026-08-02",
    "ai-act#art_10.par_5": "2026-08-02",
    "ai-act#art_26": "2026-08-02",
    "ai-act#art_31": "2025-08-02",
    "ai-act#art_50.par_2": "2026-08-02",
    "ai-act#art_53": "2025-08-02",
    "ai-act#art_78": "2025-08-02",
    "ai-act#art_99.par_3": "2025-08-02",
    "ai-act#art_101": "2026-08-02",
    "ai-act#art_102": "2026-08-02",
    "ai-act#anx_I": "2027-08-02",
    "ai-act#anx_III": "2026-08-02",
}


@pytest.mark.parametrize(
    ("anchor", "day", "on"),
    [
        *((anchor, day, AMENDED) for anchor, day in APPLIES.items()),
        *((anchor, day, ADOPTED) for anchor, day in APPLIED_AS_ADOPTED.items()),
    ],
)
def test_a_provision_applies_from_the_date_its_act_says(anchor: str, day: str, on: date) -> None:
    when = application(parse(anchor), on)
    assert when is not None
    assert when.start == date.fromisoformat(day)


@pytest.mark.parametrize(("on", "day"), [(ADOPTED, date(2027, 8, 2)), (AMENDED, date(2028, 8, 2))])
def test_high_risk_duties_start_later_for_products(on: date, day: date) -> None:
    when = application(parse("ai-act#art_26"), on)
    assert when is not None
    assert when.products == day
    alone = application(parse("ai-act#art_27"), on)
    assert alone is not None
    assert alone.products is None, "only deployers of systems of Annex III assess the impact on fundamental rights"


def test_the_law_changes_on_the_day_the_amendment_comes_into_force() -> None:
    last, first = (application(parse("ai-act#art_26"), date(2026, 7, day)) for day in (26, 27))
    assert last == application(parse("ai-act#art_26"), ADOPTED)
    assert first == application(parse("ai-act#art_26"), AMENDED)
    assert application(parse("ai-act#anx_XIV"), ADOPTED) is None


def test_parts_with_a_date_of_their_own_are_told_with_the_whole() -> None:
    parts = [[str(part) for part in of] for of in exceptions(parse("ai-act#art_5"), AMENDED)]
    assert parts == [["ai-act#art_5.par_1.pnt_ba", "ai-act#art_5.par_1.pnt_bb", "ai-act#art_5.par_1a", "ai-act#art_5.par_1b"]]
    assert exceptions(parse("ai-act#art_5"), ADOPTED) == {}
    assert exceptions(parse("ai-act#art_50"), AMENDED) == {}
    assert [[str(part) for part in of] for of in exceptions(parse("ai-act#art_6"), AMENDED)] == [["ai-act#art_6.par_5"]]


def test_a_part_is_named_by_itself_where_its_date_is_its_own() -> None:
    assert str(dated_with(parse("ai-act#art_26.par_5"), AMENDED)) == "ai-act#art_26"
    assert str(dated_with(parse("ai-act#art_5.par_1a.pnt_a"), AMENDED)) == "ai-act#art_5.par_1a"
    assert dated_parts(parse("ai-act#art_5.par_1"), ADOPTED) == ()


@pytest.mark.parametrize(
    ("anchor", "english", "french"),
    [
        (
            "ai-act#art_50",
            "Under Article 113, this provision applies from 2 August 2026.",
            "Selon l’article 113, cette disposition s’applique à partir du 2 août 2026.",
        ),
        (
            "ai-act#anx_XI",
            "Like Article 53, this annex applies from 2 August 2025 (Article 113(b)).",
            "Comme l’article 53, cette annexe s’applique à partir du 2 août 2025 (article 113, point b)).",
        ),
        (
            "ai-act#art_4a",
            "Inserted later, this provision applies from 27 July 2026, the day it came into force.",
            "Insérée plus tard, cette disposition s’applique à partir du 27 juillet 2026, jour de son entrée en vigueur.",
        ),
        ("nist-ai-rmf#sub_GOVERN-1-1", "", ""),
    ],
)
def test_it_is_said_in_both_languages(anchor: str, english: str, french: str) -> None:
    assert say_application(parse(anchor), "en", AMENDED) == english
    assert say_application(parse(anchor), "fr", AMENDED) == french


# On which days something is said, and no longer.
SAID = [
    ("ai-act#art_50.par_2", "marking", date(2026, 7, 27), date(2026, 12, 2)),
    ("ai-act#art_53.par_1", "models", date(2024, 7, 12), date(2027, 8, 2)),
    ("ai-act#art_26.par_1", "systems_as_adopted", date(2024, 7, 12), date(2026, 7, 27)),
    ("ai-act#art_26.par_1", "systems", date(2026, 7, 27), date(2030, 8, 2)),
    ("ai-act#anx_X", "large_scale", date(2024, 7, 12), date(2030, 12, 31)),
    ("ai-act#art_73.par_1", "high_risk_alone", date(2026, 7, 27), date(2028, 8, 2)),
    ("ai-act#art_86.par_1", "high_risk_alone", date(2026, 7, 27), date(2027, 12, 2)),
    ("ai-act#art_99.par_4.pnt_e", "fines", date(2026, 7, 27), date(2028, 8, 2)),
]


@pytest.mark.parametrize(("anchor", "key", "first", "end"), SAID)
def test_extra_time_is_told_while_it_lasts(anchor: str, key: str, first: date, end: date) -> None:
    def told(on: date) -> bool:
        return key in {transition.key for transition in transitions(parse(anchor), on)}

    assert told(first)
    assert told(end - timedelta(days=1))
    assert not told(end)


@pytest.mark.parametrize(
    ("anchor", "on"), [("ai-act#art_50.par_2", ADOPTED), ("ai-act#art_50.par_4", AMENDED), ("gdpr#art_5", AMENDED)]
)
def test_extra_time_is_told_of_nothing_else(anchor: str, on: date) -> None:
    assert transitions(parse(anchor), on) == ()


# What follows reads the official texts.
DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20\d\d\b")


@pytest.fixture(scope="module")
def versions(official: Path) -> dict[date, dict[Anchor, Passage]]:
    """The AI Act in English as adopted and as amended, by the day it is asked about."""
    editions = {e.id: e for e in known_documents()["ai-act"].editions if "en" in e.langs}
    days = {ADOPTED: "32024R1689", AMENDED: "02024R1689-20260727"}
    files = {on: official / "ai-act" / editions[id_].file.format(lang="en") for on, id_ in days.items()}
    return {on: {p.anchor: p for p in build_passages(read_document(read_file(file)))} for on, file in files.items()}


def dates_in(text: str) -> set[str]:
    return set(DATE.findall(text))


def dates_told(version: dict[Anchor, Passage], on: date) -> Iterator[date]:
    for anchor in version:
        when = application(anchor, on)
        if when and not when.inserted:
            yield from {when.start, when.products} - {None}  # type: ignore[misc]


@pytest.mark.official
@pytest.mark.parametrize("on", [ADOPTED, AMENDED])
def test_the_dates_told_are_those_of_article_113(versions: dict[date, dict[Anchor, Passage]], on: date) -> None:
    written = dates_in(versions[on][parse("ai-act#art_113")].text)
    told = {f"{day.day} {day:%B %Y}" for day in dates_told(versions[on], on)}
    assert told == written


@pytest.mark.official
@pytest.mark.parametrize("on", [ADOPTED, AMENDED])
def test_every_article_and_annex_has_a_date_by_an_article_that_is_there(
    versions: dict[date, dict[Anchor, Passage]], on: date
) -> None:
    units = {anchor.unit for anchor in versions[on] if str(anchor.unit).startswith(("ai-act#art_", "ai-act#anx_"))}
    assert len(units) > 120
    for unit in units:
        when = application(unit, on)
        assert when is not None, unit
        assert when.by in versions[on], unit


@pytest.mark.official
def test_what_the_amendment_inserted_applies_from_then_on_at_the_earliest(
    versions: dict[date, dict[Anchor, Passage]],
) -> None:
    before, after = (tuple(versions[on].values()) for on in (ADOPTED, AMENDED))
    added = [c.passage.anchor for c in compare_versions(before, after).changes if c.kind is ChangeKind.ADDED]
    dated = {anchor: application(anchor, AMENDED) for anchor in added}
    # Those of Article 113 say their date themselves; a table and its rows are not provisions.
    early = [str(anchor) for anchor, when in dated.items() if when and when.start < date(2026, 7, 27)]
    assert early == []


@pytest.mark.official
def test_what_is_said_of_extra_time_stands_in_article_111(versions: dict[date, dict[Anchor, Passage]]) -> None:
    for each in all_transitions():
        on = ADOPTED if each.scope.until else AMENDED
        if each.by:
            said = dates_in(say_transition(each, [], "en", on))
            written = dates_in(versions[on][each.by].text)
            assert said <= written, each.key
            assert each.ends is not None
            assert f"{each.ends.day} {each.ends:%B %Y}" in said, each.key


@pytest.mark.parametrize("key", [key for key in texts("en") if key.startswith("transitions.")])
def test_both_languages_give_the_same_years(key: str) -> None:
    years = [re.findall(r"\b20\d\d\b", texts(lang)[key]) for lang in ("en", "fr")]
    assert years[0] == years[1]
