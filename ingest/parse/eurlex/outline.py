"""The page walked from top to bottom and cut into its recitals, chapters, sections, articles, annexes and their groups.

Both layouts are read by the classes of their headings, in the order of the page, so that the older consolidated pages,
which nest nothing, read as the newer ones do.
"""

from dataclasses import dataclass, field

from lxml import etree

from corpus.anchors import Anchor, Kind, top
from ingest.parse.eurlex.marks import OPENING, annex_number, article_number, division_number, group_number, number_of
from ingest.parse.eurlex.nodes import Node, is_skipped, lasting_id, read_element, read_inside
from ingest.parse.eurlex.wording import classes_of, tag_of, words_of

_ARTICLE = frozenset({"ti-art", "title-article-norm"})
_ARTICLE_TITLE = frozenset({"sti-art", "stitle-article-norm"})
_DIVISION = frozenset({"ti-section-1", "title-division-1"})
_DIVISION_TITLE = frozenset({"ti-section-2", "title-division-2"})
_ANNEX = frozenset({"doc-ti", "title-annex-1"})
_ANNEX_TITLE = frozenset({"title-annex-2"})
_HEADINGS = _ARTICLE | _DIVISION | _ANNEX
_PART_IDS = ("art_", "anx_", "cpt_", "rct_")
_GROUPS = ("ti-grseq-", "title-gr-seq-level-")

_CHAPTER, _LAST = 2, 5
_RANKS = {
    "part": 0,
    "partie": 0,
    "title": 1,
    "titre": 1,
    "chapter": _CHAPTER,
    "chapitre": _CHAPTER,
    "section": 3,
    "subsection": 4,
    "sous-section": 4,
}


@dataclass(slots=True, eq=False)
class Part:
    """A provision that has a heading of its own, or a recital; `body` is what stands under it and under no other part.

    `mark` is its printed number ("Article 4 bis"), `title` its title; `above` the part whose title covers it; `anchor` is
    None for the divisions that anchors do not name (titles, parts). `rank` orders divisions and groups, outermost first.
    """

    anchor: Anchor | None
    mark: str
    locator: str
    above: "Part | None" = None
    title: str = ""
    rank: int = 0
    body: list[Node] = field(default_factory=list)

    @property
    def line(self) -> str:
        """Number and title on one line: "CHAPTER III — HIGH-RISK AI SYSTEMS"."""
        return " — ".join(filter(None, (self.mark, self.title)))

    @property
    def headings(self) -> tuple[str, ...]:
        """The lines of the parts above, outermost first."""
        return (*self.above.headings, self.above.line) if self.above else ()


def unused(anchor: Anchor, used: set[Anchor]) -> Anchor:
    """`anchor`, or its number followed by -2, -3… if another provision of the document has it; marks it as used."""
    free, count = anchor, 1
    while free in used:
        count += 1
        steps = (*anchor.steps[:-1], type(anchor.steps[-1])(anchor.kind, f"{anchor.number}-{count}"))
        free = Anchor(anchor.document, steps)
    used.add(free)
    return free


@dataclass(slots=True)
class Outline:
    """The parts met so far, in reading order, for the document of slug `document`."""

    document: str
    parts: list[Part] = field(default_factory=list)
    _used: set[Anchor] = field(default_factory=set)
    _division: Part | None = None
    _open: Part | None = None  # the article, annex or group that body elements go to
    _annex: Part | None = None
    _enacting: bool = False  # false in the preamble, where headings are those of the act

    def walk(self, element: etree._Element, locator: str = "") -> None:
        """Reads the children of `element`, whose nearest lasting id is `locator`."""
        for child in element:
            if not is_skipped(child):
                self._meet(child, lasting_id(child, locator))

    def _meet(self, element: etree._Element, locator: str) -> None:
        classes, mark = classes_of(element), element.get("id", "")
        if tag_of(element) == "div" and mark.startswith("rct_"):
            self._recital(element, locator)
        elif tag_of(element) == "div" and mark.startswith("fnp_"):
            self._open = None
        elif "eli-title" in classes and self._open and self._open.anchor and self._open.anchor.kind is Kind.ARTICLE:
            _add_title(self._open, words_of(element))
        elif tag_of(element) == "div" and _holds_parts(element, classes, mark):
            self.walk(element, locator)
            if mark.startswith(("art_", "anx_")):
                self._open = self._annex = None
        elif classes & _DIVISION:
            self._start_division(words_of(element), locator)
        elif classes & _DIVISION_TITLE and self._division and not self._open:
            _add_title(self._division, words_of(element))
        elif classes & _ARTICLE:
            self._start_article(words_of(element), locator)
        elif classes & _ARTICLE_TITLE and self._open and not self._open.body:
            _add_title(self._open, words_of(element))
        elif classes & _ANNEX and self._enacting:
            self._start_annex(words_of(element), locator)
        elif classes & _ANNEX_TITLE and self._annex:
            _add_title(self._annex, words_of(element))
        elif self._annex and (level := _group_level(classes)):
            self._start_group(words_of(element), level, locator)
        elif self._open:
            self._open.body += read_element(element, locator)

    def _recital(self, element: etree._Element, locator: str) -> None:
        nodes = read_inside(element, locator)
        mark = nodes[0].label if nodes else ""
        # Ids are off by one where the converter took "Whereas:" for the first recital: the printed number is right.
        number = number_of(mark) or number_of(locator.removeprefix("rct_"))
        if not nodes or number is None or (not mark and nodes[0].text.endswith(":")):
            return
        anchor = unused(top(self.document, Kind.RECITAL, number), self._used)
        body = [*nodes[0].inside, *nodes[1:]] if mark else nodes
        self.parts.append(Part(anchor, mark, locator, body=body))

    def _start_division(self, heading: str, locator: str) -> None:
        word, number = division_number(heading)
        rank = _RANKS.get(word, _LAST)
        above = self._division
        while above and above.rank >= rank:
            above = above.above
        self._division = Part(self._division_anchor(rank, number, above), heading, locator, above, rank=rank)
        self.parts.append(self._division)
        self._open, self._annex, self._enacting = None, None, True

    def _division_anchor(self, rank: int, number: str | None, above: Part | None) -> Anchor | None:
        """Titles and parts have no kind of anchor; what they hold bears their number too, for it may count from 1 again."""
        if rank < _CHAPTER or rank == _LAST or number is None:
            return None
        kind = Kind.CHAPTER if rank == _CHAPTER else Kind.SECTION
        if kind is Kind.SECTION and above and above.anchor:
            return unused(above.anchor.child(kind, number), self._used)
        over = division_number(above.mark)[1] if above else None
        return unused(top(self.document, kind, f"{over}-{number}" if over else number), self._used)

    def _start_article(self, heading: str, locator: str) -> None:
        number = article_number(heading) or number_of(locator.rpartition("art_")[2]) or "0"
        anchor = unused(top(self.document, Kind.ARTICLE, number), self._used)
        self._open = Part(anchor, heading, locator, self._division)
        self.parts.append(self._open)
        self._annex, self._enacting = None, True

    def _start_annex(self, heading: str, locator: str) -> None:
        number, title = annex_number(heading)
        if self._annex and not heading.upper().startswith("ANNEX"):  # its title, or an appendix to it
            if self._open is self._annex and not self._annex.body:
                _add_title(self._annex, heading)
            else:
                self._start_group(heading, 0, locator)
            return
        number = number or number_of(locator.rpartition("anx_")[2].strip()) or "1"
        anchor = unused(top(self.document, Kind.ANNEX, number), self._used)
        mark = heading.removesuffix(title).rstrip(" .:—–-")
        self._annex = self._open = Part(anchor, mark, locator, title=title, rank=-1)
        self.parts.append(self._annex)

    def _start_group(self, heading: str, level: int, locator: str) -> None:
        """A titled group of an annex: `sct_A` under it. A heading without number after a bare "Section 1" is its title."""
        above = self._open or self._annex
        number, title = group_number(heading)
        if not above or not above.anchor:
            return
        if number is None and not above.title and not above.body:
            _add_title(above, heading)
            return
        while above.above and above.rank >= level:
            above = above.above
        count = sum(part.above is above for part in self.parts)
        assert above.anchor is not None  # an annex and its groups always have one
        anchor = unused(above.anchor.child(Kind.SECTION, number or str(count + 1)), self._used)
        # "Section 1" alone waits for its title; "A. General" is read as it is printed.
        mark, title = ("", heading) if title else (heading, "")
        self._open = Part(anchor, mark, locator, above, title=title, rank=level)
        self.parts.append(self._open)


def _add_title(part: Part, words: str) -> None:
    part.title = " ".join(filter(None, (part.title, words)))


def _group_level(classes: frozenset[str]) -> int:
    numbers = (name.removeprefix(prefix) for name in classes for prefix in _GROUPS if name.startswith(prefix))
    return next((int(number) for number in numbers if number.isdecimal()), 0)


def _holds_parts(element: etree._Element, classes: frozenset[str], mark: str) -> bool:
    """Whether a `div` is to be gone into, not read as a piece of a body. The quoted articles of an amending act are in
    elements whose id starts with a digit, or in tables."""
    if mark:
        return not mark[0].isdigit()
    if any(name.startswith("eli-") for name in classes):
        return True
    inner = element.iter("{*}div", "{*}p")
    return any(child.get("id", "").startswith(_PART_IDS) or _is_own_heading(child) for child in inner)


def _is_own_heading(element: etree._Element) -> bool:
    return bool(classes_of(element) & _HEADINGS) and words_of(element)[:1] not in OPENING
