"""The adapter brings everyday words near the provisions that answer, whatever the language, and changes nothing else."""

from pathlib import Path

import numpy as np
import pytest

from corpus.adapter import Adapter, find_adapter, space_of
from corpus.embedding import Embedder, open_plain_embedder

# Each question with a text that answers; the texts of the others are near misses of the same field. Written for this test.
PAIRS = (
    (
        "On nous a volé le fichier clients cette nuit, qui faut-il prévenir ?",
        "The controller tells the supervisory authority of a leak within a set delay.",
    ),
    (
        "My boss wants software that guesses our mood from the webcam",
        "Il est interdit de déduire les émotions d'une personne sur son lieu de travail.",
    ),
    (
        "Un ancien client veut que j'efface tout ce que j'ai sur lui",
        "The person concerned obtains erasure of the data held on them without undue delay.",
    ),
    (
        "Do we have to say that the help desk is a bot?",
        "Les personnes sont informées qu'elles ont affaire à un système d'intelligence artificielle.",
    ),
    (
        "Faut-il former nos salariés avant de leur donner un assistant IA ?",
        "Those who deploy AI systems see to it that their staff have enough AI literacy.",
    ),
    (
        "How long do I keep the machine's logs?",
        "Les journaux générés automatiquement sont conservés pendant une durée d'au moins quelques mois.",
    ),
)


@pytest.fixture(scope="module")
def plain(models: Path) -> Embedder:
    return open_plain_embedder("multilingual-e5-small", models=models)


def _mean_rank(embedder: Embedder) -> float:
    questions, texts = zip(*PAIRS, strict=True)
    likeness = embedder.embed(questions, "query") @ embedder.embed(texts, "passage").T
    return float(np.mean([(row > row[right]).sum() for right, row in enumerate(likeness)]))


def test_questions_come_nearer_to_what_answers_in_the_other_language(plain: Embedder, embedder: Embedder) -> None:
    assert _mean_rank(embedder) < _mean_rank(plain)


def test_the_vector_space_is_known_without_loading_the_model(embedder: Embedder, plain: Embedder) -> None:
    assert space_of("multilingual-e5-small") == embedder.name
    assert embedder.name != plain.name, "an index made without the adapter must be refused"
    assert embedder.dimension == plain.dimension


def test_an_embedder_nothing_was_learned_for_is_left_as_it_is() -> None:
    assert find_adapter("some-other-model") is None
    assert space_of("BAAI/bge-m3") == "BAAI/bge-m3"


def test_vectors_keep_length_one_and_a_mean_vector_is_no_fault() -> None:
    mean = np.array([1.0, 0.0], np.float32)
    adapter = Adapter("test", {"query": mean, "passage": mean}, np.array([[2.0, 1.0], [0.0, 3.0]], np.float32))
    mapped = adapter.apply(np.array([[0.0, 1.0], [1.0, 0.0]], np.float32), "query")
    # (0,1) − (1,0) = (−1,1); times the matrix: (−2, 2); scaled: (−1,1)/√2
    assert np.allclose(mapped[0], [-(0.5**0.5), 0.5**0.5], atol=1e-6)
    assert np.isfinite(mapped[1]).all()
