"""Passages as they are read: each word once, though a passage holds the text of all those under it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.anchors import Anchor
from corpus.documents import Passage


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of `passage` without the text of those under it. `level` is its depth under the first passage.

    `first`: it is the one that opens its passage, and the place the passage's anchor leads to. `title` is the heading printed
    above it, "" if it has none of its own.
    """

    passage: Passage
    level: int
    text: str
    first: bool
    title: str = ""

    @property
    def label(self) -> str:
        """The mark printed before it; "" where a text resumes after its points."""
        return self.passage.label if self.first else ""


def pieces(passages: Sequence[Passage]) -> list[Piece]:
    """The passages of one article, itself included, as pieces in reading order: together, each opened by its label, they
    are the article's text word for word."""
    under: dict[Anchor | None, list[Passage]] = {}
    known = {passage.anchor for passage in passages}
    for passage in sorted(passages, key=lambda passage: passage.order):
        parent = passage.anchor.parent
        under.setdefault(parent if parent in known else None, []).append(passage)
    cut = (piece for root in under.get(None, ()) for piece in _cut(root, under, headings=len(root.headings), level=0))
    return list(_titled_once(cut))


def _titled_once(cut: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; paragraphs that follow each other under one title have it above the first."""
    above: dict[Anchor | None, str] = {}
    for piece in cut:
        parent = piece.passage.anchor.parent
        is_said = piece.first and piece.title == above.get(parent)
        if piece.first:
            above[parent] = piece.title
        yield replace(piece, title="") if is_said else piece


def _cut(passage: Passage, under: dict[Anchor | None, list[Passage]], *, headings: int, level: int) -> Iterator[Piece]:
    title = passage.headings[-1] if len(passage.headings) > headings else ""
    # Line ends around it: a passage begins and ends with a line of its parent's.
    text, at, first = f"\n{passage.text}\n", 0, True
    for child in under.get(passage.anchor, ()):
        start, end = _place(child, text, at)
        if (own := text[at:start].strip("\n")) or first:
            yield Piece(passage, level, own, first, title * first)
        first = False
        yield from _cut(child, under, headings=len(passage.headings), level=level + 1)
        at = end
    if (own := text[at:].strip("\n")) or first:
        yield Piece(passage, level, own, first, title * first)


def _place(child: Passage, text: str, at: int) -> tuple[int, int]:
    """From where to where `text`, after `at`, is the text of `child`: whole lines, opened by its label.

    The label stands alone where its provision begins with others. Nowhere is `at`: nothing is left out for it.
    """
    found = []
    for between in (" ", "\n"):
        lines = f"{child.label}{between}{child.text}".strip()
        if lines and (start := text.find(f"\n{lines}\n", at)) >= 0:
            found.append((start, start + len(lines) + 1))
    return min(found, default=(at, at))
