"""From when each provision applies, in the law of a given day: `application.toml` tells, article by article, what the final
provisions say at once. An amendment may move a date: what the act as adopted said is told as of the days when it was the law.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.anchors import Anchor, Kind, parse
from corpus.documents import holds_on
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

    @property
    def whole(self) -> date:
        """The first day on which it applies to everything it speaks of."""
        return self.products or self.start


@dataclass(frozen=True, slots=True)
class Scope:
    """Which provisions a row of a table speaks of (runs of whole articles, and others named), and on which days it is the law
    (`until` is the first day on which it no longer is)."""

    document: str
    articles: tuple[tuple[int, int], ...]
    provisions: tuple[Anchor, ...]
    since: date
    until: date | None

    def is_law(self, on: date) -> bool:
        """Whether the row holds on that day."""
        return holds_on(on, self.since, self.until)

    def widest(self, anchor: Anchor, on: date) -> Anchor | None:
        """The provision meant that is `anchor` or holds it, in the law of `on`; None if there is none."""
        if not self.is_law(on):
            return None
        if named := next((provision for provision in self.provisions if provision.holds(anchor)), None):
            return named
        unit = anchor.unit
        if unit.document != self.document or unit.kind is not Kind.ARTICLE:
            return None
        number = int(unit.number.rstrip("abcdefghi"))
        return unit if any(first <= number <= last for first, last in self.articles) else None


def read_scope(slug: str, row: Mapping[str, Any]) -> Scope:
    """The scope of a row on the document `slug`: its `articles`, `provisions`, `since` and `until`. Raises AnchorError."""
    return Scope(
        document=slug,
        articles=tuple((first, last) for first, last in row.get("articles", ())),
        provisions=tuple(parse(f"{slug}#{steps}") for steps in row.get("provisions", ())),
        since=row.get("since", date.min),
        until=row.get("until"),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the table: which provisions, then when, or the provision whose dates they share (`shares`)."""

    scope: Scope
    application: Application | None
    shares: Anchor | None


def application(anchor: Anchor, on: date) -> Application | None:
    """When the provision of `anchor` applies by the law of `on`, the parts told of in `exceptions` left aside; None where
    nothing is told."""
    entry = _entry(anchor, on)
    if entry and entry.shares:
        return application(entry.shares, on)
    return entry.application if entry else None


def exceptions(anchor: Anchor, on: date) -> Mapping[tuple[Anchor, ...], Application]:
    """The parts of the provision of `anchor` that apply from another date than those of the whole, by the law of `on`.

    What was inserted into a provision that applied already is no exception: it applies since it is there.
    """
    whole = application(anchor, on)
    return {
        entry.scope.provisions: entry.application
        for entry in _entries()
        if entry.application
        and not entry.application.inserted
        and whole
        and entry.application.start not in (whole.start, whole.products)
        and any(anchor.holds(part) and part != anchor and entry.scope.widest(part, on) for part in entry.scope.provisions)
    }


def dated_with(anchor: Anchor, on: date) -> Anchor:
    """The widest provision that holds `anchor` and whose dates of application it has: the article, unless a part of it stands
    apart."""
    entry = _entry(anchor, on)
    return (entry.scope.widest(anchor, on) if entry else None) or anchor


def dated_parts(anchor: Anchor, on: date) -> tuple[Anchor, ...]:
    """The provisions under `anchor` that the table tells of by themselves, in the law of `on`."""
    named = (part for entry in _entries() for part in entry.scope.provisions if entry.scope.widest(part, on))
    return tuple(dict.fromkeys(part for part in named if anchor.holds(part) and part != anchor))


def dated_documents() -> tuple[str, ...]:
    """The slugs of the documents of which dates of application are told."""
    return tuple(dict.fromkeys(entry.scope.document for entry in _entries()))


def tells_dates(anchor: Anchor) -> bool:
    """Whether `anchor` is one of the articles that tell from when others apply: no reader asks whether these do."""
    return any(entry.application and entry.application.by.unit == anchor.unit for entry in _entries())


def is_staged(document: str) -> bool:
    """Whether the provisions of `document` (a slug) start to apply at several dates."""
    dates = {entry.application.start for entry in _entries() if entry.scope.document == document and entry.application}
    return len(dates) > 1


def say_application(anchor: Anchor, lang: Lang, on: date) -> str:
    """The sentence that tells from when a provision applies by the law of `on`, and where that is written; "" where nothing is
    told of it."""
    entry, when = _entry(anchor, on), application(anchor, on)
    if not entry or not when:
        return ""
    values = {"dates": say_dates(when, lang), "by": place(when.by, lang)}
    if when.inserted:
        return say("application.inserted", lang, values)
    if entry.shares:
        return say("application.shared", lang, {**values, "article": place(entry.shares, lang)})
    parts = []
    for of, other in exceptions(anchor, on).items():
        told = {"parts": _enumerate([place(part, lang) for part in of], lang), "dates": say_dates(other, lang)}
        parts.append(say("application.part", lang, told))
    return say("application.own", lang, {**values, "parts": "".join(parts)})


def name_all(provisions: Sequence[Anchor], lang: Lang) -> str:
    """The provisions of one document as the subject of a sentence: "Article 26 and Annex I", "l’article 26 et l’annexe I"."""
    return _enumerate([say("application.the", lang, {"place": place(provision, lang)}) for provision in provisions], lang)


def say_dates(when: Application, lang: Lang) -> str:
    """From when, in words that follow a verb: "from 2 August 2026"."""
    if when.products:
        values = {"start": say_date(when.start, lang), "products": say_date(when.products, lang)}
        return say("application.high_risk", lang, values)
    return say("application.from", lang, {"start": say_date(when.start, lang)})


def _enumerate(names: Sequence[str], lang: Lang) -> str:
    *before, last = names
    return say("application.and", lang, {"first": ", ".join(before), "last": last}) if before else last


def _entry(anchor: Anchor, on: date) -> _Entry | None:
    return next((entry for entry in _entries() if entry.scope.widest(anchor, on)), None)


@cache
def _entries() -> tuple[_Entry, ...]:
    table = tomllib.loads((files("corpus") / "application.toml").read_text(encoding="utf8"))
    return tuple(_read(slug, row) for slug, rows in table.items() for row in rows)


def _read(slug: str, row: Mapping[str, Any]) -> _Entry:
    shares = row.get("with")
    return _Entry(
        scope=read_scope(slug, row),
        application=None
        if shares
        else Application(row["from"], row.get("products"), parse(f"{slug}#{row['by']}"), row.get("inserted", False)),
        shares=parse(f"{slug}#{shares}") if shares else None,
    )
