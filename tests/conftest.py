"""Shared fixtures: where the official texts are, when they are; the embedded model, when its weights are."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# The engine is imported by the fixtures that start it: most tests need none.
if TYPE_CHECKING:
    from assistant.llm import ChatModel
    from assistant.llm.embedded import Served
    from corpus.embedding import Embedder

# A machine that does other things too must not fail a test for its time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# So that a failing contract shows its values, as a test module does.
pytest.register_assert_rewrite("tests.contract")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


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


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder where models are unpacked, kept between sessions."""
    return Path(os.environ.get("CAIO_HOME", ROOT / "data")) / "models"


@pytest.fixture(scope="session")
def embedder(models: Path) -> Embedder:
    """The product's own embedder."""
    from corpus.adapter import open_embedder

    return open_embedder("multilingual-e5-small", models=models)


@pytest.fixture(scope="session")
def weights() -> Path:
    """The weights of the embedded model; the test is skipped where they are not."""
    from assistant.llm.weights import QWEN

    homes = [Path(os.environ.get("CAIO_HOME", "data")), ROOT / "data"]
    named = [Path(os.environ["CAIO_MODEL_PATH"])] if "CAIO_MODEL_PATH" in os.environ else []
    for path in [*named, *(QWEN.path(home) for home in homes)]:
        if path.is_file():
            return path
    pytest.skip("the weights of the embedded model are not here: `caio models pull`, or set CAIO_MODEL_PATH")


@pytest.fixture(scope="session")
def served(weights: Path) -> Iterator[Served]:
    """The one embedded server of the test session."""
    from assistant.llm.embedded import serve

    served = serve(weights)
    yield served
    served.stop()


@pytest.fixture
async def embedded_model(weights: Path, served: Served) -> AsyncIterator[ChatModel]:
    """The embedded model. Closing it leaves the session's server running for the next test."""
    from assistant.llm.embedded import EmbeddedChat

    shared = replace(served, stop=lambda: None)
    model = EmbeddedChat(weights, serve=lambda _: shared)
    yield model
    await model.close()
