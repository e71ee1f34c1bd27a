"""Mail as it is saved in a file."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from lxml.html import HtmlElement
from trafilatura.utils import load_html

from corpus.errors import IngestError
from corpus.texts import say
from ingest.blocks import File, Parsed
from ingest.parse.html import read_page
from ingest.parse.own import Facts, assemble, language_of
from ingest.parse.reading import Notice, refuse_damage
from ingest.parse.sections import Paragraph, Piece, number_sections
from ingest.parse.text import paragraphs_of

_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
# How mail hides words from who reads it and not from who counts them.
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|mso-hide\s*:\s*all", re.IGNORECASE)


class MailParser:
    """Reads mail: the message itself, not what is attached to it."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as a message."""
        return file.path.suffix.lower() == ".eml"

    def parse(self, file: File) -> Parsed:
        """Who wrote and when as `sec_message.par_1`, then the message; its plain text, else the main content of its HTML.

        The subject is the title. Attachments are not read and hidden text is left out, which is said. Raises IngestError
        when the message is encrypted, is no message, or holds no text.
        """
        with refuse_damage(file, "mail_damaged"):
            message = message_from_bytes(file.data, policy=policy.default)
            if not isinstance(message, EmailMessage) or not any(message[name] for name in ("From", "Date", "Subject")):
                raise IngestError("mail_damaged", {"path": file.path.name})
            if any(part.get_content_type() in _ENCRYPTED for part in message.walk()):
                raise IngestError("mail_locked", {"path": file.path.name})
            body, hidden = _body(message)
            subject, sender, sent = _header(message, "Subject"), _header(message, "From"), _sent(message)
            attached = list(_attached(message))
        lang = language_of("\n".join(piece.text for piece in body))
        opening = Paragraph(say("reading.mail_header", lang, {"sender": sender, "date": sent}))
        pieces: list[Piece] = [opening, *body] if body else []
        notices = [Notice("hidden_text")] if hidden else []
        if attached:
            notices.append(Notice("attachments", {"names": ", ".join(attached)}))
        facts = Facts(title=subject, lang=lang)
        return assemble(file, facts, lambda slug: number_sections(slug, pieces, first="message"), warnings=notices)


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name] or "").split())


def _sent(message: EmailMessage) -> str:
    """Day and time where it was sent, as "2026-03-09 14:30"; what the header says where that is no date."""
    moment = message["Date"].datetime if message["Date"] else None
    return f"{moment:%Y-%m-%d %H:%M}" if moment else _header(message, "Date")


def _body(message: EmailMessage) -> tuple[list[Piece], bool]:
    """What the message says, and whether hidden text was left out of it."""
    part = message.get_body(("plain", "html"))
    if part is None:
        return [], False
    content = str(part.get_content())
    if part.get_content_subtype() == "plain":
        return [Paragraph(text) for text in paragraphs_of(content.replace("\r\n", "\n"))], False
    page = load_html(content)
    if page is None:
        return [], False
    hidden = [element for element in page.iter() if _is_hidden(element)]
    said = any((element.text_content() or "").strip() for element in hidden)
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    return read_page(page), said


def _is_hidden(element: HtmlElement) -> bool:
    return isinstance(element, HtmlElement) and ("hidden" in element.attrib or bool(_HIDING.search(element.get("style", ""))))


def _attached(message: EmailMessage) -> Iterator[str]:
    """The names of what came with the message, its form for what has none."""
    for part in message.walk():
        if part.get_content_disposition() == "attachment" or part.get_filename():
            yield part.get_filename() or part.get_content_type()
