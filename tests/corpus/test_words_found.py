"""Words are looked for among the units asked for: a language, texts or everyday questions, in force."""

from datetime import date
from pathlib import Path

import pytest

from corpus.anchors import parse
from corpus.cataloguing import NewCatalogue
from corpus.texts import LANGS, Lang
from corpus.units import Level, Unit
from corpus.words import match_any, stems

DAY = date(2026, 11, 22)


def a_unit(number: int, lang: Lang, level: Level, *, until: date | None = None) -> Unit:
    anchor = parse(f"bees#art_{number}")
    return Unit(anchor, lang, "1", level, 0, "", f"bees hives {'honey ' * (number % 7)}", date(2020, 1, 1), until)


@pytest.fixture
def catalogue(tmp_path: Path) -> NewCatalogue:
    catalogue = NewCatalogue.create(tmp_path / "catalogue.sqlite")
    mixed = [(n, lang, level) for n in range(1, 40) for lang in LANGS for level in (Level.PARAGRAPH, Level.QUESTION)]
    gone = [a_unit(n, "en", Level.ARTICLE, until=date(2021, 1, 1)) for n in range(50, 60)]
    catalogue.put_units([*(a_unit(*unit) for unit in mixed), *gone])
    return catalogue


@pytest.mark.parametrize("questions", [False, True])
@pytest.mark.parametrize("lang", LANGS)
def test_no_other_shelf_answers(catalogue: NewCatalogue, lang: Lang, questions: bool) -> None:
    query = match_any([(stem,) for stem in stems("honey bees", lang)])
    found = catalogue.find_words(query, k=100, as_of=DAY, lang=lang, questions=questions)
    level = Level.QUESTION if questions else Level.PARAGRAPH
    assert {unit.id for unit in found} == {a_unit(n, lang, level).id for n in range(1, 40)}
    assert [unit.score for unit in found] == sorted((unit.score for unit in found), reverse=True)


def test_the_best_come_first_and_no_more_than_asked(catalogue: NewCatalogue) -> None:
    found = catalogue.find_words('"honey"', k=5, as_of=DAY, lang="en", questions=False)
    assert {parse(unit.id.partition("|")[0]).number for unit in found} == {"6", "13", "20", "27", "34"}


def test_what_no_longer_holds_takes_no_place(catalogue: NewCatalogue) -> None:
    found = catalogue.find_words('"hive"', k=49, as_of=DAY, lang="en", questions=False)
    assert len(found) == 39
    assert len(catalogue.find_words('"hive"', k=100, as_of=date(2020, 6, 1), lang="en", questions=False)) == 49
