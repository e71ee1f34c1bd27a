"""Two wordings compared: printing says nothing, every word counts."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.wording import Edit, Words, compare_words, reading

WORD = st.sampled_from(
    ["shall", "provider", "l’IA", "Article 4(1)", "non-high-risk", "AI", "10^25", "«système»", "1.", "(a)", "3 %"]
)
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
SIGNS = re.compile(r"[^\W_]+|[.^%]")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("l’article “premier”", "l'article « premier »"),
        ("d’un État", "d'un 'État"),
        ("EUR 750 000.", "EUR 750\u202f000 ."),
        ("Article 56(6)", "Article 56 (6)"),
        ("high-risk AI", "high\u2011risk AI"),
        ("in 2026 — or later", "in 2026 – or later"),
        ("governance", "gover\u00adnance"),
        ("éthique", "e\u0301thique"),
        ("(1) first;\n(2) second.", "1. first;\n2. second."),
        ("• a lamp", "- a lamp"),
        ("participants.", "participants;"),
        ("One sentence.\nAnother.", "One sentence. Another."),
    ],
)
def test_two_printings_of_one_wording_read_alike(one: str, other: str) -> None:
    assert reading(one) == reading(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shall", "may"),
        ("Article 5", "Article 5a"),
        ("3 %", "3"),
        ("10^25", "10^26"),
        ("1.5", "15"),
        ("and, where needed, also", "and where needed also"),
        ("Commission", "commission"),
        ("systèmes", "système"),
        ("and", "and/or"),
    ],
)
def test_every_word_figure_and_sign_counts(one: str, other: str) -> None:
    assert reading(one) != reading(other)


@given(TEXT, TEXT)
def test_the_words_make_both_texts(before: str, after: str) -> None:
    words = compare_words(before, after)
    assert "".join(w.text for w in words if w.edit is not Edit.DELETED) == after
    kept = " ".join(w.text for w in words if w.edit is not Edit.INSERTED)
    assert SIGNS.findall(kept) == SIGNS.findall(before)


@given(TEXT)
def test_a_text_has_no_difference_with_itself(text: str) -> None:
    assert compare_words(text, text) == [Words(Edit.SAME, text)]


@given(TEXT, TEXT)
def test_no_two_runs_in_a_row_are_of_one_kind(before: str, after: str) -> None:
    edits = [words.edit for words in compare_words(before, after)]
    assert all(one is not other for one, other in pairwise(edits))


def test_the_words_that_changed_are_named_as_printed() -> None:
    assert compare_words("Le « fournisseur » peut agir.", "Le fournisseur doit agir.") == [
        Words(Edit.SAME, "Le fournisseur "),
        Words(Edit.DELETED, "peut "),
        Words(Edit.INSERTED, "doit "),
        Words(Edit.SAME, "agir."),
    ]


def test_a_short_run_amid_a_rewriting_is_read_with_it() -> None:
    words = compare_words("they may be fined", "providers shall be punished")
    assert [w.text for w in words] == ["they may be fined", "providers shall be punished"]


def test_a_short_run_between_two_insertions_stays_the_same() -> None:
    words = compare_words("for SMEs and others", "for all SMEs and all others")
    assert [w.text for w in words if w.edit is Edit.INSERTED] == ["all ", "all "]
