"""Provisions named in a question: "art. 22 §3 RGPD", "Annex III point 4", "considérant 71", "GOVERN 1.2", "article 4 bis".

Grammar, on folded text (lower case, no accents): a mark (article, annex, recital, chapter, a NIST function), its number, then
paragraph, point and sub-point in the French, the English or the short way. The document is the one named nearest, the name
that follows first; with none named, every law that has such a provision is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.anchors import Anchor, Kind, Step
from corpus.anchors import parse as parse_anchor
from corpus.errors import AnchorError
from corpus.labels import LATIN
from corpus.sources import known_documents
from corpus.words import fold

_LATIN = "|".join(sorted(LATIN, key=len, reverse=True))
_NUMBER = rf"(\d{{1,3}})(?:\s*({_LATIN})\b|([a-i])(?![a-z]))?"
_PARAGRAPH = rf"(?:[\s,]*(?:paragraphes?|paragraphs?|para?\.?|al\.?|alinea|§+)\s*{_NUMBER}|\s*\((\d{{1,3}})([a-i])?\))"
_LETTER = rf"([a-z]{{1,2}}|\d{{1,3}})(?:\s+({_LATIN}))?"
_POINT = rf"(?:[\s,]*(?:points?|pts?\.?|lettre|let\.)\s*\(?{_LETTER}(?![a-z0-9])\)?|\s*\(([a-z]{{1,2}})\))"
_SUBPOINT = r"(?:[\s,]*(?:sous\s+|sub-?)?(?:point\s*)?\(?([ivx]{1,4})\))"
_ARTICLE = re.compile(
    rf"\b(?:articles?|art\.?)\s*(?:{_NUMBER}|(premier|1er))(?:{_PARAGRAPH})?(?:{_POINT})?(?:{_SUBPOINT})?", re.ASCII
)
_MORE = re.compile(rf"\s*(?:,|et|and|ou|or|&)\s*(?:(?:articles?|art\.?)\s*)?{_NUMBER}(?![\d.%])", re.ASCII)
_ANNEX = re.compile(
    rf"\bannex(?:e|es)?\s+([ivx]+)\b(?:[\s,]*section\s+([a-c])\b)?(?:[\s,]*(?:points?|pt\.?)?\s*\(?(\d{{1,3}})\b\)?\.?)?"
    rf"(?:\s*\(?([a-z])\)|{_POINT})?",
    re.ASCII,
)
# "Paragraph 2 of Article 9", "le point 9 de l'annexe III": the part named before the whole.
_OF = r"[\s,]*(?:of|de|du)\s+(?:the\s+|l')?$"
_PARAGRAPH_OF = re.compile(rf"\b(?:paragraphes?|paragraphs?|par\.?|§)\s*(\d{{1,3}})([a-i])?\b{_OF}", re.ASCII)
_POINT_OF = re.compile(rf"\b(?:points?|pt\.?)\s*\(?(\d{{1,3}}|[a-z]{{1,2}})\)?{_OF}", re.ASCII)
_RECITAL = re.compile(r"\b(?:considerants?|recitals?|cons\.)\s*(?:n[o°]\s*)?\(?(\d{1,3})\)?", re.ASCII)
_CHAPTER = re.compile(r"\b(?:chapitre|chapter)\s+([ivx]+)\b", re.ASCII)
_FUNCTION = re.compile(r"\b(govern|map|measure|manage)[\s-]?(\d{1,2})(?:[.-](\d{1,2}))?\b", re.ASCII)
_ACTION = re.compile(r"\b(gv|mp|ms|mg)-?(\d)[.-](\d{1,2})-(\d{3})\b", re.ASCII)
# Words that make a reference qualify what precedes it.
_ASIDE = re.compile(
    r"\b(?:listed|referred to|set out|mentioned|laid down|enumere\w*|liste\w*|vise\w*|mentionne\w*|prevu\w*|figurant)"
    r"\s+(?:in|a|au|dans|par)?\s*(?:l'|la|the|les)?\s*$"
)
# What may stand between a provision and its document.
_TIE = re.compile(
    r"[\s,)]*(?:du|de la|de l'|de|of the|of|in the|in|dans le|dans la|the|le|la)?\s*(?:l'|eu\s+)?"
    r"(?:reglement|regulation)?\s*(?:\((?:ue|eu)\))?\s*(?:n[o°]\s*)?"
)
_WRITTEN = re.compile(r"\b[a-z0-9-]+#[a-z]{3}_[A-Za-z0-9_.-]*[A-Za-z0-9]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A provision named in a text: where (`start:end`), and the anchors it may mean, one per possible document.

    `aside` when it only qualifies something else: "systems listed in Annex III" does not ask for Annex III.
    """

    start: int
    end: int
    anchors: tuple[Anchor, ...]
    aside: bool = False


def find_references(text: str, *, document: str | None = None) -> list[Reference]:
    """The provisions `text` names, in order. `document` is meant where the text names none (None: every law)."""
    folded = fold(text)
    if len(folded) != len(text):  # a folded ligature shifts offsets: spans then count in the folded text
        text = folded
    named = _named_documents(folded)
    found: list[Reference] = []
    for start, end, steps in _provisions(folded):
        if any(ref.start <= start < ref.end for ref in found):
            continue
        slugs = _meant(folded, start, end, named, document)
        aside = bool(_ASIDE.search(folded, 0, start))
        found.append(Reference(start, end, tuple(Anchor(slug, steps) for slug in slugs), aside))
    for match in _FUNCTION.finditer(folded):
        name, category, number = match[1].upper(), match[2], match[3]
        step = Step(Kind.SUBCATEGORY, f"{name}-{category}-{number}") if number else Step(Kind.HEADING, f"{name}-{category}")
        found.append(Reference(match.start(), match.end(), (Anchor("nist-ai-rmf", (step,)),)))
    for match in _ACTION.finditer(folded):
        number = "-".join((match[1].upper(), *match.groups()[1:]))
        found.append(Reference(match.start(), match.end(), (Anchor("nist-ai-600-1", (Step(Kind.ACTION, number),)),)))
    for match in _WRITTEN.finditer(text):
        try:
            found.append(Reference(match.start(), match.end(), (parse_anchor(match[0]),)))
        except AnchorError:
            continue
    return sorted(found, key=lambda ref: ref.start)


def _provisions(text: str) -> Iterator[tuple[int, int, tuple[Step, ...]]]:
    for match in _ARTICLE.finditer(text):
        number, latin, letter, first, *rest = match.groups()
        steps = [Step(Kind.ARTICLE, "1" if first else _number(number, latin, letter))]
        paragraph, paragraph_latin, paragraph_letter, bare, bare_letter = rest[:5]
        if paragraph or bare:
            steps.append(Step(Kind.PARAGRAPH, _number(paragraph or bare, paragraph_latin, paragraph_letter or bare_letter)))
        steps += _points(rest[5:])
        start = match.start()
        if len(steps) == 1 and (before := _PARAGRAPH_OF.search(text[:start])):
            start = before.start()
            steps.append(Step(Kind.PARAGRAPH, _number(before[1], None, before[2])))
        yield start, match.end(), tuple(steps)
        at = match.end()
        while len(steps) == 1 and (more := _MORE.match(text, at)):
            yield more.start(1), more.end(), (Step(Kind.ARTICLE, _number(*more.groups())),)
            at = more.end()
    for match in _ANNEX.finditer(text):
        roman, section, point, bare, *rest = match.groups()
        steps = [Step(Kind.ANNEX, roman.upper())]
        if section:
            steps.append(Step(Kind.SECTION, section.upper()))
        if point:
            steps.append(Step(Kind.POINT, point))
        steps += _points([bare or rest[0], *rest[1:], None])
        start = match.start()
        if len(steps) == 1 and (before := _POINT_OF.search(text[:start])):
            start = before.start()
            steps.append(Step(Kind.POINT, before[1]))
        yield start, match.end(), tuple(steps)
    for pattern, kind in ((_RECITAL, Kind.RECITAL), (_CHAPTER, Kind.CHAPTER)):
        for match in pattern.finditer(text):
            yield match.start(), match.end(), (Step(kind, match[1].upper()),)


def _points(groups: Sequence[str | None]) -> list[Step]:
    letter, latin, bare, sub = groups
    steps = []
    if letter or bare:
        steps.append(Step(Kind.POINT, f"{letter or bare}{_letter(latin)}"))
    if sub:
        steps.append(Step(Kind.POINT, sub))
    return steps


def _number(digits: str, latin: str | None, letter: str | None) -> str:
    return f"{int(digits)}{letter or _letter(latin)}"


def _letter(latin: str | None) -> str:
    """ "bis" is "a", "ter" is "b", …"""
    return "abcdefghi"[LATIN.index(latin)] if latin else ""


def _meant(text: str, start: int, end: int, named: Sequence[tuple[int, int, str]], document: str | None) -> tuple[str, ...]:
    """The document tied to the reference ("article 5 du RGPD"), else the one named nearest, else the default."""
    for name_start, _, slug in named:
        if name_start >= end and _TIE.fullmatch(text, end, name_start):
            return (slug,)
    gaps = [(s - end if s >= end else start - e, slug) for s, e, slug in named if s >= end or e <= start]
    if gaps:
        return (min(gaps)[1],)
    return (document,) if document else ("gdpr", "ai-act")


@cache
def _names() -> re.Pattern[str]:
    names = {fold(alias): slug for slug, known in known_documents().items() for alias in known.aliases}
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


@cache
def _slug(name: str) -> str:
    return next(slug for slug, known in known_documents().items() if name in map(fold, known.aliases))


def _named_documents(folded: str) -> list[tuple[int, int, str]]:
    return [(match.start(), match.end(), _slug(match[0])) for match in _names().finditer(folded)]


def named_documents(text: str) -> tuple[str, ...]:
    """The slugs of the documents `text` names, in order of first mention."""
    return tuple(dict.fromkeys(slug for _, _, slug in _named_documents(fold(text))))


def without_names(text: str) -> str:
    """`text` without the provisions and documents it names: what it asks, whichever text it thinks of."""
    folded = fold(text)
    kept = list(text if len(folded) == len(text) else folded)
    spans = [(ref.start, ref.end) for ref in find_references(text)]
    spans += [(start, end) for start, end, _ in _named_documents(folded)]
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    return " ".join("".join(kept).split())
