"""How a provision is called in each language, and where its publisher shows it."""

import re
from collections.abc import Mapping, Sequence

from corpus.anchors import Anchor, Kind, Step
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Passage, read_locator
from corpus.sources import edition, known_documents, short_name
from corpus.texts import Lang, say

# Inserted provisions: Article 4a is "article 4 bis" in French; paragraph 1b "1 ter"; point (ba) "b bis)".
LATIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "nonies", "decies")
_INSERTED_NUMBER = re.compile(r"(\d+)([a-i])")
_CLAUSE_NUMBER = re.compile(r"\d+(?:-\d+)+")
_INSERTED_LETTER = re.compile(r"([a-z])([a-i])")


def number_label(kind: Kind, number: str, lang: Lang) -> str:
    """The number as `lang` writes it: `4a` is "4a" and "4 bis", point `ba` is "ba" and "b bis"."""
    if kind in (Kind.SUBCATEGORY, Kind.ACTION):
        return _nist(kind, number)
    if kind is Kind.HEADING and _CLAUSE_NUMBER.fullmatch(number):
        return number.replace("-", ".")
    pattern = _INSERTED_LETTER if kind is Kind.POINT and not number[0].isdigit() else _INSERTED_NUMBER
    inserted = pattern.fullmatch(number)
    # (ii), (vi) … are roman numerals, not letters with a suffix.
    if lang == "fr" and inserted and not _is_roman(number):
        return f"{inserted[1]} {LATIN[ord(inserted[2]) - ord('a')]}"
    return number


def label(anchor: Anchor, lang: Lang, *, headings: Sequence[str] = (), name: str = "") -> str:
    """The provision's name in a citation: "Article 35(3)(a) GDPR", "Article 35, paragraphe 3, point a), RGPD".

    A section of a guide or file is called by its heading, the last of `headings`. `name` calls a document that has no
    short name of its own.
    """
    name = short_name(anchor.document, lang) if anchor.document in known_documents() else name or anchor.document
    steps = [step for step in anchor.steps if step.kind is not Kind.CHAPTER] or list(anchor.steps)
    first, rest = steps[0], steps[1:]
    if first.kind is Kind.HEADING and headings:
        # Points are lettered in the text; paragraphs are only counted.
        points = " ".join(step.number for step in rest if step.kind is Kind.POINT and step.number.isalpha())
        return " — ".join((name, headings[-1])) + (f", {say('labels.pnt', lang).lower()} {points})" if points else "")
    comma = "," if rest and (lang == "fr" or first.kind is Kind.ANNEX) else ""
    return f"{_place(first, rest, lang)}{comma} {name}"


def place(anchor: Anchor, lang: Lang) -> str:
    """The provision as another of its document names it, within a sentence: "Article 35(3)", "article 35, paragraphe 3"."""
    text = _place(anchor.steps[0], anchor.steps[1:], lang)
    return text[0].lower() + text[1:] if lang == "fr" else text


def _place(first: Step, rest: Sequence[Step], lang: Lang) -> str:
    return _english(first, rest) if lang == "en" else _french(first, rest)


def label_of(passage: Passage, *, name: str = "") -> str:
    """The name of a passage's provision, in the passage's language; `name` is its document's title."""
    named = label(passage.anchor, passage.lang, headings=passage.headings, name=name)
    return say("labels.digest", passage.lang, {"label": named}) if passage.version == DIGEST_VERSION else named


def url_of(passage: Passage) -> str:
    """The publisher's page at the passage, "" when the document has none."""
    known = known_documents().get(passage.anchor.document)
    version = known.editions[-1].id if known and passage.version == DIGEST_VERSION else passage.version
    if known and known.act:
        page = f"https://eur-lex.europa.eu/legal-content/{passage.lang.upper()}/TXT/HTML/?uri=CELEX:{version}"
        return f"{page}#{passage.locator}" if passage.locator else page
    issue = edition(passage.anchor.document, version)
    if issue and issue.url:
        spots = read_locator(passage.locator)
        return f"{issue.url}#page={spots[0].page}" if spots else issue.url
    return ""


def _english(first: Step, rest: Sequence[Step]) -> str:
    words: Mapping[Kind, str] = {kind: say(f"labels.{kind}", "en") for kind in Kind}
    text = f"{words[first.kind]} {number_label(first.kind, first.number, 'en')}".strip()
    for before, step in zip((first, *rest), rest, strict=False):
        shown = number_label(step.kind, step.number, "en")
        in_article = first.kind is Kind.ARTICLE and step.kind in (Kind.PARAGRAPH, Kind.POINT)
        if in_article or before.kind is step.kind is Kind.POINT:
            text += f"({shown})"
        else:
            text += f", {words[step.kind].lower()} {shown}"
    return text


def _french(first: Step, rest: Sequence[Step]) -> str:
    words: Mapping[Kind, str] = {kind: say(f"labels.{kind}", "fr") for kind in Kind}
    number = number_label(first.kind, first.number, "fr")
    if first.kind is Kind.ARTICLE and number == "1":
        number = "premier"
    text = f"{words[first.kind]} {number}".strip()
    for i, step in enumerate(rest):
        shown = number_label(step.kind, step.number, "fr")
        closing = ")" if step.kind is Kind.POINT and (first.kind is Kind.ARTICLE or step.number[0].isalpha()) else ""
        if step.kind is Kind.POINT and i and rest[i - 1].kind is Kind.POINT:
            text += f" {shown}{closing}"
        else:
            text += f", {words[step.kind].lower()} {shown}{closing}"
    return text


def _nist(kind: Kind, number: str) -> str:
    """`GOVERN-1-2` is printed GOVERN 1.2, `GV-1-1-001` GV-1.1-001."""
    name, *digits = number.split("-")
    if kind is Kind.SUBCATEGORY:
        return f"{name} {'.'.join(digits)}"
    return f"{name}-{'.'.join(digits[:2])}-{'-'.join(digits[2:])}" if len(digits) == 3 else number


def _is_roman(number: str) -> bool:
    return bool(number) and set(number) <= set("ivx")
