"""Clauses with written numbers: the number is the address."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import Print, a_file, a_pdf

from corpus.documents import Passage
from corpus.errors import IngestError
from corpus.labels import label_of
from ingest.parse import parse
from ingest.passages import build_passages

POLICY = """Information security policy

1. Purpose

This policy says how systems are kept safe.

2. Rules

2.1 Access

2.1.1 Access is given to those who need it:
a) by name;
b) for one year, and
i) no longer;
ii) never shared;
c) in writing.
It is reviewed.

2.1.2 Passwords are kept secret, see clause
2.1.1 above; 1.5 million of them leaked in 2021.

2.2 Leavers lose their access on the day they leave.
"""


def passages(name: str, text: str | bytes) -> dict[str, Passage]:
    return {str(p.anchor).partition("#")[2]: p for p in build_passages(parse(a_file(name, text)))}


def test_a_clause_is_addressed_by_its_number_and_its_points_by_their_letters() -> None:
    found = passages("policy.txt", POLICY)
    texts = {anchor: passage.text for anchor, passage in found.items() if ".par_" in anchor and "\n" not in passage.text}
    assert texts == {
        "sec_text.par_1": "Information security policy",
        "sec_2-1-1.par_1.pnt_a": "by name;",
        "sec_2-1-1.par_1.pnt_b.pnt_i": "no longer;",
        "sec_2-1-1.par_1.pnt_b.pnt_ii": "never shared;",
        "sec_2-1-1.par_1.pnt_c": "in writing.",
        "sec_2-1-1.par_2": "It is reviewed.",
        "sec_2-2.par_1": "Leavers lose their access on the day they leave.",
    } | {anchor: text for anchor, text in texts.items() if anchor.startswith("sec_text")}
    assert found["sec_2-1-2.par_1"].text == (
        "Passwords are kept secret, see clause\n2.1.1 above; 1.5 million of them leaked in 2021."
    )
    assert found["sec_2-1-1"].headings[-1] == "2.1 Access, 2.1.1"


def test_a_citation_names_the_clause() -> None:
    found = passages("policy.txt", POLICY)
    assert label_of(found["sec_2-1-1.par_1.pnt_b"], name="Policy") == "Policy — 2.1 Access, 2.1.1, point b)"
    french = passages(
        "charte.md",
        "# Charte\n\nArticle 4 – Objet\n\nLa charte fixe les règles d’usage de l’outil.\n\nArticle 4 bis\n\nSuite.\n",
    )
    assert label_of(french["art_4.par_1"], name="Charte") == "Article 4, paragraphe 1, Charte"
    assert label_of(french["art_4a.par_1"], name="Charte") == "Article 4 bis, paragraphe 1, Charte"


def test_clauses_keep_their_addresses_when_others_are_edited() -> None:
    before = passages("policy.txt", POLICY)
    edited = POLICY.replace("1. Purpose\n", "1. Why this policy is\n\nA new paragraph.\n").replace(
        "2.2 Leavers", "2.1.3 New.\n\n2.2 Leavers"
    )
    after = passages("policy.txt", edited)
    kept = [anchor for anchor in before if anchor.startswith("sec_2")]
    assert {anchor: after[anchor].text for anchor in kept} == {anchor: before[anchor].text for anchor in kept}


def test_annexes_count_anew() -> None:
    text = (
        "1.1 Everybody reads this policy.\n\nAnnex A\n\n1.1 The form is signed.\n\nAnnex B – Terms\n\n1.1 A system is software."
    )
    assert {anchor: p.text for anchor, p in passages("policy.txt", text).items() if anchor.endswith("par_1")} == {
        "sec_1-1.par_1": "Everybody reads this policy.",
        "anx_A.sec_1-1.par_1": "The form is signed.",
        "anx_B.sec_1-1.par_1": "A system is software.",
    }


@pytest.mark.parametrize(
    "line",
    [
        "1.2 million people were concerned.",
        "3.5 Millions d’euros ont été dépensés.",
        "Article 5 of the regulation forbids it.",
        "L’article 4. Il dit autre chose.",
        "10.30 The meeting begins.",
        "Section 2 of this policy says so.",
    ],
)
def test_what_only_looks_like_a_clause_is_text(line: str) -> None:
    text = f"The first paragraph of the text.\n\n{line}"
    assert [a for a in passages("policy.txt", text) if ".par_" in a] == ["sec_text.par_1", "sec_text.par_2"]


@pytest.mark.parametrize(
    ("name", "lines", "anchor"),
    [
        ("a.md", "## 3.1 Roles {#roles}\n\nThe officer decides.", "sec_roles.par_1"),
        ("a.md", "## 3.1 Roles\n\nThe officer decides.", "sec_3-1.par_1"),
        ("a.md", "## Article premier – Objet\n\nLa charte.", "art_1.par_1"),
        ("a.md", "## 3.1 Roles\n\n(a) the officer\n(b) the board", "sec_3-1.par_1.pnt_b"),
        ("a.md", "1.1 One thing is said.\n1.2 Another thing is.", "sec_1-2.par_1"),
        ("a.txt", "§ 1 Die Sache wird genannt, and so on.", "sec_1.par_1"),
        ("a.txt", "Section 1. Purpose. It is said here.", "sec_1.par_1"),
    ],
)
def test_numbers_are_read_in_each_form(name: str, lines: str, anchor: str) -> None:
    assert anchor in passages(name, lines)


def test_a_pdf_has_the_addresses_of_its_text() -> None:
    lines = [
        Print(72, 80, "1.1 The officer keeps the register of all the systems that the"),
        Print(72, 94, "organisation uses."),
        Print(72, 108, "1.2 The board:"),
        Print(90, 122, "(a) reviews it;"),
        Print(90, 136, "(b) signs it."),
    ]
    assert [a for a in passages("policy.pdf", a_pdf([lines])) if ".par_" in a] == [
        "sec_1-1.par_1",
        "sec_1-2.par_1",
        "sec_1-2.par_1.pnt_a",
        "sec_1-2.par_1.pnt_b",
    ]


NUMBERS = st.lists(
    st.sampled_from(["1.1 A", "1.2 B", "2.1 C.", "Article 1", "Article 2.", "Annex A", "a) x", "i) y", "§ 1 Z", "text."]),
    max_size=20,
)


@settings(deadline=None)  # the first call loads the model that tells the language
@given(NUMBERS, st.sampled_from(["\n", "\n\n"]), st.sampled_from(["a.txt", "a.md"]))
def test_each_address_serves_once(lines: list[str], between: str, name: str) -> None:
    try:
        blocks = parse(a_file(name, between.join(lines))).blocks
    except IngestError:
        return
    anchors = [str(block.anchor) for block in blocks]
    assert len(set(anchors)) == len(anchors)
