"""Evidence for a question: passages, the sentences of theirs that matter, and whether they are enough to answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from assistant.question import Question
from assistant.search import Hit, is_missing, search
from assistant.sentences import split_sentences
from corpus.anchors import Anchor
from corpus.concepts import find_concepts
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.texts import LANGS
from corpus.words import stems

PASSAGES = 8
# Each sentence shown to the model costs about a second of a small CPU.
SENTENCES = 5
# What is embedded of a sentence: its opening says what it is about, and time goes with length.
_EMBEDDED_CHARACTERS = 240
_LONGEST_SENTENCE = 700
_LONGEST_PARAGRAPH = 1100
_SHORTEST_SENTENCE = 25
# What a sentence is worth: its passage's place first, then its own words and its vector. Set on the development cases,
# 2026-11-22: the first sentence stood in a provision that answers for 66 in 100 of them, 49 before (docs/decisions/0004).
_OF_PASSAGE = 2.5
_OF_WORDS = 0.5
_OF_VECTOR = 1.0


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
    return Evidence(tuple(hits), tuple(sentences), _strength(corpus, question, hits, sentences), missing)


def _missing(corpus: Corpus, question: Question, *, as_of: date) -> tuple[Anchor, ...]:
    return tuple(reference.anchors[0] for reference in question.references if is_missing(corpus, reference, as_of=as_of))


def _choose(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> list[Sentence]:
    """The sentences that best answer the question, of the passages found: by passage and words first, the best of those by
    vector too."""
    wanted = _wanted_stems(question)
    best = max((hit.score for hit in hits), default=1.0) or 1.0
    rough: list[Sentence] = []
    seen: set[str] = set()
    for hit in hits:
        passage = hit.passage
        ours = is_ours(corpus, passage)
        for start, end in (_paragraphs if ours else _sentences)(passage.text):
            text = passage.text[start:end]
            longest = _LONGEST_PARAGRAPH if ours else _LONGEST_SENTENCE
            if not _SHORTEST_SENTENCE <= len(text) <= longest or text in seen:
                continue
            seen.add(text)
            own = set(stems(text, passage.lang))
            shared = len(own & wanted) / max(3, len(wanted))
            rough.append(Sentence(passage, start, end, _OF_WORDS * shared + _OF_PASSAGE * hit.score / best))
    rough.sort(key=lambda s: -s.score)
    shortlist = rough[:SENTENCES]
    if not shortlist:
        return []
    asked = corpus.embed(question.search)
    cosines = corpus.embed_passages([s.text[:_EMBEDDED_CHARACTERS] for s in shortlist]) @ asked
    ranked = [
        Sentence(s.passage, s.start, s.end, s.score + _OF_VECTOR * float(cosine))
        for s, cosine in zip(shortlist, cosines, strict=True)
    ]
    return sorted(ranked, key=lambda s: -s.score)


def is_ours(corpus: Corpus, passage: Passage) -> bool:
    """Whether we wrote the passage: a guide, or a digest that stands in for a provision."""
    return corpus.is_guide(passage.anchor.document) or passage.version == DIGEST_VERSION


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The lines of `text`, those too long as sentences: what we wrote ourselves is to be read a paragraph at a time."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if end - start <= _LONGEST_PARAGRAPH:
            yield start, end
        else:
            yield from ((start + a, start + b) for a, b in _sentences(text[start:end]))
        start += len(line)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of `text`; one that opens a list ("shall:") takes its points with it, as many as are not too long."""
    spans = list(split_sentences(text))
    for rank, (start, end) in enumerate(spans):
        if text[end - 1] == ":":
            for _, further in spans[rank + 1 :]:
                if further - start > _LONGEST_SENTENCE:
                    break
                end = further
        yield start, end


def _wanted_stems(question: Question) -> set[str]:
    wanted = set(stems(question.search, question.lang))
    for concept in find_concepts(question.search):
        for lang in LANGS:
            for term in concept.terms(lang):
                wanted.update(stems(term, lang))
    return wanted


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells an answerable question: the cosine of the nearest everyday question (0 if none), how far the question is
    from those of the field, the share of its words that the passages say, and whether a document without everyday questions
    is among the best."""

    asked: float
    surprise: float
    covered: float
    unasked: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """Two logistics fitted on the development cases, 2026-11-22 (docs/decisions/0005).

    Official provisions and our guides have everyday questions written for them: nearness to one, and not being unlike them
    all, tell most. The organisation's documents have none and are judged by the words they share.
    `python -m evals.abstention` fits both again.
    """

    bias: float = 4.42
    asked: float = 13.01
    surprise: float = -9.1
    covered: float = 3.34
    unasked_bias: float = -0.88
    unasked_covered: float = 2.8

    def of(self, signs: Signs) -> float:
        """The probability that the texts answer."""
        score = self.bias + self.asked * signs.asked + self.surprise * signs.surprise + self.covered * signs.covered
        if signs.unasked:
            score = max(score, self.unasked_bias + self.unasked_covered * signs.covered)
        return float(1 / (1 + np.exp(-score)))


ENOUGH = 0.5


def read_signs(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> Signs:
    """The signs of answerability among the five best passages."""
    best = hits[:5]
    return Signs(
        asked=max((hit.asked_cosine for hit in best), default=0.0),
        surprise=corpus.surprise(question.search),
        covered=covered(question, best),
        unasked=any(not corpus.has_questions(hit.passage.anchor.document) for hit in best),
    )


def _strength(corpus: Corpus, question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> float:
    if any(hit.named for hit in hits):
        return 1.0
    return Strength().of(read_signs(corpus, question, hits)) if sentences else 0.0


def covered(question: Question, hits: Sequence[Hit]) -> float:
    """The share of the question's content words said by `hits` or known as concepts of the field."""
    asked = set(stems(question.search, question.lang))
    if not asked:
        return 0.0
    said: set[str] = set()
    for hit in hits:
        if hit.passage.lang == question.lang:
            said |= set(stems(" ".join((*hit.passage.headings, hit.passage.text)), question.lang))
    for concept in find_concepts(question.search):
        for term in concept.terms(question.lang):
            said |= set(stems(term, question.lang))
    return len(asked & said) / len(asked)
