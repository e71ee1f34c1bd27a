"""What the product brings comes with its vectors: the same as the model gives, and for nothing else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.adapter import find_adapter
from corpus.bundled import BundledEmbedder, BundledVectors, find_bundled
from corpus.e5_weights import NAME
from corpus.embedding import Role, Vectors, open_plain_embedder
from ingest.bundling import own_units


class CountingEmbedder:
    """Gives each text a vector of its own, and tells which it was asked for."""

    name = "counting"
    dimension = 3

    def __init__(self) -> None:
        self.asked: list[tuple[str, Role]] = []

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        self.asked += [(text, role) for text in texts]
        rows = np.array([[len(text), ord(text[0]), role == "query"] for text in texts], np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


TEXTS: list[tuple[str, Role]] = [("May I?", "query"), ("One may.", "passage"), ("One may not at all.", "passage")]


def bundle(texts: list[tuple[str, Role]]) -> BundledVectors:
    plain = CountingEmbedder()
    return BundledVectors.of(texts, np.concatenate([plain.embed([text], role) for text, role in texts]))


def test_only_what_is_not_bundled_is_computed() -> None:
    plain = CountingEmbedder()
    embedder = BundledEmbedder(plain, bundle(TEXTS))
    asked = ["One may.", "Somebody else’s text.", "One may not at all."]
    rows = embedder.embed(asked, "passage")
    assert plain.asked == [("Somebody else’s text.", "passage")]
    assert np.allclose(rows, CountingEmbedder().embed(asked, "passage"), atol=0.01)
    embedder.embed(["May I?"], "passage")
    assert plain.asked[1:] == [("May I?", "passage")], "the same words in another role are another text"


def test_they_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    bundle(TEXTS).write(tmp_path / "new" / "vectors.npz")
    again = BundledVectors.read((tmp_path / "new" / "vectors.npz").read_bytes())
    places = again.places(["One may.", "nobody wrote this"], "passage")
    assert (places >= 0).tolist() == [True, False]
    assert np.allclose(np.linalg.norm(again.rows(places[:1]), axis=1), 1, atol=1e-5)


def test_the_bundle_holds_what_the_product_brings() -> None:
    bundled = find_bundled(NAME)
    assert bundled is not None
    units = list(own_units())
    missing = [u.text[:60] for u in units if bundled.places([u.text], u.role)[0] < 0]
    # A few lines changed are soon computed by whoever indexes; more is time to run `python -m ingest.bundling`.
    assert len(missing) < len(units) / 50, missing[:5]


@pytest.mark.parametrize("role", ["query", "passage"])
def test_the_bundle_says_what_the_model_says(models: Path, role: Role) -> None:
    bundled, adapter = find_bundled(NAME), find_adapter(NAME)
    assert bundled is not None
    assert adapter is not None
    texts = [unit.text for unit in own_units() if unit.role == role][::200]
    places = bundled.places(texts, role)
    kept = [text for text, place in zip(texts, places, strict=True) if place >= 0]
    computed = open_plain_embedder(NAME, models=models).embed(kept, role)
    likeness = (adapter.apply(computed, role) * adapter.apply(bundled.rows(places[places >= 0]), role)).sum(1)
    # bf16 on one machine and fp32 on another differ as much (docs/decisions/0003).
    assert likeness.min() > 0.99
