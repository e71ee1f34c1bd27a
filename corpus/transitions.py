"""What holds of a provision besides its date of application (`transitions.toml`): more time for what was there before, and
duties that bind nobody before another provision applies."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.anchors import Anchor, parse
from corpus.application import Scope, application, name_all, read_scope, say_dates
from corpus.labels import place
from corpus.texts import Lang, say


@dataclass(frozen=True, slots=True)
class Transition:
    """A sentence to add (`key` among the texts), and what it rests on: the provision `by`, until the day `ends`; or that of
    `waits_for`, until it applies to everything it speaks of."""

    key: str
    scope: Scope
    by: Anchor | None
    ends: date | None
    waits_for: Anchor | None

    def is_over(self, on: date) -> bool:
        """Whether nothing is left to say of it on that day."""
        if self.waits_for:
            awaited = application(self.waits_for, on)
            return awaited is None or awaited.whole <= on
        return self.ends is not None and self.ends <= on


def transitions(anchor: Anchor, on: date) -> tuple[Transition, ...]:
    """What is to be added to the provision of `anchor` by the law of `on`, and not over on that day."""
    return tuple(each for each in all_transitions() if each.scope.widest(anchor, on) and not each.is_over(on))


def transition_parts(anchor: Anchor, on: date) -> tuple[Anchor, ...]:
    """The provisions under `anchor` of which something is to be added by themselves, in the law of `on`."""
    named = (part for each in all_transitions() for part in each.scope.provisions if each.scope.widest(part, on))
    return tuple(dict.fromkeys(part for part in named if anchor.holds(part) and part != anchor))


def tells_transition(anchor: Anchor) -> bool:
    """Whether `anchor` is in one of the articles that give this extra time."""
    return any(each.by and each.by.unit == anchor.unit for each in all_transitions())


def say_transition(transition: Transition, provisions: Sequence[Anchor], lang: Lang, on: date) -> str:
    """The sentence by the law of `on`; `provisions` are those that wait, where it is about waiting."""
    key = f"transitions.{transition.key}"
    if not transition.waits_for or not (awaited := application(transition.waits_for, on)):
        return say(key, lang, {"by": place(transition.by, lang)} if transition.by else {})
    values = {
        "provisions": name_all(provisions, lang),
        "awaited": name_all([transition.waits_for], lang),
        "dates": say_dates(awaited, lang),
        "by": place(awaited.by, lang),
    }
    return say(key, lang, values)


@cache
def all_transitions() -> tuple[Transition, ...]:
    """Every row of the table."""
    table = tomllib.loads((files("corpus") / "transitions.toml").read_text(encoding="utf8"))
    return tuple(_read(slug, row) for slug, rows in table.items() for row in rows)


def _read(slug: str, row: Mapping[str, Any]) -> Transition:
    by, waits_for = row.get("by"), row.get("waits_for")
    return Transition(
        key=row["say"],
        scope=read_scope(slug, row),
        by=parse(f"{slug}#{by}") if by else None,
        ends=row.get("ends"),
        waits_for=parse(f"{slug}#{waits_for}") if waits_for else None,
    )
