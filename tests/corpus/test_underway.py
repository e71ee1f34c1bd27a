"""How far a run has come, told from one process to another."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.place import Place
from corpus.underway import Underway, read_underway, telling


@pytest.fixture
def place(tmp_path: Path) -> Place:
    at = Place(tmp_path)
    at.index.mkdir()
    return at


def test_nothing_is_told_where_nobody_writes(place: Place) -> None:
    assert read_underway(place) is None


def test_a_run_is_told_with_its_rate_and_what_is_left_until_it_ends(place: Place) -> None:
    heard: list[tuple[str, int, int]] = []
    moments = iter([0.0, 0.1, 10.0, 10.0])
    with telling(place, lambda *told: heard.append(told), now=lambda: next(moments)) as tell:
        assert read_underway(place) is None
        tell("embedding", 20, 120)
        assert read_underway(place) == Underway("embedding", 20, 120, 0.0, None)
        tell("embedding", 21, 120)  # too soon after the last to be written down
        assert read_underway(place) == Underway("embedding", 20, 120, 0.0, None)
        tell("embedding", 70, 120)
        assert read_underway(place) == Underway("embedding", 70, 120, 5.0, 10.0)
        tell("storing", 0, 3)
        assert read_underway(place) == Underway("storing", 0, 3, 0.0, None)
    assert read_underway(place) is None
    assert heard == [("embedding", 20, 120), ("embedding", 21, 120), ("embedding", 70, 120), ("storing", 0, 3)]


def test_a_run_that_was_killed_is_not_under_way(place: Place) -> None:
    code = f"""
import os, signal
from pathlib import Path
from corpus.place import Place
from corpus.underway import telling
with telling(Place(Path({json.dumps(str(place.home))})), lambda *told: None) as tell:
    tell("reading", 1, 2)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    run = subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2])
    assert run.returncode < 0
    assert "reading" in (place.index / "PROGRESS").read_text()
    assert read_underway(place) is None
