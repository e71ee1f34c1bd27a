"""Every sentence the product says, in French and in English: `SECTION.{fr,en}.toml`, the same keys in both."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from babel.dates import format_date

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")


@cache
def texts(lang: Lang) -> Mapping[str, str]:
    """All sentences in `lang`, each under `section.key`."""
    suffix = f".{lang}.toml"
    return {
        f"{file.name.removesuffix(suffix)}.{key}": text
        for file in files("corpus.texts").iterdir()
        if file.name.endswith(suffix)
        for key, text in tomllib.loads(file.read_text(encoding="utf8")).items()
    }


def say(key: str, lang: Lang, values: Mapping[str, object] | None = None) -> str:
    """The sentence `key` ("section.key") in `lang`, its `{places}` filled from `values`."""
    return texts(lang)[key].format_map(dict(values or {}))


def say_date(day: date, lang: Lang) -> str:
    """The day in words: "2 December 2027", "1er août 2026"."""
    written = format_date(day, "long", locale={"fr": "fr_FR", "en": "en_GB"}[lang])
    return f"1er{written[1:]}" if lang == "fr" and day.day == 1 else written
