"""The words of a claim come from its quote: what it does not say, the claim must not add.

Not even words of the question: bending a quote until it speaks of what was asked is how a small model misleads.
"""

from corpus.texts import Lang
from corpus.words import stems


def coverage(claim: str, quote: str, lang: Lang) -> float:
    """The share of the content words of `claim` that `quote` says, by stem; 1.0 for a claim without any."""
    said = stems(claim, lang)
    known = set(stems(quote, lang))
    return sum(stem in known for stem in said) / len(said) if said else 1.0
