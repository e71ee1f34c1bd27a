"""PowerPoint presentations, a slide a section."""

import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from made_files import a_file
from made_office import (
    LOCKED,
    OLE,
    assert_read_or_refused,
    assert_refused,
    bomb,
    damaged_package,
    flagged_locked,
    saved,
    with_entity,
    with_part,
)
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Inches

from ingest.parse import parse

TITLE_SLIDE, TITLE_AND_CONTENT, BLANK = 0, 1, 6


def add(deck: Presentation, layout: int, *texts: str) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    for placeholder, text in zip(slide.placeholders, texts, strict=False):
        placeholder.text_frame.text = text
    return slide


def a_deck() -> bytes:
    deck = pptx.Presentation()
    add(deck, TITLE_SLIDE, "L’IA à la mairie", "Formation des équipes")
    slide = add(deck, TITLE_AND_CONTENT, "Règles\vd’usage", "Jamais de données personnelles\nToujours relire")
    slide.placeholders[1].text_frame.paragraphs[1].level = 1
    slide.notes_slide.notes_text_frame.text = "Rappeler l’affaire de l’été."
    corners = (Inches(1), Inches(1), Inches(4), Inches(2))
    blank = add(deck, BLANK)
    table = blank.shapes.add_table(2, 2, *corners).table
    for cell, text in zip(table.iter_cells(), ("Outil", "Usage", "Traducteur", "Permis"), strict=True):
        cell.text = text
    blank.shapes.add_group_shape().shapes.add_textbox(*corners).text_frame.text = "Dans un groupe."
    add(deck, TITLE_AND_CONTENT, "Brouillon", "À ne pas montrer").element.set("show", "0")
    return saved(deck)


DECK = a_deck()


def test_a_slide_is_a_section_with_its_texts_tables_and_notes() -> None:
    parsed = parse(a_file("formation.pptx", DECK))
    assert [(str(b.anchor).partition("#")[2], b.text, b.locator) for b in parsed.blocks if b.text] == [
        ("sec_l-ia-a-la-mairie.par_1", "Formation des équipes", "slide=1"),
        ("sec_regles-d-usage.par_1", "- Jamais de données personnelles\n  - Toujours relire", "slide=2"),
        ("sec_regles-d-usage.par_2", "Rappeler l’affaire de l’été.", "slide=2"),
        ("sec_slide-3.par_1", "Outil: Traducteur; Usage: Permis", "slide=3"),
        ("sec_slide-3.par_2", "Dans un groupe.", "slide=3"),
    ]
    assert [block.title for block in parsed.blocks if block.title] == ["L’IA à la mairie", "Règles d’usage", "Diapositive 3"]
    assert (parsed.document.title, parsed.lang) == ("L’IA à la mairie", "fr")
    assert "diapositives masquées ont été laissées de côté (4)" in parsed.warnings[0]


def test_a_slide_without_a_title_is_called_by_its_number_in_english_too() -> None:
    deck = pptx.Presentation()
    box = add(deck, BLANK).shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(2))
    box.text_frame.text = "Never paste a client’s file into a chatbot."
    assert [block.title for block in parse(a_file("rules.pptx", saved(deck))).blocks if block.title] == ["Slide 1"]


def test_entities_are_not_followed() -> None:
    deck = pptx.Presentation()
    add(deck, TITLE_SLIDE, "Words", "Some words, ENTITY and no more.")
    data = with_part(saved(deck), "ppt/slides/slide1.xml", with_entity)
    assert all("root:" not in block.text for block in parse(a_file("stolen.pptx", data)).blocks)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (LOCKED, "office_locked"),
        (flagged_locked(DECK), "office_locked"),
        (OLE, "office_old"),
        (bomb(DECK), "office_too_large"),
        (DECK[: len(DECK) // 2], "office_damaged"),
        (b"no presentation", "office_damaged"),
        (saved(pptx.Presentation()), "nothing_to_read"),
        (b"", "file_empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, key: str) -> None:
    assert_refused("deck.pptx", data, key)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged_package(DECK, "ppt/presentation.xml", "ppt/slides/slide2.xml", "ppt/slides/slide3.xml"))
def test_any_damage_is_read_or_refused(data: bytes) -> None:
    assert_read_or_refused("any.pptx", data)
