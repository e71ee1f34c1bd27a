"""From when each provision applies: `application.toml` tells, article by article, what the final provisions say at once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.anchors import Anchor, Kind, parse
from corpus.labels import place
from corpus.texts import Lang, say, say_date


@dataclass(frozen=True, slots=True)
class Application:
    """The date from which some provisions apply, and the provision that says so (`by`).

    `products` is the date for high-risk systems that are products or parts of them, where `start` is only that of those
    listed in Annex III; None where one date holds for all. `inserted`: the provision was not there at first, and applies
    from the day it came into force.
    """

    start: date
    products: date | None
    by: Anchor
    inserted: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the table: which provisions, then when, or the article whose dates they share (`shares`)."""

    document: str
    articles: tuple[tuple[int, int], ...]
    provisions: tuple[Anchor, ...]
    application: Application | None
    shares: Anchor | None

    def holds(self, anchor: Anchor) -> bool:
        if any(provision.holds(anchor) for provision in self.provisions):
            return True
        unit = anchor.unit
        if unit.document != self.document or unit.kind is not Kind.ARTICLE:
            return False
        number = int(unit.number.rstrip("abcdefghi"))
        return any(first <= number <= last for first, last in self.articles)


def application(anchor: Anchor) -> Application | None:
    """When the provision of `anchor` applies, the parts told of in `exceptions` left aside; None where nothing is told."""
    entry = _entry(anchor)
    if entry and entry.shares:
        return application(entry.shares)
    return entry.application if entry else None


def exceptions(anchor: Anchor) -> Mapping[tuple[Anchor, ...], Application]:
    """The parts of the provision of `anchor` that apply from another date."""
    return {
        entry.provisions: entry.application
        for entry in _entries()
        if entry.application and any(anchor.holds(part) and part != anchor for part in entry.provisions)
    }


def is_staged(document: str) -> bool:
    """Whether the provisions of `document` (a slug) start to apply at several dates."""
    return len({entry.application.start for entry in _entries() if entry.document == document and entry.application}) > 1


def say_application(anchor: Anchor, lang: Lang) -> str:
    """The sentence that tells from when a provision applies, and where that is written; "" where nothing is told of it."""
    entry, when = _entry(anchor), application(anchor)
    if not entry or not when:
        return ""
    values = {"dates": _dates(when, lang), "by": place(when.by, lang)}
    if when.inserted:
        return say("application.inserted", lang, values)
    if entry.shares:
        return say("application.shared", lang, {**values, "article": place(entry.shares, lang)})
    parts = [
        say("application.part", lang, {"parts": _together(of, lang), "dates": _dates(other, lang)})
        for of, other in exceptions(anchor).items()
    ]
    return say("application.own", lang, {**values, "parts": "".join(parts)})


def _together(provisions: Sequence[Anchor], lang: Lang) -> str:
    *before, last = (place(provision, lang) for provision in provisions)
    return say("application.and", lang, {"first": ", ".join(before), "last": last}) if before else last


def _dates(when: Application, lang: Lang) -> str:
    if when.products:
        values = {"start": say_date(when.start, lang), "products": say_date(when.products, lang)}
        return say("application.high_risk", lang, values)
    return say("application.from", lang, {"start": say_date(when.start, lang)})


def _entry(anchor: Anchor) -> _Entry | None:
    return next((entry for entry in _entries() if entry.holds(anchor)), None)


@cache
def _entries() -> tuple[_Entry, ...]:
    table = tomllib.loads((files("corpus") / "application.toml").read_text(encoding="utf8"))
    return tuple(_read(slug, row) for slug, rows in table.items() for row in rows)


def _read(slug: str, row: Mapping[str, Any]) -> _Entry:
    shares = row.get("with")
    return _Entry(
        document=slug,
        articles=tuple((first, last) for first, last in row.get("articles", ())),
        provisions=tuple(parse(f"{slug}#{steps}") for steps in row.get("provisions", ())),
        application=None
        if shares
        else Application(row["from"], row.get("products"), parse(f"{slug}#{row['by']}"), row.get("inserted", False)),
        shares=parse(f"{slug}#{shares}") if shares else None,
    )
