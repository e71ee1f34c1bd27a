"""Which paragraphs of a PDF are headings, and of which level: told by its outline, by type, by numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.parse.clauses import depth_of
from ingest.parse.pdf_file import Entry
from ingest.parse.pdf_pages import Line
from ingest.parse.pdf_text import PageText, Table
from ingest.parse.sections import Heading

# Type a seventh larger than the text's own is a heading; that of a document's title is larger still.
HEADING_SIZE, TITLE_SIZE = 1.15, 1.25
# Bold type sets headings off unless so much of the text is bold.
BOLD_SHARE = 0.35
# A heading has no more letters and lines than this, one told by its weight alone fewer.
LONGEST, MOST_LINES, LONGEST_BOLD, MOST_BOLD_LINES = 200, 4, 140, 3
# An outline is trusted for levels when so many of its entries are found on their pages.
FEWEST_FOUND, SHARE_FOUND = 3, 0.5
DEEPEST = 6
# A cover carries fewer letters than this in the type of the text.
COVER_LETTERS = 200

_STOPPED = re.compile(r"[.;,]$")
_ENTRY_NUMBER = re.compile(r"^(?:[A-Z]\.)?[\dIVX]+(?:[.-]\d+)*[.):]?\s+", re.IGNORECASE)

_Style = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading found; its text is empty where it only repeats the cover."""

    level: int
    text: str

    def at(self, locator: str) -> Heading:
        return Heading(self.level, self.text, locator=locator)


def looks_like_heading(lines: Sequence[Line]) -> bool:
    """Whether these lines are set like a heading rather than an item of a list: all bold."""
    return all(line.bold for line in lines) and len(lines) <= MOST_BOLD_LINES


class Styles:
    """How the headings of one document are set. `title`: its title, as printed on its first page; "" if it has none."""

    def __init__(self, pages: Sequence[PageText], outline: Sequence[Entry]) -> None:
        letters: Counter[_Style] = Counter()
        for page in pages:
            for line in _all_lines(page):
                letters[_style([line])] += len(line.text)
        sizes: Counter[float] = Counter()
        for (size, _), count in letters.items():
            sizes[size] += count
        self._body = sizes.most_common(1)[0][0] if sizes else 0.0
        bold = sum(count for (_, is_bold), count in letters.items() if is_bold)
        self._bold_heads = bold < BOLD_SHARE * sum(letters.values())
        self.title = self._title(pages)
        self._entries: dict[int, dict[str, int]] = {}
        for entry in outline:
            self._entries.setdefault(entry.page, {})[_key(entry.title)] = entry.level
        cover = next((page for page in pages if page.parts), None)
        self._cover_page = cover.number if cover and len(pages) > 1 and self._is_cover(cover) else 0
        lines = list(_all_lines(cover)) if cover and self._cover_page else []
        self._cover = "".join(_key(line.text) for line in lines if line.size > HEADING_SIZE * self._body)
        self._levels = self._rank(pages)
        self._learn(pages)

    def heading(self, text: str, lines: Sequence[Line], page: int) -> Title | None:
        """The heading that these lines of `page` are, None for other text."""
        in_outline = self._entries.get(page, {}).get(_key(text)) if len(text) < LONGEST else None
        style = _style(lines)
        if in_outline is None and not self._is_set_off(text, lines):
            return None
        if _key(text) == _key(self.title) or self._is_on_cover(text, page):
            return Title(1, "")
        if in_outline is not None:
            return Title(min(in_outline, DEEPEST), text)
        return Title(self._levels.get((style, depth_of(text)), self._levels.get((style, 0), DEEPEST)), text)

    def _is_set_off(self, text: str, lines: Sequence[Line]) -> bool:
        size, bold = _style(lines)
        if not any(letter.isalpha() for letter in text) or "://" in text:
            return False
        stopped = bool(_STOPPED.search(text))
        if size > HEADING_SIZE * self._body:
            return len(text) < LONGEST and len(lines) <= MOST_LINES and not (stopped and len(text) > LONGEST / 2)
        short = len(text) < LONGEST_BOLD and len(lines) <= MOST_BOLD_LINES
        return bold and self._bold_heads and short and size > 0.94 * self._body and not stopped

    def _is_on_cover(self, text: str, page: int) -> bool:
        """Whether `text`, of another page, repeats what the cover sets large."""
        return page != self._cover_page and bool(_key(text)) and _key(text) in self._cover

    def _is_cover(self, page: PageText) -> bool:
        """Whether the first page only presents the document: hardly anything on it is set as the text is."""
        return sum(len(line.text) for line in _all_lines(page) if line.size <= HEADING_SIZE * self._body) < COVER_LETTERS

    def _title(self, pages: Sequence[PageText]) -> str:
        """The largest type of the first page that has text, where it is larger than what it heads."""
        first = next((page for page in pages if page.parts), None)
        lines = list(_all_lines(first)) if first and not first.ocr else []
        largest = max((line.size for line in lines), default=0.0)
        if largest < TITLE_SIZE * self._body:
            return ""
        title = " ".join(line.text for line in lines if line.size > 0.97 * largest)
        return " ".join(title.split()) if len(title) < LONGEST else ""

    def _rank(self, pages: Sequence[PageText]) -> dict[tuple[_Style, int], int]:
        """A level for each style and depth of number that heads text: larger type first, then bold, then fewer numbers."""
        found: set[tuple[_Style, int]] = set()
        for page in pages:
            # What a cover sets in large type heads nothing.
            if page.ocr or page.number == self._cover_page:
                continue
            for line in _all_lines(page):
                if self._is_set_off(line.text, [line]) and not self._is_on_cover(line.text, page.number):
                    found.add((_style([line]), depth_of(line.text)))
        # A heading without a number ranks with the outermost of its style that has one.
        outermost = {style: min((d for s, d in found if s == style and d), default=0) for style, _ in found}
        ranked = sorted({(style, depth or outermost[style]) for style, depth in found}, key=_importance)
        levels = {key: min(level, DEEPEST) for level, key in enumerate(ranked, start=1)}
        return levels | {(style, 0): levels[style, outermost[style]] for style, _ in found}

    def _learn(self, pages: Sequence[PageText]) -> None:
        """Take the levels of styles from the outline where it is found in the text."""
        votes: dict[tuple[_Style, int], Counter[int]] = {}
        found = 0
        for page in pages:
            entries = self._entries.get(page.number, {})
            for line in _all_lines(page) if entries else ():
                if level := entries.get(_key(line.text)):
                    found += 1
                    for depth in {0, depth_of(line.text)}:
                        votes.setdefault((_style([line]), depth), Counter())[level] += 1
        entries_in_all = sum(map(len, self._entries.values()))
        if found < max(FEWEST_FOUND, SHARE_FOUND * entries_in_all):
            return
        learnt = {key: count.most_common(1)[0][0] for key, count in votes.items()}
        # A style that the outline leaves out stands under all that it has, unless it is larger.
        self._levels = {
            key: learnt.get(key) or learnt.get((key[0], 0)) or _beside(key[0], learnt) for key in self._levels | learnt
        }


def _beside(style: _Style, learnt: dict[tuple[_Style, int], int]) -> int:
    larger = [level for (other, _), level in learnt.items() if _importance((other, 0)) < _importance((style, 0))]
    return min(DEEPEST, max(larger, default=0) + 1)


def _importance(key: tuple[_Style, int]) -> tuple[float, bool, int]:
    (size, bold), depth = key
    return -size, not bold, depth


def _all_lines(page: PageText) -> Iterable[Line]:
    for part in page.parts:
        if not isinstance(part, Table):
            yield from part


def _style(lines: Sequence[Line]) -> _Style:
    return round(2 * max(line.size for line in lines)) / 2, all(line.bold for line in lines)


def _key(text: str) -> str:
    """What two spellings of one heading share: its letters, without its number."""
    return "".join(letter for letter in _ENTRY_NUMBER.sub("", text).casefold() if letter.isalnum())
