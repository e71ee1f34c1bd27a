"""Work measured in a process of its own."""

import pytest

from evals.measured import measure_apart


def one_hundred() -> int:
    return len(bytearray(100))


def fail() -> int:
    raise ValueError("as it should")


def test_it_gives_what_the_work_came_to() -> None:
    measured = measure_apart(one_hundred)
    assert measured.value == 100
    assert measured.peak_gb > 0


def test_work_that_fails_is_not_taken_for_done() -> None:
    with pytest.raises(RuntimeError):
        measure_apart(fail)
