"""The answers kept that rest on what a new version has changed: what `caio changes` tells those who keep answers."""

from collections.abc import Iterable, Iterator
from datetime import date

from assistant.answers import Citation
from assistant.records import KeptAnswer
from assistant.views import AffectedAnswer, ChangedCitation, Changes, NewVersion
from corpus.anchors import parse
from corpus.difference import ChangeKind
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.index import Corpus


def find_affected(corpus: Corpus, changes: Changes, kept: Iterable[KeptAnswer], *, today: date) -> tuple[AffectedAnswer, ...]:
    """Of the answers kept, in their order, those that cite an earlier version of a provision which `changes` tells of.

    An answer as of a day before the new version holds for that day, and is left out.
    """
    held = {(h.document.slug, h.version.id): h.version.valid_from for h in corpus.catalogue.held()}
    found = []
    for each in kept:
        citations = {(c.anchor, c.version): c for claim in each.answer.claims for c in claim.citations}
        touched = tuple(
            changed
            for citation in citations.values()
            for version in changes.versions
            if not (each.query.as_of and each.query.as_of < version.valid_from)
            for changed in _touched(corpus, held, citation, version, today)
        )
        if touched:
            found.append(
                AffectedAnswer(kept_in=each.kept_in, given_at=each.given_at, question=each.query.question, citations=touched)
            )
    return tuple(found)


def _touched(
    corpus: Corpus, held: dict[tuple[str, str], date], citation: Citation, version: NewVersion, today: date
) -> Iterator[ChangedCitation]:
    anchor = parse(citation.anchor)
    if anchor.document != version.document or citation.version in (version.version, DIGEST_VERSION):
        return
    cited_from = held.get((anchor.document, citation.version))
    if version.before is None:
        # The organisation's file, whose text before is no longer here: the words quoted are there still, or not.
        changed = cited_from is None and not any(
            citation.quote in passage.text for passage in corpus.catalogue.get(anchor, as_of=today)
        )
    else:
        older = cited_from is None or cited_from < version.valid_from or citation.version == version.before
        units = {unit.anchor for unit in version.units if unit.kind is not ChangeKind.ADDED}
        changed = older and str(anchor.unit) in units
    if changed:
        yield ChangedCitation(anchor=citation.anchor, label=citation.label, cited=citation.version, version=version.version)
