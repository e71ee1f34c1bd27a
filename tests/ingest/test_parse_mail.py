"""Mail into paragraphs."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import a_file
from made_office import assert_read_or_refused, assert_refused, damaged

from ingest.parse import parse

PLAIN = "Bonjour,\n\nLe comité a décidé : aucun outil sans l’accord du délégué.\n\nAda\n"
HTML = """<html><body><div style="display:none">Offre cachée à l’été</div><h1>Décision</h1>
<p>Le comité a <b>décidé</b> : aucun outil sans accord.</p><p hidden>Rien du tout.</p></body></html>"""


def a_message(plain: str = "", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Décision du comité : outils d’IA"
    message["From"] = "Ada Lefèvre <ada@example.org>"
    message["Date"] = "Mon, 09 Mar 2026 14:30:00 +0100"
    if plain:
        message.set_content(plain)
    if html and plain:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    return message


def texts(message: EmailMessage) -> list[str]:
    return [block.text for block in parse(a_file("decision.eml", message.as_bytes())).blocks]


def test_the_plain_text_is_read_under_who_wrote_and_when() -> None:
    message = a_message(PLAIN, HTML)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="procès-verbal.pdf")
    parsed = parse(a_file("decision.eml", message.as_bytes()))
    assert {str(block.anchor): block.text for block in parsed.blocks} == {
        "decision#sec_message.par_1": "Expéditeur : Ada Lefèvre <ada@example.org>\nDate : 2026-03-09 14:30",
        "decision#sec_message.par_2": "Bonjour,",
        "decision#sec_message.par_3": "Le comité a décidé : aucun outil sans l’accord du délégué.",
        "decision#sec_message.par_4": "Ada",
    }
    assert (parsed.document.title, parsed.lang) == ("Décision du comité : outils d’IA", "fr")
    assert "pièces jointes n’ont pas été lues (procès-verbal.pdf)" in parsed.warnings[-1]


def test_html_gives_its_main_content_without_what_it_hides() -> None:
    parsed = parse(a_file("decision.eml", a_message(html=HTML).as_bytes()))
    assert {str(block.anchor): block.text for block in parsed.blocks if block.text} == {
        "decision#sec_message.par_1": "Expéditeur : Ada Lefèvre <ada@example.org>\nDate : 2026-03-09 14:30",
        "decision#sec_decision.par_1": "Le comité a décidé : aucun outil sans accord.",
    }
    assert "texte masqué" in parsed.warnings[0]


def test_an_english_message_without_attachment() -> None:
    parsed = parse(a_file("note.eml", a_message("The committee has decided: no tool without approval.\n").as_bytes()))
    assert parsed.blocks[0].text.startswith("Sender: Ada")
    assert (parsed.lang, parsed.warnings) == ("en", ())


def encrypted() -> bytes:
    message = a_message(PLAIN)
    message.replace_header("Content-Type", "application/pkcs7-mime; smime-type=enveloped-data")
    return message.as_bytes()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (encrypted(), "mail_locked"),
        (b"\x00\x01 no message", "mail_damaged"),
        (b"Some: header\n\nwords", "mail_damaged"),
        (a_message().as_bytes(), "nothing_to_read"),
        (b"", "file_empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, key: str) -> None:
    assert_refused("decision.eml", data, key)


BOTH = a_message(PLAIN, HTML).as_bytes()


@settings(max_examples=200, deadline=None)
@given(st.one_of(damaged(BOTH), damaged(a_message(html=HTML).as_bytes()), st.binary(max_size=200).map(b"Subject: a\n".__add__)))
def test_any_damage_is_read_or_refused(data: bytes) -> None:
    assert_read_or_refused("any.eml", data)
