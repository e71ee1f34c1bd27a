"""What the checks of our own texts share: a finding, and what is looked for in any text of ours."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.texts import Lang
from corpus.words import fold
from evals.typography import natural

# Legal terms and titles are short; as many equal words in a row are a copied sentence.
COPIED = 12

Faults = Iterator[tuple[str, str]]
Runs = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a text of ours, or missing; `place` is an anchor or the name of a page."""

    place: str
    lang: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place} {self.lang}: {self.kind}: {self.detail}"


def typography(texts: Iterable[str], lang: Lang) -> Faults:
    """What a careful typist would have written otherwise."""
    for text in texts:
        if natural(text, lang) != text:
            yield "typography", natural(text, lang)[:80]


def copied(text: str, runs: Runs) -> Faults:
    """The words in a row that `text` shares with the texts whose `runs` these are."""
    if shared := _runs(text) & runs:
        yield "copied", " ".join(min(shared))


def runs_of(texts: Iterable[str]) -> Runs:
    """Every run of words in `texts` long enough to be a copy."""
    return frozenset(run for text in texts for run in _runs(text))


def _runs(text: str) -> Runs:
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(tuple(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1))


def count_words(text: str) -> int:
    """Words as a reader counts them: marks and the thousands of an amount are none."""
    return len(re.findall(r"[\d\u202f\u00a0 ]*\d|[^\W\d_][\w’.-]*", text))
