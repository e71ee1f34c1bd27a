"""Passages for a question: those it names first, then the nearest and those that share its words, fused.

Two ways of finding complement each other: vectors know that "fuite" is like "violation", words know that 72 is not 48.
Scores are fused rather than ranks (Bruch et al. 2023, https://arxiv.org/abs/2210.11934): each way's scores are brought to
[0, 1] over its candidates, then added by weight. A paragraph borrows from its article, an article from its paragraphs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.question import Question
from corpus.anchors import Anchor, Kind, parse
from corpus.catalogue import Found
from corpus.concepts import find_concepts
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.texts import LANGS, Lang
from corpus.words import match_any, stems

POOL = 150


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts. Set on the development slices, 2026-11-22 (docs/decisions/0004)."""

    dense: float = 1.0
    words: float = 0.7
    concepts: float = 0.4
    # What a paragraph takes from the best of its article, and an article from its second-best paragraph.
    article: float = 0.25
    support: float = 0.15
    # Recitals explain, articles oblige; guides lead to provisions. Each is ranked a little below what it explains.
    recital: float = 0.9
    guide: float = 0.9
    # What a provision takes from a guide paragraph that cites it.
    cited: float = 0.35
    # A document named in the question is the one that is meant.
    named: float = 1.3


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: fused `score` (higher is better; comparable within one search), best cosine, whether it was named."""

    passage: Passage
    score: float
    cosine: float
    named: bool = False


@dataclass(slots=True)
class _Signs:
    """What speaks for one provision, each in [0, 1]."""

    dense: float = 0.0
    words: float = 0.0
    concepts: float = 0.0
    cosine: float = 0.0

    def total(self, weights: Weights) -> float:
        return weights.dense * self.dense + weights.words * self.words + weights.concepts * self.concepts


def search(
    corpus: Corpus, question: Question, *, k: int, as_of: date, lang: Lang | None = None, weights: Weights | None = None
) -> list[Hit]:
    """The k passages for `question` in force on `as_of`, best first; only in `lang`, if given.

    A provision found in several languages comes once, in the question's language if it exists in it.
    """
    weights = weights or Weights()
    signs = _collect(corpus, question, as_of=as_of, lang=lang)
    scores = _fuse(signs, question, weights)
    scores = _lead_on(corpus, scores, weights, as_of=as_of)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    hits = _named(corpus, question, as_of=as_of, lang=lang)
    taken = {hit.passage.anchor for hit in hits}
    for anchor, score in ranked:
        if len(hits) >= k:
            break
        if anchor in taken:
            continue
        if passage := _read(corpus, anchor, as_of=as_of, asked=question.lang, only=lang):
            hits.append(Hit(passage, score, signs[anchor].cosine if anchor in signs else 0.0))
    return hits[:k]


def _collect(corpus: Corpus, question: Question, *, as_of: date, lang: Lang | None) -> dict[Anchor, _Signs]:
    """What vectors, words and concepts find, by provision; a provision keeps its best unit in any language."""
    signs: dict[Anchor, _Signs] = {}
    near = corpus.near(corpus.embed(question.search), k=POOL, as_of=as_of, lang=lang)
    floor = near[-1].cosine if near else 0.0
    spread = max(near[0].cosine - floor, 1e-6) if near else 1.0
    for unit in near:
        sign = signs.setdefault(_anchor_of(unit.id), _Signs())
        sign.dense = max(sign.dense, (unit.cosine - floor) / spread)
        sign.cosine = max(sign.cosine, unit.cosine)
    concepts = find_concepts(question.search)
    own = [(stem,) for stem in stems(question.search, question.lang)]
    for in_lang in (lang,) if lang else LANGS:
        # Across languages only numbers and names are the same word.
        shared = own if in_lang == question.lang else [(s,) for (s,) in own if any(c.isdigit() for c in s)]
        terms = [
            tuple(stems(term, in_lang)) for concept in concepts for term in (concept.fr if in_lang == "fr" else concept.en)
        ]
        found = corpus.words(match_any(shared), k=POOL, as_of=as_of, lang=in_lang)
        for id_, share in _shares(found):
            sign = signs.setdefault(_anchor_of(id_), _Signs())
            sign.words = max(sign.words, share)
        found = corpus.words(match_any(terms), k=POOL, as_of=as_of, lang=in_lang)
        for id_, share in _shares(found):
            sign = signs.setdefault(_anchor_of(id_), _Signs())
            sign.concepts = max(sign.concepts, share)
    return signs


def _shares(found: Sequence[Found]) -> Iterable[tuple[str, float]]:
    best = max((unit.score for unit in found), default=1.0)
    return ((unit.id, unit.score / best) for unit in found)


def _anchor_of(unit_id: str) -> Anchor:
    return parse(unit_id.partition("|")[0])


def _fuse(signs: Mapping[Anchor, _Signs], question: Question, weights: Weights) -> dict[Anchor, float]:
    own = {anchor: sign.total(weights) for anchor, sign in signs.items()}
    by_unit: dict[Anchor, list[float]] = {}
    for anchor, score in own.items():
        by_unit.setdefault(anchor.unit, []).append(score)
    whole = {}
    for unit, found in by_unit.items():
        first, *rest = sorted(found, reverse=True)
        whole[unit] = first + weights.support * (rest[0] if rest else 0.0)
    scores = {}
    for anchor, score in own.items():
        total = (1 - weights.article) * score + weights.article * whole[anchor.unit]
        if anchor.kind is Kind.RECITAL:
            total *= weights.recital
        if anchor.document in question.documents:
            total *= weights.named
        scores[anchor] = total
    return scores


def _lead_on(corpus: Corpus, scores: Mapping[Anchor, float], weights: Weights, *, as_of: date) -> dict[Anchor, float]:
    """A guide's paragraph speaks for the provisions it cites."""
    led = dict(scores)
    for anchor, score in sorted(scores.items(), key=lambda item: -item[1])[:POOL]:
        if anchor.kind is not Kind.PARAGRAPH or anchor.unit.kind is not Kind.HEADING:
            continue
        led[anchor] = score * weights.guide
        cited = {target for passage in corpus.catalogue.get(anchor, as_of=as_of) for target in passage.cites}
        for target in cited:
            led[target] = max(led.get(target, 0.0), scores.get(target, 0.0) + weights.cited * score)
    return led


def _named(corpus: Corpus, question: Question, *, as_of: date, lang: Lang | None) -> list[Hit]:
    """The provisions the question names, as far down as the text goes; those of the documents it names first."""
    hits: list[Hit] = []
    for reference in question.references:
        for anchor in reference.anchors:
            at: Anchor | None = anchor
            while at and not (passage := _read(corpus, at, as_of=as_of, asked=question.lang, only=lang)):
                at = at.parent
            if at and passage and all(hit.passage.anchor != at for hit in hits):
                hits.append(Hit(passage, 10.0, 1.0, named=True))
    return hits


def _read(corpus: Corpus, anchor: Anchor, *, as_of: date, asked: Lang, only: Lang | None) -> Passage | None:
    found = corpus.catalogue.get(anchor, as_of=as_of, lang=only)
    return min(found, key=lambda p: p.lang != asked, default=None)
