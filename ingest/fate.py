"""What became of passages from one index to the next."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.sources import known_documents


@dataclass(frozen=True, slots=True)
class Fate:
    """Counts of passages by what became of them in a run, and of all there are after it."""

    added: int
    changed: int
    removed: int
    unchanged: int
    passages: int


def compare(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> Fate:
    """What became of passages, told by identity (`Catalogue.texts`); an edited file of one's own is the same document."""
    passages = list(after)
    old, new = ({_lasting(identity): text for identity, text in texts} for texts in (before, passages))
    both = old.keys() & new.keys()
    changed = sum(old[key] != new[key] for key in both)
    return Fate(
        added=len(new) - len(both),
        changed=changed,
        removed=len(old) - len(both),
        unchanged=len(both) - changed,
        passages=len(passages),
    )


def _lasting(identity: str) -> str:
    return identity if identity.partition("#")[0] in known_documents() else identity.rpartition("|")[0]
