"""The NIST publications and the Playbook."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from made_files import Print, a_file, a_pdf

from corpus.anchors import Kind
from corpus.errors import IngestError
from ingest.blocks import Block, Parsed
from ingest.parse import parse, read_file
from ingest.parse.nist import NistParser

FUNCTIONS = {"GOVERN": 19, "MAP": 18, "MEASURE": 22, "MANAGE": 13}
COVER = [
    Print(432, 71, "NIST AI 100-1", 14, bold=True),
    Print(99, 438, "Artificial Intelligence Risk Management", 24, bold=True),
]


def a_page(number: int, *lines: Print) -> list[Print]:
    return [Print(90, 38, "NIST AI 100-1 AI RMF 1.0", 10), *lines, Print(490, 705, f"Page {number}", 10)]


SMALL_FRAMEWORK = a_pdf(
    [
        COVER,
        a_page(
            1,
            Print(90, 69, "Executive Summary", 17, bold=True),
            Print(90, 98, "Machines err, and people who rely on them must"),
            Print(90, 112, "know when. This paragraph goes on over the"),
        ),
        a_page(
            2,
            Print(90, 73, "page, and ends."),
            Print(90, 98, "A list follows:"),
            Print(109, 112, "• a first point, set over two"),
            Print(119, 126, "lines;"),
            Print(109, 140, "• a second."),
            Print(90, 160, "Part 2: What to Do", 17, bold=True),
            Print(90, 185, "5. The Core", 14, bold=True),
            Print(90, 210, "5.1 Govern", 12, bold=True),
            Print(90, 240, "The tables say what to do."),
            Print(90, 600, "Fig. 1. A drawing that is not here.", 10.9),
        ),
        a_page(
            3,
            Print(150, 71, "Table 1: Categories and subcategories for the GOVERN function."),
            Print(118, 92, "Categories", bold=True),
            Print(207, 92, "Subcategories", bold=True),
            Print(96, 113, "GOVERN 1:", 9.6, bold=True),
            Print(96, 127, "Rules are"),
            Print(207, 113, "GOVERN 1.1: The rules are known to"),
            Print(207, 127, "everybody."),
            Print(207, 148, "GOVERN 1.2: Somebody keeps them up to date."),
            Print(408, 170, "Continued on next page"),
        ),
        a_page(
            4,
            Print(119, 71, "Table 1: Categories and subcategories for the GOVERN function. (Continued)"),
            Print(118, 92, "Categories", bold=True),
            Print(207, 92, "Subcategories", bold=True),
            Print(96, 113, "in place."),
            Print(207, 113, "GOVERN 1.3: They are reviewed."),
            Print(90, 160, "5.2 Map", 12, bold=True),
            Print(90, 190, "After the table the text resumes."),
        ),
    ]
)


@pytest.fixture(scope="module")
def small() -> dict[str, Block]:
    parsed = parse(a_file("whatever-name.pdf", SMALL_FRAMEWORK))
    assert (parsed.document.slug, parsed.version.id, parsed.lang) == ("nist-ai-rmf", "NIST.AI.100-1", "en")
    assert parsed.version.valid_from == date(2023, 1, 26)
    return {str(block.anchor).partition("#")[2]: block for block in parsed.blocks}


def test_the_document_is_known_by_its_cover(small: dict[str, Block]) -> None:
    assert small
    other = a_pdf([[Print(99, 438, "We comment on NIST AI 100-1 here.")]])
    assert not NistParser().accepts(a_file("NIST.AI.100-1.pdf", other))


def test_sections_paragraphs_and_points_are_told_apart(small: dict[str, Block]) -> None:
    texts = {anchor: block.text for anchor, block in small.items() if anchor.startswith("sec_e") and block.text}
    assert texts == {
        "sec_executive-summary.par_1": (
            "Machines err, and people who rely on them must know when. This paragraph goes on over the page, and ends."
        ),
        "sec_executive-summary.par_2": "A list follows:",
        "sec_executive-summary.par_2.pnt_1": "a first point, set over two lines;",
        "sec_executive-summary.par_2.pnt_2": "a second.",
    }
    assert small["sec_5-1"].title == "5.1 Govern"
    assert small["sec_5-1"].headings == ("Part 2: What to Do", "5. The Core")
    assert small["sec_5-2.par_1"].text == "After the table the text resumes."


def test_the_tables_give_categories_and_subcategories_across_pages(small: dict[str, Block]) -> None:
    assert small["sec_GOVERN-1"].text == "Rules are in place."
    assert small["sub_GOVERN-1-1"].text == "The rules are known to everybody."
    assert small["sub_GOVERN-1-2"].label == "GOVERN 1.2"
    assert small["sub_GOVERN-1-3"].headings[-1] == "GOVERN 1: Rules are in place."
    assert small["sub_GOVERN-1-3"].locator == "page=5"


@pytest.fixture(scope="module")
def framework(official: Path) -> Parsed:
    return parse(read_file(official / "nist/ai-rmf/NIST.AI.100-1.pdf"))


@pytest.fixture(scope="module")
def profile(official: Path) -> Parsed:
    return parse(read_file(official / "nist/ai-600-1/NIST.AI.600-1.pdf"))


def of_kind(parsed: Parsed, kind: Kind) -> Iterator[Block]:
    return (block for block in parsed.blocks if block.anchor.kind == kind and block.label)


def assert_clean(parsed: Parsed, *, furniture: str) -> None:
    """Text everywhere, no page number at its end, no running header, no ligature, no word cut by a line end."""
    for block in parsed.blocks:
        assert block.text or block.title, block.anchor
        assert not re.search(furniture, block.text), block.anchor
        assert not re.search(r"[a-z][.;:]? \d{1,2}$", block.text) or re.search(r"(Figure|Section) \d+$", block.text), block
        assert not re.search(r"[ﬀ-ﬆ]|[a-z]- (?!or |and |to )[a-z]", block.text), block.anchor
        assert re.fullmatch(r"page=\d+", block.locator)


@pytest.mark.official
def test_the_framework_holds_its_72_subcategories(framework: Parsed) -> None:
    numbers = [block.anchor.number for block in of_kind(framework, Kind.SUBCATEGORY)]
    assert len(set(numbers)) == len(numbers) == 72
    assert Counter(number.partition("-")[0] for number in numbers) == FUNCTIONS
    assert {b.anchor.number.partition("-")[0] for b in of_kind(framework, Kind.HEADING)} == set(FUNCTIONS)
    assert sum(1 for _ in of_kind(framework, Kind.HEADING)) == 19
    assert_clean(framework, furniture=r"AI RMF 1\.0$|NIST AI 100-1 AI RMF|Page \d|Continued on next|Table \d:")


@pytest.mark.official
@pytest.mark.parametrize(
    ("anchor", "start", "end", "page"),
    [
        ("sub_GOVERN-1-1", "Legal and regulatory requirements", "managed, and documented.", 27),
        ("sub_GOVERN-1-2", "The characteristics of trustworthy AI", "procedures, and practices.", 27),
        ("sub_MAP-1-1", "Intended purposes, potentially beneficial", "TEVV and system metrics.", 31),
        ("sub_MEASURE-2-13", "Effectiveness of the employed", "evaluated and documented.", 35),
        ("sub_MANAGE-4-3", "Incidents and errors are", "followed and documented.", 38),
        ("sec_GOVERN-4", "Organizational teams are committed", "communicates AI risk.", 28),
        ("sec_3-4.par_1", "Trustworthy AI depends upon", "in the AI system.", 20),
    ],
)
def test_known_provisions_of_the_framework(framework: Parsed, anchor: str, start: str, end: str, page: int) -> None:
    block = next(b for b in framework.blocks if str(b.anchor) == f"nist-ai-rmf#{anchor}")
    assert block.text.startswith(start)
    assert block.text.endswith(end)
    assert block.locator == f"page={page}"


@pytest.mark.official
@pytest.mark.slow
def test_the_profile_holds_its_212_actions(profile: Parsed) -> None:
    actions = list(of_kind(profile, Kind.ACTION))
    assert len({block.anchor for block in actions}) == len(actions) == 212
    for action in actions:
        statement, _, risks = action.text.partition("\nGAI risks: ")
        assert len(statement) > 40, action
        assert len(risks) > 10, action
        assert re.match(r"(GOVERN|MAP|MEASURE|MANAGE) \d\.\d+: [A-Z]", action.headings[-1]), action
    assert_clean(profile, furniture=r"Action ID(?! corresponds|:)|^\d+$|\.\.\.\.")


@pytest.mark.official
@pytest.mark.slow
def test_known_provisions_of_the_profile(profile: Parsed) -> None:
    blocks = {str(b.anchor).partition("#")[2]: b for b in reversed(profile.blocks)}
    first = blocks["act_GV-1-1-001"]
    assert first.label == "GV-1.1-001"
    assert first.headings[-1].startswith("GOVERN 1.1: Legal and regulatory")
    assert first.text.endswith("GAI risks: Data Privacy; Harmful Bias and Homogenization; Intellectual Property")
    assert blocks["act_GV-4-3-001"].label == "GV-4.3-001"  # printed GV4.3--001
    assert blocks["sub_GOVERN-1-1"].text.startswith("Legal and regulatory requirements")
    assert "foundation models” is defined" not in " ".join(b.text for b in profile.blocks), "a footnote"


@pytest.mark.official
@pytest.mark.slow
def test_the_profile_describes_twelve_risks(profile: Parsed) -> None:
    titles = {b.anchor.number: b.title for b in profile.blocks if b.title and re.fullmatch(r"2-\d+", b.anchor.number)}
    assert list(titles) == [f"2-{n}" for n in range(1, 13)]
    assert titles["2-2"] == "2.2. Confabulation"
    paragraphs = Counter(str(b.anchor.parent) for b in profile.blocks if b.anchor.kind == Kind.PARAGRAPH)
    assert all(paragraphs[f"nist-ai-600-1#sec_2-{n}"] >= 3 for n in range(1, 13))


ENTRY = {
    "type": "Map",
    "title": "MAP 2.1",
    "description": "What the system is for is written down. ",
    "section_about": "First thought.\n \nSecond thought, see [this](https://example.org).",
    "section_actions": "Teams can:\n\n- Write it down, including:\n    - who asked\n- Read it again.",
    "section_doc": "### Organizations can document the following\n- Who wrote it?\n\n### AI Transparency Resources\n- A book.",
    "section_ref": "A reference.",
}


def test_the_playbook_gives_statements_explanations_actions_and_questions() -> None:
    parsed = parse(a_file("playbook.json", json.dumps([ENTRY])))
    assert (parsed.document.slug, parsed.version.id) == ("nist-playbook", "2024-06")
    assert {str(b.anchor).partition("#sub_MAP-2-1")[2]: b.text for b in parsed.blocks if b.text} == {
        "": "What the system is for is written down.",
        ".sec_about.par_1": "First thought.",
        ".sec_about.par_2": "Second thought, see this.",
        ".sec_actions.par_1": "Teams can:",
        ".sec_actions.par_2": "Write it down, including:\n  - who asked",
        ".sec_actions.par_3": "Read it again.",
        ".sec_transparency.par_1": "Who wrote it?",
    }


@pytest.mark.parametrize("change", [{"title": "MAP"}, {"section_about": None}, {"description": 3}])
def test_a_playbook_of_another_form_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(IngestError) as caught:
        parse(a_file("playbook.json", json.dumps([ENTRY | change])))
    assert caught.value.key == "playbook_damaged"


def test_a_playbook_cut_short_is_refused() -> None:
    with pytest.raises(IngestError, match="Download it again"):
        parse(a_file("playbook.json", json.dumps([ENTRY])[:-5]))


@pytest.mark.official
@pytest.mark.parametrize(("month", "since"), [("2024-06", date(2024, 6, 1)), ("2023-04", date(2023, 4, 1))])
def test_the_published_playbook_is_whole(official: Path, month: str, since: date) -> None:
    parsed = parse(read_file(official / f"nist/playbook/nist_ai_rmf_playbook.{month}.json"))
    assert (parsed.version.id, parsed.version.valid_from) == (month, since)
    numbers = [block.anchor.number for block in of_kind(parsed, Kind.SUBCATEGORY)]
    assert Counter(number.partition("-")[0] for number in numbers) == FUNCTIONS
    sections = Counter(block.anchor.number for block in parsed.blocks if block.title)
    assert sections == {"about": 72, "actions": 72, "transparency": 72}
    assert not any("](" in block.text for block in parsed.blocks)
