"""Shared fixtures: where the official texts are, when they are."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def official() -> Path:
    """The folder of official texts; the test is skipped where there is none."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("the official texts are not beside this clone (../shared/corpus)")
    return folder


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """The folder of public benchmarks; the test is skipped where there is none."""
    folder = SHARED / "benchmarks"
    if not folder.is_dir():
        pytest.skip("the public benchmarks are not beside this clone (../shared/benchmarks)")
    return folder
