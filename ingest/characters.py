"""Characters that no reader sees, or takes for others: words hidden in them, and texts without them.

Which characters show nothing: Unicode's Default_Ignorable_Code_Point, and how they carry words past people (Boucher et al.
2022, "Bad Characters: Imperceptible NLP Attacks", https://arxiv.org/abs/2106.09898).
"""

import base64
import binascii
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

_SOFT_HYPHEN = "\u00ad"
_TAGS = "\U000e0000-\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_UNSEEN = (
    "\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb" + _SELECTORS + _TAGS
)
_ANY_UNSEEN = re.compile(f"[{_SOFT_HYPHEN}{_UNSEEN}]")
# What shapes a sign that is seen: the flags of England, Scotland and Wales; an emoji's form; emoji joined to one; letters that
# join or not (Persian, Hindi); and the direction of text beside letters written from right to left.
_SHAPING = re.compile(
    r"\U0001f3f4[\U000e0061-\U000e007a]{2,6}\U000e007f"
    r"|(?<=[^\W\d_a-zA-Z\u00c0-\u052f])[\u200c\u200d](?=[^\W\d_a-zA-Z\u00c0-\u052f])"
    r"|(?<=[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001fbff\ufe0f])\u200d(?=[\u2190-\u2bff\U0001f000-\U0001fbff])"
    r"|(?<=[\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001fbff#*0-9])[\ufe0e\ufe0f](?![\ufe00-\ufe0f])"
)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTIONS = re.compile(r"[\u200e\u200f\u202a-\u202c\u2066-\u2069]")
# Letters shown in the reverse of their order; from right to left, that is how they are written anyway.
_REVERSED = re.compile(r"\u202e([^\u202c\n]*)")
_INSIDE_WORD = re.compile(r"[^\W\d_]+(?:[\u034f\u180e\u200b-\u200d\u2060-\u2064\ufeff]+[^\W\d_]+)+")
# Copied from web pages, one sits before a word here and there; a message written in them has eight a letter.
_RUN = re.compile(f"[{_UNSEEN}]{{8,}}")
_TAG_RUN = re.compile(f"[{_TAGS}]{{4,}}")
_SELECTOR_RUN = re.compile(f"[{_SELECTORS}]{{4,}}")

_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{22,}(?:\s?\n[A-Za-z0-9+/_-]{20,})*={0,2}(?![\w+/])")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:(?:\\x|0x|%)?[0-9A-Fa-f]{2}[ :,]?){18,}(?![0-9A-Fa-f])")
_BINARY = re.compile(r"(?<![01])(?:[01]{8}\s?){12,}(?![01])")
# Encoded keys and pictures decode to no words; a phrase has at least this many.
_FEWEST_WORDS = 3

# Letters drawn like Latin ones. Cyrillic, Greek, Armenian, and Latin letters of other alphabets.
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕһԁԛԝӏкмтвнгАВЕКМНОРСТУХІЈЅ" + "οανρτικυεχγηωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "օսոհցզ" + "ıɡɑɩʋɴʀ",
    "aeopcyxijshdqwlkmtbhrABEKMHOPCTYXIJS" + "oavptikuexynwABEZHIKMNOPTYX" + "ounhgq" + "igaivnr",
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_FOREIGN = re.compile(r"[\u0370-\u058f]")
_LATIN = re.compile(r"[a-zA-Z\u00c0-\u024f]")
# TNFα, μmol: a Greek letter at the edge of a Latin word is a sign of science, not a Latin letter forged.
_SCIENCE = re.compile(r"[\u0370-\u03ff]?[^\u0370-\u058f]+[\u0370-\u03ff]?")


def plain(text: str) -> str:
    """`text` composed (NFC), without the characters that show nothing, those that shape what is seen excepted."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    kept = {at for match in _SHAPING.finditer(composed) for at in range(*match.span())}
    if _RIGHT_TO_LEFT.search(composed):
        kept.update(match.start() for match in _DIRECTIONS.finditer(composed))
    return _ANY_UNSEEN.sub(lambda match: match[0] if match.start() in kept else "", composed)


def reversed_runs(text: str) -> list[str]:
    """What `text` shows in another order than it is written, in a script written from left to right."""
    return [run[1].strip() for run in _REVERSED.finditer(text) if _LATIN.search(run[1]) and not _RIGHT_TO_LEFT.search(text)]


def split_words(text: str) -> list[str]:
    """The words with something unseen among their Latin letters, without it."""
    found = _INSIDE_WORD.findall(text)
    return [_ANY_UNSEEN.sub("", word) for word in found if _LATIN.search(word) and not _RIGHT_TO_LEFT.search(word)]


def forged_words(text: str) -> list[str]:
    """The words that mix Latin letters with letters of another script drawn like Latin ones."""
    if not _FOREIGN.search(text):
        return []
    return [word for word in _WORD.findall(plain(text)) if _is_forged(word)]


@cache
def _is_forged(word: str) -> bool:
    foreign = [letter for letter in word if _FOREIGN.match(letter)]
    alike = [letter for letter in foreign if ord(letter) in _LOOKALIKES]
    return bool(alike and _LATIN.search(word)) and not _SCIENCE.fullmatch(word)


def unseen_runs(text: str) -> list[str]:
    """What is written in `text` in characters that show nothing: the words where they can be told, else "" for each run."""
    shown = _SHAPING.sub("", text)
    tags = ["".join(chr(ord(c) - 0xE0000) for c in run).strip("\x00\x01\x7f") for run in _TAG_RUN.findall(shown)]
    selectors = [_from_selectors(run) for run in _SELECTOR_RUN.findall(shown)]
    others = _SELECTOR_RUN.sub("", _TAG_RUN.sub("", shown))
    return [*tags, *selectors, *(_from_bits(run) for run in _RUN.findall(others))]


def encoded_phrases(text: str) -> Iterator[str]:
    """The phrases that `text` holds in base64, hexadecimal or binary."""
    for run in _BASE64.findall(text):
        packed = "".join(run.split()).rstrip("=").replace("-", "+").replace("_", "/")
        try:
            yield from _phrase(base64.b64decode(packed + "=" * (-len(packed) % 4)))
        except binascii.Error:
            continue
    for run in _HEX.findall(text):
        digits = re.sub(r"\\x|0x|[% :,]", "", run)
        yield from _phrase(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    for run in _BINARY.findall(text):
        yield from _phrase(bytes(int(byte, 2) for byte in re.findall("[01]{8}", run)))


def latin(text: str) -> str:
    """`text` as a machine that sees through disguise reads it: compatibility forms resolved, look-alikes as the Latin letters
    they imitate, nothing unseen, no accents, in lower case, quotation marks and spaces of one kind."""
    return text.translate(_FOLDING)


def latin_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Where `latin(text)[start:end]` stands in `text`."""
    ends = list(accumulate(len(letter.translate(_FOLDING)) for letter in text))
    return bisect_right(ends, start), bisect_left(ends, end) + 1


class _Folding(dict[int, str]):
    """What each character folds to, worked out when first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if _ANY_UNSEEN.match(letter):
            folded = ""
        elif letter.isspace():
            folded = letter if letter == "\n" else " "
        else:
            compatible = unicodedata.normalize("NFKC", letter).translate(_LOOKALIKES)
            decomposed = unicodedata.normalize("NFKD", compatible)
            folded = "".join(c for c in decomposed if not unicodedata.combining(c)).lower().translate(_QUOTES)
        self[code] = folded
        return folded


_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "œ": "oe"})
_FOLDING = _Folding()


def _phrase(data: bytes) -> Iterator[str]:
    """The bytes as words, if they are some."""
    try:
        text = data.decode("utf-8").strip("\x00")
    except UnicodeDecodeError:
        return
    words = re.findall(r"[^\W\d_]{2,}", text)
    if len(words) >= _FEWEST_WORDS and " " in text and text.replace("\n", " ").isprintable():
        yield text


def _from_selectors(run: str) -> str:
    """A variation selector for each byte, as in a file hidden behind one emoji."""
    data = bytes(at - 0xFE00 if at < 0xE0100 else at - 0xE0100 + 16 for at in map(ord, run))
    return data.decode("utf-8", errors="replace")


def _from_bits(run: str) -> str:
    """Two characters for the bits of bytes; "" where that gives no letters."""
    kinds = sorted(set(run))
    for zero in kinds[:2]:
        bits = "".join("0" if c == zero else "1" for c in run)
        data = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if len(kinds) == 2 and text.isprintable():
            return text
    return ""
