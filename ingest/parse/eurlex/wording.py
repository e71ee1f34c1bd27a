"""The words of an element as a reader sees them: no footnote calls, no amendment arrows, no odd spaces."""

import html
import re
import unicodedata

from lxml import etree

# Private-use characters stand for what must be recognised after the text is put together; the source cannot hold them.
_CALL = "\ue000"  # a footnote call: the consolidated layout prints its parentheses outside the link
GAP = "\ue001"  # the wide space that separates a label from its text in the hanging lists of the consolidated layout

_FOOTNOTE_CALL = re.compile(rf"\s*(?:\(\s*{_CALL}\s*\)|{_CALL})")
# Arrows mark what an act amended; a row of dashes stands in the place of a deleted text.
_AMENDMENT_MARK = re.compile(r"[►▼◄](?:\s?[ABCM]\d*\b)?|[—―]{3,}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ue000-\uf8ff]")
_NUMBER = re.compile(r"[-+−]?\d+")


def tag_of(element: etree._Element) -> str:
    """The element's name without its namespace, "" for a comment, an instruction or an entity."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def classes_of(element: etree._Element) -> frozenset[str]:
    """The element's classes, without the `oj-` that the Official Journal layout puts before them."""
    return frozenset(name.removeprefix("oj-") for name in (element.get("class") or "").split())


def clean(raw: str) -> str:
    """`raw` with footnote calls, arrows and invisible characters dropped and every run of white space made one space."""
    text = _AMENDMENT_MARK.sub(" ", _FOOTNOTE_CALL.sub("", raw) if _CALL in raw else raw)
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def words_of(element: etree._Element) -> str:
    """The clean text of the element and of all it holds, on one line."""
    return clean(raw_text(element))


def raw_text(element: etree._Element) -> str:
    """The text of the element and of all it holds, before cleaning: calls and gaps are marked, superscripts written out."""
    parts = [element.text or ""]
    for child in element:
        parts.append(raw_inline(child, before=parts[-1]))
        parts.append(child.tail or "")
    return "".join(parts)


def raw_inline(element: etree._Element, *, before: str) -> str:
    """The uncleaned text of an inline element that follows the text `before`, its tail excluded."""
    if isinstance(element, etree._Entity):
        # Entities are never resolved by the XML parser; the named characters of HTML are harmless.
        named = html.unescape(element.text or "")
        return "" if named.startswith("&") else named
    name, classes = tag_of(element), classes_of(element)
    if not name or classes & {"modref", "arrow"}:
        return ""
    if _is_footnote_call(element, name, classes):
        return _CALL
    if name == "br":
        return " "
    if "word-spacing" in element.get("style", ""):
        return GAP
    text = raw_text(element)
    if name == "sup" or classes & {"super", "superscript"}:
        return _superscript(text.strip(), before)
    return text


def _is_footnote_call(element: etree._Element, name: str, classes: frozenset[str]) -> bool:
    if "note-tag" in classes:
        return True
    address, mark = element.get("href", ""), element.get("id", "")
    return name == "a" and (address.startswith(("#ntr", "#E0")) or mark.startswith(("ntc", "src.")))


def _superscript(text: str, before: str) -> str:
    if _NUMBER.fullmatch(text):
        return f"^{text}"
    if text == "o" and before.endswith(("n", "N")):
        return "°"
    return text
