"""The indexes kept, for people and scripts: what each holds, which one serves, and whether it could."""

from datetime import datetime

from assistant.answers import Value
from corpus.errors import DamageError
from corpus.index import last_sound
from corpus.place import Place
from corpus.rollback import list_generations
from corpus.texts import Lang


class IndexInfo(Value):
    """One index kept. `made` is None where it was not written down; `fault` says what is wrong with it, "" if nothing is."""

    name: str
    serves: bool
    made: datetime | None
    documents: int
    passages: int
    embedder: str
    fault: str


class Indexes(Value):
    """The index that serves, then the one that `caio index rollback` would bring back.

    `fault` says why none serves where there are some, "" as long as one does.
    """

    indexes: tuple[IndexInfo, ...]
    fault: str


def list_indexes(place: Place, embedder: str, lang: Lang) -> Indexes:
    """The indexes kept at `place`, examined for the embedder of that name."""
    fault = ""
    try:
        place.current()
    except DamageError as error:
        fault = error.leading_to("rollback" if (sound := last_sound(place, embedder)) else "ingest", sound).message(lang)
    return Indexes(
        fault=fault,
        indexes=tuple(
            IndexInfo(
                name=kept.name,
                serves=kept.serves,
                made=datetime.fromisoformat(kept.made) if kept.made else None,
                documents=kept.documents,
                passages=kept.passages,
                embedder=kept.embedder,
                fault=kept.fault.message(lang) if kept.fault else "",
            )
            for kept in list_generations(place, embedder)
        ),
    )
