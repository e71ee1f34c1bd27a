"""Every sentence exists in both languages, with the same places to fill."""

import re

from corpus.texts import texts

PLACES = re.compile(r"{(\w+)}")


def test_both_languages_have_the_same_keys() -> None:
    assert texts("fr").keys() == texts("en").keys()


def test_both_languages_fill_the_same_places() -> None:
    for key, english in texts("en").items():
        assert set(PLACES.findall(texts("fr")[key])) == set(PLACES.findall(english)), key


def test_french_uses_french_quotes_and_apostrophes() -> None:
    for key, french in texts("fr").items():
        without_code = re.sub(r"`[^`]*`", "", french)
        assert "'" not in without_code, key
        assert '"' not in without_code, key
        assert "“" not in without_code, key
