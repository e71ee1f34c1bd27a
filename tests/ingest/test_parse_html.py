"""Web pages into sections and paragraphs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import a_file

from corpus.errors import IngestError
from ingest.parse import parse

BODY = """<h1>Politique IA</h1><p>Une introduction.</p>
<h2>Rôles</h2><p>Le responsable <b>décide</b> et <a href="y">signe</a>.<br>Puis il publie.</p>
<ul><li>un</li><li>deux<ul><li>plus fin</li></ul></li></ul>
<h3>Qui</h3><table><tr><th>Nom</th><th>Tâche</th></tr><tr><td>Ada</td><td>veille</td></tr></table>"""
PAGE = '<!doctype html><html lang="fr-FR"><head><title>Site</title></head><body>{}</body></html>'
AROUND = '<nav><a href="/">Accueil</a></nav>{}<footer>Mentions légales</footer>'


@pytest.mark.parametrize("wrapped", [f"<main>{BODY}</main>", f'<div id="content">{BODY}</div>', f"<div>{BODY}</div>"])
def test_the_main_content_is_read_by_section(wrapped: str) -> None:
    parsed = parse(a_file("policy.html", PAGE.format(AROUND.format(wrapped))))
    assert {str(b.anchor): b.text for b in parsed.blocks if b.text} == {
        "policy#sec_intro.par_1": "Une introduction.",
        "policy#sec_roles.par_1": "Le responsable décide et signe.\nPuis il publie.",
        "policy#sec_roles.par_2": "- un\n- deux\n  - plus fin",
        "policy#sec_qui.par_1": "Nom | Tâche\nAda | veille",
    }
    assert (parsed.document.title, parsed.lang) == ("Politique IA", "fr")


@pytest.mark.parametrize("data", [b"<html></html>", b"\x89PNG\r\n\x1a\n\x00\x00", b"   ", PAGE.format("").encode()])
def test_a_page_without_content_is_refused(data: bytes) -> None:
    with pytest.raises(IngestError) as caught:
        parse(a_file("page.html", data))
    assert caught.value.key == "nothing_to_read"


TAGS = st.sampled_from(
    ["<h1>", "</h1>", "<p>", "</p>", "<table><tr><td>", "<ul><li>", "<main>", "texte ", "&amp;", "<!--", "\0"]
)


@settings(max_examples=60, deadline=None)  # the first call loads the model that tells the language
@given(st.one_of(st.binary(max_size=200), st.lists(TAGS, max_size=30).map(lambda parts: "".join(parts).encode())))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parsed = parse(a_file("any.html", data))
    except IngestError:
        return
    assert parsed.blocks
