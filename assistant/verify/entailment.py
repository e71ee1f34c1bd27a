"""Does one text say another? The seam of the judge that reads meaning, and the judge that only compares words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.sentences import split_sentences
from assistant.verify.coverage import coverage
from corpus.texts import Lang
from corpus.words import stems

# What a judge reads of a long passage: about two hundred tokens, of the sentences nearest to the claim.
_READ = 800


@dataclass(frozen=True, slots=True)
class Pair:
    """A premise and the hypothesis it may entail; `lang` is that of the hypothesis."""

    premise: str
    hypothesis: str
    lang: Lang


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probabilities that the premise says the hypothesis, says nothing of it, says the contrary; their sum is 1."""

    entailed: float
    neutral: float
    contradicted: float


class Entailment(Protocol):
    """A judge of pairs. `name` tells which, in reports."""

    name: str

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """One judgement a pair, in order; no pair, no judgement. Raises ModelError when the judge fails."""
        ...


class LexicalEntailment:
    """Judges by the share of the hypothesis's words that the premise has: blind to "not", but never far off the subject."""

    name = "lexical"

    async def judge(self, pairs: Sequence[Pair]) -> Sequence[Judgement]:
        """The share as the probability of entailment, the rest as neutral."""
        shares = [coverage(pair.hypothesis, pair.premise, pair.lang) for pair in pairs]
        return [Judgement(share, 1 - share, 0.0) for share in shares]


def nearest(premise: str, hypothesis: str, lang: Lang, *, characters: int = _READ) -> str:
    """The sentences of `premise` nearest to `hypothesis` by words, in their order, at most `characters` long when it can be."""
    if len(premise) <= characters:
        return premise
    sentences = [premise[start:end] for start, end in split_sentences(premise)]
    wanted = set(stems(hypothesis, lang))
    shared = [len(wanted & set(stems(sentence, lang))) for sentence in sentences]
    kept: list[int] = []
    length = 0
    # Of two sentences that share as many words, the shorter is nearer.
    for i in sorted(range(len(sentences)), key=lambda i: (-shared[i] / (1 + len(sentences[i]) ** 0.3), i)):
        if not kept or length + len(sentences[i]) <= characters:
            kept.append(i)
            length += len(sentences[i])
    return " ".join(sentences[i] for i in sorted(kept))
