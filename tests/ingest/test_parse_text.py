"""Plain text, and the choice of a parser."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import a_file

from corpus.errors import IngestError
from ingest.parse import SUFFIXES, parse, parsers, read_file
from ingest.parse.reading import LARGEST
from ingest.parse.sections import SLUG_LENGTH, Point, slugify
from ingest.parse.text import headed, paragraphs_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))


def test_empty_lines_part_paragraphs() -> None:
    parsed = parse(a_file("note.txt", "\ufeffPremier\nparagraphe.\r\n\r\nSecond paragraphe, en français.\n"))
    assert {str(b.anchor): b.text for b in parsed.blocks} == {
        "note#sec_text.par_1": "Premier\nparagraphe.",
        "note#sec_text.par_2": "Second paragraphe, en français.",
    }
    assert parsed.lang == "fr"
    assert not parsed.warnings


def test_a_short_line_over_a_paragraph_is_its_heading_and_the_first_of_two_the_title() -> None:
    text = "Charte IA\n\nObjet\n\nElle dit qui décide.\n\nQui est concerné ?\n\nTous les salariés.\n\nsigné\n\nla direction"
    parsed = parse(a_file("note.txt", text))
    assert parsed.document.title == "Charte IA"
    assert [(str(b.anchor), b.title or b.text) for b in parsed.blocks] == [
        ("note#sec_objet", "Objet"),
        ("note#sec_objet.par_1", "Elle dit qui décide."),
        ("note#sec_qui-est-concerne", "Qui est concerné ?"),
        ("note#sec_qui-est-concerne.par_1", "Tous les salariés."),
        ("note#sec_qui-est-concerne.par_2", "signé"),
        ("note#sec_qui-est-concerne.par_3", "la direction"),
    ]


def test_entries_of_a_list_are_no_headings() -> None:
    parsed = parse(a_file("note.txt", "- one\n\nTwo is enough.\n\n(b) three\n\nFour is too much."))
    assert [b.title for b in parsed.blocks] == ["", "", "", ""]


@given(st.lists(st.text(max_size=30)))
def test_headings_lose_no_words(lines: list[str]) -> None:
    parts = list(paragraphs_of("\n\n".join(lines)))
    assert [piece.text for piece in headed(parts) if not isinstance(piece, Point)] == parts


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "A sentence that was never broken to fit a page. " * 6
    assert len(parse(a_file("note.txt", f"{line}\n{line}\nThe end.")).blocks) == 3


def test_windows_1252_is_read_and_said_in_the_language_of_the_text() -> None:
    parsed = parse(a_file("note.txt", "Le délégué a été désigné à l’été.".encode("cp1252")))
    assert parsed.blocks[0].text == "Le délégué a été désigné à l’été."
    assert "lu comme du Windows-1252" in parsed.warnings[0]


def test_utf16_with_its_mark_is_read() -> None:
    assert parse(a_file("note.txt", "Désigné à l’été.".encode("utf-16"))).blocks[0].text == "Désigné à l’été."


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("picture.txt", PNG, "file_not_text"),
        ("picture.md", PNG, "file_not_text"),
        ("utf16.txt", "text".encode("utf-16-le"), "file_not_text"),
        ("blank.txt", b" \n\n ", "nothing_to_read"),
        ("nothing.txt", b"", "file_empty"),
        ("large.txt", b"a" * (LARGEST + 1), "file_too_large"),
        ("archive.zip", b"PK\x03\x04", "form_unknown"),
        ("other.json", b'{"a": 1}', "form_unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(name: str, data: bytes, key: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse(a_file(name, data))
    assert caught.value.key == key
    assert name in caught.value.message("fr")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "fifty.txt"
    with path.open("wb") as sparse:
        sparse.truncate(50 * 2**20)
    with pytest.raises(IngestError, match="50 MB"):
        read_file(path)


def test_a_missing_file_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as caught:
        read_file(tmp_path / "absent.txt")
    assert caught.value.key == "file_unreadable"


def test_each_form_announced_has_a_parser() -> None:
    for suffix in SUFFIXES - {".json"}:
        assert any(parser.accepts(a_file(f"x{suffix}", b"x")) for parser in parsers()), suffix


@given(st.text(max_size=120))
def test_a_slug_is_within_the_grammar_of_anchors(text: str) -> None:
    slug = slugify(text)
    assert slug == slugify(slug)
    assert len(slug) <= SLUG_LENGTH
    assert all(part.isascii() and part.isalnum() for part in slug.split("-")) or not slug


@settings(deadline=None)  # the first call loads the model that tells the language
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parsed = parse(a_file("any.txt", data))
    except IngestError:
        return
    assert all(block.text.strip() for block in parsed.blocks)
