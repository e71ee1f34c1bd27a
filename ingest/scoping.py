"""Learns which questions are of the field: `python -m ingest.scoping`, after a change to the questions on either side.

Inside are the everyday questions, which lead to provisions; outside those of `ingest/outside/*.yaml`, which no text answers
though most sound close. One in ten of both is kept from learning and tells how well they are told apart. Takes a minute on two
cores; writes `corpus/adapters/EMBEDDER.scope.npz`.
"""

import os
from importlib.resources import files
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from sklearn.metrics import roc_auc_score
from sklearn.svm import SVC

from corpus.bundled import open_bundled_embedder
from corpus.e5_weights import NAME
from corpus.embedding import Vectors
from corpus.everyday import everyday_questions

# Set on the development cases, 2026-11-22 (docs/decisions/0005). More questions from inside cost space and tell no more.
_INSIDE = 6000
_COST = 1.0
_GAMMA = 0.03
_SCALE = 10.0
_HELD_OUT = 10


def outside_questions() -> tuple[str, ...]:
    """The questions that no text answers, in the order of the files."""
    return tuple(
        row["question"]
        for file in sorted((files("ingest") / "outside").iterdir(), key=lambda f: f.name)
        for row in yaml.load(file.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)
    )


def learn(inside: Vectors, outside: Vectors) -> tuple[SVC, Vectors]:
    """The classifier and the mean that is taken off before."""
    mean = inside.mean(0)
    drawn = np.random.default_rng(0).permutation(len(inside))[:_INSIDE]
    rows = (np.concatenate([inside[drawn], outside]) - mean) * _SCALE
    labels = np.concatenate([np.ones(len(drawn)), np.zeros(len(outside))])
    return SVC(C=_COST, gamma=_GAMMA, class_weight="balanced").fit(rows, labels), mean


def _held_out(n: int) -> NDArray[np.bool_]:
    return np.asarray(np.arange(n) % _HELD_OUT == 0)


def main() -> None:
    """Learn, say how the questions held out are told apart, and write the file."""
    models = Path(os.environ.get("CAIO_HOME", "data")) / "models"
    embedder = open_bundled_embedder(NAME, models=models)
    inside = embedder.embed(list(dict.fromkeys(text for _, _, text in everyday_questions())), "query")
    outside = embedder.embed(outside_questions(), "query")
    kept, left = _held_out(len(inside)), _held_out(len(outside))
    trial, mean = learn(inside[~kept], outside[~left])
    told = trial.decision_function((np.concatenate([inside[kept], outside[left]]) - mean) * _SCALE)
    auc = roc_auc_score([True] * int(kept.sum()) + [False] * int(left.sum()), told)
    console = Console()
    console.print(f"{kept.sum()} questions inside and {left.sum()} outside held out: AUC {auc:.3f}")
    machine, mean = learn(inside, outside)
    half = np.float16
    to = Path(str(files("corpus"))) / "adapters" / f"{NAME}.scope.npz"
    np.savez_compressed(
        to,
        support=machine.support_vectors_.astype(half),
        weights=machine.dual_coef_[0].astype(np.float32),
        mean=mean.astype(np.float32),
        bias=machine.intercept_[0],
        scale=_SCALE,
        gamma=_GAMMA,
    )
    console.print(f"{len(machine.support_)} vectors, {to.stat().st_size // 1024} kB in {to}")


if __name__ == "__main__":
    main()
