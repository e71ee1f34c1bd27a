"""What the measure of scale rests on: reading stops once there is enough, and others can index the same."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from corpus.anchors import parse
from corpus.units import Level, Unit
from evals.rivals import RIVALS
from evals.scale import up_to
from ingest.blocks import File
from ingest.document import read_document, read_here
from tests.letters import LetterEmbedder


def a_text(number: int) -> File:
    data = f"# Text {number}\n\nOne paragraph.\n\nAnother paragraph.".encode()
    return File(Path(f"/nowhere/text-{number}.md"), data, hashlib.sha256(data).hexdigest())


def a_unit(number: int) -> Unit:
    anchor = parse(f"bees#sec_one.par_{number}")
    return Unit(anchor, "en", "1", Level.PARAGRAPH, 0, "Bees", f"Paragraph {number}.", date(2026, 1, 1), None)


def test_reading_stops_once_there_are_enough_passages() -> None:
    assert (
        len(list(up_to(5, 320, read_here)(read_document, map(a_text, range(100))))) == 2
    )  # of three each: two paragraphs and the section


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("name", "module"), [("llama-index", "llama_index.core"), ("haystack", "haystack")])
def test_others_index_the_same_passages(name: str, module: str, tmp_path: Path) -> None:
    pytest.importorskip(module, reason="not installed with the project: pip install llama-index-core haystack-ai")
    RIVALS[name]([a_unit(number) for number in range(300)], LetterEmbedder(), tmp_path)
    kept = "".join(path.read_text(encoding="utf8") for path in tmp_path.rglob("*.json"))
    assert all(f"Paragraph {number}." in kept for number in range(300))
