"""Evidence for a question: passages, the sentences of theirs that matter, and whether they are enough to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.question import Question
from assistant.search import Hit, is_missing, search
from assistant.sentences import split_sentences
from corpus.anchors import Anchor
from corpus.concepts import find_concepts
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.texts import LANGS
from corpus.words import stems

PASSAGES = 8
# Each sentence shown to the model costs about a second of a small CPU.
SENTENCES = 8
# What is embedded of a sentence: its opening says what it is about, and time goes with length.
_EMBEDDED_CHARACTERS = 240
_LONGEST_SENTENCE = 700
_SHORTEST_SENTENCE = 25


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may answer: its passage, and its place there (`passage.text[start:end] == text`)."""

    passage: Passage
    start: int
    end: int
    score: float

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: passages best first, sentences best first, and the `strength` of both in [0, 1]."""

    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    strength: float
    missing: tuple[Anchor, ...]


def find(corpus: Corpus, question: Question, *, as_of: date) -> Evidence:
    """The evidence for `question` in force on `as_of`.

    `missing` are the provisions the question names that no text in force has ("article 105 GDPR").
    """
    hits = search(corpus, question, k=PASSAGES, as_of=as_of)
    missing = _missing(corpus, question, as_of=as_of)
    sentences = _choose(corpus, question, hits)
    return Evidence(tuple(hits), tuple(sentences), _strength(question, hits, sentences), missing)


def _missing(corpus: Corpus, question: Question, *, as_of: date) -> tuple[Anchor, ...]:
    return tuple(reference.anchors[0] for reference in question.references if is_missing(corpus, reference, as_of=as_of))


def _choose(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> list[Sentence]:
    """The sentences of the passages nearest to the question: by words first, then the best of those by vector."""
    wanted = _wanted_stems(question)
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    rough: list[Sentence] = []
    seen: set[str] = set()
    for hit in hits:
        passage = hit.passage
        for start, end in split_sentences(passage.text):
            text = passage.text[start:end]
            if not _SHORTEST_SENTENCE <= len(text) <= _LONGEST_SENTENCE or text in seen:
                continue
            seen.add(text)
            own = set(stems(text, passage.lang))
            shared = len(own & wanted) / max(3, len(wanted))
            rough.append(Sentence(passage, start, end, shared + 0.8 * hit.score / best))
    rough.sort(key=lambda s: -s.score)
    shortlist = rough[:SENTENCES]
    if not shortlist:
        return []
    asked = corpus.embed(question.search)
    cosines = corpus.embed_passages([_in_context(s) for s in shortlist]) @ asked
    low, high = float(np.min(cosines)), float(np.max(cosines))
    ranked = [
        Sentence(s.passage, s.start, s.end, s.score + (float(c) - low) / max(high - low, 1e-6))
        for s, c in zip(shortlist, cosines, strict=True)
    ]
    return sorted(ranked, key=lambda s: -s.score)


def _in_context(sentence: Sentence) -> str:
    title = sentence.passage.headings[-1] if sentence.passage.headings else ""
    return f"{title}\n{sentence.text}"[:_EMBEDDED_CHARACTERS]


def _wanted_stems(question: Question) -> set[str]:
    wanted = set(stems(question.search, question.lang))
    for concept in find_concepts(question.search):
        for lang in LANGS:
            for term in concept.terms(lang):
                wanted.update(stems(term, lang))
    return wanted


# A logistic of two signs, fitted on the development cases by `evals/abstention.py` (docs/decisions/0005).
_BIAS, _COSINE, _COVERAGE = -40.0, 46.0, 3.0
ENOUGH = 0.5


def _strength(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> float:
    """The probability that the texts answer: how near the nearest passage is, how much of the question the texts say."""
    if any(hit.named for hit in hits):
        return 1.0
    if not hits or not sentences:
        return 0.0
    cosine = max(hit.cosine for hit in hits)
    return float(1 / (1 + np.exp(-(_BIAS + _COSINE * cosine + _COVERAGE * covered(question, hits)))))


def covered(question: Question, hits: Sequence[Hit]) -> float:
    """The share of the question's content words said by its five best passages or known as concepts of the field."""
    asked = set(stems(question.search, question.lang))
    if not asked:
        return 0.0
    said: set[str] = set()
    for hit in hits[:5]:
        if hit.passage.lang == question.lang:
            said |= set(stems(" ".join((*hit.passage.headings, hit.passage.text)), question.lang))
    for concept in find_concepts(question.search):
        for term in concept.terms(question.lang):
            said |= set(stems(term, question.lang))
    return len(asked & said) / len(asked)
