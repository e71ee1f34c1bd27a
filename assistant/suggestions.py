"""Questions a reader may ask next: everyday questions near the provisions an answer cites, which the texts answer too."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

import numpy as np

from assistant.answers import Query
from assistant.evidence import ENOUGH, strength
from assistant.question import understand
from assistant.references import find_references
from assistant.search import search
from corpus.anchors import Anchor, parse
from corpus.documents import Passage
from corpus.everyday import everyday_questions
from corpus.index import Corpus
from corpus.texts import Lang
from corpus.words import stems

SUGGESTIONS = 3
# Each try is a search, 40 ms: with five, and what goes before them, an answer within a third of a second.
_TRIES = 5
# How many provisions on either side of the one cited count as its siblings.
_BESIDE = 3
# How many provisions are looked at: those cited before the siblings.
_UNITS = 12
# Questions that share as many of their stems, or whose vectors are as near, ask the same.
_SAME_STEMS = 0.6
_SAME_COSINE = 0.9
_HITS = 5


def suggest(corpus: Corpus, anchors: Sequence[str], *, lang: Lang, as_of: date, asked: Sequence[str]) -> tuple[str, ...]:
    """At most three questions in `lang` about provisions near `anchors`, in force on `as_of`; none like those `asked`.

    Each is answerable, its best passage is neither one of `anchors` nor holds one, and no two lead to one article. Documents
    without everyday questions have none. Raises AnchorError for an anchor outside the grammar.
    """
    given = [parse(anchor) for anchor in anchors]
    chosen: list[str] = []
    led: set[Anchor] = set()
    for candidate in _nearest_first(corpus, given, lang, as_of, asked)[:_TRIES]:
        if any(_is_same(candidate, other, lang) for other in chosen):
            continue
        question = understand(Query(question=candidate, lang=lang))
        hits = search(corpus, question, k=_HITS, as_of=as_of)
        if not hits or strength(corpus, question, hits) < ENOUGH:
            continue
        first = hits[0].passage.anchor
        if first.unit in led or any(first.holds(anchor) for anchor in given):
            continue
        chosen.append(candidate)
        led.add(first.unit)
        if len(chosen) == SUGGESTIONS:
            break
    return tuple(chosen)


def _nearest_first(corpus: Corpus, given: Sequence[Anchor], lang: Lang, as_of: date, asked: Sequence[str]) -> list[str]:
    """Of each provision near `given` one question, that nearest to what was asked but not the same; the nearest of all first.

    Where nothing is said to have been asked: the first of each, in the order of `_near_units`.
    """
    near = [unit for unit in _near_units(corpus, given, lang, as_of) if corpus.has_questions(unit.document)][:_UNITS]
    candidates = [
        (unit, question)
        for unit in near
        for anchor, question in _questions(lang).get(unit, ())
        if not any(anchor.holds(cited) for cited in given) and not any(_is_same(question, other, lang) for other in asked)
    ]
    if not candidates:
        return []
    cosines = np.zeros(len(candidates))
    if asked:
        vectors = np.stack([corpus.embed(question) for question in asked])
        cosines = (corpus.embed_questions([question for _, question in candidates]) @ vectors.T).max(axis=1)
    best: dict[Anchor, tuple[float, str]] = {}
    for (unit, question), cosine in zip(candidates, cosines, strict=True):
        if cosine < _SAME_COSINE and (unit not in best or cosine > best[unit][0]):
            best[unit] = float(cosine), question
    return [question for _, question in sorted(best.values(), key=lambda each: -each[0])]


def _near_units(corpus: Corpus, given: Sequence[Anchor], lang: Lang, as_of: date) -> Iterator[Anchor]:
    """The articles, annexes, sections… of `given`, then those they cite, then those beside them; each once."""
    passages = [passage for anchor in given for passage in corpus.catalogue.get(anchor, as_of=as_of) if passage.lang == lang]
    cited = (anchor.unit for passage in passages for anchor in _cited(corpus, passage))
    yield from dict.fromkeys((*(anchor.unit for anchor in given), *cited, *_siblings(corpus, given, lang, as_of)))


def _cited(corpus: Corpus, passage: Passage) -> Iterable[Anchor]:
    """What a passage cites: by anchor, as our guides do, or in words, as the law does."""
    by_anchor = sorted(corpus.cited_by(passage.anchor))
    in_words = [anchor for ref in find_references(passage.text, document=passage.anchor.document) for anchor in ref.anchors]
    return (*by_anchor, *in_words)


def _siblings(corpus: Corpus, given: Sequence[Anchor], lang: Lang, as_of: date) -> Iterator[Anchor]:
    """The provisions of the same kind that stand just before and after, the nearest first."""
    for unit in dict.fromkeys(anchor.unit for anchor in given):
        own = next((p for p in corpus.catalogue.get(unit, as_of=as_of) if p.lang == lang), None)
        if own:
            around = [p.anchor for p in corpus.catalogue.siblings(own) if p.anchor.kind is unit.kind]
            at = around.index(unit)
            for distance in range(1, _BESIDE + 1):
                yield from around[at + distance : at + distance + 1]
                yield from around[max(0, at - distance) : at - distance + 1]


@cache
def _questions(lang: Lang) -> Mapping[Anchor, tuple[tuple[Anchor, str], ...]]:
    """The everyday questions in a language by the article they lead to, each with the provision."""
    found: dict[Anchor, list[tuple[Anchor, str]]] = {}
    for anchor, asked_in, question in everyday_questions():
        if asked_in == lang:
            found.setdefault(anchor.unit, []).append((anchor, question))
    return {unit: tuple(questions) for unit, questions in found.items()}


def _is_same(question: str, other: str, lang: Lang) -> bool:
    """Whether two questions share most of their words."""
    first, second = set(stems(question, lang)), set(stems(other, lang))
    return len(first & second) >= _SAME_STEMS * max(1, min(len(first), len(second)))
