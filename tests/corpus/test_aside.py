"""Folders set aside: one's own while one lives, and gone when one is gone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.aside import Aside
from corpus.errors import StoreError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_the_folder_of_a_killed_process_is_removed_by_the_next_that_of_a_living_one_is_not(place: Path) -> None:
    script = "from corpus.aside import Aside; import sys; a = Aside(1000); print(a.path, flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert other.stdin
    assert other.stdout
    theirs = Path(other.stdout.readline().strip())
    own = Aside(1000)
    assert {theirs, own.path} == set(place.iterdir())
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdin.close()
    other.stdout.close()
    another = Aside(1000)
    assert {own.path, another.path} == set(place.iterdir())
    own.remove()
    another.remove()
    assert list(place.iterdir()) == []


def test_no_room_anywhere_is_a_clear_error(place: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Aside(10**18)
    assert caught.value.key == "disk_full"
    assert list(place.iterdir()) == []
