"""Evidence for a question: passages, the extracts of them that matter, and whether they are enough to answer."""

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
EXTRACTS = 5
# A paragraph of law no longer than this is quoted whole: a sentence of it is read without its exception. Set with what follows
# on the development cases, 2026-11-22 (docs/decisions/0006).
_WHOLE = 1000
_SHORTEST_SENTENCE = 25
# What is embedded of a sentence: its opening says what it is about, and time goes with length.
_EMBEDDED_CHARACTERS = 240
# How many sentences are embedded for a question: 12 ms each. Of 148 long passages of the development cases the same sentence is
# chosen in 144, 2026-11-23; the 95th percentile of sentences embedded fell from 26 to 16.
_EMBEDDED_SENTENCES = 16
# What a sentence of a longer passage is worth: its own words, and its vector.
_OF_WORDS = 0.5
_OF_VECTOR = 1.0


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract that may answer, one or several sentences of a passage: `passage.text[start:end] == text`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words themselves."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found: passages best first, extracts of them, and the `strength` of the passages in [0, 1]."""

    hits: tuple[Hit, ...]
    extracts: tuple[Extract, ...]
    strength: float
    missing: tuple[Anchor, ...]


def find(corpus: Corpus, question: Question, *, as_of: date) -> Evidence:
    """The evidence for `question` in force on `as_of`.

    `missing` are the provisions the question names that no text in force has ("article 105 GDPR").
    """
    hits = search(corpus, question, k=PASSAGES, as_of=as_of)
    missing = _missing(corpus, question, as_of=as_of)
    return Evidence(tuple(hits), tuple(_choose(corpus, question, hits)), strength(corpus, question, hits), missing)


def _missing(corpus: Corpus, question: Question, *, as_of: date) -> tuple[Anchor, ...]:
    return tuple(reference.anchors[0] for reference in question.references if is_missing(corpus, reference, as_of=as_of))


def _choose(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> list[Extract]:
    """An extract of each passage found, best passage first: the passage whole, or where it is long what is nearest in it.

    What lies within a passage already there, or holds one, is left out; so is what another document says in the same words.
    """
    extracts: list[Extract] = []
    long = sum(len(hit.passage.text) > _WHOLE for hit in hits[:EXTRACTS])
    for hit in hits:
        anchor = hit.passage.anchor
        if any(e.passage.anchor.holds(anchor) or anchor.holds(e.passage.anchor) for e in extracts):
            continue
        extract = Extract(hit.passage, *_nearest(corpus, question, hit.passage, weighed=_EMBEDDED_SENTENCES // max(1, long)))
        if any(e.text.split() == extract.text.split() for e in extracts):
            continue
        extracts.append(extract)
        if len(extracts) == EXTRACTS:
            break
    return extracts


def _nearest(corpus: Corpus, question: Question, passage: Passage, *, weighed: int) -> tuple[int, int]:
    """The whole of a passage, or of a long one the sentence, list or paragraph nearest to the question: of the `weighed` that
    share most words with it, the first where they are equal."""
    text = passage.text
    if len(text) <= _WHOLE:
        return 0, len(text)
    spans = list((_paragraphs if is_ours(corpus, passage) else _sentences)(text))
    fitting = [(a, b) for a, b in spans if _SHORTEST_SENTENCE <= b - a <= _WHOLE] or spans
    wanted = _wanted_stems(question)
    shared = [len(set(stems(text[a:b], passage.lang)) & wanted) / max(3, len(wanted)) for a, b in fitting]
    best = sorted(range(len(fitting)), key=lambda rank: -shared[rank])[:weighed]
    openings = [text[slice(*fitting[rank])][:_EMBEDDED_CHARACTERS] for rank in best]
    cosines = corpus.embed_passages(openings) @ corpus.embed(question.search)
    worth = {rank: _OF_WORDS * shared[rank] + _OF_VECTOR * float(cosine) for rank, cosine in zip(best, cosines, strict=True)}
    return fitting[max(sorted(worth), key=worth.__getitem__)]


def is_ours(corpus: Corpus, passage: Passage) -> bool:
    """Whether we wrote the passage: a guide, or a digest that stands in for a provision."""
    return corpus.is_guide(passage.anchor.document) or passage.version == DIGEST_VERSION


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The lines of `text`, those too long as sentences: what we wrote ourselves is to be read a paragraph at a time."""
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if end - start <= _WHOLE:
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
                if further - start > _WHOLE:
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
    """What tells an answerable question: the cosine of the nearest everyday question (0 if none), whether it is like the
    questions of the field, the share of its words that the passages say, and whether a document without everyday questions is
    among the best."""

    asked: float
    scope: float
    covered: float
    unasked: bool


@dataclass(frozen=True, slots=True)
class Strength:
    """Two logistics fitted on the development cases, 2026-11-23 (docs/decisions/0005).

    Official provisions and our guides have everyday questions written for them: nearness to one, and not being unlike them
    all, tell most. The organisation's documents have none and are judged by the words they share.
    `python -m evals.abstention` fits both again.
    """

    bias: float = -3.79
    asked: float = 5.05
    scope: float = 4.32
    unasked_bias: float = -0.43
    unasked_covered: float = 1.35

    def of(self, signs: Signs) -> float:
        """The probability that the texts answer."""
        score = self.bias + self.asked * signs.asked + self.scope * signs.scope
        if signs.unasked:
            score = max(score, self.unasked_bias + self.unasked_covered * signs.covered)
        return float(1 / (1 + np.exp(-score)))


ENOUGH = 0.5


def read_signs(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> Signs:
    """The signs of answerability among the five best passages."""
    best = hits[:5]
    return Signs(
        asked=max((hit.asked_cosine for hit in best), default=0.0),
        scope=corpus.scope(question.search),
        covered=_covered(question, best),
        unasked=any(not corpus.has_questions(hit.passage.anchor.document) for hit in best),
    )


def strength(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> float:
    """The probability that `hits` answer `question`: 1 where one was asked for by name, 0 where there is none."""
    if any(hit.named for hit in hits):
        return 1.0
    return Strength().of(read_signs(corpus, question, hits)) if hits else 0.0


def _covered(question: Question, hits: Sequence[Hit]) -> float:
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
