"""Numbers, amounts, durations, dates and percentages of a claim must stand in its quote, in whatever way they are written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.words import fold

_WORDS = {
    "a": 1, "an": 1, "un": 1, "une": 1, "one": 1, "once": 1, "deux": 2, "two": 2, "twice": 2, "double": 2, "trois": 3,
    "three": 3, "quatre": 4, "four": 4, "cinq": 5, "five": 5, "six": 6, "sept": 7, "seven": 7, "huit": 8, "eight": 8,
    "neuf": 9, "nine": 9, "dix": 10, "ten": 10, "onze": 11, "eleven": 11, "douze": 12, "twelve": 12, "treize": 13,
    "thirteen": 13, "quatorze": 14, "fourteen": 14, "quinze": 15, "fifteen": 15, "seize": 16, "sixteen": 16, "dix-sept": 17,
    "seventeen": 17, "dix-huit": 18, "eighteen": 18, "vingt": 20, "twenty": 20, "vingt-quatre": 24, "twenty-four": 24,
    "trente": 30, "thirty": 30, "quarante": 40, "forty": 40, "quarante-huit": 48, "forty-eight": 48, "cinquante": 50,
    "fifty": 50, "soixante": 60, "sixty": 60, "soixante-douze": 72, "seventy-two": 72, "quatre-vingt-dix": 90, "ninety": 90,
    "cent": 100, "hundred": 100,
}  # fmt: skip
# Articles, pronouns and adverbs far more often than numbers: they count one only beside a unit ("un mois").
_ONES = frozenset({"a", "an", "un", "une", "one", "once", "double"})
_SCALES = {
    "thousand": 10**3, "mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
    "billion": 10**9, "billions": 10**9,
}  # fmt: skip
_GROUPED = r"\d+(?:[ .,\u00a0\u202f]\d{3})+(?!\d)"
_NUMBER = re.compile(rf"{_GROUPED}|\d+(?:[.,]\d+)?|[a-z]+(?:-[a-z]+)*")
_SCALE = re.compile(rf"[\s-]*({'|'.join(_SCALES)})\b(?:\s+(?:de|d'|of)\b)?")
# A qualifier may stand between a number and its unit: "10 working days", "15 jours ouvrables" needs none.
_UNIT = re.compile(
    r"[\s-]*(?:(?:working|calendar|business|full|whole|more|further|additional|last|consecutive)\s+)?"
    r"(?P<unit>hours?|heures?|h\b|days?|jours?|weeks?|semaines?|months?|mois|years?|annees?|ans?\b|%|per ?cent\b|pour cent\b|"
    r"eur\b|euros?\b|€)"
)
_MONEY = re.compile(r"(?:€|\beur)\s?$")
# In hours, or in months: thirty days and one month are not the same delay.
_LENGTHS: dict[str, tuple[str, int]] = {
    "h": ("hours", 1), "hour": ("hours", 1), "heure": ("hours", 1), "day": ("hours", 24), "jour": ("hours", 24),
    "week": ("hours", 168), "semaine": ("hours", 168), "month": ("months", 1), "mois": ("months", 1), "year": ("months", 12),
    "an": ("months", 12), "annee": ("months", 12),
}  # fmt: skip
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
_DATE = re.compile(rf"(?:\b(\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?)?\b({'|'.join(_MONTHS)})(?:\s+(\d{{4}}))?\b")
_YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d.,]\d|-\d)")
# "The bigger of the two" counts nothing.
_BOTH = re.compile(r"\b(?:of the|the|les|des|de ces|ces|these) (?:two|deux)\b(?=\s*[.,;:)]|\s*$)")
# A length said without a number: "the month after", "annual"; enough for a quote to hold "within a month", "once a year".
_BARE_LENGTH = {
    "months": ((1, re.compile(r"\bmonth|\bmois\b|\bmensuel")), (12, re.compile(r"\byear|\bannual|\bans?\b|\bannee|\bannuel"))),
    "hours": ((24, re.compile(r"\bdays?\b|\bdaily|\bjour")), (168, re.compile(r"\bweek|\bsemaine|\bhebdomadaire"))),
}
# The marks of a list's points, by level: "a)", "(iv)", "3.", a dash.
_MARKS = tuple(
    re.compile(rf"^\s*{mark}\s", re.MULTILINE)
    for mark in (r"\(?[a-z]{1,2}\)", r"\(?[ivx]{1,5}\)", r"\(?\d{1,2}[.)]", r"[—–•-]")
)
_WHOLE = re.compile(r"\bentire|\bfull|\bwhole|\btotal|\bintegral|\ball\b|\btout")
_PROVISION = r"(?:[\d./()-]+[a-z]?|[ivxlc]+\b)(?:\s+(?:bis|ter|quater|quinquies|sexies|septies|octies|nonies|decies)\b)?"
# A paragraph number is not a quantity: references are another check's.
_REFERENCE = re.compile(
    r"\b(?:articles?|art\.?|paragraphes?|paragraphs?|par\.?|points?|considerants?|recitals?|annexe?s?|chapitres?|chapters?|"
    r"sections?|reglements?|regulations?|directives?|decisions?|govern|map|measure|manage|n[o°])\s*(?:\((?:ue|eu|ce|ec)\)\s*)?"
    rf"(?:n[o°]\s*)?{_PROVISION}(?:\s*(?:,|et|and|ou|or|a|to)\s*{_PROVISION})*"
    r"|\(\d+[a-z]?\)|\b\d{4}/\d+\b|^\s*\d+[a-z]?[.)]\s",
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts: `hours` or `months` for a length of time, `%`, `EUR`, else ""; or a date.

    A date is the number `yyyymmdd` with unit `date`, `yyyymm` with `month` or `yyyy` with `year` where less of it is said
    (0 for a year not said).
    """

    value: float
    unit: str


def quantities(text: str) -> frozenset[Quantity]:
    """The quantities `text` states, normalised: "20 000 000 EUR", "€20 million" and "vingt millions d'euros" are one."""
    folded = _BOTH.sub(" ", _REFERENCE.sub(" ", fold(text)))
    found = set()
    for match in _DATE.finditer(folded):
        day, month, year = match.groups()
        # "may" is a verb, "mars" a planet: a month is a month beside a day or a year.
        if day or year:
            months = int(year or 0) * 100 + _MONTHS[month]
            found.add(Quantity(months * 100 + int(day), "date") if day else Quantity(months, "month"))
            folded = folded[: match.start()] + "#" * len(match[0]) + folded[match.end() :]
    for match in _YEAR.finditer(folded):
        found.add(Quantity(int(match[0]), "year"))
    found.update(_numbers(_YEAR.sub(" ", folded)))
    return frozenset(found)


def figures(text: str) -> frozenset[str]:
    """The bare numbers `text` writes, scaled and without units, and its named months as "month 12": for comparing texts."""
    folded = _REFERENCE.sub(" ", fold(text))
    found = {f"month {_MONTHS[match[2]]}" for match in _DATE.finditer(folded) if match[1] or match[3]}
    for match, value, end in _scaled(folded):
        if match[0] not in _ONES or end > match.end():
            found.add(f"{value:g}")
    return frozenset(found)


def missing_quantities(claim: str, quote: str) -> frozenset[Quantity]:
    """The quantities of `claim` that `quote` does not state.

    A number without unit may be one of any unit, or how many points the quote lists.
    """
    known = set(quantities(quote))
    for unit in ("date", "month"):  # who says the day says the month, and the year
        known |= {Quantity(q.value // 100, "month" if unit == "date" else "year") for q in known if q.unit == unit}
    folded = fold(quote)
    known |= {Quantity(n, unit) for unit, said in _BARE_LENGTH.items() for n, pattern in said if pattern.search(folded)}
    known |= {Quantity(len(mark.findall(quote)), "") for mark in _MARKS}
    if _WHOLE.search(folded):
        known.add(Quantity(100, "%"))
    # "72 hours" is three days: a bare 3 or 72 of the claim is known by what was written, whatever its unit.
    bare = {q.value for q in known if q.unit not in {"date", "month", "year"}} | set(_written(quote))
    return frozenset(q for q in quantities(claim) if q not in known and not (q.unit == "" and q.value in bare))


def _numbers(folded: str) -> Iterator[Quantity]:
    for match, value, end in _scaled(folded):
        unit = _UNIT.match(folded, end)
        money = _MONEY.search(folded, 0, match.start())
        if match[0] in _ONES and not (unit or end > match.end()):
            continue
        yield Quantity(value, "EUR") if money else _measured(value, unit["unit"] if unit else "")


def _scaled(folded: str) -> Iterator[tuple[re.Match[str], float, int]]:
    """Each number written, its value with its scale ("20 million"), and where both end."""
    for match in _NUMBER.finditer(folded):
        if (value := _value(match[0])) is not None:
            scale = _SCALE.match(folded, match.end())
            yield (match, value * _SCALES[scale[1]], scale.end()) if scale else (match, value, match.end())


def _measured(value: float, unit: str) -> Quantity:
    if unit.startswith(("%", "per", "pour")):
        return Quantity(value, "%")
    if unit.startswith(("eur", "€")):
        return Quantity(value, "EUR")
    length = _LENGTHS.get(unit if unit == "mois" else unit.rstrip("s"))
    return Quantity(value * length[1], length[0]) if length else Quantity(value, "")


def _written(text: str) -> Iterator[float]:
    folded = _DATE.sub(lambda m: m[0] if not (m[1] or m[3]) else " ", _REFERENCE.sub(" ", fold(text)))
    for match in _NUMBER.finditer(folded):
        if (value := _value(match[0])) is not None:
            yield value


def _value(written: str) -> float | None:
    if not written[0].isdigit():
        return _WORDS.get(written) or _WORDS.get(written.split("-")[0])
    if re.fullmatch(_GROUPED, written):
        return float(re.sub(r"\D", "", written))
    return float(written.replace(",", "."))
