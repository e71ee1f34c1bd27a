"""The generations kept, and the way back to the one before."""

from contextlib import closing
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from corpus.documents import Trust
from corpus.errors import DamageError, StoreError
from corpus.generations import writing
from corpus.index import check_generation, last_sound
from corpus.place import Place
from corpus.sums import write_whole


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation kept. `made` is a time in UTC, as ISO 8601 writes it; "" where it was not written down.

    `fault` says what is wrong with it: the other facts are then missing.
    """

    name: str
    serves: bool
    made: str = ""
    documents: int = 0
    passages: int = 0
    embedder: str = ""
    fault: StoreError | None = None


def list_generations(place: Place, embedder: str) -> tuple[Generation, ...]:
    """The generation that serves, then the one that `rollback` would bring back, as far as they are there."""
    try:
        current = place.current()
        names = [name for name in (current, place.previous() if current else None) if name]
    except DamageError:
        current, names = None, place.survivors()
    return tuple(_look(place, name, embedder, serves=name == current) for name in names)


def _look(place: Place, name: str, embedder: str, *, serves: bool) -> Generation:
    try:
        check_generation(place, name, embedder)
        fault = None
    except StoreError as error:
        fault = error.leading_to("") if isinstance(error, DamageError) else error
    try:
        with closing(Catalogue.open(place.catalogue(name))) as catalogue:
            meta = catalogue.meta()
            documents = len({held.document.slug for held in catalogue.held() if held.document.trust is not Trust.DIGEST})
            passages = catalogue.count_passages()
    except StoreError:
        return Generation(name, serves, fault=fault)
    return Generation(name, serves, meta.get("made", ""), documents, passages, meta.get("embedder", ""), fault)


def rollback(place: Place, embedder: str) -> str:
    """Make the generation before serve again, and keep the one that served as the one before: a second call returns to it.

    Where CURRENT is damaged, the generation it named, as far as can be told, or else the one before. `embedder` is the name of
    the one that questions will be read with. Gives the name of the generation that serves now. Raises StoreError if there is
    none to go back to, if another embedder made it, or if it is damaged: nothing is changed then.
    """
    with writing(place):
        try:
            current = place.current()
        except DamageError as error:
            target = last_sound(place, embedder)
            if target is None:
                raise error.leading_to("ingest") from error
            write_whole(place.index / "CURRENT", target)
            return target
        if current is None:
            raise StoreError("index_missing", {"home": place.home})
        target = place.previous()
        if target is None:
            raise StoreError("rollback_none", {"generation": current})
        try:
            check_generation(place, target, embedder)
        except DamageError as error:
            raise error.leading_to("unchanged", current) from error
        # Killed between the two, the one that served is still the latest other generation: `Place.previous` finds it.
        write_whole(place.index / "CURRENT", target)
        write_whole(place.index / "PREVIOUS", current)
        return target
