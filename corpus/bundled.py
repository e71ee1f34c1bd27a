"""The vectors of what the product brings with it, computed once for every machine: handbook, digests and everyday questions.

`corpus/bundled/EMBEDDER.npz`, written by `python -m ingest.bundling`: a text that is not in it is embedded as any other.
Kept as bytes around the mean vector, which moves none by more than a cosine of 0.0001 after the adapter (docs/decisions/0009).
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.embedding import Embedder, Role, Vectors, open_plain_embedder

_LEVELS = 127


class BundledVectors:
    """Vectors by text and role: `keys` sorted, and for each a row of bytes, its scale, and the mean they all start from."""

    def __init__(
        self, keys: NDArray[np.uint64], rows: NDArray[np.int8], scales: NDArray[np.float16], mean: NDArray[np.float16]
    ) -> None:
        self._keys, self._rows, self._scales, self._mean = keys, rows, scales, mean

    @classmethod
    def of(cls, texts: Sequence[tuple[str, Role]], vectors: Vectors) -> "BundledVectors":
        """The vectors, one row for each text."""
        keys, first = np.unique(np.array([_key(text, role) for text, role in texts], np.uint64), return_index=True)
        mean = vectors.mean(0).astype(np.float16)
        off = vectors[first] - mean.astype(np.float32)
        scales = (np.abs(off).max(1) / _LEVELS).astype(np.float16)
        rows = np.round(off / scales.astype(np.float32)[:, None]).clip(-_LEVELS, _LEVELS).astype(np.int8)
        return cls(keys, rows, scales, mean)

    @classmethod
    def read(cls, data: bytes) -> "BundledVectors":
        """Those that `write` wrote."""
        with np.load(BytesIO(data)) as arrays:
            return cls(*(arrays[name] for name in ("keys", "rows", "scales", "mean")))

    def write(self, path: Path) -> None:
        """Keep them in `path`."""
        path.parent.mkdir(exist_ok=True)
        np.savez_compressed(path, keys=self._keys, rows=self._rows, scales=self._scales, mean=self._mean)

    def places(self, texts: Sequence[str], role: Role) -> NDArray[np.int64]:
        """The row of each text, −1 where there is none."""
        keys = np.array([_key(text, role) for text in texts], np.uint64)
        at = np.searchsorted(self._keys, keys).clip(max=max(len(self._keys) - 1, 0))
        return np.where(self._keys[at] == keys, at, -1) if len(self._keys) else np.full(len(keys), -1)

    def rows(self, places: NDArray[np.int64]) -> Vectors:
        """The vectors of these rows, of length 1."""
        off = self._rows[places].astype(np.float32) * self._scales[places].astype(np.float32)[:, None]
        vectors = off + self._mean.astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


class BundledEmbedder:
    """An embedder that computes only what is not bundled."""

    def __init__(self, embedder: Embedder, bundled: BundledVectors) -> None:
        self._embedder = embedder
        self._bundled = bundled
        self.name = embedder.name
        self.dimension = embedder.dimension

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        places = self._bundled.places(texts, role)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        known = places >= 0
        rows[known] = self._bundled.rows(places[known])
        if not known.all():
            new = [text for text, place in zip(texts, places, strict=True) if place < 0]
            rows[~known] = self._embedder.embed(new, role)
        return rows


@cache
def find_bundled(name: str) -> BundledVectors | None:
    """The vectors bundled for the embedder called `name`."""
    file = files("corpus") / "bundled" / f"{name}.npz"
    return BundledVectors.read(file.read_bytes()) if file.is_file() else None


def open_bundled_embedder(name: str, *, models: Path) -> Embedder:
    """The plain embedder called `name`, which computes only what is not bundled for it.

    Raises ModelError when its weights cannot be had.
    """
    plain, bundled = open_plain_embedder(name, models=models), find_bundled(name)
    return BundledEmbedder(plain, bundled) if bundled else plain


def _key(text: str, role: Role) -> int:
    return int.from_bytes(hashlib.sha256(f"{role}: {text}".encode()).digest()[:8], "little")
