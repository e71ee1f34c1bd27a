"""Printed marks made into the numbers of anchors, the same in both languages: "b bis)" and "(ba)" are both `ba`."""

import re
from enum import Enum
from string import ascii_lowercase

# Inserted provisions: French counts in Latin where English goes through the alphabet.
_LATIN = (
    *("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies", "undecies", "duodecies"),
    *("terdecies", "quaterdecies", "quindecies", "sexdecies", "septdecies", "octodecies", "novodecies", "vicies"),
)
_WORD = "|".join(sorted(_LATIN, key=len, reverse=True))
_SUFFIX = rf"(?P<latin>(?:\s?\b(?:{_WORD})\b)*)"  # "3 octies bis" was inserted after "3 octies": 3ga

_MARK = re.compile(
    rf"[(\[]?\s*(?P<base>\d{{1,3}}(?:\.\d{{1,3}})*[a-z]{{0,2}}|[a-z]{{1,3}}|[A-Z]|[ivxlc]{{1,7}}|[IVXLC]{{1,7}})"
    rf"{_SUFFIX}\s*[.):\]°]*",
    re.ASCII,
)
_PARAGRAPH = re.compile(rf"(?P<mark>\d{{1,3}}[a-z]?(?:\s(?:{_WORD}))*\s?\.)(?:\s+(?P<text>.*))?", re.ASCII | re.DOTALL)
_ARTICLE = re.compile(
    rf"Articles?\s+(?P<base>premier|unique|\d+[a-z]{{0,2}}|[IVXLC]+)(?:er)?{_SUFFIX}\b", re.ASCII | re.IGNORECASE
)
_ANNEX = re.compile(
    rf"ANNEXE?\s+(?P<base>[IVXLC]+|\d+|[A-Z])(?P<letter>[a-z]?){_SUFFIX}\b(?P<rest>.*)", re.ASCII | re.IGNORECASE
)
_DIVISION = re.compile(
    r"(?P<word>[A-Za-zÀ-ÿ-]+)\s+(?P<base>[IVXLC]+|\d+|[A-Z](?![a-z])|premi[eèÈ]re?)(?P<letter>[A-Za-z]?)"
    rf"{_SUFFIX}\b",
    re.ASCII | re.IGNORECASE,
)
_GROUP = re.compile(
    rf"(?:(?i:SECTION|PARTIE|PART|TITRE|TITLE|CHAPITRE|CHAPTER|MODULE|APPENDIX|APPENDICE)\s+(?P<named>[A-Z]|[IVXLC]+|\d+)\b"
    rf"|(?P<bare>\d+(?:\.\d+)*|[A-Z]|[IVXLC]+|[a-z]){_SUFFIX}\s?[.)])\s*(?:[-–—:.]\s*)?(?P<rest>.*)",
    re.ASCII | re.DOTALL,
)
BULLETS = frozenset("—–-•·*‐‑−▪■●○►→")
OPENING = {"«": "»", "‘": "’", "“": "”", "„": "”", '"': '"', "'": "'"}


class Style(Enum):
    """How a list counts: two marks that follow each other in the same style are of the same list."""

    NUMBER = "1"
    DOTTED = "1.1"
    LETTER = "a"
    CAPITAL = "A"
    ROMAN = "i"


def number_of(mark: str) -> str | None:
    """The anchor number of a printed mark ("(a)" is a, "b bis)" is ba, "3.1." is 3-1), None if it is no such mark."""
    match = _MARK.fullmatch(mark)
    return _joined(match["base"], match["latin"]) if match else None


def is_bullet(mark: str) -> bool:
    """Whether the mark is a dash or a dot, which names nothing."""
    return bool(mark) and set(mark) <= BULLETS


def style_of(number: str, previous: str = "") -> Style:
    """How `number` counts, given the number before it in its list ("i" after "h" is a letter, else a Roman one)."""
    if "-" in number:
        return Style.DOTTED
    if number[0].isdigit():
        return Style.NUMBER
    if number[0].isupper():
        return Style.CAPITAL
    if number[0] in "ivx" and number.strip("ivxlc") == "" and not (previous and _follows(number, previous)):
        return Style.ROMAN
    return Style.LETTER


def split_paragraph(text: str) -> tuple[str, str]:
    """The mark and the text of a numbered paragraph: "1 bis. Foo" gives "1 bis." and "Foo"; "" if there is no mark."""
    match = _PARAGRAPH.fullmatch(text)
    return (match["mark"], match["text"] or "") if match else ("", text)


def article_number(heading: str) -> str | None:
    """The number in the heading of an article: 4a in "Article 4 bis", 1 in "Article premier"."""
    match = _ARTICLE.match(heading)
    if not match:
        return None
    base = match["base"].lower()
    return _joined("1" if base in {"premier", "unique"} else match["base"], match["latin"])


def annex_number(heading: str) -> tuple[str | None, str]:
    """The number in the heading of an annex, None if it has none, and what follows it on the same line."""
    match = _ANNEX.match(heading)
    if not match:
        return None, ""
    number = _joined(match["base"] + match["letter"].lower(), match["latin"])
    return number, match["rest"].strip(" .:—–-")


def division_number(heading: str) -> tuple[str, str | None]:
    """The word and the number in the heading of a division: ("chapitre", "IVa") for "CHAPITRE IV bis"."""
    match = _DIVISION.match(heading)
    if not match:
        return (heading.split() or [""])[0].lower(), None
    base = match["base"] if not match["base"].lower().startswith("premi") else "1"
    return match["word"].lower(), _joined(base.upper() + match["letter"].lower(), match["latin"])


def group_number(heading: str) -> tuple[str | None, str]:
    """The number of a titled group of an annex, None if it has none, and its words without it ("" if it has no title)."""
    match = _GROUP.match(heading)
    if not match:
        return None, heading
    base = match["named"] or match["bare"]
    return _joined(base, match["latin"] or ""), match["rest"].strip()


def _joined(base: str, latin: str) -> str:
    letters = (ascii_lowercase[_LATIN.index(word)] for word in latin.lower().split())
    return base.replace(".", "-") + "".join(letters)


def _follows(number: str, previous: str) -> bool:
    return len(number) == 1 and previous[:1].isalpha() and ord(number) - ord(previous[0]) == 1
