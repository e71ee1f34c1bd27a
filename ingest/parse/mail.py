"""Mail as it is saved in a file."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial

from trafilatura.utils import load_html

from corpus.errors import IngestError
from corpus.texts import say
from ingest.blocks import File, Hidden, Parsed
from ingest.parse.html import read_page
from ingest.parse.own import Facts, assemble, language_of
from ingest.parse.page_hiding import comments, take_hidden
from ingest.parse.reading import Notice, notice_hidden, refuse_damage
from ingest.parse.sections import Paragraph, Piece, number_sections
from ingest.parse.text import headed, paragraphs_of

_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
# Headers that say something in words; the others are for machines.
_WORDED = re.compile(r"(?:comments|keywords|organization|x-[\w-]+)$", re.IGNORECASE)
# Programs write the plain part from the HTML one: addresses, signs of emphasis and line ends differ, most runs of words do not.
_RUN, _SHARE_FOUND, _FEWEST_WORDS = 3, 0.5, 5
_ADDRESS = re.compile(r"<?(?:https?://|mailto:)\S+")


class MailParser:
    """Reads mail: the message itself, not what is attached to it."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as a message."""
        return file.path.suffix.lower() == ".eml"

    def parse(self, file: File) -> Parsed:
        """Who wrote and when as `sec_message.par_1`, then the message; its plain text, else the main content of its HTML.

        The subject is the title. Attachments are not read, which is said. What its reader does not see is left out, which is
        said too: hidden text, and where there is HTML, which mail programs show, what only the plain text says. Raises
        IngestError when the message is encrypted, is no message, or holds no text.
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
        notices = notice_hidden(hidden)
        if attached:
            notices.append(Notice("attachments", {"names": ", ".join(attached)}))
        facts = Facts(title=subject, lang=lang)
        numbered = partial(number_sections, pieces=pieces, first="message")
        return assemble(file, facts, numbered, warnings=notices, hidden=hidden)


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message[name] or "").split())


def _sent(message: EmailMessage) -> str:
    """Day and time where it was sent, as "2026-03-09 14:30"; what the header says where that is no date."""
    moment = message["Date"].datetime if message["Date"] else None
    return f"{moment:%Y-%m-%d %H:%M}" if moment else _header(message, "Date")


def _body(message: EmailMessage) -> tuple[list[Piece], tuple[Hidden, ...]]:
    """What the message says to its reader, and what it says beside that."""
    hidden = tuple(_headers(message))
    plain, shown = message.get_body(("plain",)), message.get_body(("html",))
    source = "" if shown is None else str(shown.get_content())
    page = load_html(source) if source else None
    if page is not None:
        hidden = (*take_hidden(page), *comments(source), *hidden)
    if plain is None:
        return ([] if page is None else read_page(page)), hidden
    paragraphs = list(paragraphs_of(str(plain.get_content()).replace("\r\n", "\n")))
    if page is None:
        return list(headed(paragraphs)), hidden
    runs = set(_runs(" ".join(page.itertext())))
    unshown = [text for text in paragraphs if not _is_found(text, runs)]
    pieces = list(headed(text for text in paragraphs if text not in unshown))
    return pieces or read_page(page), (*(Hidden(text, "style", "text/plain") for text in unshown), *hidden)


def _is_found(text: str, runs: set[tuple[str, ...]]) -> bool:
    """Whether most of what a paragraph of the plain part says is in the HTML part; what says little is taken to be."""
    own = list(_runs(_ADDRESS.sub(" ", text)))
    return len(own) + _RUN <= _FEWEST_WORDS or sum(run in runs for run in own) >= _SHARE_FOUND * len(own)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return zip(*(words[at:] for at in range(_RUN)), strict=False)


def _headers(message: EmailMessage) -> Iterator[Hidden]:
    for name, value in message.items():
        if _WORDED.match(name) and len(str(value).split()) >= _FEWEST_WORDS:
            yield Hidden(" ".join(str(value).split()), "metadata", name)


def _attached(message: EmailMessage) -> Iterator[str]:
    """The names of what came with the message, its form for what has none."""
    for part in message.walk():
        if part.get_content_disposition() == "attachment" or part.get_filename():
            yield part.get_filename() or part.get_content_type()
