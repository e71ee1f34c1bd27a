"""The path of a document: idempotent, resumable, all or nothing."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from corpus.embedding import Embedder, Role, Vectors
from corpus.errors import IngestError, StoreError
from corpus.generations import writing
from corpus.index import Place, check_index, open_corpus
from corpus.units import cut
from ingest.parse import parse, read_file
from ingest.passages import build_passages
from ingest.pipeline import Indexing, ingest
from tests.letters import LetterEmbedder, quiet

TODAY = date(2026, 11, 22)
GUIDE = """---
id: town-guide
language: en
title: The town hall
---
## Opening {#opening}

The town hall opens at nine. It closes at noon on Fridays.

Bring a proof of address.

## Fees {#fees}

A certified copy costs 4 euros.
"""


def indexing(home: Path, open_embedder: Callable[[], Embedder] = LetterEmbedder, *, tokens: int = 320) -> Indexing:
    return Indexing(Place(home), "letters", open_embedder, tokens)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "town.md").write_text(GUIDE, encoding="utf8")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def text_of(home: Path, anchor: str) -> str:
    corpus = open_corpus(Place(home), None)
    try:
        return corpus.get(anchor, as_of=TODAY, lang="en").text
    finally:
        corpus.close()


def test_a_second_run_changes_nothing_and_opens_no_embedder(folder: Path, home: Path) -> None:
    first = ingest([folder], indexing(home), progress=quiet)
    assert (first.documents, first.added, first.changed, first.removed) == (1, first.passages, 0, 0)

    def never() -> Embedder:
        raise AssertionError("nothing is to be embedded")

    second = ingest([folder], indexing(home, never), progress=quiet)
    assert (second.added, second.changed, second.removed, second.unchanged) == (0, 0, 0, first.passages)


def test_an_edit_replaces_what_the_file_said_before(folder: Path, home: Path) -> None:
    ingest([folder], indexing(home), progress=quiet)
    (folder / "town.md").write_text(GUIDE.replace("4 euros", "5 euros"), encoding="utf8")
    ingest([folder], indexing(home), progress=quiet)
    assert text_of(home, "town-guide#sec_fees.par_1") == "A certified copy costs 5 euros."
    corpus = open_corpus(Place(home), None)
    assert len(corpus.catalogue.held()) == 1


def test_a_dry_run_writes_nothing(folder: Path, home: Path) -> None:
    report = ingest([folder], indexing(home), progress=quiet, dry_run=True)
    assert report.provisions
    with pytest.raises(StoreError):
        open_corpus(Place(home), None)


def test_a_failure_while_embedding_leaves_the_index_before(folder: Path, home: Path) -> None:
    ingest([folder], indexing(home), progress=quiet)
    (folder / "town.md").write_text(GUIDE.replace("4 euros", "5 euros"), encoding="utf8")

    class Failing(LetterEmbedder):
        def embed(self, texts: Sequence[str], role: Role) -> Vectors:  # noqa: ARG002 — it fails whatever it is given
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError) as caught:
        ingest([folder], indexing(home, Failing), progress=quiet)
    assert caught.value.key == "index_disk_full"
    assert text_of(home, "town-guide#sec_fees.par_1") == "A certified copy costs 4 euros."
    ingest([folder], indexing(home), progress=quiet)
    assert text_of(home, "town-guide#sec_fees.par_1") == "A certified copy costs 5 euros."
    assert check_index(Place(home), LetterEmbedder()) == []


def test_a_bad_file_is_reported_and_the_others_indexed(folder: Path, home: Path) -> None:
    (folder / "empty.md").write_bytes(b"")
    report = ingest([folder], indexing(home), progress=quiet)
    assert len(report.errors) == 1
    assert "empty.md" in report.errors[0]
    assert text_of(home, "town-guide#sec_fees.par_1").endswith("4 euros.")


def test_a_path_that_is_not_there_is_a_clear_error(home: Path) -> None:
    with pytest.raises(IngestError) as caught:
        ingest([Path("/no/such/folder")], indexing(home), progress=quiet)
    assert caught.value.key == "path_missing"


def test_two_writers_do_not_meet(folder: Path, home: Path) -> None:
    with writing(Place(home)), pytest.raises(StoreError) as caught:
        ingest([folder], indexing(home), progress=quiet)
    assert caught.value.key == "index_locked"


def test_an_index_made_by_another_embedder_is_refused(folder: Path, home: Path) -> None:
    ingest([folder], indexing(home), progress=quiet)
    other = LetterEmbedder()
    other.name = "other"
    with pytest.raises(StoreError) as caught:
        open_corpus(Place(home), other)
    assert caught.value.key == "embedder_mismatch"
    assert "letters" in caught.value.message("fr")


def test_cutting_to_another_size_changes_no_anchor(folder: Path, home: Path) -> None:
    (folder / "long.md").write_text("# Long\n\n" + " ".join(f"Word{i} is here." for i in range(900)), encoding="utf8")
    ingest([folder], indexing(home, tokens=320), progress=quiet)
    before = sorted(identity for identity, _ in open_corpus(Place(home), None).catalogue.texts())
    ingest([folder], indexing(home, tokens=80), progress=quiet)
    corpus = open_corpus(Place(home), None)
    assert sorted(identity for identity, _ in corpus.catalogue.texts()) == before
    assert corpus.catalogue.meta()["tokens"] == "80"


def test_no_unit_is_longer_than_asked(folder: Path) -> None:
    (folder / "long.md").write_text("# Long\n\n" + "word " * 5000, encoding="utf8")
    passages = build_passages(parse(read_file(folder / "long.md")))
    assert max(len(unit.body) for unit in cut(passages, tokens=64)) <= 1.25 * 64 * 4
    together = " ".join(unit.body for unit in cut(passages, tokens=64))
    assert together.count("word") >= 5000


class TestKilled:
    """A run killed at any moment: the index before answers, the next run completes."""

    SCRIPT: ClassVar = """
import sys, time
from pathlib import Path
from typing import ClassVar
sys.path.insert(0, {root!r})
from tests.ingest.test_pipeline import LetterEmbedder, indexing, quiet
from ingest.pipeline import ingest
class Slow(LetterEmbedder):
    def embed(self, texts, role):
        time.sleep(0.02)
        return super().embed(texts, role)
print("go", flush=True)
ingest([Path({folder!r})], indexing(Path({home!r}), Slow), progress=quiet)
"""

    @pytest.mark.parametrize("after_s", [0.0, 0.05, 0.2, 0.5])
    def test_nothing_is_lost(self, folder: Path, home: Path, after_s: float) -> None:
        ingest([folder], indexing(home), progress=quiet)
        (folder / "town.md").write_text(GUIDE.replace("4 euros", "5 euros"), encoding="utf8")
        script = self.SCRIPT.format(root=str(Path(__file__).parents[2]), folder=str(folder), home=str(home))
        run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert run.stdout
        run.stdout.readline()
        time.sleep(after_s)  # the moment of death is what this test varies
        run.send_signal(signal.SIGKILL)
        run.wait()
        run.stdout.close()
        assert text_of(home, "town-guide#sec_fees.par_1") in {
            "A certified copy costs 4 euros.",
            "A certified copy costs 5 euros.",
        }
        ingest([folder], indexing(home), progress=quiet)
        assert text_of(home, "town-guide#sec_fees.par_1") == "A certified copy costs 5 euros."
        assert check_index(Place(home), LetterEmbedder()) == []


@pytest.mark.official
def test_a_file_with_provisions_missing_is_refused(official: Path, tmp_path: Path, home: Path) -> None:
    whole = (official / "gdpr" / "32016R0679.oj.en.xhtml").read_text(encoding="utf8")
    start, end = (
        whole.index('<div class="eli-subdivision" id="rct_71"'),
        whole.index('<div class="eli-subdivision" id="rct_72"'),
    )
    (tmp_path / "short.xhtml").write_text(whole[:start] + whole[end:], encoding="utf8")
    report = ingest([tmp_path / "short.xhtml"], indexing(home), progress=quiet)
    assert report.passages == 0
    assert "172" in report.errors[0]
    assert "173" in report.errors[0]
