"""An index whose vectors are on a real Chroma server: the way back, and the server going away."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.errors import DamageError, StoreError
from corpus.index import Corpus, Place, check_index, open_corpus
from corpus.rollback import list_generations, rollback
from corpus.vectors import drop_from_chroma_server
from evals.faults.chroma import ChromaServer
from ingest.pipeline import Indexing, ingest
from tests.letters import LetterEmbedder, quiet

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path / "chroma")
    server.start()
    yield server
    server.kill()


def _index(place: Place, docs: Path, euros: int) -> None:
    docs.mkdir(exist_ok=True)
    (docs / "fees.md").write_text(f"# Fees\n\nA copy costs {euros} euros.\n", encoding="utf8")
    ingest([docs], Indexing(place, "letters", LetterEmbedder, 320), progress=quiet)


def _fee(corpus: Corpus) -> str:
    today = datetime.now(UTC).date()
    near = corpus.near(corpus.embed("what does a copy cost?"), k=1, as_of=today, lang="en")
    return corpus.get(near[0].id.partition("|")[0], as_of=today, lang="en").text


def test_the_way_back_needs_the_vectors_of_the_index_before(server: ChromaServer, tmp_path: Path) -> None:
    place, other = Place(tmp_path / "home", server.url), Place(tmp_path / "other", server.url)
    _index(other, tmp_path / "docs", 1)
    for euros in (4, 5, 6):
        _index(place, tmp_path / "docs", euros)
    rollback(place, "letters")
    assert "5 euros" in _fee(open_corpus(place, LetterEmbedder()))
    rollback(place, "letters")
    drop_from_chroma_server(server.url, [f"caio-{place.previous()}"])
    with pytest.raises(DamageError) as caught:
        rollback(place, "letters")
    assert caught.value.key == "vectors_missing"
    assert [bool(kept.fault) for kept in list_generations(place, "letters")] == [False, True]
    assert "6 euros" in _fee(open_corpus(place, LetterEmbedder()))
    # Vectors that are gone from the server are written again, though no file changed.
    drop_from_chroma_server(server.url, [f"caio-{place.current()}"])
    with pytest.raises(DamageError) as gone:
        open_corpus(place, LetterEmbedder())
    assert "`caio ingest`" in gone.value.message("en")
    _index(place, tmp_path / "docs", 6)
    assert check_index(place, LetterEmbedder()) == []
    # Another installation on the same server keeps its own.
    assert "1 euros" in _fee(open_corpus(other, LetterEmbedder()))


def test_a_server_that_goes_away_and_comes_back(server: ChromaServer, tmp_path: Path) -> None:
    place = Place(tmp_path / "home", server.url)
    _index(place, tmp_path / "docs", 4)
    corpus = open_corpus(place, LetterEmbedder())
    assert "4 euros" in _fee(corpus)
    server.kill()
    for use in (
        lambda: _fee(corpus),
        lambda: open_corpus(place, LetterEmbedder()),
        lambda: _index(place, tmp_path / "docs", 5),
    ):
        with pytest.raises(StoreError) as caught:
            use()
        assert caught.value.key == "chroma_unreachable"
        assert server.url in caught.value.message("fr")
    server.start()
    assert "4 euros" in _fee(corpus)
    _index(place, tmp_path / "docs", 5)
    assert "5 euros" in _fee(open_corpus(place, LetterEmbedder()))
    assert check_index(place, LetterEmbedder()) == []


def test_faults_at_random_are_borne() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "evals.faults", "--runs", "12", "--seed", "3"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
