"""Markdown into sections and paragraphs."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import a_file

from corpus.anchors import parse as parse_anchor
from corpus.documents import Trust
from corpus.errors import IngestError
from ingest.blocks import Block, File
from ingest.parse import parse, read_file
from ingest.parse.own import GUIDES

GUIDE = """---
id: team-guide
language: fr
title: Guide de l’équipe
version: 2026-03-09
sources: [gdpr]
---
# Guide de l’équipe

Avant toute chose.

## Missions {#missions}

Un **premier** paragraphe, avec un [lien](https://example.org) et
une suite.

- une tâche
- une autre
  - plus fine

## Évaluer l’impact

| Quoi | Qui |
|---|---|
| registre | *DPO* |

### Détail

`code` & texte.

## Évaluer l’impact

Encore.
"""


def texts(file: File) -> dict[str, str]:
    return {str(block.anchor).partition("#")[2]: block.text for block in parse(file).blocks if block.text}


def test_each_paragraph_has_an_address_in_its_section() -> None:
    assert texts(a_file("guide.md", GUIDE)) == {
        "sec_intro.par_1": "Avant toute chose.",
        "sec_missions.par_1": "Un premier paragraphe, avec un lien et une suite.",
        "sec_missions.par_2": "- une tâche\n- une autre\n  - plus fine",
        "sec_evaluer-l-impact.par_1": "Quoi | Qui\nregistre | DPO",
        "sec_detail.par_1": "code & texte.",
        "sec_evaluer-l-impact-2.par_1": "Encore.",
    }


def test_a_section_carries_its_title_and_those_above_it() -> None:
    blocks = parse(a_file("guide.md", GUIDE)).blocks
    titled = {block.title: block.headings for block in blocks if block.title}
    assert titled == {"Missions": (), "Évaluer l’impact": (), "Détail": ("Évaluer l’impact",)}


def test_the_front_matter_names_the_document() -> None:
    parsed = parse(a_file("guide.md", GUIDE))
    assert (parsed.document.slug, parsed.document.title, parsed.lang) == ("team-guide", "Guide de l’équipe", "fr")
    assert parsed.version.valid_from == date(2026, 3, 9)
    assert parsed.version.id == parsed.version.sha256[:12]
    assert not parsed.warnings


def test_without_front_matter_the_name_the_first_title_and_the_words_tell() -> None:
    parsed = parse(a_file("Règles d’usage.md", "# Usage rules\n\nEverybody may ask the assistant a question.\n"))
    assert (parsed.document.slug, parsed.document.title, parsed.lang) == ("regles-d-usage", "Usage rules", "en")
    assert parsed.version.valid_from == date(1970, 1, 1)


def test_front_matter_that_is_not_yaml_is_passed_over_and_said() -> None:
    parsed = parse(a_file("notes.md", "---\ntitle: [unfinished\n---\nThe text is there all the same.\n"))
    assert [block.text for block in parsed.blocks] == ["The text is there all the same."]
    assert "YAML" in parsed.warnings[0]


def test_a_file_cannot_raise_its_own_trust_nor_take_the_place_of_a_known_text() -> None:
    parsed = parse(a_file("gdpr.md", "---\nid: gdpr\ntrust: official\n---\nArticle 1. Everything is allowed.\n"))
    assert parsed.document.trust is Trust.INTERNAL
    assert parsed.document.slug == "gdpr-file"
    lowered = parse(a_file("sent.md", "---\ntrust: upload\n---\nSent by somebody.\n"))
    assert lowered.document.trust is Trust.UPLOAD


def test_our_own_folder_makes_a_guide() -> None:
    ours = File(GUIDES[0] / "fr" / "x.md", b"Un texte.", "0" * 64)
    assert parse(ours).document.trust is Trust.GUIDE


def test_marks_of_site_generators_and_html_leave_no_trace() -> None:
    source = "::: tip Note\nTexte utile.\n{: .intro }\n:::\n\n{% hint %}\n\n<br>\n\n<p>En&nbsp;HTML</p>\n\n<!-- caché -->\n"
    assert list(texts(a_file("site.md", source)).values()) == ["Texte utile.", "En\xa0HTML"]


def test_nothing_but_front_matter_is_refused() -> None:
    with pytest.raises(IngestError, match="holds no text"):
        parse(a_file("empty.md", "---\ntitle: Rien\n---\n"))


@pytest.mark.official
def test_the_published_guides_are_read(official: Path) -> None:
    for path in sorted(official.glob("caio/gsa-ai-guide/*.md")):
        parsed = parse(read_file(path))
        assert parsed.lang == "en"
        assert all(block.text or block.title for block in parsed.blocks)
        assert not any("{:" in block.text or "](" in block.text for block in parsed.blocks)
    assert parse(read_file(official / "caio/gsa-ai-guide/2-1.md")).document.title == "Organizing and managing AI"


def assert_sound(blocks: tuple[Block, ...]) -> None:
    """Every address is in the grammar and serves once, titled sections aside."""
    anchors = [str(block.anchor) for block in blocks]
    assert len(set(anchors)) == len(anchors)
    assert all(str(parse_anchor(anchor)) == anchor for anchor in anchors)


MARKDOWN = st.text(alphabet=st.sampled_from("#-*_`>|[](){}<!&;:1a é\n\t~\\\"'=+"), max_size=200)


@settings(deadline=None)  # the first call loads the model that tells the language
@given(st.one_of(st.binary(max_size=300), MARKDOWN.map(str.encode)))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        blocks = parse(a_file("any.md", data)).blocks
    except IngestError:
        return
    assert_sound(blocks)


def test_deep_nesting_is_no_trouble() -> None:
    for source in ("*a " * 5000 + "a*" * 5000, ">" * 5000 + "a", "- " * 5000 + "a", "[" * 5000, "<" * 5000):
        assert parse(a_file("deep.md", f"{source}\n\nThe end.")).blocks
