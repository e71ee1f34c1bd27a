"""The index bears damage: it is said, with what to do next, in both languages; nothing that was sound is lost."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import CaioError, DamageError, StoreError
from corpus.generations import start_generation, writing
from corpus.index import check_index, open_corpus
from corpus.place import Place
from corpus.rollback import list_generations, rollback
from corpus.sums import verify, write_sums
from corpus.vector_cache import VectorCache
from ingest.pipeline import Indexing, ingest
from ingest.report import Report
from tests.letters import LetterEmbedder, quiet

TODAY = datetime.now(UTC).date()
ANCHOR = "fees#par_1"


def run(home: Path, docs: Path, **more: object) -> Report:
    return ingest([docs], replace(Indexing(Place(home), "letters", LetterEmbedder, 320), **more), progress=quiet)  # type: ignore[arg-type]


def write(docs: Path, euros: int) -> None:
    docs.mkdir(exist_ok=True)
    (docs / "fees.md").write_text(f"# Fees\n\nA copy costs {euros} euros.\n", encoding="utf8")


def fee(home: Path) -> str:
    corpus = open_corpus(Place(home), LetterEmbedder())
    try:
        near = corpus.near(corpus.embed("what does a copy cost?"), k=1, as_of=TODAY, lang="en")
        return corpus.get(near[0].id.partition("|")[0], as_of=TODAY, lang="en").text
    finally:
        corpus.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index of two generations, 4 euros, then 5, and the documents."""
    folder = tmp_path_factory.mktemp("made")
    for euros in (4, 5):
        write(folder / "docs", euros)
        run(folder / "home", folder / "docs")
    return folder


@pytest.fixture
def docs(made: Path) -> Path:
    shutil.rmtree(made / "docs")
    write(made / "docs", 5)
    return made / "docs"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of the index of two generations: 4 euros, then 5."""
    return Path(shutil.copytree(made / "home", tmp_path / "home"))


def serving(home: Path) -> Path:
    return Place(home).index / (Place(home).current() or "")


class TestTheWayBack:
    def test_the_index_before_serves_again_and_a_second_time_the_other(self, home: Path) -> None:
        both = [kept.name for kept in list_generations(Place(home), "letters")]
        assert rollback(Place(home), "letters") == both[1]
        assert "4 euros" in fee(home)
        assert [(kept.name, kept.serves) for kept in list_generations(Place(home), "letters")] == [
            (both[1], True),
            (both[0], False),
        ]
        assert rollback(Place(home), "letters") == both[0]
        assert "5 euros" in fee(home)

    def test_what_was_rolled_back_is_indexed_again(self, home: Path, docs: Path) -> None:
        rollback(Place(home), "letters")
        run(home, docs)
        assert "5 euros" in fee(home)
        rollback(Place(home), "letters")
        assert "4 euros" in fee(home)

    def test_there_is_none_to_go_back_to(self, tmp_path: Path, docs: Path) -> None:
        with pytest.raises(StoreError) as nothing:
            rollback(Place(tmp_path / "new"), "letters")
        assert nothing.value.key == "index_missing"
        write(docs, 4)
        run(tmp_path / "new", docs)
        with pytest.raises(StoreError) as caught:
            rollback(Place(tmp_path / "new"), "letters")
        assert caught.value.key == "rollback_none"

    def test_a_damaged_one_is_not_gone_back_to(self, home: Path) -> None:
        previous = Place(home).index / (Place(home).previous() or "")
        (previous / "chroma" / "chroma.sqlite3").write_bytes(b"")
        with pytest.raises(DamageError) as caught:
            rollback(Place(home), "letters")
        assert "chroma.sqlite3" in caught.value.message("fr")
        assert "5 euros" in fee(home)
        assert [bool(kept.fault) for kept in list_generations(Place(home), "letters")] == [False, True]

    def test_one_that_another_embedder_made_is_not_gone_back_to(self, home: Path) -> None:
        with pytest.raises(StoreError) as caught:
            rollback(Place(home), "other")
        assert caught.value.key == "embedder_mismatch"
        assert "5 euros" in fee(home)


class TestOneWriter:
    def test_the_message_says_who_writes_and_since_when(self, home: Path) -> None:
        with writing(Place(home)), pytest.raises(StoreError) as caught, writing(Place(home)):
            pass
        assert f"number {os.getpid()}, since {datetime.now():%Y-}" in caught.value.message("en")
        assert f"numéro {os.getpid()}" in caught.value.message("fr")

    def test_the_lock_of_a_dead_process_does_not_block(self, home: Path, docs: Path) -> None:
        script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from corpus.generations import writing
from corpus.place import Place
with writing(Place(Path({str(home)!r}))):
    print("held", flush=True)
    sys.stdin.read()
"""
        holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert holder.stdout
        assert holder.stdin
        holder.stdout.readline()
        write(docs, 6)
        with pytest.raises(StoreError) as caught:
            run(home, docs)
        assert str(holder.pid) in caught.value.message("en")
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdout.close()
        holder.stdin.close()
        run(home, docs)
        assert "6 euros" in fee(home)


class TestNames:
    """Generations are told apart by names that sort as they were made, whatever the clock says."""

    @given(st.lists(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)), min_size=2, max_size=6))
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_each_sorts_after_those_before_it(self, tmp_path: Path, times: list[datetime]) -> None:
        place = Place(Path(tempfile.mkdtemp(dir=tmp_path)))
        place.index.mkdir(parents=True)
        names = []
        for time in times:
            name, catalogue = start_generation(place, None, clock=lambda time=time: time.replace(tzinfo=UTC))  # type: ignore[misc]
            catalogue.commit()
            catalogue.close()
            write_sums(place.index / name)
            (place.index / "CURRENT").write_text(name)
            names.append(name)
        assert names == sorted(set(names))

    def test_a_clock_that_went_back_changes_nothing_else(self, home: Path, docs: Path) -> None:
        before = Place(home).current()
        write(docs, 6)
        past = datetime.now(UTC) - timedelta(days=3650)
        run(home, docs, clock=lambda: past)
        assert "6 euros" in fee(home)
        assert Place(home).previous() == before
        assert list_generations(Place(home), "letters")[0].made == past.isoformat(timespec="seconds")
        rollback(Place(home), "letters")
        assert "5 euros" in fee(home)


def _garble(path: Path) -> None:
    path.write_bytes(b"\xff\x00g2026")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _name_another(path: Path) -> None:
    path.write_text("g20990101000000000000")


@pytest.mark.parametrize("harm", [_garble, _empty, Path.unlink, _name_another])
class TestCurrentIsLost:
    """The file CURRENT is damaged, gone, or names what is not there."""

    def test_it_is_said_and_rollback_brings_back_what_served(self, home: Path, harm: Callable[[Path], None]) -> None:
        generation = serving(home).name
        harm(Place(home).index / "CURRENT")
        with pytest.raises(DamageError) as caught:
            fee(home)
        for lang in ("fr", "en"):
            assert "`caio index rollback`" in caught.value.message(lang)
            assert generation in caught.value.message(lang)
        assert rollback(Place(home), "letters") == generation
        assert "5 euros" in fee(home)
        rollback(Place(home), "letters")
        assert "4 euros" in fee(home)

    def test_a_run_builds_on_what_served_and_says_so(self, home: Path, docs: Path, harm: Callable[[Path], None]) -> None:
        (docs / "other.md").write_text("# Hours\n\nWe open at nine.\n", encoding="utf8")
        run(home, docs)
        (docs / "other.md").unlink()
        generation = serving(home).name
        harm(Place(home).index / "CURRENT")
        report = run(home, docs / "fees.md", lang="fr")
        assert generation in report.warnings[0]
        assert "partie de l’index" in report.warnings[0]
        assert report.documents == 2
        assert Place(home).previous() == generation
        assert check_index(Place(home), LetterEmbedder()) == []


class TestTheOnlyIndexIsDamaged:
    def test_a_run_starts_anew_and_says_so(self, tmp_path: Path, docs: Path) -> None:
        home = tmp_path / "home"
        write(docs, 4)
        run(home, docs)
        _empty(serving(home) / "catalogue.sqlite")
        with pytest.raises(DamageError) as caught:
            fee(home)
        assert "`caio ingest`" in caught.value.message("fr")
        report = run(home, docs)
        assert "starts anew" in report.warnings[0]
        assert "4 euros" in fee(home)


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_change_to_a_file_is_found(tmp_path: Path, data: st.DataObject) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    (folder / "chroma").mkdir(parents=True)
    content = data.draw(st.binary(min_size=1, max_size=200))
    file = folder / "chroma" / "data.bin"
    file.write_bytes(content)
    write_sums(folder)
    verify(folder / "chroma")
    changed = data.draw(st.binary(max_size=200).filter(lambda other: other != content) | st.none())
    file.unlink() if changed is None else file.write_bytes(changed)
    with pytest.raises(DamageError):
        verify(folder / "chroma")


@pytest.mark.parametrize("name", ["catalogue.sqlite", "chroma/chroma.sqlite3", "SUMS"])
def test_bytes_changed_in_a_store_are_never_answered_from(home: Path, docs: Path, name: str) -> None:
    path, chance = serving(home) / name, random.Random(7)
    data = bytearray(path.read_bytes())
    for _ in range(20):
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    path.write_bytes(data)
    with pytest.raises(DamageError) as caught:
        fee(home)
    assert "`caio index rollback`" in caught.value.message("fr")
    report = run(home, docs)
    assert report.warnings
    assert "5 euros" in fee(home)
    assert check_index(Place(home), LetterEmbedder()) == []
    assert run(home, docs).warnings == ()


def test_vectors_that_are_gone_are_written_again_though_no_file_changed(home: Path, docs: Path) -> None:
    shutil.rmtree(serving(home) / "chroma")
    with pytest.raises(DamageError):
        fee(home)
    report = run(home, docs)
    assert "writes them again" in report.warnings[0]
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert "5 euros" in fee(home)


class TestCacheOfVectors:
    def test_a_damaged_one_is_made_anew_and_said(self, home: Path, docs: Path) -> None:
        write(docs, 6)
        (home / "embeddings.sqlite").write_bytes(random.Random(0).randbytes(20_000))
        report = run(home, docs, lang="fr")
        assert "rien n’est perdu" in report.warnings[0]
        assert "6 euros" in fee(home)

    @pytest.mark.parametrize("seed", range(3))
    def test_damage_anywhere_in_it_never_stops_a_run(self, home: Path, docs: Path, seed: int) -> None:
        path, chance = home / "embeddings.sqlite", random.Random(seed)
        data = bytearray(path.read_bytes())
        for _ in range(200):
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        path.write_bytes(data)
        write(docs, 6)
        run(home, docs)
        assert "6 euros" in fee(home)
        assert check_index(Place(home), LetterEmbedder()) == []

    def test_a_vector_that_is_none_is_not_given(self, tmp_path: Path) -> None:
        cache = VectorCache(tmp_path / "cache.sqlite", "letters", dimension=2)
        cache.put(["whole", "short", "long"], np.array([[0.6, 0.8], [0.6, 0.0], [60.0, 80.0]], np.float32))
        assert list(cache.get(["whole", "short", "long", "unknown"])) == ["whole"]
        assert not cache.renewed
        cache.close()


class TestRoom:
    def test_a_run_that_would_not_fit_writes_nothing(self, home: Path) -> None:
        place = Place(home)
        before = sorted(path.name for path in place.index.iterdir())
        with pytest.raises(StoreError) as caught, writing(place):
            start_generation(place, None, needs=10**18)
        assert caught.value.key == "index_no_room"
        assert f"{10**12}" in caught.value.message("en")
        assert sorted(path.name for path in place.index.iterdir()) == before


def test_every_damage_is_said_in_both_languages(home: Path) -> None:
    said: list[CaioError] = []
    for step in ("doctor", "rollback", "ingest", "unchanged", "built_on", "anew", "rewritten", ""):
        error = DamageError("current_missing", {"path": home}).leading_to(step, "g1")  # type: ignore[arg-type]
        said.append(error)
    assert len({error.message(lang) for error in said for lang in ("fr", "en")}) == 2 * len(said)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_an_index_on_a_full_disk_answers(home: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        shutil.copytree(home, disk, dirs_exist_ok=True)
        with (disk / "filler").open("wb", buffering=0) as filler:
            filler.write(bytes(8_000_000))
        assert shutil.disk_usage(disk).free < 4096
        assert "5 euros" in fee(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
