"""What every vector store must do: its tests inherit this class and provide `store`, empty."""

from datetime import date

import numpy as np

from corpus.anchors import parse
from corpus.texts import Lang
from corpus.units import Level, Unit
from corpus.vectors import VectorStore

TODAY = date(2026, 11, 22)


def unit(
    anchor: str, *, lang: Lang = "en", level: Level = Level.PARAGRAPH, start: str = "2020-01-01", end: str | None = None
) -> Unit:
    """A unit in force from `start` to `end`."""
    return Unit(
        anchor=parse(anchor),
        lang=lang,
        version="v",
        level=level,
        piece=0,
        heading="",
        body=anchor,
        valid_from=date.fromisoformat(start),
        valid_to=date.fromisoformat(end) if end else None,
    )


def along(axis: int) -> np.ndarray:
    """The unit vector along `axis` of a space of four."""
    return np.eye(4, dtype=np.float32)[axis]


class VectorStoreContract:
    """Nearest first; only the language, the kind and the date asked for."""

    def test_the_nearest_comes_first_with_its_cosine(self, store: VectorStore) -> None:
        units = [unit("doc#art_1"), unit("doc#art_2")]
        store.add(units, np.stack([along(0), along(1)]))
        tilted = (0.8 * along(1) + 0.6 * along(0)).astype(np.float32)
        found = store.search(tilted, k=2, as_of=TODAY, lang="en", questions=False)
        assert [near.id for near in found] == [units[1].id, units[0].id]
        assert abs(found[0].cosine - 0.8) < 1e-4
        assert store.count() == 2

    def test_only_what_is_in_force(self, store: VectorStore) -> None:
        old, new = unit("doc#art_1", end="2026-07-27"), unit("doc#art_2", start="2026-07-27")
        store.add([old, new], np.stack([along(0), along(0)]))
        for day, expected in ((date(2026, 7, 26), old), (date(2026, 7, 27), new)):
            assert [n.id for n in store.search(along(0), k=5, as_of=day, lang="en", questions=False)] == [expected.id]

    def test_only_the_language_and_kind_asked_for(self, store: VectorStore) -> None:
        french, question = unit("doc#art_1", lang="fr"), unit("doc#art_2", level=Level.QUESTION)
        english = unit("doc#art_3")
        store.add([french, question, english], np.stack([along(0)] * 3))
        assert [n.id for n in store.search(along(0), k=5, as_of=TODAY, lang="fr", questions=False)] == [french.id]
        assert [n.id for n in store.search(along(0), k=5, as_of=TODAY, lang="en", questions=True)] == [question.id]
        assert [n.id for n in store.search(along(0), k=5, as_of=TODAY, lang="en", questions=False)] == [english.id]

    def test_an_empty_store_finds_nothing(self, store: VectorStore) -> None:
        assert store.search(along(0), k=5, as_of=TODAY, lang="en", questions=False) == []
        assert store.count() == 0
