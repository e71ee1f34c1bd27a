"""Computes the vectors that the product brings with it: `python -m ingest.bundling`, after a change to its own texts.

Reads handbook, digests and questions from the sources, writes `corpus/bundled/`. What is already there is kept, so that a run
takes as long as what changed; from nothing it takes minutes.
"""

import os
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress

from corpus.bundled import BundledVectors, open_bundled_embedder
from corpus.digest import digests
from corpus.e5_weights import NAME
from corpus.everyday import everyday_questions
from corpus.generations import embed_units
from corpus.units import TOKENS, Unit, cut, digest_units, question_units
from ingest.document import read_document
from ingest.files import find_files
from ingest.parse.reading import read_file
from ingest.passages import build_passages

_AT_ONCE = 256


def own_units() -> Iterator[Unit]:
    """The units of everything we wrote, as an index makes them."""
    for path in find_files([Path(str(files("corpus"))) / "guides"]):
        yield from cut(build_passages(read_document(read_file(path))), tokens=TOKENS)
    yield from digest_units(digests(), dict.fromkeys({digest.anchor.document for digest in digests()}, date.min))
    questions = everyday_questions()
    yield from question_units(questions, {anchor.document for anchor, _, _ in questions})


def main() -> None:
    """Compute what is new and write the file."""
    models = Path(os.environ.get("CAIO_HOME", "data")) / "models"
    embedder = open_bundled_embedder(NAME, models=models)
    units = sorted(own_units(), key=lambda unit: -len(unit.text))
    rows = np.zeros((len(units), embedder.dimension), np.float32)
    with Progress() as progress:
        for start in progress.track(range(0, len(units), _AT_ONCE), description="embed"):
            rows[start : start + _AT_ONCE] = embed_units(units[start : start + _AT_ONCE], embedder)
    to = Path(str(files("corpus"))) / "bundled" / f"{NAME}.npz"
    BundledVectors.of([(unit.text, unit.role) for unit in units], rows).write(to)
    Console().print(f"{len(units)} units, {to.stat().st_size // 1024} kB in {to}")


if __name__ == "__main__":
    main()
