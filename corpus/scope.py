"""Whether a question is one of the field at all: a classifier of question vectors, learned with `python -m ingest.scoping`.

A support vector machine with a Gaussian kernel (Cortes and Vapnik 1995, "Support-vector networks") between the everyday
questions, which the texts answer, and questions written to be near and unanswered (`ingest/outside/`). It reads the embedder's
plain vectors: the adapter makes all questions look alike that lead to one provision.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from corpus.embedding import Vectors

# What a question of the field is given on average.
USUAL = 1.0


@dataclass(frozen=True, slots=True)
class Scope:
    """What was learned: vectors on the border (shape (n, dimension)), less `mean` and scaled, and the weight of each."""

    support: Vectors
    weights: Vectors
    bias: float
    mean: Vectors
    scale: float
    gamma: float

    def of(self, question: Vectors) -> float:
        """Which side a question (shape (dimension,)) is on: above 0 with the questions of the field, below with the others."""
        away = np.square((question - self.mean) * self.scale - self.support).sum(axis=1)
        return float(self.weights @ np.exp(-self.gamma * away) + self.bias)


@cache
def find_scope(embedder: str) -> Scope | None:
    """The scope learned for the embedder of that name."""
    file = files("corpus") / "adapters" / f"{embedder}.scope.npz"
    if not file.is_file():
        return None
    with np.load(BytesIO(file.read_bytes())) as arrays:
        support, weights, mean = (arrays[name].astype(np.float32) for name in ("support", "weights", "mean"))
        bias, scale, gamma = (float(arrays[name]) for name in ("bias", "scale", "gamma"))
    return Scope(support, weights, bias, mean, scale, gamma)
