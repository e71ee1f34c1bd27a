"""Numbers, amounts, durations, dates and percentages of a claim must stand in its quote, in whatever way they are written."""

import re

from corpus.words import fold

_WORDS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4, "cinq": 5, "five": 5,
    "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8, "neuf": 9, "nine": 9, "dix": 10, "ten": 10, "onze": 11,
    "eleven": 11, "douze": 12, "twelve": 12, "treize": 13, "thirteen": 13, "quatorze": 14, "fourteen": 14, "quinze": 15,
    "fifteen": 15, "seize": 16, "sixteen": 16, "vingt": 20, "twenty": 20, "trente": 30, "thirty": 30, "quarante": 40,
    "forty": 40, "cinquante": 50, "fifty": 50, "soixante": 60, "sixty": 60, "soixante-douze": 72, "seventy-two": 72,
    "quatre-vingt-dix": 90, "ninety": 90, "cent": 100, "hundred": 100,
}  # fmt: skip
# "un" and "one" are articles and pronouns far more often than numbers.
_NOT_NUMBERS = frozenset({"un", "une", "one"})
_SCALES = {"million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**9, "billions": 10**9}
_DIGITS = re.compile(r"\d+(?:[ .,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_SCALE = re.compile(r"\s*(millions?|milliards?|billions?)\b")
_MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "janvier january", "fevrier february", "mars march", "avril april", "mai may", "juin june", "juillet july",
            "aout august", "septembre september", "octobre october", "novembre november", "decembre december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# "may" is a verb, "mars" a planet: a month is a month beside a day or a year.
_MONTH = re.compile(rf"(?:\d{{1,2}}|1er|1st)\s+({'|'.join(_MONTHS)})\b|\b({'|'.join(_MONTHS)})\s+\d{{1,4}}")
_PROVISION = r"[\d./()-]+[a-z]?(?:\s+(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies)\b)?"
# A paragraph number is not a quantity: references are another check's.
_REFERENCE = re.compile(
    r"\b(?:articles?|art\.?|paragraphes?|paragraphs?|par\.?|points?|considerants?|recitals?|annexe?s?|chapitres?|chapters?|"
    r"sections?|reglements?|regulations?|directives?|govern|map|measure|manage|n[o°])\s*(?:\((?:ue|eu|ce|ec)\)\s*)?"
    rf"(?:n[o°]\s*)?{_PROVISION}(?:\s*(?:,|et|and|ou|or|a|to)\s*{_PROVISION})*"
    r"|\(\d+[a-z]?\)|\b\d{4}/\d+\b",
)


def quantities(text: str) -> frozenset[str]:
    """The quantities `text` states, normalised: "20 000 000", "€20 million" and "vingt millions" are one."""
    folded = _REFERENCE.sub(" ", fold(text))
    found = {f"month {_MONTHS[m[1] or m[2]]}" for m in _MONTH.finditer(folded)}
    for match in _DIGITS.finditer(folded):
        found.add(_scaled(_value(match[0]), folded, match.end()))
    for match in re.finditer(r"[a-z]+(?:-[a-z]+)*", folded):
        word = match[0]
        if word in _WORDS and (word not in _NOT_NUMBERS or _SCALE.match(folded, match.end())):
            found.add(_scaled(float(_WORDS[word]), folded, match.end()))
    return frozenset(found)


def missing_quantities(claim: str, quote: str) -> frozenset[str]:
    """The quantities of `claim` that `quote` does not state."""
    return quantities(claim) - quantities(quote)


def _value(digits: str) -> float:
    if re.fullmatch(r"\d+(?:[ .,\u00a0\u202f]\d{3})+", digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


def _scaled(value: float, text: str, end: int) -> str:
    scale = _SCALE.match(text, end)
    return f"{value * _SCALES[scale[1]] if scale else value:g}"
