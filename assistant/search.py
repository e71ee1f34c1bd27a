"""Passages for a question: those it names first, then the nearest and those that share its words, fused.

Ways of finding complement each other: vectors know that "fuite" is like "violation", words know that 72 is not 48, everyday
questions written beforehand know which article "my boss reads my mails" is about. Scores are fused rather than ranks
(Bruch et al. 2023, https://arxiv.org/abs/2210.11934): each way's scores are brought to [0, 1] over its candidates, language by
language, then added by weight. A paragraph borrows from its article, an article from its paragraphs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.question import Question
from assistant.references import Reference
from corpus.anchors import Anchor, Kind
from corpus.catalogue import Found
from corpus.concepts import find_concepts
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.sources import known_documents
from corpus.texts import LANGS, Lang
from corpus.units import Level, anchor_of, level_of
from corpus.vectors import Near
from corpus.words import match_any, stems

# How many units each way brings, in each language.
POOL = 150
_NAMED = 10.0


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts. Set on the development slices, 2026-11-22 (docs/decisions/0004)."""

    dense: float = 0.85
    words: float = 0.33
    concepts: float = 0.11
    asked: float = 2.1
    # Of the everyday questions that lead to an article, how much the three after the nearest count beside it.
    asked_others: float = 1.3
    asked_words: float = 0.3
    # What our digest of a provision says counts apart from what the provision says.
    digest: float = 0.16
    digest_words: float = 0.09
    # A provision found in both languages: how much the better counts against the mean of the two.
    best_language: float = 0.12
    # Words of concepts in the other language count less than those in the question's own.
    other_language: float = 0.61
    # What a paragraph takes from its article: the best of it, and a share of the second best.
    article: float = 0.59
    support: float = 0.18
    # What a provision takes from a guide paragraph that cites it.
    cited: float = 0.18
    # Recitals explain, articles oblige; guides lead to provisions; the amending act repeats what it amends.
    recital: float = 0.36
    guide: float = 0.65
    amending: float = 0.8
    chapter: float = 0.78
    # No everyday question leads to the organisation's documents: what else speaks for them counts for more.
    unasked: float = 1.44
    # A definition shares the words of every question on its subject; it answers those that ask what a term means.
    definition: float = 0.72
    definition_asked: float = 1.2
    # A document named in the question is the one that is meant.
    named: float = 1.37


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: fused `score` (higher is better; comparable within one search), and whether it was named.

    `asked_cosine` is that of its nearest everyday question with the question asked; 0 if none.
    """

    passage: Passage
    score: float
    asked_cosine: float
    named: bool = False


@dataclass(slots=True)
class Signs:
    """What speaks for one provision, by language, each in [0, 1]. `asked` are all its everyday questions that are near;
    `asked_cosine` is that of the nearest, as measured."""

    dense: dict[Lang, float] = field(default_factory=dict)
    words: dict[Lang, float] = field(default_factory=dict)
    concepts: dict[Lang, float] = field(default_factory=dict)
    asked: list[float] = field(default_factory=list)
    asked_words: dict[Lang, float] = field(default_factory=dict)
    digest: dict[Lang, float] = field(default_factory=dict)
    digest_words: dict[Lang, float] = field(default_factory=dict)
    asked_cosine: float = 0.0


def search(corpus: Corpus, question: Question, *, k: int, as_of: date, weights: Weights | None = None) -> list[Hit]:
    """The k passages for `question` in force on `as_of`, best first.

    A provision found in several languages comes once, in the question's language if it exists in it.
    """
    signs = collect(corpus, question, as_of=as_of)
    scores = fuse(corpus, signs, question, weights or Weights())
    if question.corpus:
        scores = {anchor: score for anchor, score in scores.items() if anchor.document in question.corpus}
    hits = _named(corpus, question, scores, as_of=as_of)
    taken = {hit.passage.anchor for hit in hits}
    for anchor, score in sorted(scores.items(), key=lambda item: -item[1]):
        if len(hits) >= k:
            break
        if anchor not in taken and (passage := _read(corpus, anchor, as_of=as_of, asked=question.lang)):
            sign = signs.get(anchor, Signs())
            hits.append(Hit(passage, score, sign.asked_cosine))
    return hits[:k]


def collect(corpus: Corpus, question: Question, *, as_of: date) -> dict[Anchor, Signs]:
    """What vectors, words, concepts and everyday questions find, by provision; a provision keeps its best unit."""
    signs: dict[Anchor, Signs] = {}
    vector = corpus.embed(question.search)
    own = [(stem,) for stem in stems(question.search, question.lang)]
    found_concepts = find_concepts(question.search)

    def note(way: str, lang: Lang, found: Iterable[tuple[str, float]], *, of_digest: str = "") -> None:
        for unit, share in found:
            sign = of_digest if of_digest and level_of(unit) is Level.DIGEST else way
            by_lang: dict[Lang, float] = getattr(signs.setdefault(anchor_of(unit), Signs()), sign)
            by_lang[lang] = max(by_lang.get(lang, 0.0), share)

    for lang in LANGS:
        near = corpus.near(vector, k=POOL, as_of=as_of, lang=lang)
        note("dense", lang, _spread(near), of_digest="digest")
        asked = corpus.near(vector, k=POOL, as_of=as_of, lang=lang, questions=True)
        for unit, (_, share) in zip(asked, _spread(asked), strict=True):
            sign = signs.setdefault(anchor_of(unit.id), Signs())
            sign.asked.append(share)
            sign.asked_cosine = max(sign.asked_cosine, unit.cosine)
        # Across languages only numbers are the same word.
        shared = own if lang == question.lang else [stem for stem in own if any(c.isdigit() for c in stem[0])]
        words = corpus.words(match_any(shared), k=POOL, as_of=as_of, lang=lang)
        note("words", lang, _shares(words), of_digest="digest_words")
        note("asked_words", lang, _shares(corpus.words(match_any(shared), k=POOL, as_of=as_of, lang=lang, questions=True)))
        terms = [stems(term, lang) for concept in found_concepts for term in concept.terms(lang)]
        note(
            "concepts", lang, _shares(corpus.words(match_any(terms), k=POOL, as_of=as_of, lang=lang)), of_digest="digest_words"
        )
    return signs


def _spread(near: Sequence[Near]) -> list[tuple[str, float]]:
    """Cosines brought to [0, 1]: the last of the pool is 0, the first 1."""
    if not near:
        return []
    low, high = near[-1].cosine, near[0].cosine
    return [(unit.id, (unit.cosine - low) / max(high - low, 1e-6)) for unit in near]


def _shares(found: Sequence[Found]) -> list[tuple[str, float]]:
    """BM25 scores as shares of the best."""
    best = max((unit.score for unit in found), default=1.0)
    return [(unit.id, unit.score / best) for unit in found]


def fuse(corpus: Corpus, signs: Mapping[Anchor, Signs], question: Question, weights: Weights) -> dict[Anchor, float]:
    """One score for each provision found, or cited by a guide that was."""
    told = {
        anchor: _weigh(sign, question.lang, weights) * (1.0 if corpus.has_questions(anchor.document) else weights.unasked)
        for anchor, sign in signs.items()
    }
    own = {anchor: told[anchor] + weights.asked * max(sign.asked, default=0.0) for anchor, sign in signs.items()}
    whole = _articles(signs, told, weights)
    mixed = {anchor: (1 - weights.article) * score + weights.article * whole[anchor.unit] for anchor, score in own.items()}
    led: dict[Anchor, float] = {}
    for anchor, score in mixed.items():
        if corpus.is_guide(anchor.document):
            for target in corpus.cited_by(anchor):
                led[target] = max(led.get(target, 0.0), weights.cited * score)
    return {
        anchor: (mixed.get(anchor, 0.0) + led.get(anchor, 0.0)) * _standing(corpus, anchor, question, weights)
        for anchor in mixed.keys() | led.keys()
    }


def _articles(signs: Mapping[Anchor, Signs], told: Mapping[Anchor, float], weights: Weights) -> dict[Anchor, float]:
    """A score for each article: the best of its parts with a share of the second, and its everyday questions together."""
    parts: dict[Anchor, list[float]] = {}
    shares: dict[Anchor, list[float]] = {}
    for anchor, sign in signs.items():
        parts.setdefault(anchor.unit, []).append(told[anchor])
        shares.setdefault(anchor.unit, []).extend(sign.asked)
    scores = {}
    for unit, found in parts.items():
        first, second, *_ = *sorted(found, reverse=True), 0.0
        asked = weights.asked * _best_and_others(shares[unit], weights.asked_others)
        scores[unit] = first + weights.support * second + (1 + weights.support) * asked
    return scores


def _weigh(sign: Signs, asked: Lang, weights: Weights) -> float:
    """What texts, words and digests say for a provision; its everyday questions are counted apart."""
    other: Lang = "en" if asked == "fr" else "fr"

    def both(by_lang: Mapping[Lang, float]) -> float:
        if not by_lang:
            return 0.0
        best = max(by_lang.values())
        mean = sum(by_lang.values()) / len(by_lang)
        return weights.best_language * best + (1 - weights.best_language) * mean

    def own_first(by_lang: Mapping[Lang, float]) -> float:
        return max(by_lang.get(asked, 0.0), weights.other_language * by_lang.get(other, 0.0))

    return (
        weights.dense * both(sign.dense)
        + weights.words * own_first(sign.words)
        + weights.concepts * own_first(sign.concepts)
        + weights.asked_words * own_first(sign.asked_words)
        + weights.digest * max(sign.digest.values(), default=0.0)
        + weights.digest_words * own_first(sign.digest_words)
    )


def _best_and_others(shares: Sequence[float], others: float) -> float:
    """The best share, and the mean of the next three (0 for those there are not) for `others` of its weight."""
    best, *rest = sorted(shares, reverse=True) or [0.0]
    return (best + others * sum(rest[:3]) / 3) / (1 + others)


def _standing(corpus: Corpus, anchor: Anchor, question: Question, weights: Weights) -> float:
    standing = 1.0
    if anchor.kind is Kind.RECITAL:
        standing *= weights.recital
    if anchor.kind is Kind.CHAPTER:
        standing *= weights.chapter
    known = known_documents().get(anchor.document)
    if known and known.amends:
        standing *= weights.amending
    if known and known.definitions and str(anchor.unit.steps[0]) == known.definitions:
        standing *= weights.definition_asked if question.asks_meaning else weights.definition
    if corpus.is_guide(anchor.document):
        standing *= weights.guide
    if anchor.document in question.documents:
        standing *= weights.named
    return standing


def _named(corpus: Corpus, question: Question, scores: Mapping[Anchor, float], *, as_of: date) -> list[Hit]:
    """The provisions the question asks about by name, as far down as the text goes.

    Where the document is not named, the one that speaks of the rest of the question comes first.
    """
    hits: list[Hit] = []
    for reference in question.references:
        if reference.aside:
            continue
        for anchor in sorted(reference.anchors, key=lambda a: -_best_of(a.unit, scores)):
            if question.corpus and anchor.document not in question.corpus:
                continue
            passage = _deepest(corpus, anchor, as_of=as_of, asked=question.lang)
            if passage and all(hit.passage.anchor != passage.anchor for hit in hits):
                hits.append(Hit(passage, _NAMED, 1.0, named=True))
    return hits


def _best_of(unit: Anchor, scores: Mapping[Anchor, float]) -> float:
    return max((score for anchor, score in scores.items() if unit.holds(anchor)), default=0.0)


def _deepest(corpus: Corpus, anchor: Anchor, *, as_of: date, asked: Lang) -> Passage | None:
    """The passage at `anchor`, else of what holds it: "article 5, paragraph 99" is asked of article 5."""
    at: Anchor | None = anchor
    while at:
        if passage := _read(corpus, at, as_of=as_of, asked=asked):
            return passage
        at = at.parent
    return None


def is_missing(corpus: Corpus, reference: Reference, *, as_of: date) -> bool:
    """Whether no text in force has the provision named, not even the article that should hold it."""
    return not any(corpus.catalogue.get(anchor.unit, as_of=as_of) for anchor in reference.anchors)


def _read(corpus: Corpus, anchor: Anchor, *, as_of: date, asked: Lang) -> Passage | None:
    """The passage in the language asked in, else in the one there is."""
    return min(corpus.catalogue.get(anchor, as_of=as_of), key=lambda p: p.lang != asked, default=None)
