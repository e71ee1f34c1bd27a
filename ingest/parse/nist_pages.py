"""What the two NIST publications share: headings, numbered paragraphs and list points read off the lines of their pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.anchors import Anchor, Kind, top
from ingest.blocks import Block
from ingest.parse.pdf_pages import Line, is_apart, line_joiner

# A list mark stands 8 to 19 points right of the margin, the list's further lines 29 or more.
_MARK = re.compile(r"(•|\d{1,2}\.)\s+(?=\S)")
MARK_INDENT = range(5, 25)
_ENDED = re.compile(r"[.:;?!][”’)\]]*$")

FUNCTIONS = "GOVERN|MAP|MEASURE|MANAGE"


@dataclass(slots=True)
class Draft:
    """A block being read: `lines` as printed, to be joined once the whole document is known.

    `under` is the category or subcategory whose statement heads it; `risks` are the lines of its risks column.
    """

    anchor: Anchor
    page: int
    headings: tuple[str, ...] = ()
    label: str = ""
    title: str = ""
    under: "Draft | None" = None
    lines: list[str] = field(default_factory=list)
    risks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """The running text of a document, line by line: titles open sections, white space paragraphs, marks list points.

    A paragraph or point goes on at the top of the next page while its sentence is not finished.
    """

    slug: str
    margin: float
    drafts: list[Draft] = field(default_factory=list)
    _titles: list[tuple[int, str]] = field(default_factory=list)
    _subtitle: str = ""
    _section: Anchor | None = None
    _paragraphs: int = 0
    _points: int = 0
    _open: Draft | None = None
    _above: tuple[int, Line] | None = None

    def open_part(self, level: int, title: str) -> None:
        """Begin a part that holds sections but has no anchor of its own; `level` 0 is the outermost."""
        self._titles = [(depth, text) for depth, text in self._titles if depth < level]
        self._titles.append((level, title))
        self._subtitle = ""
        self._section = self._open = None

    def open_section(self, number: str, level: int, title: str, page: int) -> None:
        """Begin the section `sec_number`."""
        self.open_part(level, title)
        self._section = top(self.slug, Kind.HEADING, number)
        self._paragraphs = 0
        self.drafts.append(Draft(self._section, page, self.headings[:-1], title=title))

    def lengthen_title(self, text: str) -> None:
        """Add a further line to the title just opened."""
        level, title = self._titles.pop()
        self._titles.append((level, f"{title} {text}"))
        if self._section:
            self.drafts[-1].title = f"{title} {text}"

    def open_subtitle(self, title: str) -> None:
        """Begin paragraphs titled `title` within the section."""
        self._subtitle = title
        self._open = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The titles open now, outermost first, the section's own last."""
        return tuple(text for _, text in self._titles)

    def read(self, line: Line, page: int) -> None:
        """Take one line of running text; lines outside a section are passed over."""
        if self._section is None:
            return
        indent = int(line.x0 - self.margin)
        mark = _MARK.match(line.text) if indent in MARK_INDENT else None
        if mark:
            draft = self._open_point(self._section, mark[1], page)
        elif self._open and self._goes_on(self._open, line, page, indent):
            draft = self._open
        else:
            self._paragraphs += 1
            self._points = 0
            draft = self._begin(self._section.child(Kind.PARAGRAPH, str(self._paragraphs)), page, title=self._subtitle)
        draft.lines.append(line.text[mark.end() :] if mark else line.text)
        self._above = (page, line)

    def _goes_on(self, draft: Draft, line: Line, page: int, indent: int) -> bool:
        in_point = draft.anchor.kind == Kind.POINT
        if self._above is None or (in_point and indent < MARK_INDENT.start):
            return False
        above_page, above = self._above
        if above_page == page:
            return not is_apart(above, line)
        return not _ENDED.search(draft.lines[-1]) or (in_point and indent >= MARK_INDENT.stop)

    def _open_point(self, section: Anchor, mark: str, page: int) -> Draft:
        self._paragraphs = max(self._paragraphs, 1)
        self._points = self._points + 1 if mark == "•" else int(mark.rstrip("."))
        paragraph = section.child(Kind.PARAGRAPH, str(self._paragraphs))
        return self._begin(paragraph.child(Kind.POINT, str(self._points)), page, label=mark)

    def _begin(self, anchor: Anchor, page: int, *, label: str = "", title: str = "") -> Draft:
        self._open = Draft(anchor, page, self.headings[:-1], label=label, title=title)
        self.drafts.append(self._open)
        return self._open


def blocks_of(drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """The drafts as blocks, in order; a section that holds no paragraph of its own is left out."""
    join = line_joiner(lines for d in drafts for lines in (d.lines, d.risks))
    holding = {d.anchor.parent for d in drafts}

    def block_of(draft: Draft) -> Block:
        text, under = join(draft.lines), draft.under
        return Block(
            anchor=draft.anchor,
            text=f"{text}\nGAI risks: {join(draft.risks)}" if draft.risks else text,
            label=draft.label,
            title=draft.title,
            headings=(*draft.headings, f"{under.label}: {join(under.lines)}") if under else draft.headings,
            locator=f"page={draft.page}",
        )

    return tuple(block_of(d) for d in drafts if d.lines or d.anchor in holding)


def subcategory_number(function: str, number: str) -> str:
    """The anchor's number of a category or subcategory: GOVERN and 1.2 give GOVERN-1-2."""
    return f"{function}-{number.replace('.', '-')}"
