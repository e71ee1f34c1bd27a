"""Everyday questions that lead to provisions: written for this product, indexed beside the texts, never cited;
shown as what a reader may ask next.

`corpus/questions/*.yaml` maps an anchor to questions in each language. Law and people use different words for one thing;
a question in everyday words that leads to the provision is the shortest bridge between them.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import yaml

from corpus.anchors import Anchor, parse
from corpus.texts import LANGS, Lang


@cache
def everyday_questions() -> tuple[tuple[Anchor, Lang, str], ...]:
    """Every question with the provision it leads to and its language, in the order of the files."""
    return tuple(
        (parse(anchor), lang, question)
        for file in sorted((files("corpus") / "questions").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".yaml")
        for anchor, by_lang in yaml.load(file.read_text(encoding="utf8"), Loader=yaml.CSafeLoader).items()
        for lang in LANGS
        for question in by_lang.get(lang, ())
    )


def digest_of(questions: Iterable[tuple[Anchor, Lang, str]]) -> str:
    """What tells one set of questions from another: sha256, first twelve digits."""
    return hashlib.sha256("\n".join(f"{a} {lang} {text}" for a, lang, text in questions).encode()).hexdigest()[:12]
