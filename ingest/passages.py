"""Blocks to passages: every provision with the whole text under it, in reading order."""

from collections.abc import Iterable

from corpus.anchors import Anchor
from corpus.documents import Passage
from ingest.blocks import Block, Parsed


def build_passages(parsed: Parsed) -> list[Passage]:
    """One passage per anchor of `parsed`, in the order in which anchors first appear.

    The text of a provision is its own blocks and those under it, in reading order, a line each, every line under it opened
    by its printed mark: "the controller shall:\\n(a) inform …". Its headings are those above it, then its own title.
    A provision that only holds others (an article made of paragraphs) is a passage too.
    """
    lines: dict[Anchor, list[str]] = {}
    first: dict[Anchor, Block] = {}
    # The first block of a provision or, where it has none of its own, of those under it.
    under: dict[Anchor, Block] = {}
    for block in parsed.blocks:
        for anchor in _line_of_descent(block.anchor):
            line = block.text if anchor == block.anchor else f"{block.label} {block.text}".strip()
            lines.setdefault(anchor, []).append(line)
            under.setdefault(anchor, block)
        first.setdefault(block.anchor, block)
    return [
        _passage(parsed, anchor, texts, first.get(anchor, under[anchor]), first, order)
        for order, (anchor, texts) in enumerate(lines.items())
    ]


def _passage(parsed: Parsed, anchor: Anchor, texts: list[str], own: Block, first: dict[Anchor, Block], order: int) -> Passage:
    return Passage(
        anchor=anchor,
        lang=parsed.lang,
        version=parsed.version.id,
        text="\n".join(text for text in texts if text),
        label=own.label if own.anchor == anchor else "",
        headings=tuple(dict.fromkeys((*own.headings, *_titles(anchor, own, first)))),
        locator=own.locator,
        order=order,
        valid_from=parsed.version.valid_from,
        cites=own.cites if own.anchor == anchor else (),
    )


def _titles(anchor: Anchor, own: Block, first: dict[Anchor, Block]) -> Iterable[str]:
    """The titles of the provisions from the article down to `anchor`, where they have one.

    An article that only holds paragraphs has no block: its title is the one its first paragraph carries.
    """
    for at in reversed(list(_line_of_descent(anchor))):
        if at in first and first[at].title:
            yield first[at].title
    if anchor not in first and own.title:
        yield own.title


def _line_of_descent(anchor: Anchor) -> Iterable[Anchor]:
    """`anchor`, then the provisions that hold it, up to the outermost."""
    at: Anchor | None = anchor
    while at:
        yield at
        at = at.parent
