"""Which act a EUR-Lex page is, in which version and language, read from its header and title."""

import re
from dataclasses import dataclass
from datetime import date
from typing import cast

from lxml import etree

from corpus.documents import Document, Trust, Version
from corpus.errors import IngestError
from corpus.sources import edition, known_documents
from corpus.texts import LANGS, Lang
from ingest.blocks import File
from ingest.parse.eurlex.wording import classes_of, words_of

_REFERENCE = re.compile(
    r"\b0?(?P<act>(?P<year>\d{4})(?P<letter>[A-Z])(?P<number>\d{4}))\s*[—–-]\s*(?P<lang>[A-Z]{2})\s*[—–-]\s*"
    r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4})",
    re.ASCII,
)
_TITLE = re.compile(
    r"(?P<form>REGULATION|R[ÈèE]GLEMENT|DIRECTIVE|D[ÉéE]CISION)\b[^/]{0,80}?(?P<old>\bN[O°º]\s*)?"
    r"\b(?P<first>\d{1,4})/(?P<second>\d{1,4})\b",
    re.ASCII | re.IGNORECASE,
)
_DATE = re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FORMS = {"R": "reg", "L": "dir", "D": "dec"}
_TITLE_CLASSES = frozenset({"doc-ti", "title-doc-first", "title-doc-last"})
_HEADER_CLASSES = _TITLE_CLASSES | {"reference", "hd-lg", "hd-date", "ti-art", "title-article-norm"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a page says of itself."""

    document: Document
    version: Version
    lang: Lang


def identify(root: etree._Element, file: File) -> Identity:
    """The document, version and language of the page. Raises IngestError if its header and title do not tell them."""
    header = _header(root)
    title = " ".join(header.get("title", ()))
    reference = _REFERENCE.search(" ".join(header.get("reference", ())))
    if reference:
        act, lang, day = reference["act"], reference["lang"].lower(), _day(reference)
        celex = f"0{act}-{day:%Y%m%d}" if day else ""
    else:
        act = _act(title)
        lang = (header.get("hd-lg") or [_lang_of_title(title)])[0].lower()
        dated = _DATE.search(" ".join(header.get("hd-date", ())))
        day = _day(dated) if dated else None
        celex = f"3{act}" if act else ""
    if not celex:
        raise IngestError("eurlex_unknown_act", {"path": file.path.name})
    if lang not in LANGS:
        raise IngestError("eurlex_language", {"path": file.path.name, "lang": lang.upper()})
    known = next((d for d in known_documents().values() if d.act == act), None)
    language = cast(Lang, lang)
    document = known.document(language) if known else _unknown(act, title)
    valid_from = found.valid_from if (found := edition(document.slug, celex)) else day
    if valid_from is None:
        raise IngestError("eurlex_unknown_act", {"path": file.path.name})
    return Identity(document, Version(document.slug, celex, valid_from, file.sha256), language)


def _header(root: etree._Element) -> dict[str, list[str]]:
    """The lines before the first article, by class; the lines of the title under `title`."""
    header: dict[str, list[str]] = {}
    for element in root.iter("{*}p"):
        found = classes_of(element) & _HEADER_CLASSES
        if found & {"ti-art", "title-article-norm"}:
            break
        for name in found:
            key = "title" if name in _TITLE_CLASSES else name
            if words := words_of(element):
                header.setdefault(key, []).append(words)
    return {key: list(dict.fromkeys(lines)) for key, lines in header.items()}


def _act(title: str) -> str:
    """The shared part of the CELEX number: 2016R0679; "" if the title names no act. "No 910/2014" puts the year last."""
    match = _TITLE.search(title)
    if not match:
        return ""
    form = match["form"].upper()
    letter = "R" if form.startswith("R") else "L" if form == "DIRECTIVE" else "D"
    year, number = match["first"], match["second"]
    if match["old"] or (_YEAR.fullmatch(number) and not _YEAR.fullmatch(year)):
        year, number = number, year
    if len(year) == 2:
        year = f"19{year}"  # two digits were printed until 1998
    return f"{year}{letter}{int(number):04d}" if _YEAR.fullmatch(year) else ""


def _lang_of_title(title: str) -> str:
    return "fr" if re.search(r"\b(RÈGLEMENT|DÉCISION|DU|relatif|relative)\b", title) else "en"


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _unknown(act: str, title: str) -> Document:
    form = _FORMS.get(act[4], "act")
    slug = f"{form}-{act[:4]}-{int(act[5:])}"
    return Document(slug, title or slug, "European Union", "Commission Decision 2011/833/EU", Trust.OFFICIAL)
