"""What every vector store must do: its tests inherit this class and provide `store`, empty."""

from datetime import date

import numpy as np

from corpus.anchors import parse
from corpus.texts import Lang
from corpus.units import Level, Unit
from corpus.vectors import SHELVES, VectorStore


def unit(anchor: str, *, lang: Lang = "en", level: Level = Level.PARAGRAPH) -> Unit:
    """A unit of that anchor."""
    return Unit(
        anchor=parse(anchor),
        lang=lang,
        version="v",
        level=level,
        piece=0,
        heading="",
        body=anchor,
        valid_from=date(2020, 1, 1),
        valid_to=None,
    )


def along(axis: int) -> np.ndarray:
    """The unit vector along `axis` of a space of four."""
    return np.eye(4, dtype=np.float32)[axis]


class VectorStoreContract:
    """Nearest first; only the shelf asked for."""

    def test_the_nearest_comes_first_with_its_cosine(self, store: VectorStore) -> None:
        units = [unit("doc#art_1"), unit("doc#art_2")]
        store.add(units, np.stack([along(0), along(1)]))
        tilted = (0.8 * along(1) + 0.6 * along(0)).astype(np.float32)
        found = store.search(tilted, k=2, shelf="en")
        assert [near.id for near in found] == [units[1].id, units[0].id]
        assert abs(found[0].cosine - 0.8) < 1e-4
        assert sorted(store.ids("en")) == sorted(unit.id for unit in units)

    def test_only_the_shelf_asked_for(self, store: VectorStore) -> None:
        french, question = unit("doc#art_1", lang="fr"), unit("doc#art_2", level=Level.QUESTION)
        english = unit("doc#art_3")
        store.add([french, question, english], np.stack([along(0)] * 3))
        expected = {"fr": [french.id], "en-questions": [question.id], "en": [english.id], "fr-questions": []}
        for shelf in SHELVES:
            assert [near.id for near in store.search(along(0), k=5, shelf=shelf)] == expected[shelf]

    def test_an_empty_store_finds_nothing(self, store: VectorStore) -> None:
        assert store.search(along(0), k=5, shelf="en") == []
        assert [store.ids(shelf) for shelf in SHELVES] == [[]] * len(SHELVES)
