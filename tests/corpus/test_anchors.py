"""The grammar of anchors and the names of provisions."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.anchors import Anchor, Kind, Step, parse
from corpus.errors import AnchorError
from corpus.labels import label

numbers = st.from_regex(r"[A-Za-z0-9]{1,4}(-[A-Za-z0-9]{1,3}){0,2}", fullmatch=True)
steps = st.builds(Step, st.sampled_from(list(Kind)), numbers)
anchors = st.builds(
    Anchor,
    st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True),
    st.lists(steps, min_size=1, max_size=5).map(tuple),
)


@given(anchors)
def test_parse_undoes_str(anchor: Anchor) -> None:
    assert parse(str(anchor)) == anchor


@given(anchors)
def test_a_parent_holds_its_child_and_not_the_reverse(anchor: Anchor) -> None:
    parent = anchor.parent
    if parent:
        assert parent.holds(anchor)
        assert not anchor.holds(parent)
    assert anchor.holds(anchor)


@given(st.text(max_size=40))
def test_anything_else_is_a_clear_error(text: str) -> None:
    with suppress(AnchorError):
        assert str(parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "gdpr", "gdpr#", "#art_1", "gdpr#art_", "gdpr#art_1.", "GDPR#art_1", "gdpr#foo_1", "gdpr#art_1..par_2"]
)
def test_not_an_anchor(text: str) -> None:
    with pytest.raises(AnchorError):
        parse(text)


@pytest.mark.parametrize(
    ("anchor", "unit"),
    [
        ("gdpr#art_35.par_3.pnt_a", "gdpr#art_35"),
        ("ai-act#anx_III.pnt_4.pnt_a", "ai-act#anx_III"),
        ("nist-ai-rmf#sub_GOVERN-1-2", "nist-ai-rmf#sub_GOVERN-1-2"),
        ("handbook#pag_12.par_3", "handbook#pag_12"),
        ("ai-act#cpt_III", "ai-act#cpt_III"),
    ],
)
def test_the_unit_is_what_a_passage_never_crosses(anchor: str, unit: str) -> None:
    assert str(parse(anchor).unit) == unit


@pytest.mark.parametrize(
    ("anchor", "english", "french"),
    [
        ("gdpr#art_35.par_3.pnt_a", "Article 35(3)(a) GDPR", "Article 35, paragraphe 3, point a), RGPD"),
        ("gdpr#art_1", "Article 1 GDPR", "Article premier RGPD"),
        ("gdpr#art_4.pnt_11", "Article 4(11) GDPR", "Article 4, point 11), RGPD"),
        ("gdpr#rct_71", "Recital 71 GDPR", "Considérant 71 RGPD"),
        ("ai-act#art_4a", "Article 4a AI Act", "Article 4 bis RIA"),
        ("ai-act#art_75d.par_1", "Article 75d(1) AI Act", "Article 75 quinquies, paragraphe 1, RIA"),
        ("ai-act#art_5.par_1.pnt_ba", "Article 5(1)(ba) AI Act", "Article 5, paragraphe 1, point b bis), RIA"),
        ("ai-act#art_5.par_1a", "Article 5(1a) AI Act", "Article 5, paragraphe 1 bis, RIA"),
        ("ai-act#art_5.par_1.pnt_h.pnt_iii", "Article 5(1)(h)(iii) AI Act", "Article 5, paragraphe 1, point h) iii), RIA"),
        ("ai-act#anx_III.pnt_4.pnt_a", "Annex III, point 4(a), AI Act", "Annexe III, point 4 a), RIA"),
        ("nist-ai-rmf#sub_GOVERN-1-2", "GOVERN 1.2 NIST AI RMF", "GOVERN 1.2 NIST AI RMF"),
        ("nist-ai-600-1#act_GV-1-1-001", "GV-1.1-001 NIST AI 600-1", "GV-1.1-001 NIST AI 600-1"),
    ],
)
def test_a_provision_is_called_as_lawyers_call_it(anchor: str, english: str, french: str) -> None:
    assert label(parse(anchor), "en") == english
    assert label(parse(anchor), "fr") == french
