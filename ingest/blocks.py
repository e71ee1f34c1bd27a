"""What a parser makes of a document: blocks in reading order, each addressed by an anchor. No I/O here."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from corpus.anchors import Anchor
from corpus.documents import EVERYONE, Document, Trust, Version
from corpus.texts import Lang


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom a file is, and how far it is trusted: None where its place decides."""

    trust: Trust | None = None
    audience: str = EVERYONE


# That of a file which no source names.
USUAL = Standing()


@dataclass(frozen=True, slots=True)
class File:
    """The bytes of one document, the name they came under, its standing, and the address it was fetched from ("" for none)."""

    path: Path
    data: bytes
    sha256: str
    standing: Standing = USUAL
    address: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text of one provision, without the text of the provisions under it.

    `label` is the mark printed before it ("3.", "(a)", ""); `title` is the provision's heading, if it has one.
    `headings` are the titles above it, outermost first (chapter, section), its own title excluded. A provision whose text
    resumes after its points gives a second block with the same anchor. `locator`: as in a Passage. `cites`: the
    provisions the text refers to by anchor.
    """

    anchor: Anchor
    text: str
    label: str = ""
    title: str = ""
    headings: tuple[str, ...] = ()
    locator: str = ""
    cites: tuple[Anchor, ...] = ()


By = Literal["style", "colour", "size", "place", "metadata"]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words in a file that its reader does not see, left out of the blocks, and by what they were hidden.

    `style`: switched off (hidden text, rows, slides; `display: none`). `colour`: as its ground, or transparent. `size`: too
    small to read. `place`: outside the page, or under what covers it. `metadata`: properties, alternative texts, comments.
    `locator` as in a Block, or `line=12`, `paragraph=3`, the part of the file.
    """

    text: str
    by: By
    locator: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document read: whose text it is, in which language and version, and its blocks in reading order.

    `identified`: its slug is its own (a CELEX number, an `id` in it), not only what its file is called.
    """

    document: Document
    version: Version
    lang: Lang
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = field(default=())
    hidden: tuple[Hidden, ...] = field(default=())
    identified: bool = True


class Parser(Protocol):
    """Reads one form of document."""

    def accepts(self, file: File) -> bool:
        """Whether this parser reads this form, judged by name and first bytes."""
        ...

    def parse(self, file: File) -> Parsed:
        """The document's blocks. Raises IngestError when the bytes are damaged, protected or empty."""
        ...
