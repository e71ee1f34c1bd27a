"""The bridge from everyday words to the words of the texts: « fuite de données » is a « violation de données … »."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.texts import Lang
from corpus.words import fold

_WORD = re.compile(r"[^\W_]+")
_SIBILANT_E = re.compile(r"(?:ch|sh|[sxz])e$")


@dataclass(frozen=True, slots=True)
class Concept:
    """Terms that mean the same thing in this field, as the law writes it first, then as people do."""

    fr: tuple[str, ...]
    en: tuple[str, ...]

    def terms(self, lang: Lang) -> tuple[str, ...]:
        """Its terms in `lang`, the law's first."""
        return self.fr if lang == "fr" else self.en


@cache
def concepts() -> tuple[Concept, ...]:
    """Every concept of `concepts.toml`, in its order."""
    table = tomllib.loads((files("corpus") / "concepts.toml").read_text(encoding="utf8"))
    return tuple(Concept(fr=tuple(entry["fr"]), en=tuple(entry["en"])) for entry in table["concept"])


def find_concepts(text: str) -> tuple[Concept, ...]:
    """The concepts one of whose terms, French or English, stands in `text`, in the order they are met.

    Whole words are compared without regard to case, accents, hyphens or the plural.
    """
    words, terms = _singulars(text), _terms()
    found = {
        concept: None
        for start, word in enumerate(words)
        for term, concept in terms.get(word, ())
        if words[start : start + len(term)] == term
    }
    return tuple(found)


@cache
def _terms() -> Mapping[str, list[tuple[list[str], Concept]]]:
    """Each term's words with its concept, under its first word, so that a text is read once however many terms there are."""
    terms: dict[str, list[tuple[list[str], Concept]]] = {}
    for concept in concepts():
        for term in (*concept.fr, *concept.en):
            words = _singulars(term)
            terms.setdefault(words[0], []).append((words, concept))
    return terms


def _singulars(text: str) -> list[str]:
    return [_singular(word) for word in _WORD.findall(fold(text))]


def _singular(word: str) -> str:
    """`word` (folded) without the mark of a French or English plural ("-ies" left alone: salaries would be « salariés »)."""
    if len(word) > 4 and word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    if len(word) > 2 and word.endswith(("s", "x")) and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and _SIBILANT_E.search(word) else word
