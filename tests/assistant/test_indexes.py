"""The indexes kept, as a running assistant and the command line see them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.llm import Opened
from assistant.local import LocalAssistant, Opening
from assistant.settings import Settings
from corpus.embedding import Embedder
from corpus.errors import StoreError
from corpus.rollback import rollback
from ingest.pipeline import ingest
from tests.assistant.conftest import RULES


@pytest.fixture
def settings(models: Path, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An index in which six books may be borrowed, then one in which seven may."""
    (tmp_path / "models").symlink_to(models.resolve(), target_is_directory=True)
    for name, value in {"HOME": str(tmp_path), "ENGINE": "none", "DIGESTS": "false", "LANG": "fr"}.items():
        monkeypatch.setenv(f"CAIO_{name}", value)
    settings = Settings()
    rules = tmp_path / "rules.en.md"
    for number in ("six", "seven"):
        rules.write_text(RULES["rules.en.md"].replace("six books", f"{number} books"), encoding="utf8")
        ingest([rules], replace(Opening(settings).indexing(), open_embedder=lambda: embedder), progress=lambda *_: None)
    return settings


def _borrowed(assistant: LocalAssistant) -> str:
    text = assistant.search("How many books may a reader borrow?", k=1, lang="en").hits[0].text
    return "six" if "six books" in text else "seven" if "seven books" in text else text


async def test_a_running_assistant_follows_a_rollback(settings: Settings) -> None:
    assistant = LocalAssistant(settings, model=Opened(None, "asked_none"))
    opening = Opening(settings)
    assert _borrowed(assistant) == "seven"
    rollback(opening.place, opening.space)
    assert _borrowed(assistant) == "six"
    rollback(opening.place, opening.space)
    assert _borrowed(assistant) == "seven"
    await assistant.close()


async def test_a_running_assistant_goes_on_when_the_index_is_damaged(settings: Settings) -> None:
    assistant = LocalAssistant(settings, model=Opened(None, "asked_none"))
    place = Opening(settings).place
    assert _borrowed(assistant) == "seven"
    (place.index / "CURRENT").write_bytes(b"")
    assert _borrowed(assistant) == "seven"
    await assistant.close()
    with pytest.raises(StoreError) as caught:
        _borrowed(assistant)
    assert "`caio index rollback`" in caught.value.message("fr")


def test_the_command_line_lists_and_goes_back(settings: Settings) -> None:
    runner = CliRunner()
    first = json.loads(runner.invoke(app, ["index", "list", "--json"]).stdout)["indexes"]
    assert [kept["serves"] for kept in first] == [True, False]
    assert first[0]["made"] >= first[1]["made"]
    assert (first[0]["documents"], first[0]["fault"]) == (1, "")
    back = runner.invoke(app, ["index", "rollback"])
    assert f"L’index {first[1]['name']} sert de nouveau" in back.stdout
    (Opening(settings).place.index / first[0]["name"] / "catalogue.sqlite").write_bytes(b"")
    shown = runner.invoke(app, ["index", "list"])
    assert "sert" in shown.stdout
    assert "ne sont plus tels qu’ils ont été écrits" in " ".join(shown.output.split())
    (Opening(settings).place.index / "CURRENT").unlink()
    lost = json.loads(runner.invoke(app, ["index", "list", "--json"]).stdout)
    assert f"{first[1]['name']}, gardé à côté, est sain" in lost["fault"]
