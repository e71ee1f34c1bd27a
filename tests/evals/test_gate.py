"""The gate holds, and lets nothing through that it is there to stop."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from evals.gate import FILE, Measured, falls
from evals.report import read_result

ROOT = Path(__file__).resolve().parents[2]
# What a careless change could do: a file, words of it, and what takes their place.
REGRESSIONS = {
    "retrieval halved": [("assistant/search.py", "    return hits[:k]\n", "    return hits[:k][1::2]\n")],
    "verifier off": [
        ("assistant/verify/claim.py", 'VETOES = ("numbers", "provisions", "actors")', "VETOES = ()"),
        ("assistant/verify/claim.py", "if score >= calibrated.supported:", "if score >= 0:"),
    ],
    "prompt without citations": [
        ("assistant/prompts/en/write.md", "beginning with the number of the extract it rests on, in brackets: [2]", "no more:"),
        (
            "assistant/prompts/fr/write.md",
            "commençant par le numéro de l’extrait sur lequel elle repose, entre crochets : [2]",
            ":",
        ),
    ],
    "refusal threshold at zero": [("assistant/evidence.py", "ENOUGH = 0.5", "ENOUGH = 0.0")],
    "French stemmer off": [
        ("corpus/words.py", "yield stemmer.stemWord(part)", 'yield part if lang == "fr" else stemmer.stemWord(part)')
    ],
}


def measured(good: int, n: int = 20, *, model: str = "m", figure: str = "search") -> Measured:
    return Measured(made=date(2026, 11, 22), model=model, figures={figure: {str(i): i < good for i in range(n)}})


def test_a_fall_beyond_noise_is_told_and_noise_is_not() -> None:
    assert falls(measured(18), measured(18)) == []
    assert falls(measured(18), measured(19)) == []
    assert falls(measured(18), measured(15)) == [], "three of twenty come by luck one time in eight"
    (fall,) = falls(measured(18), measured(12))
    assert (fall.figure, fall.before, fall.now) == ("search", 0.9, 0.6)
    assert fall.luck < 0.05


def test_a_figure_that_is_no_longer_measured_has_fallen() -> None:
    assert [fall.figure for fall in falls(measured(18), measured(18, figure="another"))] == ["search"]


def test_without_the_model_what_it_writes_is_not_judged() -> None:
    figure = "says what it rests on"
    assert falls(measured(5, 6, figure=figure), Measured(made=date(2026, 11, 22), model="", figures={})) == []


def gate(folder: Path, models: Path) -> subprocess.CompletedProcess[str]:
    home = {**os.environ, "CAIO_HOME": str(models.parent.resolve())}
    return subprocess.run(
        [sys.executable, "-m", "evals.gate"], cwd=folder, env=home, capture_output=True, text=True, check=False
    )


def test_nothing_has_fallen(models: Path) -> None:
    assert read_result(FILE, Measured).figures
    told = gate(ROOT, models)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("weights")
@pytest.mark.parametrize("regression", REGRESSIONS)
def test_a_planted_regression_is_stopped(regression: str, models: Path, tmp_path: Path) -> None:
    for part in ("assistant", "corpus", "evals", "ingest"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name, words, instead in REGRESSIONS[regression]:
        file = tmp_path / name
        before = file.read_text(encoding="utf8")
        assert words in before, f"{name} has changed: plant it anew"
        file.write_text(before.replace(words, instead), encoding="utf8")
    told = gate(tmp_path, models)
    assert told.returncode == 1, told.stdout + told.stderr
    assert "%" in told.stderr
