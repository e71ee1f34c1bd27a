"""Provisions a claim names must be the one it cites, or be named by the quote."""

from assistant.references import find_references
from corpus.anchors import Anchor


def strange_provisions(claim: str, quote: str, cited: Anchor) -> tuple[str, ...]:
    """The words of `claim` that name a provision which neither is `cited` (or holds it, or stands in it) nor is in `quote`."""
    in_quote = [anchor for ref in find_references(quote, document=cited.document) for anchor in ref.anchors]
    strange = []
    for reference in find_references(claim, document=cited.document):
        known = any(
            anchor.holds(cited) or cited.holds(anchor) or any(anchor.holds(q) or q.holds(anchor) for q in in_quote)
            for anchor in reference.anchors
        )
        if not known:
            strange.append(claim[reference.start : reference.end])
    return tuple(strange)
