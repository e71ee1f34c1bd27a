"""Texts made of headings and paragraphs, whatever their form: how their blocks are addressed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.anchors import Anchor, Kind, parse, top
from corpus.documents import read_locator
from corpus.errors import AnchorError
from ingest.blocks import Block

# Long headings make long addresses; a slug of more letters is cut at a word.
SLUG_LENGTH = 60

_CITATION = re.compile(r"[ \u00a0\u202f]?\[([a-z0-9-]+#[A-Za-z0-9_.-]+)\]")


@dataclass(frozen=True, slots=True)
class Clause:
    """The number written before a heading, as the step of an anchor: `sec_3-1`, `art_4`, `anx_B`."""

    kind: Kind
    number: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of `level` 1 (outermost) and up; `id` is the address its author gave it, "" if none.

    `clause` is its written number, which is then its address; `locator` says where it stands, as in a Block.
    """

    level: int
    text: str
    id: str = ""
    clause: Clause | None = None
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a list or table as a whole, in plain text; `locator` says where it stands, as in a Block."""

    text: str
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A lettered point of the paragraph before it: its letters from the outermost in, and its mark as printed ("(a)")."""

    path: tuple[str, ...]
    label: str
    text: str
    locator: str = ""


Piece = Heading | Paragraph | Point


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


def number_sections(slug: str, pieces: Iterable[Piece], *, first: str = "intro", by_page: bool = False) -> tuple[Block, ...]:
    """The blocks of a text: `slug#sec_HEADING` titled, then `slug#sec_HEADING.par_1`, `.par_2` …

    Sections do not nest in anchors, only in `headings`; the second of a name is `sec_NAME-2`. A written number is the address
    where there is one (`sec_3-1`, `art_4`), under its annex if it stands in one. Text before any heading is in `sec_FIRST`, or
    `by_page` in `pag_N`. A section without a paragraph of its own is left out.
    """
    numbering = _Numbering(slug, first, by_page=by_page)
    for piece in pieces:
        if isinstance(piece, Heading):
            numbering.open(piece)
        else:
            numbering.add(piece)
    return tuple(numbering.blocks)


class _Numbering:
    """The headings open, the section they make, and how many paragraphs it has so far."""

    def __init__(self, slug: str, first: str, *, by_page: bool) -> None:
        self.blocks: list[Block] = []
        self._slug = slug
        self._taken: set[str] = set()
        self._open: list[tuple[Heading, Anchor]] = []
        self._section = self._free(Kind.HEADING, first)
        self._by_page = by_page
        self._count = 0
        self._points: set[str] = set()

    def open(self, heading: Heading) -> None:
        """Begin the section of `heading`."""
        self._open = [(above, anchor) for above, anchor in self._open if above.level < heading.level]
        self._section, self._count = self._address(heading), 0
        self._open.append((heading, self._section))

    def add(self, piece: Paragraph | Point) -> None:
        """Add a paragraph to the section, or a point to its last paragraph."""
        if self._by_page and not self._open:
            self._turn_to(piece)
        above = tuple(heading.text for heading, _ in self._open[:-1])
        if self._count == 0 and self._open:
            title = self._open[-1][0]
            self.blocks.append(
                Block(self._section, "", title=title.text, headings=above, locator=title.locator or piece.locator)
            )
        text, cites = split_citations(piece.text)
        if isinstance(piece, Paragraph) or self._count == 0:
            self._count += 1
            self._points = set()
        anchor = self._section.child(Kind.PARAGRAPH, str(self._count))
        label = ""
        if isinstance(piece, Point):
            for letter in piece.path:
                anchor = anchor.child(Kind.POINT, letter)
            if str(anchor) in self._points:  # lettered twice: the second is a paragraph
                self._count += 1
                anchor = self._section.child(Kind.PARAGRAPH, str(self._count))
                text = f"{piece.label} {text}"
            else:
                label = piece.label
            self._points.add(str(anchor))
        self.blocks.append(Block(anchor, text, label=label, headings=above, locator=piece.locator, cites=cites))

    def _turn_to(self, piece: Paragraph | Point) -> None:
        page = read_locator(piece.locator)[0].page
        section = top(self._slug, Kind.PAGE, str(page))
        if section != self._section:
            self._section, self._count = section, 0

    def _address(self, heading: Heading) -> Anchor:
        if heading.clause is None or heading.id:
            return self._free(Kind.HEADING, slugify(heading.id) or slugify(heading.text) or "section")
        annex = next((anchor for above, anchor in self._open if above.clause and anchor.kind is Kind.ANNEX), None)
        anchor = (
            annex.child(heading.clause.kind, heading.clause.number)
            if annex
            else top(self._slug, heading.clause.kind, heading.clause.number)
        )
        if str(anchor) not in self._taken:
            self._taken.add(str(anchor))
            return anchor
        # Counted anew outside any annex: the words after the number tell the two apart.
        return self._free(Kind.HEADING, slugify(heading.text) or "section")

    def _free(self, kind: Kind, name: str) -> Anchor:
        number, n = name, 1
        while str(top(self._slug, kind, number)) in self._taken:
            n += 1
            number = f"{name}-{n}"
        anchor = top(self._slug, kind, number)
        self._taken.add(str(anchor))
        return anchor
