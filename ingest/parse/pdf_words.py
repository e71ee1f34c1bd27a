"""Words out of letters, in the order in which the file prints them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.parse.pdf_file import Glyph
from ingest.parse.pdf_pages import PRIVATE_USE, SPACE_RATIO, Word

# Letters of one word stand on one foot line, kerned by less than half their size.
SAME_FOOT, KERNING = 0.12, 0.5
# The marks of footnotes, "1er" and "m2": type under this part of the size before it, off the line by less than this part,
# and near its end.
RAISED_SIZE, RAISED_BY, RAISED_NEAR = 0.82, 0.75, 0.2

# The text of a footnote stands this near its mark, in type sizes.
MARK_NEAR = 4.0

# TeX's older fonts print the accent, then the letter under it.
_ACCENTS = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "^": "\u0302", "¨": "\u0308", "˜": "\u0303", "¸": "\u0327"}
_LIGATURES = {chr(code): letters for code, letters in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), start=0xFB00)}


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words of a page. Ligatures are spelled out, accents set on their letters, soft hyphens at a word's end printed."""
    words: list[Word] = []
    base: Glyph | None = None
    open_word: list[Glyph] = []
    raised = glued = False

    def close() -> None:
        if open_word:
            words.append(_word(open_word, words[-1] if raised and glued else None, glued=glued, raised=raised))
            open_word.clear()

    for glyph in glyphs:
        if glyph.text == " ":
            close()
            base = None
            continue
        last = open_word[-1] if open_word else None
        if last and _goes_on(last, glyph):
            open_word.append(glyph)
            continue
        hangs = last is not None and base is not None and _is_raised(base, last, glyph)
        resumes = last is not None and raised and base is not None and _resumes(base, last, glyph)
        close()
        open_word.append(glyph)
        raised, glued = hangs, hangs or resumes
        if not hangs:
            base = glyph
    close()
    return _lowered(words)


def unknown_share(glyphs: Sequence[Glyph]) -> float:
    """Of the letters, the share of those that the file does not tell."""
    letters = [glyph for glyph in glyphs if glyph.text != " "]
    return sum(glyph.unknown for glyph in letters) / len(letters) if letters else 0.0


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    same_line = abs(glyph.foot - last.foot) < SAME_FOOT * last.size and 0.7 < glyph.size / max(last.size, 0.1) < 1.4
    if glyph.run == last.run and abs(glyph.x0 - last.x0) < 0.01:  # the letters of one ligature
        return same_line
    return same_line and -KERNING * last.size < glyph.x0 - last.x1 < SPACE_RATIO * last.size


def _is_raised(base: Glyph, last: Glyph, glyph: Glyph) -> bool:
    off = abs(glyph.foot - base.foot)
    near = -KERNING * base.size < glyph.x0 - last.x1 < RAISED_NEAR * base.size
    return near and glyph.size < RAISED_SIZE * base.size and SAME_FOOT * base.size < off < RAISED_BY * base.size


def _resumes(base: Glyph, last: Glyph, glyph: Glyph) -> bool:
    same_line = abs(glyph.foot - base.foot) < SAME_FOOT * base.size
    return same_line and -KERNING * base.size < glyph.x0 - last.x1 < SPACE_RATIO * base.size


def _word(glyphs: Sequence[Glyph], before: Word | None, *, glued: bool, raised: bool) -> Word:
    size = max(glyph.size for glyph in glyphs)
    # A raised word stands on the line of the one it hangs on.
    top, bottom = (before.top, before.bottom) if before else (min(g.top for g in glyphs), max(g.bottom for g in glyphs))
    return Word(
        text=_spelled(glyphs),
        x0=min(glyph.x0 for glyph in glyphs),
        x1=max(glyph.x1 for glyph in glyphs),
        top=top,
        bottom=bottom,
        size=size,
        bold=all(glyph.bold for glyph in glyphs),
        glued=glued,
        raised=raised,
    )


def _spelled(glyphs: Sequence[Glyph]) -> str:
    text, accent = "", ""
    for i, glyph in enumerate(glyphs):
        following = glyphs[i + 1] if i + 1 < len(glyphs) else None
        if glyph.text in _ACCENTS and following and following.text.isalpha() and following.x0 < glyph.x1 - 0.3 * glyph.size:
            accent = _ACCENTS[glyph.text]
            continue
        text += _LIGATURES.get(glyph.text, glyph.text) + accent
        accent = ""
    text = re.sub("\u00ad$", "-", text).replace("\u00ad", "")
    return PRIVATE_USE.sub("•", unicodedata.normalize("NFC", text))


def _lowered(words: list[Word]) -> list[Word]:
    """The words, a small mark that opens a line ("¹ See …") set on the line of the word after it."""
    for i, (mark, word) in enumerate(pairwise(words)):
        small = mark.text.isdigit() and not mark.glued and mark.size < RAISED_SIZE * word.size
        near = 0 <= word.x0 - mark.x1 < MARK_NEAR * word.size
        if small and near and -0.2 * word.size < word.bottom - mark.bottom < RAISED_BY * word.size:
            words[i] = replace(mark, top=word.top, bottom=word.bottom, raised=True)
    return words
