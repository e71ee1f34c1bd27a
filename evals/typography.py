"""Natural typography: curly apostrophes and quotes; in French, the narrow no-break spaces that its marks want."""

import re

from corpus.texts import Lang

_NARROW = "\u202f"
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))")
_BEFORE_MARK = re.compile(r"(?<=[\w)»’%…])[ \u00a0\u202f]*([;!?])|(?<=[\w)»’%…])[ \u00a0\u202f]+(:)(?=\s|$)|(?<=\w)(:)(?= )")
_BEFORE_UNIT = re.compile(r"(?<=\d)[ \u00a0]*([%€])")
_OPENING = re.compile(r"«[ \u00a0]*(?=\S)")
_CLOSING = re.compile(r"(?<=\S)[ \u00a0]*»")
_QUOTED = re.compile(r'"([^"]*)"')


def natural(text: str, lang: Lang) -> str:
    """`text` as a careful typist of `lang` writes it; unchanged if it already is."""
    text = re.sub(r"(?<=\w)'", "’", text)
    if lang == "en":
        return _QUOTED.sub(r"“\1”", text)
    text = _QUOTED.sub(rf"«{_NARROW}\1{_NARROW}»", text)
    text = _THOUSANDS.sub(_NARROW, text)
    text = _OPENING.sub(f"«{_NARROW}", text)
    text = _CLOSING.sub(f"{_NARROW}»", text)
    text = _BEFORE_UNIT.sub(rf"{_NARROW}\1", text)
    return _BEFORE_MARK.sub(lambda mark: _NARROW + (mark[1] or mark[2] or mark[3]), text)
