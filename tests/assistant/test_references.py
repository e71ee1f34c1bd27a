"""Provisions named in questions, the ways people write them."""

import pytest

from assistant.references import find_references, named_documents
from corpus.anchors import parse
from corpus.labels import LATIN, label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("que dit l'art. 22 §3 RGPD ?", ["gdpr#art_22.par_3"]),
        ("Annex III point 4 of the AI Act", ["ai-act#anx_III.pnt_4"]),
        ("Annexe III, point 4 a), du RIA", ["ai-act#anx_III.pnt_4.pnt_a"]),
        ("considérant 71 du RGPD", ["gdpr#rct_71"]),
        ("GOVERN 1.2", ["nist-ai-rmf#sub_GOVERN-1-2"]),
        ("l’article 4 bis du RIA", ["ai-act#art_4a"]),
        ("Article 6(1)(f) GDPR", ["gdpr#art_6.par_1.pnt_f"]),
        ("l'article 5, paragraphe 1, point b bis), du RIA", ["ai-act#art_5.par_1.pnt_ba"]),
        ("AI Act, article 5(1)(h)(iii)", ["ai-act#art_5.par_1.pnt_h.pnt_iii"]),
        ("articles 13 et 14 du RGPD", ["gdpr#art_13", "gdpr#art_14"]),
        ("Article premier du RGPD", ["gdpr#art_1"]),
        ("GV-1.1-001", ["nist-ai-600-1#act_GV-1-1-001"]),
        ("voir gdpr#art_35.par_3.pnt_a", ["gdpr#art_35.par_3.pnt_a"]),
        ("RGPD art. 33 et RIA art. 73", ["gdpr#art_33", "ai-act#art_73"]),
        ("we have 72 hours and 3 articles to read", []),
    ],
)
def test_a_provision_is_found_as_people_write_it(text: str, expected: list[str]) -> None:
    assert [str(ref.anchors[0]) for ref in find_references(text)] == expected


def test_without_a_document_every_law_is_meant() -> None:
    (reference,) = find_references("What does article 5 say?")
    assert {anchor.document for anchor in reference.anchors} == {"gdpr", "ai-act"}


def test_the_document_of_the_conversation_is_meant() -> None:
    (reference,) = find_references("et l'article 5 ?", document="ai-act")
    assert [str(anchor) for anchor in reference.anchors] == ["ai-act#art_5"]


@pytest.mark.parametrize(
    "anchor", ["gdpr#art_35.par_3.pnt_a", "ai-act#art_4a", "ai-act#anx_III.pnt_4.pnt_a", "ai-act#art_5.par_1.pnt_ba"]
)
def test_a_label_is_read_back(anchor: str) -> None:
    for lang in ("fr", "en"):
        assert [str(ref.anchors[0]) for ref in find_references(label(parse(anchor), lang))] == [anchor]


def test_every_latin_suffix_is_read() -> None:
    for position, latin in enumerate(LATIN):
        (reference,) = find_references(f"article 75 {latin} du RIA")
        assert str(reference.anchors[0]) == f"ai-act#art_75{'abcdefghi'[position]}"


def test_documents_are_known_by_their_everyday_names() -> None:
    assert named_documents("Le RGPD et l'AI Act, selon le NIST AI RMF") == ("gdpr", "ai-act", "nist-ai-rmf")
