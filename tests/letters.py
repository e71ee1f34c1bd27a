"""An embedder of our own, real and instant, for what does not depend on meaning."""

from collections.abc import Sequence

import numpy as np

from corpus.embedding import Role, Vectors


class LetterEmbedder:
    """Vectors of letter counts."""

    name = "letters"
    dimension = 26

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002 — letters are the same in both roles
        counts = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32) + 0.01
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


def quiet(_step: str, _done: int, _total: int) -> None:
    """Progress nobody reads."""
