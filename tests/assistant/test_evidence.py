"""Evidence: which words of which passages may answer."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answers import Query
from assistant.evidence import find
from assistant.question import understand
from corpus.embedding import Embedder
from corpus.index import Corpus, Place, open_corpus
from ingest.pipeline import Indexing, ingest

TODAY = date(2026, 11, 22)
LATE = "How much does the library charge for a week of delay?"


@pytest.fixture
def twice(rules_file: Path, embedder: Embedder, tmp_path: Path) -> Iterator[Corpus]:
    """The rules, and the same with a sentence more, as another document."""
    copy = tmp_path / "copy.md"
    copy.write_text(
        rules_file.read_text(encoding="utf8").replace("id: town-rules", "id: other-rules") + "\nNo dogs.\n", encoding="utf8"
    )
    place = Place(tmp_path / "home")
    ingest([rules_file, copy], Indexing(place, embedder.name, lambda: embedder, 320), progress=lambda *_: None)
    corpus = open_corpus(place, embedder)
    yield corpus
    corpus.close()


def test_the_same_words_in_two_documents_are_one_piece_of_evidence(twice: Corpus) -> None:
    found = find(twice, understand(Query(question=LATE)), as_of=TODAY)
    documents = {hit.passage.anchor.document for hit in found.hits}
    assert documents == {"town-rules", "other-rules"}
    texts = [extract.text for extract in found.extracts]
    assert any("2 euros" in text for text in texts)
    assert len(texts) == len(set(texts))
