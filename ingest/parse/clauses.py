"""Clauses that carry a written number ("3.1.2", "Article 4", "§ 5", "Annex B"): the number is the address.

What is written in the text is what people cite, and it stays when the clauses beside it are edited. So a number opens a unit
of its own — `sec_3-1-2`, `art_4`, `anx_B` — and what a clause holds is counted under it, as under any heading:
`sec_3-1-2.par_1`; the letters of its points are written too: `sec_3-1-2.par_1.pnt_a`. Annexes count anew: their clauses stand
under them (`anx_B.sec_1-2`).

A number that opens a line may be anything ("1.2 million"), so one is believed when it follows from those before it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.anchors import Kind
from corpus.labels import LATIN
from ingest.parse.sections import Clause, Heading, Paragraph, Piece, Point

# A clause of few words without a stop is a heading: "3.1 Roles".
LONGEST_TITLE = 100
# Numbers may leave out what was repealed: so many at most.
SKIPPED = 3

_STARTS = r"(?=[\"'«“‘(\[]?[^\W\d_a-zà-öø-ÿ])"
_DOTTED = re.compile(rf"(?P<number>(?:[A-Z]\.)?\d{{1,2}}(?:\.\d{{1,2}}){{1,5}})[.)]?(?:\s+[-–—:]\s*|\s+){_STARTS}")
_ARTICLE = re.compile(
    rf"(?:article|art\.)\s+(?P<number>\d{{1,3}}(?:[.-]\d{{1,2}})*|premier|1er|[IVXL]+)(?:\s(?P<latin>{'|'.join(LATIN)}))?"
    r"(?P<rest>\s*[.:–—-]+\s*|\s*$|\s+(?=\())",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"§\s?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})*)[.:]?\s+{_STARTS}")
_SECTION = re.compile(r"(?:sec\.|section)\s+(?P<number>\d{1,3}(?:\.\d{1,2})*)(?:\.|\s*[:–—])\s*(?=\S|$)", re.IGNORECASE)
_ANNEX = re.compile(
    r"(?:annex|annexe|appendix|appendice|schedule)\s+(?P<number>[A-Z]|[IVXL]+|\d{1,2})(?=[\s.:–—-]|$)", re.IGNORECASE
)
# Headings only: a list of items is numbered so as well.
_SINGLE = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?=\S)")
_POINT = re.compile(r"\(?(?P<letter>[a-z]|[ivx]{1,5})\)\s+(?=\S)")
# What stands around a number and is not of it.
_AROUND = " \t\u00a0\u202f.:–—-"
_STOPPED = re.compile(r"[.;:,!?…]$")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A written number at the head of a text: what it names, as printed, and where the text after it begins."""

    clause: Clause
    printed: str
    end: int

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(self.clause.number.split("-"))


def opens_clause(line: str) -> bool:
    """Whether `line` begins as a clause does, its number not yet weighed against those before it."""
    return _paragraph_mark(line) is not None


def opens_point(line: str) -> bool:
    """Whether `line` begins as a lettered point does: "a)", "(a)"."""
    return _POINT.match(line.strip()) is not None


def depth_of(text: str) -> int:
    """How many numbers the heading `text` is counted by: 2 for "3.1 Roles", 0 for none."""
    mark = _heading_mark(text)
    return len(mark.parts) if mark else 0


def split_clauses(pieces: Iterable[Piece]) -> list[Piece]:
    """`pieces` with their clauses as headings of their own, and the lettered points of clauses told apart.

    A clause without a title is called by the heading above it and its number: "3.1 Roles, 3.1.2".
    """
    return list(_Splitter().split(pieces))


class _Splitter:
    """The headings open, and the numbers met so far."""

    def __init__(self) -> None:
        self._open: list[Heading] = []
        self._met: set[tuple[Kind, tuple[str, ...]]] = set()
        self._path: list[str] = []

    def split(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        for piece in pieces:
            if isinstance(piece, Heading):
                yield self._heading(piece)
            elif isinstance(piece, Paragraph):
                yield from self._paragraph(piece)
            else:
                yield piece

    def _heading(self, heading: Heading) -> Heading:
        mark = None if heading.id else _heading_mark(heading.text)
        if mark:
            heading = replace(heading, clause=mark.clause)
        self._take(heading)
        return heading

    def _take(self, heading: Heading) -> None:
        self._open = [above for above in self._open if above.level < heading.level] + [heading]
        self._path = []
        if heading.clause:
            if heading.clause.kind is Kind.ANNEX:
                self._met.clear()
            self._met.add((heading.clause.kind, tuple(heading.clause.number.split("-"))))

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Piece]:
        """The clauses that the lines of a paragraph open, and its text between them."""
        text: list[str] = []
        lines = paragraph.text.split("\n")
        for line, following in zip(lines, (*lines[1:], ""), strict=True):
            mark = _paragraph_mark(line)
            alone = not following.strip() or opens_clause(following)
            titled = alone and len(line) <= LONGEST_TITLE and not _STOPPED.search(line)
            if mark and (self._follows(mark) or (titled and mark.clause.kind is Kind.ARTICLE)):
                yield from self._text(text, paragraph.locator)
                text = []
                heading, rest = self._clause(mark, line, paragraph.locator, titled=titled)
                yield heading
                if rest:
                    text.append(rest)
            else:
                text.append(line)
        yield from self._text(text, paragraph.locator)

    def _clause(self, mark: _Mark, line: str, locator: str, *, titled: bool) -> tuple[Heading, str]:
        """The heading of a clause, and the text after its number where that is no title."""
        rest = line[mark.end :].strip()
        level = self._level(mark)
        if titled:
            heading = Heading(level, line.strip(), clause=mark.clause, locator=locator)
            self._take(heading)
            return heading, ""
        self._open = [above for above in self._open if above.level < level]
        above = self._open[-1].text if self._open else ""
        # "3.1 Roles, 3.1.2": the clause alone would not say what it is about. Its place above is then said.
        heading = Heading(level, f"{above}, {mark.printed}" if above else mark.printed, clause=mark.clause, locator=locator)
        self._take(heading)
        return heading, rest

    def _level(self, mark: _Mark) -> int:
        """Under the clause that its number is part of, beside one of its own depth, else under the heading open."""
        if mark.clause.kind is Kind.ANNEX:
            return self._open[0].level if self._open else 1
        for heading in reversed(self._open):
            if heading.clause is None or heading.clause.kind is Kind.ANNEX:
                return heading.level + 1
            number = tuple(heading.clause.number.split("-"))
            if mark.clause.kind is heading.clause.kind and len(number) == len(mark.parts):
                return heading.level
            if mark.parts[: len(number)] == number:
                return heading.level + 1
        return self._open[0].level if self._open else 1

    def _follows(self, mark: _Mark) -> bool:
        """Whether the number follows from those met: the first of its kind, or not far after one beside it."""
        *stem, last = mark.parts
        if not last[:1].isdigit():
            return True
        number = int(re.match(r"\d+", last)[0])  # type: ignore[index]
        before = [(*stem, str(n)) for n in range(max(0, number - 1 - SKIPPED), number + (last != str(number)))]
        return number == 1 or any((mark.clause.kind, parts) in self._met for parts in before)

    def _text(self, lines: list[str], locator: str) -> Iterator[Piece]:
        """The lines as a paragraph, those lettered as points where a clause is open."""
        kept: list[str] = []
        in_clause = bool(self._open and self._open[-1].clause)
        for line in lines:
            match = _POINT.match(line.strip()) if in_clause else None
            path = self._next_point(match["letter"]) if match else None
            if match is None or path is None:
                kept.append(line)
                continue
            yield from self._plain(kept, locator)
            kept, self._path = [], path
            yield Point(tuple(path), match[0].strip(), line.strip()[match.end() :], locator)
        yield from self._plain(kept, locator)

    def _plain(self, lines: list[str], locator: str) -> Iterator[Paragraph]:
        if any(map(str.strip, lines)):
            self._path = []
            yield Paragraph("\n".join(lines), locator)

    def _next_point(self, letter: str) -> list[str] | None:
        """The path of the point `letter` after the one before it: its next, or the first of a depth further in."""
        for depth in reversed(range(len(self._path))):
            if letter in _after(self._path[depth]):
                return [*self._path[:depth], letter]
        return [*self._path, letter] if letter in {"a", "i"} else None


def _after(letter: str) -> set[str]:
    following = {chr(ord(letter) + 1)} if len(letter) == 1 else set()
    if letter in _ROMAN[:-1]:
        following.add(_ROMAN[_ROMAN.index(letter) + 1])
    return following


def _paragraph_mark(line: str) -> _Mark | None:
    line = line.strip()
    if (match := _ARTICLE.match(line)) and (
        match["rest"].strip() or match.end() == len(line) or "(" in line[match.end() :][:1]
    ):
        return _article(match)
    if match := _DOTTED.match(line) or _SIGN.match(line) or _SECTION.match(line):
        return _Mark(Clause(Kind.HEADING, match["number"].replace(".", "-")), match[0].strip(_AROUND), match.end())
    if (match := _ANNEX.match(line)) and len(line) <= LONGEST_TITLE and not _STOPPED.search(line):
        return _annex(match)
    return None


def _heading_mark(text: str) -> _Mark | None:
    text = text.strip()
    article = re.match(_ARTICLE.pattern.replace("(?P<rest>", "(?P<rest>\\s+|"), text, re.IGNORECASE)
    if article:
        return _article(article)
    if match := _ANNEX.match(text):
        return _annex(match)
    dotted = (
        re.match(_DOTTED.pattern.replace(_STARTS, r"(?=\S)"), text)
        or _SIGN.match(text)
        or _SECTION.match(text)
        or _SINGLE.match(text)
    )
    if dotted:
        return _Mark(Clause(Kind.HEADING, dotted["number"].replace(".", "-")), dotted[0].strip(_AROUND), dotted.end())
    return None


def _article(match: re.Match[str]) -> _Mark:
    number = match["number"].replace(".", "-")
    number = "1" if number.lower() in {"premier", "1er"} else number
    # "4 bis" is 4a, as in the texts of the Union.
    letter = chr(ord("a") + LATIN.index(match["latin"].lower())) if match["latin"] else ""
    return _Mark(Clause(Kind.ARTICLE, f"{number}{letter}"), match[0].strip(_AROUND), match.end())


def _annex(match: re.Match[str]) -> _Mark:
    return _Mark(Clause(Kind.ANNEX, match["number"].upper()), match[0], match.end())
