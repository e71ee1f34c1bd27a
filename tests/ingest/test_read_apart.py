"""Files read apart: what one does to its reader costs that one alone, and every way of reading gives the same."""

import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from hard_files import lie, suffer
from made_files import a_file

from corpus.errors import IngestError
from corpus.index import Place, open_corpus
from ingest.apart import Limits, Reader, read_apart
from ingest.blocks import File, Parsed
from ingest.document import Outcome, Outcomes, Step, read_document, read_here
from ingest.pipeline import Indexing, ingest
from ingest.reader import packed
from tests.letters import LetterEmbedder, quiet

LIMITS = Limits(seconds=1, memory_mb=64)
# What the file does, and the error that becomes of it.
HARM = {
    "crashes": "reader_died",
    "spins": "reading_time",
    "swells": "reading_memory",
    "exits": "reader_died",
    "kills-reader": "reader_died",
    "writes": "reader_failed",
    "raises": "reader_failed",
    "refuses": "file_empty",
}


def a_named(name: str) -> File:
    return a_file(f"{name}.md", f"# {name}\n\nText of {name}.")


def keys(outcomes: list[tuple[Path, Outcome]]) -> list[str]:
    return [outcome.key if isinstance(outcome, IngestError) else "" for _, outcome in outcomes]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(suffer, LIMITS)
    yield reader
    reader.close()


@pytest.mark.parametrize("harm", HARM)
def test_what_a_file_does_to_its_reader_is_an_error_that_names_it(reader: Reader, harm: str) -> None:
    outcome = reader.read(a_named(harm)).outcome
    assert isinstance(outcome, IngestError)
    assert outcome.key == HARM[harm]
    assert f"{harm}.md" in outcome.message("fr")
    assert isinstance(reader.read(a_named("good")).outcome, Parsed)


@pytest.mark.slow
def test_a_file_that_waits_for_ever_is_left_by_the_clock(reader: Reader) -> None:
    outcome = reader.read(a_named("sleeps")).outcome
    assert isinstance(outcome, IngestError)
    assert outcome.key == "reading_time"


def test_what_a_library_prints_is_not_taken_for_an_answer(reader: Reader) -> None:
    assert isinstance(reader.read(a_named("prints")).outcome, Parsed)


def test_the_answer_of_a_reader_cannot_run_code_here(tmp_path: Path) -> None:
    reader = Reader(lie, LIMITS)
    outcome = reader.read(a_file("lies.md", str(tmp_path / "trap"))).outcome
    reader.close()
    assert isinstance(outcome, IngestError)
    assert not (tmp_path / "trap").exists()


class Older(StrEnum):
    """Members that ask to be pickled as Python 3.11.2 does it."""

    ONE = "one"

    def __reduce_ex__(self, protocol: object) -> tuple[object, ...]:
        return getattr, (type(self), self.name)


def test_an_answer_names_no_function_whatever_the_version_of_python() -> None:
    assert b"getattr" in pickle.dumps(Older.ONE)
    assert b"getattr" not in packed(Older.ONE)
    assert pickle.loads(packed((Older.ONE, Older.ONE))) == (Older.ONE, Older.ONE)


def test_the_others_go_on_in_their_order() -> None:
    names = ["one", "crashes", "two", "spins", "three", "kills-reader", "four", "raises", "five"]
    outcomes = list(read_apart(suffer, map(a_named, names), limits=LIMITS, readers=2))
    assert [path.stem for path, _ in outcomes] == names
    assert keys(outcomes) == [HARM.get(name, "") for name in names]


def an_assortment() -> list[File]:
    """Files of several forms, sound and not."""
    files = [a_named(f"file-{n}") for n in range(20)]
    table, page = "role;seat\nchair;one\n", "<html lang='en'><body><h1>Bees</h1><p>Bees are kept in hives.</p></body></html>"
    return [*files, a_file("empty.md", ""), a_file("seats.csv", table), a_file("odd.xyz", "x"), a_file("bees.html", page)]


def assert_same(there: list[tuple[Path, Outcome]]) -> None:
    here = list(read_here(read_document, an_assortment()))
    assert [outcome for _, outcome in there if isinstance(outcome, Parsed)] == [o for _, o in here if isinstance(o, Parsed)]
    assert keys(there) == keys(here)
    assert [path for path, _ in there] == [path for path, _ in here]


def test_apart_and_here_give_the_same() -> None:
    assert_same(list(read_apart(read_document, an_assortment(), limits=Limits(), readers=2)))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning")
def test_a_cluster_gives_the_same_and_outlives_what_files_do() -> None:
    ray = pytest.importorskip("ray", reason="Ray is not installed: pip install 'caio-assistant[scale]'")
    from ingest.cluster import read_on_cluster

    try:
        assert_same(list(read_on_cluster(read_document, an_assortment(), limits=Limits(), readers=2)))
        assert ray.cluster_resources()["CPU"] == 2
        names = ["one", *HARM, "two"]
        outcomes = list(read_on_cluster(suffer, map(a_named, names), limits=LIMITS, readers=2))
        assert [path.stem for path, _ in outcomes] == names
        assert keys(outcomes) == [HARM.get(name, "") for name in names]
    finally:
        ray.shutdown()


def test_who_stops_asking_leaves_no_process_behind() -> None:
    before = children()
    outcomes = read_apart(suffer, map(a_named, ["one", "spins", "sleeps"]), limits=Limits(), readers=1)
    assert next(outcomes)[0].stem == "one"
    outcomes.close()
    assert children() <= before


def children() -> set[str]:
    """The processes that this one has started and that are still there (Linux)."""
    return {pid for task in Path("/proc/self/task").glob("*/children") for pid in task.read_text().split()}


def test_a_reader_loads_no_engine() -> None:
    script = "import sys, ingest.reader, ingest.apart; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout.split()
    assert not {"torch", "chromadb", "transformers", "sentence_transformers", "langchain", "pydantic"} & set(loaded)


def test_a_folder_with_harmful_files_is_indexed_without_them(tmp_path: Path) -> None:
    for name in ("bees", "crashes", "trees"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nText of {name}.", encoding="utf8")

    def read_each(_step: Step, files: Iterable[File]) -> Outcomes:
        return read_apart(suffer, files, limits=LIMITS, readers=2)

    place = Place(tmp_path / "home")
    report = ingest([tmp_path], Indexing(place, "letters", LetterEmbedder, 320, read_each=read_each), progress=quiet)
    assert len(report.errors) == 1
    assert "crashes.md" in report.errors[0]
    assert open_corpus(place, None).catalogue.count_passages() == report.passages > 0
