"""Parts made into blocks: numbered paragraphs, points and sub-points get their anchors; text goes to what it belongs to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from corpus.anchors import Anchor, Kind
from ingest.blocks import Block
from ingest.parse.eurlex.marks import OPENING, Style, is_bullet, number_of, split_paragraph, style_of
from ingest.parse.eurlex.nodes import Node, lines_of
from ingest.parse.eurlex.outline import Part, unused

# «term» désigne …, ‘term’ means …: a definition begins with a quotation that ends soon; an apostrophe does not end it.
_DEFINITION = re.compile(r"[«‘“„\"'][^«‘“„]{1,200}?[»’”\"'](?=[\s,;:()])")


def blocks_of(parts: Iterable[Part]) -> tuple[Block, ...]:
    """The blocks of the parts, in reading order; no block is empty, and each anchor names one provision."""
    placing = _Placing()
    for part in parts:
        placing.place_part(part)
    return tuple(placing.blocks)


@dataclass(slots=True)
class _Quotation:
    """Whether a quotation is open: an amending act quotes provisions that are not its own."""

    end: str = ""

    def takes(self, node: Node, *, first: bool) -> bool:
        """Whether the node is quoted. The `first` line of a provision is its own even if it opens with a quotation mark."""
        text = "\n".join(lines_of([node]))
        if not self.end:
            if text[:1] not in OPENING or (not node.label and (first or _DEFINITION.match(text))):
                return False
            self.end = OPENING[text[0]]
        if text.rstrip(" ;.,:").endswith(self.end):
            self.end = ""
        return True


@dataclass(frozen=True, slots=True)
class _Level:
    style: Style
    number: str
    anchor: Anchor
    home: Anchor
    hanging: bool


@dataclass(slots=True)
class _Placing:
    blocks: list[Block] = field(default_factory=list)
    _used: set[Anchor] = field(default_factory=set)
    _title: str = ""
    _headings: tuple[str, ...] = ()
    _locator: str = ""

    def place_part(self, part: Part) -> None:
        if part.anchor is None:
            return
        kind, before = part.anchor.kind, len(self.blocks)
        in_annex = kind is Kind.SECTION and part.anchor.steps[0].kind is Kind.ANNEX
        self._title = part.line if in_annex else part.title
        self._headings, self._locator = part.headings, part.locator
        if kind is Kind.RECITAL:
            self._write(part.anchor, "\n".join(lines_of(part.body)), part.mark, part.locator)
            return
        self._place(part.body, part.anchor)
        if kind is not Kind.ARTICLE and not any(block.anchor == part.anchor for block in self.blocks[before:]):
            # A chapter, an annex or a group without words of its own is found by its title.
            own = Block(part.anchor, part.line, "", self._title, self._headings, part.locator)
            self.blocks.insert(before, own)

    def _place(self, nodes: Sequence[Node], home: Anchor, label: str = "") -> None:
        """Writes the nodes that stand side by side under `home`; the first line written bears `label`."""
        levels: list[_Level] = []
        quotation = _Quotation()
        first = True
        for node in nodes:
            quoted = quotation.takes(node, first=first)
            if not (quoted or node.label) and home.kind in {Kind.ARTICLE, Kind.PARAGRAPH}:
                node = _numbered(node)
                if number := number_of(node.paragraph):
                    article = Anchor(home.document, home.steps[:1])
                    home, label = unused(article.child(Kind.PARAGRAPH, number), self._used), node.paragraph
                    levels, first, node = [], True, replace(node, paragraph="")
            point = None if quoted or is_bullet(node.label) else number_of(node.label)
            if point:
                levels = self._place_item(node, point, home, levels)
                first = False
                continue
            hung = levels and levels[-1].hanging and (node.goes_on or quoted or is_bullet(node.label))
            if not hung:
                levels = []
            self._write(levels[-1].anchor if levels else home, "\n".join(lines_of([node])), label, node.locator)
            label, first = "", first and not node.text and not node.label

    def _place_item(self, node: Node, number: str, home: Anchor, levels: list[_Level]) -> list[_Level]:
        """Writes an item where its mark says it belongs among the open `levels`; gives the levels open after it."""
        same = next((i for i, level in enumerate(levels) if level.style is style_of(number, level.number)), None)
        style = style_of(number) if same is None else levels[same].style
        if same is not None:
            home, levels = levels[same].home, levels[:same]
        elif levels and (levels[-1].hanging or number.startswith(f"{levels[-1].number}-")):
            home = levels[-1].anchor
        else:
            levels = []
        anchor = unused(home.child(Kind.POINT, number), self._used)
        self._place(node.inside, anchor, node.label)
        return [*levels, _Level(style, number, anchor, home, node.hanging)]

    def _write(self, anchor: Anchor, text: str, label: str, locator: str) -> None:
        """Adds a line to the provision: to its last block if nothing came between, else as a further block."""
        if not text:
            return
        last = self.blocks[-1] if self.blocks else None
        if last and last.anchor == anchor:
            between = "\n" if any(c.isalnum() for c in text) else ""
            self.blocks[-1] = Block(
                anchor, f"{last.text}{between}{text}", last.label or label, last.title, last.headings, last.locator
            )
        else:
            self.blocks.append(Block(anchor, text, label, self._title, self._headings, locator or self._locator))


def _numbered(node: Node) -> Node:
    """The line with the mark of its numbered paragraph apart, wherever the layout printed it."""
    if node.paragraph:
        return node
    mark, text = split_paragraph(node.text)
    return replace(node, paragraph=mark, text=text)
