"""A linear map that brings an embedder's vectors to the field: everyday questions near the provisions that answer them.

A general model keeps texts of one language, one register or one subject together: in a corpus where everything is about
"high-risk AI systems", those words outweigh what is asked. The map y = (x − mean of the role) · M, scaled to length 1, is
learned from the everyday questions written for each provision (`python -m ingest.adapting`; docs/decisions/0007). It applies
to every text, those without such questions too.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import numpy as np

from corpus.bundled import open_bundled_embedder
from corpus.embedding import Embedder, Role, Vectors, open_plain_embedder
from corpus.scope import USUAL, Scope, find_scope


@dataclass(frozen=True, slots=True)
class Adapter:
    """What was learned: `means` by role (shape (dimension,)) and `matrix` (dimension × dimension).

    `name` changes with the vectors that the adapter gives.
    """

    name: str
    means: Mapping[Role, Vectors]
    matrix: Vectors

    def apply(self, vectors: Vectors, role: Role) -> Vectors:
        """The vectors mapped, one row of length 1 each."""
        mapped = (vectors - self.means[role]) @ self.matrix
        return np.asarray(mapped / np.maximum(np.linalg.norm(mapped, axis=1, keepdims=True), 1e-9), dtype=np.float32)


class AdaptedEmbedder:
    """An embedder whose vectors go through an adapter; its name tells both, for an index made without is another space."""

    def __init__(self, embedder: Embedder, adapter: Adapter, scope: Scope | None = None) -> None:
        self._embedder = embedder
        self._adapter = adapter
        self._scope = scope
        self.name = f"{embedder.name}+{adapter.name}"
        self.dimension = embedder.dimension

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        return self._adapter.apply(self._embedder.embed(texts, role), role)

    def read_question(self, text: str) -> tuple[Vectors, float]:
        """The vector of a question, shape (dimension,), and its scope: above 0 when it is like the questions of the field."""
        plain = self._embedder.embed([text], "query")
        return self._adapter.apply(plain, "query")[0], self._scope.of(plain[0]) if self._scope else USUAL


def open_embedder(name: str, *, models: Path, with_bundled: bool = True) -> Embedder:
    """The embedder called `name`, with what is bundled and learned for it. Raises ModelError if it cannot be had."""
    embedder = (open_bundled_embedder if with_bundled else open_plain_embedder)(name, models=models)
    adapter = find_adapter(name)
    return AdaptedEmbedder(embedder, adapter, find_scope(name)) if adapter else embedder


def space_of(name: str) -> str:
    """What the embedder that `open_embedder` gives for `name` will be called, its weights left alone."""
    adapter = find_adapter(name)
    return f"{name}+{adapter.name}" if adapter else name


@cache
def find_adapter(name: str) -> Adapter | None:
    """The adapter learned for the embedder called `name`."""
    file = files("corpus") / "adapters" / f"{name}.npz"
    if not file.is_file():
        return None
    with np.load(BytesIO(file.read_bytes())) as arrays:
        query, passage, matrix = (arrays[key].astype(np.float32) for key in ("query", "passage", "matrix"))
    digest = hashlib.sha256(b"".join(part.tobytes() for part in (query, passage, matrix))).hexdigest()
    return Adapter(f"everyday-{digest[:8]}", {"query": query, "passage": passage}, matrix)
