"""What an answer cites and does not apply yet on the day asked about, or only to some: said once for each date, in words."""

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.answers import Citation, Claim
from corpus.anchors import Anchor, parse
from corpus.application import Application, application, dated_parts, dated_with, name_all, say_dates, tells_dates
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.index import Corpus
from corpus.labels import place
from corpus.sources import short_name
from corpus.texts import Lang, say, say_date
from corpus.transitions import Transition, say_transition, tells_transition, transition_parts, transitions


def say_when(corpus: Corpus, claims: Sequence[Claim], *, as_of: date, lang: Lang) -> tuple[str, ...]:
    """What a reader of `claims` must know of dates, by the law of `as_of`: the provisions cited that do not apply yet, those
    that do not apply to all they speak of, and the transitions that concern them. Nothing of what applies already."""
    citations = [citation for claim in claims for citation in claim.citations]
    cited = list(dict.fromkeys(anchor for citation in citations for anchor in _cited(corpus, citation, as_of)))
    later: dict[tuple[str, Application], list[Anchor]] = {}
    added: dict[Transition, list[Anchor]] = {}
    for anchor in cited:
        when = application(anchor, as_of)
        if when and when.whole > as_of and not (tells_dates(anchor) or tells_transition(anchor)):
            _note(later.setdefault((anchor.document, when), []), dated_with(anchor, as_of))
        for transition in transitions(anchor, as_of):
            # Whoever quotes the transition need not be told of it.
            if not (transition.by and any(other.holds(transition.by) or transition.by.holds(other) for other in cited)):
                _note(added.setdefault(transition, []), transition.scope.widest(anchor, as_of) or anchor)
    return (
        *(_say_later(document, when, of, as_of, lang) for (document, when), of in later.items()),
        *(say_transition(transition, of, lang, as_of) for transition, of in added.items()),
    )


def _note(noted: list[Anchor], anchor: Anchor) -> None:
    if anchor not in noted:
        noted.append(anchor)


def _cited(corpus: Corpus, citation: Citation, as_of: date) -> Iterator[Anchor]:
    """The provisions a citation rests on: its own, and those under it with a date of their own that it quotes, or sums up where
    it is a digest's; what a guide cites."""
    anchor = parse(citation.anchor)
    if corpus.is_guide(anchor.document):
        yield from sorted(corpus.cited_by(anchor), key=str)
        return
    yield anchor
    for part in dict.fromkeys((*dated_parts(anchor, as_of), *transition_parts(anchor, as_of))):
        versions = corpus.catalogue.all_versions(part)
        same = [p for p in versions if (p.lang, p.version) == (citation.lang, citation.version)]
        summed_up = not same and citation.version == DIGEST_VERSION
        if summed_up or any(p.text.partition("\n")[0] in citation.quote for p in same):
            yield part


def _say_later(document: str, when: Application, provisions: Sequence[Anchor], as_of: date, lang: Lang) -> str:
    state = "not_yet" if when.start > as_of else "in_part"
    number = "one" if len(provisions) == 1 else "many"
    values = {
        "day": say_date(as_of, lang),
        "provisions": name_all(provisions, lang),
        "document": short_name(document, lang),
        "dates": say_dates(when, lang),
        "products": say_date(when.whole, lang),
        "by": place(when.by, lang),
    }
    return say(f"application.{state}_{number}", lang, values)
