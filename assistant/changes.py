"""What changed since a day, and what begins to apply in the months after: what `caio changes` and `GET /api/changes` show."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from assistant.views import Applicable, Beginning, ChangedUnit, Changes, Ending, NewVersion, Systems
from corpus.anchors import Anchor, Kind
from corpus.application import application, dated_documents, dated_parts, tells_dates
from corpus.catalogue import Held
from corpus.difference import compare_versions
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Trust
from corpus.index import Corpus
from corpus.labels import place
from corpus.texts import Lang
from corpus.transitions import all_transitions, say_transition, tells_transition

# How far ahead of today: about six months, time enough to prepare.
_AHEAD = timedelta(days=183)


def changes(corpus: Corpus, *, since: date, today: date, lang: Lang) -> Changes:
    """What came into force or into the index from `since` to `today`, and what begins to apply, or ends to be put off, from
    `since` until about six months after `today`, by the law of `today`. Our digests and guides are left out: they come with the
    product."""
    until = today + _AHEAD
    return Changes(
        since=since,
        until=until,
        lang=lang,
        versions=tuple(_new_versions(corpus, since, today, lang)),
        beginnings=tuple(_beginnings(corpus, since, until, today, lang)),
        endings=tuple(_endings(corpus, since, until, today, lang)),
    )


def _new_versions(corpus: Corpus, since: date, today: date, lang: Lang) -> Iterator[NewVersion]:
    held = [h for h in corpus.catalogue.held() if h.document.trust not in (Trust.DIGEST, Trust.GUIDE)]
    new = [h for h in held if _is_new(corpus, h, since, today)]
    new.sort(key=lambda h: (h.version.valid_from, h.document.slug, h.version.id), reverse=True)
    for _, group in groupby(new, key=lambda h: (h.document.slug, h.version.id)):
        of_version = sorted(group, key=lambda h: h.lang != lang)
        shown = of_version[0]
        before = _before(shown, held)
        yield NewVersion(
            document=shown.document.slug,
            title=corpus.title(shown.document.slug, lang),
            version=shown.version.id,
            langs=tuple(h.lang for h in of_version),
            valid_from=shown.version.valid_from,
            indexed=corpus.catalogue.indexed_on(shown),
            before=before.version.id if before else None,
            units=tuple(_changed_units(corpus, before, shown, lang)) if before else (),
        )


def _is_new(corpus: Corpus, held: Held, since: date, today: date) -> bool:
    indexed = corpus.catalogue.indexed_on(held)
    return since <= held.version.valid_from <= today or (indexed is not None and since <= indexed)


def _before(after: Held, held: Sequence[Held]) -> Held | None:
    """The version of the same document and language that ended when this one began."""
    earlier = [
        h
        for h in held
        if (h.document.slug, h.lang) == (after.document.slug, after.lang) and h.version.valid_from < after.version.valid_from
    ]
    # Of two that began on one day, the consolidated one, its number starting with 0, is the later.
    return max(earlier, key=lambda h: (h.version.valid_from, h.version.id.startswith("0"), h.version.id), default=None)


def _changed_units(corpus: Corpus, before: Held, after: Held, lang: Lang) -> Iterator[ChangedUnit]:
    old, new = (corpus.catalogue.version_passages(h.document.slug, h.lang, h.version.id) for h in (before, after))
    for unit, kind in compare_versions(old, new).units().items():
        yield ChangedUnit(anchor=str(unit), label=place(unit, lang), kind=kind)


def _beginnings(corpus: Corpus, since: date, until: date, today: date, lang: Lang) -> Iterator[Beginning]:
    """The provisions in force today by the day from which they apply, a part by itself where it differs from the whole."""
    found: dict[tuple[date, str, Systems, Anchor], list[Applicable]] = {}
    for anchor in _dated_provisions(corpus, today):
        when = application(anchor, today)
        if not when or tells_dates(anchor) or tells_transition(anchor):
            continue
        named = Applicable(anchor=str(anchor), label=place(anchor, lang))
        first = Systems.ANNEX_III if when.products else Systems.ALL
        for day, systems in ((when.start, first), (when.products, Systems.PRODUCTS)):
            if day and since <= day <= until:
                found.setdefault((day, anchor.document, systems, when.by), []).append(named)
    for (day, document, systems, by), provisions in sorted(found.items(), key=lambda item: item[0]):
        yield Beginning(day=day, document=document, systems=systems, provisions=tuple(provisions), by=place(by, lang))


def _dated_provisions(corpus: Corpus, today: date) -> Iterator[Anchor]:
    """The articles and annexes in force, and those of their parts that apply from another day, in reading order."""
    for document in dated_documents():
        units: dict[Anchor, None] = {}
        for held in corpus.catalogue.held():
            if held.document.slug == document:
                for passage in corpus.catalogue.version_passages(document, held.lang, held.version.id):
                    in_force = passage.valid_from <= today and (passage.valid_to is None or today < passage.valid_to)
                    if in_force and passage.anchor.unit.kind in (Kind.ARTICLE, Kind.ANNEX):
                        units.setdefault(passage.anchor.unit)
        for unit in units:
            yield unit
            # A digest need not have a passage for each part.
            digested = all(p.version == DIGEST_VERSION for p in corpus.catalogue.get(unit, as_of=today))
            parts = (part for part in dated_parts(unit, today) if application(part, today) != application(unit, today))
            yield from (part for part in parts if digested or corpus.catalogue.get(part, as_of=today))


def _endings(corpus: Corpus, since: date, until: date, today: date, lang: Lang) -> Iterator[Ending]:
    rows = [each for each in all_transitions() if each.ends and each.by and each.scope.is_law(today)]
    for each in sorted(rows, key=lambda each: each.ends or until):
        if each.ends and each.by and since <= each.ends <= until and corpus.catalogue.get(each.by, as_of=today):
            said = say_transition(each, [], lang, today)
            yield Ending(day=each.ends, document=each.scope.document, message=said, by=place(each.by, lang))
