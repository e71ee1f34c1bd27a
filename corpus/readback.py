"""Before a generation serves: what was written is read back by the way that readers take, and held against what was meant."""

from collections.abc import Callable, Sequence
from contextlib import closing

from corpus.catalogue import Catalogue
from corpus.embedding import Vectors
from corpus.errors import StoreError
from corpus.place import Place
from corpus.units import Unit
from corpus.vectors import SHELVES, VectorStore, holds, unit_shelf

# On each shelf. A search took 4 ms on 6,600 units.
_SAMPLE = 25
# Of a sample. The nearest neighbours of HNSW are approximate: one unit that does not find itself is no damage.
_FEW = 0.05
_NEAREST = 10
_SAME = 0.9999


def read_back(place: Place, generation: str, units: Sequence[Unit], vectors_of: Callable[[Sequence[Unit]], Vectors]) -> None:
    """Raise StoreError unless `generation` holds the `units` it was meant to hold, and finds them.

    The catalogue is sound by SQLite's own check, has the digest it was given and every unit; every shelf has its units and no
    other; a sample of vectors, searched for, find the units they are of.
    """
    with closing(Catalogue.open(place.catalogue(generation))) as catalogue:
        sound = catalogue.check() == "ok" and catalogue.meta()["digest"] == catalogue.digest()
        in_catalogue = catalogue.count_units()
    if not sound:
        raise StoreError("catalogue_unlike")
    if in_catalogue != len(units):
        raise StoreError("index_incomplete", {"written": in_catalogue, "expected": len(units)})
    with closing(place.vectors(generation, create=False)) as store:
        if not holds(store, (unit.id for unit in units)):
            written = sum(len(store.ids(shelf)) for shelf in SHELVES)
            raise StoreError("index_incomplete", {"written": written, "expected": len(units)})
        sample = _sample(units)
        lost = sum(not _finds(store, unit, row) for unit, row in zip(sample, vectors_of(sample), strict=True)) if sample else 0
    if lost > _FEW * len(sample):
        raise StoreError("vectors_unlike", {"lost": lost, "tried": len(sample)})


def _sample(units: Sequence[Unit]) -> list[Unit]:
    """Some units of each shelf, from its first to its last."""
    shelves = [[unit for unit in units if unit_shelf(unit) == shelf] for shelf in SHELVES]
    return [unit for shelf in shelves for unit in shelf[:: max(1, len(shelf) // _SAMPLE)]]


def _finds(store: VectorStore, unit: Unit, vector: Vectors) -> bool:
    """Whether `vector` leads to its unit; of equal texts, which share a vector, any will do."""
    near = store.search(vector, k=_NEAREST, shelf=unit_shelf(unit))
    return any(found.id == unit.id for found in near) or (len(near) == _NEAREST and near[-1].cosine > _SAME)
