"""True sentences spoilt by one change: what a verifier must catch, made by rule to learn from.

Six kinds of swap: number, deadline, negation, actor, article, exception. The rules know surface forms only; what they make
reads well most of the time, and is false or unsupported by what the true sentence rests on.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from random import Random
from typing import Any

from corpus.texts import LANGS, Lang


class Swap(StrEnum):
    """What was changed."""

    NUMBER = "number"
    DEADLINE = "deadline"
    NEGATION = "negation"
    ACTOR = "actor"
    ARTICLE = "article"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A sentence made false, and by which kind of change."""

    kind: Swap
    text: str


def spoil(text: str, lang: Lang, random: Random) -> Iterator[Spoilt]:
    """At most one spoilt version of `text` of each kind that its words allow."""
    for kind, change in _CHANGES.items():
        changed = change(text, lang, random)
        if changed and changed != text:
            yield Spoilt(kind, changed)


_TABLES: Mapping[str, Any] = tomllib.loads((files("evals") / "swaps.toml").read_text(encoding="utf8"))
_UNITS: Mapping[Lang, Sequence[str]] = {lang: _TABLES[lang]["units"] for lang in LANGS}
_WORD_NUMBERS: Mapping[Lang, Sequence[str]] = {lang: _TABLES[lang]["numbers"] for lang in LANGS}
_MONTHS: Mapping[Lang, Sequence[str]] = {lang: _TABLES[lang]["months"] for lang in LANGS}
_DURATION: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(rf"\b(\d+|one|{'|'.join(_WORD_NUMBERS['en'])})([ -])(hour|day|week|month|year)(s?)\b"),
    "fr": re.compile(rf"\b(\d+|une?|{'|'.join(_WORD_NUMBERS['fr'])})( |\u00a0)(heure|jour|semaine|mois|année|an)(s?)\b"),
}
_PROVISION: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(r"\b(Articles?|Annex|Recital|paragraphs?|Chapter)\s(\d+|[IVX]+)(?=\W|$)", re.IGNORECASE),
    "fr": re.compile(r"\b(articles?|annexe|considérant|paragraphes?|chapitre)\s(\d+|[IVX]+)(?=\W|$)", re.IGNORECASE),
}
_FIGURE = re.compile(r"(?<![\w./-])\d[\d \u00a0\u202f.,]*\d|(?<![\w./-])\d+(?![\w./-]*\d)")


def _deadline(text: str, lang: Lang, random: Random) -> str:
    durations = list(_DURATION[lang].finditer(text))
    dates = list(re.finditer(rf"\b\d{{1,2}} ({'|'.join(_MONTHS[lang])}) (\d{{4}})", text))
    if dates and (not durations or random.random() < 0.5):
        date = random.choice(dates)
        if random.random() < 0.5:
            year = str(int(date[2]) + random.choice((-2, -1, 1, 2)))
            return text[: date.start(2)] + year + text[date.end(2) :]
        month = random.choice([m for m in _MONTHS[lang] if m != date[1]])
        return text[: date.start(1)] + month + text[date.end(1) :]
    if not durations:
        return ""
    found = random.choice(durations)
    if random.random() < 0.5:
        return text[: found.start(1)] + _other_number(found[1], lang, random) + text[found.end(1) :]
    stem = "an" if found[3] == "année" else found[3]
    unit = random.choice([u for u in _UNITS[lang] if u != stem])
    plural = "" if unit == "mois" or found[1] in {"1", "one", "un", "une"} or found[2] == "-" else "s"
    return text[: found.start(3)] + unit + plural + text[found.end(4) :]


def _number(text: str, lang: Lang, random: Random) -> str:
    taken = [m.span() for pattern in (_DURATION[lang], _PROVISION[lang]) for m in pattern.finditer(text)]
    figures = [
        m
        for m in _FIGURE.finditer(text)
        if not any(a < m.end() and m.start() < b for a, b in taken)
        and not re.match(rf"\s?({'|'.join(_MONTHS[lang])})", text[m.end() :])
        and not re.search(rf"({'|'.join(_MONTHS[lang])})\s?$|\($", text[: m.start()])
    ]
    words = [
        m for m in re.finditer(rf"\b({'|'.join(_WORD_NUMBERS[lang])})\b", text) if not any(a <= m.start() < b for a, b in taken)
    ]
    if not figures and not words:
        return ""
    found = random.choice([*figures, *words])
    return text[: found.start()] + _other_number(found[0], lang, random) + text[found.end() :]


def _other_number(written: str, lang: Lang, random: Random) -> str:
    if written.lower() in {"one", "un", "une"}:
        return random.choice(_WORD_NUMBERS[lang][:5])
    if not written[0].isdigit():
        return random.choice([w for w in _WORD_NUMBERS[lang] if w != written])
    digits = re.sub(r"\D", "", written)
    value = int(digits)
    if len(digits) != len(written):  # grouped: keep the groups, change the first digit
        first = random.choice([d for d in "123456789" if d != written[0]])
        return first + written[1:]
    choices = [value * 2, value + 1, value + 2, value * 3, max(1, value // 2), value + 10, max(1, value - 1)]
    return str(random.choice([c for c in choices if c != value]))


def _negation(text: str, lang: Lang, random: Random) -> str:
    found: list[tuple[int, int, str]] = []
    for left, right in _TABLES[lang]["opposites"]:
        found += [(*m.span(), right) for m in re.finditer(rf"(?<![\w’'-]){re.escape(left)}(?![\w-])", text)]
    if lang == "fr":  # the negative of any verb: "ne … pas" taken away
        found += [(*m.span(), m[1]) for m in re.finditer(r"\bne (\w+) (?:pas|jamais|plus)\b", text)]
    # An inner "must" of a "must not" would give "must not not".
    whole = [f for f in found if not any(o != f and o[0] <= f[0] and f[1] <= o[1] and o[1] - o[0] > f[1] - f[0] for o in found)]
    if not whole:
        return ""
    start, end, other = random.choice(whole)
    return text[:start] + other + text[end:]


def _actor(text: str, lang: Lang, random: Random) -> str:
    found = []
    for group in _TABLES[lang]["actors"]:
        names = "|".join(sorted(map(re.escape, group), key=len, reverse=True))
        found += [(m, group) for m in re.finditer(rf"(?<![\w-])({names})(?![\w-])", text, re.IGNORECASE)]
    if not found:
        return ""
    # Two actors of the sentence change places, when it has two of one group.
    for first, group in random.sample(found, len(found)):
        others = [m for m, g in found if g is group and m[0].lower() != first[0].lower()]
        if others and random.random() < 0.5:
            a, b = sorted((first, random.choice(others)), key=lambda m: m.start())
            return text[: a.start()] + _cased(b[0], a[0]) + text[a.end() : b.start()] + _cased(a[0], b[0]) + text[b.end() :]
    match, group = random.choice(found)
    other = random.choice([name for name in group if name.lower() != match[0].lower()])
    changed = text[: match.start()] + _cased(other, match[0]) + text[match.end() :]
    return re.sub(
        r"\b([Aa])n (?=[bcdmnprs])", r"\1 ", re.sub(r"\b([Aa]) (?=(?:importer|operator|authorised|AI )\b)", r"\1n ", changed)
    )


def _cased(name: str, like: str) -> str:
    return name[0].upper() + name[1:] if like[0].isupper() and name[0].islower() else name


def _article(text: str, lang: Lang, random: Random) -> str:
    found = [m for m in _PROVISION[lang].finditer(text) if m[2].isdigit()]
    if not found:
        return ""
    match = random.choice(found)
    number = int(match[2])
    most = 10 if match[1].lower().startswith("paragraph") else 99
    other = random.choice([n for n in (*range(max(1, number - 4), number + 5), random.randint(1, most)) if n != number])
    return text[: match.start(2)] + str(other) + text[match.end(2) :]


_CONDITION: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(
        r",? (?:unless|except (?:where|when|if|for)|provided that|only (?:if|where|when)|where|if|as long as|when)"
        r" [^,.;]{8,}(?=[.;,]|$)"
    ),
    "fr": re.compile(
        r",? (?:à moins qu[e’']|sauf (?:si|lorsque|quand|en cas)|à condition qu[e’']|uniquement (?:si|lorsque)|lorsqu[e’']|si"
        r"|dès lors qu[e’']|hormis) ?[^,.;]{8,}(?=[.;,]|$)"
    ),
}


def _exception(text: str, lang: Lang, random: Random) -> str:
    conditions = [m for m in _CONDITION[lang].finditer(text) if m.start() > 15]
    inverted = [
        (*m.span(), right)
        for left, right in _TABLES[lang]["inversions"]
        for m in re.finditer(rf"(?<![\w’'-]){re.escape(left)}(?![\w’'-])", text)
    ]

    def invert() -> str:
        start, end, other = random.choice(inverted)
        return f"{text[:start]}{other}{text[end:]}"

    def drop() -> str:
        match = random.choice(conditions)
        return text[: match.start()] + text[match.end() :]

    def invent() -> str:
        body = text.rstrip()
        stop = body[-1] if body[-1:] in ".;" else ""
        return f"{(body[:-1] if stop else body).rstrip()}{random.choice(_TABLES[lang]['exceptions'])}{stop or '.'}"

    ways = [*([drop] if conditions else []), *([invert, invert] if inverted else []), invent]
    return random.choice(ways)()


_CHANGES: Mapping[Swap, Callable[[str, Lang, Random], str]] = {
    Swap.NUMBER: _number,
    Swap.DEADLINE: _deadline,
    Swap.NEGATION: _negation,
    Swap.ACTOR: _actor,
    Swap.ARTICLE: _article,
    Swap.EXCEPTION: _exception,
}
