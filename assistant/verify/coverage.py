"""The words of a claim come from its quote or from the question: what neither says, the claim must not add."""

from corpus.texts import Lang
from corpus.words import stems

# A claim that adds more than three words in ten to quote and question says something of its own.
LEAST = 0.7
# Half of a claim at least must be the quote’s own words, lest it only repeat the question.
LEAST_RESTING = 0.5


def coverage(claim: str, quote: str, question: str, lang: Lang) -> float:
    """The share of the content words of `claim` that `quote` or `question` says, by stem; 1.0 for a claim without any."""
    said = stems(claim, lang)
    known = {*stems(quote, lang), *stems(question, lang)}
    return sum(stem in known for stem in said) / len(said) if said else 1.0


def rests_on(claim: str, quote: str, lang: Lang) -> float:
    """The share of the content words of `claim` found in `quote` alone."""
    said = stems(claim, lang)
    known = set(stems(quote, lang))
    return sum(stem in known for stem in said) / len(said) if said else 0.0
