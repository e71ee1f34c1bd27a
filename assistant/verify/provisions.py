"""Provisions a claim names must be the one it cites, or be named by the quote."""

import re
from collections.abc import Iterator

from assistant.references import find_references
from corpus.anchors import Anchor, Kind
from corpus.words import fold

# "paragraph 2" alone, without its article.
_PARAGRAPH = re.compile(r"\bparagra(?:ph|phe)s?\s+(\d+)")
# What makes a provision the source of the sentence, not one it speaks of: it opens the sentence.
_SOURCE = re.compile(
    r"(?:(?:under|according to|pursuant to|by virtue of|selon|d'apres|en vertu de|aux termes de|au sens de|conformement a)\s+)?"
    r"(?:l')?"
)


def strange_provisions(claim: str, quote: str, cited: Anchor) -> tuple[str, ...]:
    """The words of `claim` that name a provision which neither is `cited` (or holds it, or stands in it) nor is in `quote`."""
    in_quote = [anchor for ref in find_references(quote, document=cited.document) for anchor in ref.anchors]
    references = find_references(claim, document=cited.document)
    strange = [
        claim[reference.start : reference.end]
        for reference in references
        if not any(
            _known(anchor, cited, [] if _is_source(claim, reference.start) else in_quote) for anchor in reference.anchors
        )
    ]
    if not references:
        strange += _strange_paragraphs(claim, quote, cited)
    return tuple(strange)


def _known(anchor: Anchor, cited: Anchor, in_quote: list[Anchor]) -> bool:
    return any(_same(anchor, other) for other in (cited, *in_quote))


def _same(anchor: Anchor, other: Anchor) -> bool:
    """Whether one holds the other, read as people write: "Article 4(5)" is point 5 where the article has no paragraphs."""
    numbers = [[step.number for step in a.steps] for a in (anchor, other)]
    short = min(map(len, numbers))
    kinds = anchor.steps[0].kind is other.steps[0].kind and anchor.document == other.document
    return kinds and numbers[0][:short] == numbers[1][:short]


def _is_source(claim: str, start: int) -> bool:
    """Whether the claim says it rests on the provision named at `start`: "Under Article 33, …", "Article 33 requires …"."""
    opening = fold(claim[:start]).replace("\u00a0", " ")
    return bool(_SOURCE.fullmatch(opening)) and not fold(claim[start:]).startswith("articles")


def _strange_paragraphs(claim: str, quote: str, cited: Anchor) -> Iterator[str]:
    known = {match[1] for match in _PARAGRAPH.finditer(fold(quote))}
    known |= {step.number for step in cited.steps if step.kind is Kind.PARAGRAPH}
    return (match[0] for match in _PARAGRAPH.finditer(fold(claim)) if match[1] not in known)
