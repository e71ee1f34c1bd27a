"""The command line as scripts use it: JSON, exit codes, clear errors. Each command runs in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.index import Place
from corpus.texts import LANGS, Lang, say

CAIO = Path(sys.executable).with_name("caio")


def caio(*arguments: str, home: Path, lang: str = "en", **more: str) -> "subprocess.CompletedProcess[str]":
    env = {key: value for key, value in os.environ.items() if not key.startswith("CAIO_")}
    env |= {"CAIO_HOME": str(home), "CAIO_ENGINE": "none", "CAIO_DIGESTS": "false", "CAIO_LANG": lang, "COLUMNS": "200"} | more
    return subprocess.run([CAIO, *arguments], capture_output=True, text=True, env=env, timeout=300, check=False)


@pytest.fixture(scope="module")
def home(town: Place, models: Path) -> Path:
    """The town's index, with the models of this machine beside it."""
    link = town.home / "models"
    if not link.exists():
        link.symlink_to(models.resolve(), target_is_directory=True)
    return town.home


def test_ask_prints_the_answer_as_json(home: Path) -> None:
    run = caio("ask", "How many books may a reader borrow at a time?", "--json", home=home)
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert "six books" in answer["claims"][0]["citations"][0]["quote"]


def test_a_refusal_is_an_answer(home: Path) -> None:
    run = caio("ask", "What is the capital of Australia?", home=home)
    assert run.returncode == 0, run.stderr
    assert "do not answer this question" in " ".join(run.stdout.split())


def test_search_and_show_speak_the_same_anchors(home: Path) -> None:
    hits = json.loads(caio("search", "children in the reading room", "-k", "3", "--json", home=home).stdout)["hits"]
    assert hits[0]["anchor"] == "town-rules#sec_children.par_1"
    assert {"anchor", "lang", "version", "score", "text", "label", "url"} <= hits[0].keys()
    shown = json.loads(caio("show", hits[0]["anchor"], "--lang", "fr", "--json", home=home).stdout)
    assert shown["lang"] == "fr"
    assert "12 ans" in shown["text"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "town-rules#sec_nowhere.par_1"), 1, "aucun texte indexé"),
        (("show", "not an anchor"), 1, "n’est pas une ancre"),
        (("ingest", "/no/such/file"), 1, "n’existe pas"),
        (("ingest", "--source", "nothing"), 1, "n’est pas une source connue"),
        (("ingest",), 2, ""),
        (("ask", "x", "--lang", "de"), 2, ""),
        (("search", "x", "--as-of", "soon"), 2, ""),
    ],
)
def test_what_goes_wrong_is_said_in_the_reader_s_language(
    home: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    run = caio(*arguments, home=home, lang="fr")
    assert run.returncode == code, run.stderr
    assert words in " ".join(run.stderr.split()).lower() or words in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


def test_without_an_index_the_next_step_is_said(tmp_path: Path, models: Path) -> None:
    (tmp_path / "models").symlink_to(models.resolve(), target_is_directory=True)
    run = caio("search", "anything", home=tmp_path)
    assert run.returncode == 1
    assert "caio ingest" in run.stderr


def test_an_ollama_that_does_not_answer_is_a_clear_error(home: Path) -> None:
    run = caio("ask", "How many books?", home=home, CAIO_ENGINE="ollama", OLLAMA_HOST="http://127.0.0.1:9")
    assert run.returncode == 1
    assert "http://127.0.0.1:9" in run.stderr


def test_a_setting_that_cannot_be_used_is_a_clear_error(home: Path) -> None:
    run = caio("doctor", home=home, CAIO_PORT="eighty")
    assert run.returncode == 1
    assert "port" in run.stderr


@pytest.mark.parametrize("lang", LANGS)
def test_a_door_that_cannot_be_set_so_is_a_clear_error_in_the_language_of_the_settings(tmp_path: Path, lang: Lang) -> None:
    for name, value, key, values in (
        ("CAIO_ORIGINS", "https://a.example/ https://b.example", "origin_invalid", {"origin": "https://a.example/"}),
        ("CAIO_RATE", "often", "rate_invalid", {"rate": "often"}),
    ):
        run = caio("serve", home=tmp_path, lang=lang, **{name: value})
        assert run.returncode == 1
        assert run.stderr.split() == say(f"errors.{key}", lang, values).split()


def test_doctor_finds_a_sound_index(home: Path) -> None:
    run = caio("doctor", "--json", home=home)
    assert run.returncode == 0, run.stdout
    assert json.loads(run.stdout)["healthy"]


def test_ingest_reports_as_json(tmp_path: Path, models: Path, rules_file: Path) -> None:
    (tmp_path / "models").symlink_to(models.resolve(), target_is_directory=True)
    run = caio("ingest", str(rules_file), "--json", home=tmp_path)
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert {"documents", "passages", "added", "changed", "removed", "unchanged", "warnings", "seconds"} <= report.keys()
    assert report["documents"] == 1
