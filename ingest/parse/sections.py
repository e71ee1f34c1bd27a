"""Texts made of headings and paragraphs, whatever their form: how their blocks are addressed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.anchors import Anchor, Kind, parse, top
from corpus.errors import AnchorError
from ingest.blocks import Block

# Long headings make long addresses; a slug of more letters is cut at a word.
SLUG_LENGTH = 60

_CITATION = re.compile(r"[ \u00a0\u202f]?\[([a-z0-9-]+#[A-Za-z0-9_.-]+)\]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 (outermost) to 6; `id` is the address its author gave it, "" if none."""

    level: int
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a list or table as a whole, in plain text; `locator` says where it stands, as in a Block."""

    text: str
    locator: str = ""


Piece = Heading | Paragraph


def slugify(text: str) -> str:
    """`text` in ASCII letters, digits and hyphens: "Évaluer l’impact" gives evaluer-l-impact; "" if nothing is left."""
    spelled = text.lower().replace("œ", "oe").replace("æ", "ae").replace("ß", "ss")
    letters = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return slug if len(slug) <= SLUG_LENGTH else slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]


def split_title(pieces: Sequence[Piece]) -> tuple[str, Sequence[Piece]]:
    """The title of a text that opens with its only heading of level 1, and the rest; "" and everything otherwise."""
    outermost = [piece for piece in pieces if isinstance(piece, Heading) and piece.level == 1]
    if len(outermost) == 1 and pieces[0] is outermost[0]:
        return outermost[0].text, pieces[1:]
    return "", pieces


def split_citations(text: str) -> tuple[str, tuple[Anchor, ...]]:
    """The words of `text` without its citations (" [gdpr#art_33.par_1]"), and the provisions they cite, in order."""
    cites: list[Anchor] = []

    def take(match: re.Match[str]) -> str:
        try:
            cites.append(parse(match[1]))
        except AnchorError:
            return match[0]
        return ""

    return _CITATION.sub(take, text), tuple(dict.fromkeys(cites))


def number_sections(slug: str, pieces: Iterable[Piece], *, first: str = "intro") -> tuple[Block, ...]:
    """The blocks of a text: `slug#sec_HEADING` titled, then `slug#sec_HEADING.par_1`, `.par_2` …

    Sections do not nest in anchors, only in `headings`; the second of a name is `sec_NAME-2`. Text before any heading is
    in `sec_FIRST`. A section without a paragraph of its own is left out.
    """
    blocks: list[Block] = []
    taken: set[str] = set()
    open_headings: list[Heading] = []
    section, count = _anchor(slug, first, taken), 0
    for piece in pieces:
        if isinstance(piece, Heading):
            open_headings = [heading for heading in open_headings if heading.level < piece.level] + [piece]
            section, count = _anchor(slug, slugify(piece.id) or slugify(piece.text) or "section", taken), 0
            continue
        above = tuple(heading.text for heading in open_headings[:-1])
        count += 1
        if count == 1 and open_headings:
            blocks.append(Block(section, text="", title=open_headings[-1].text, headings=above, locator=piece.locator))
        text, cites = split_citations(piece.text)
        anchor = section.child(Kind.PARAGRAPH, str(count))
        blocks.append(Block(anchor, text, headings=above, locator=piece.locator, cites=cites))
    return tuple(blocks)


def _anchor(slug: str, name: str, taken: set[str]) -> Anchor:
    number, n = name, 1
    while number in taken:
        n += 1
        number = f"{name}-{n}"
    taken.add(number)
    return top(slug, Kind.HEADING, number)
