"""How many provisions a parsed document holds, and whether that is all of them."""

from collections import Counter
from collections.abc import Mapping

from corpus.anchors import Anchor, Kind
from corpus.errors import IngestError
from corpus.sources import Edition
from ingest.blocks import Parsed

_COUNTED = frozenset({Kind.ARTICLE, Kind.RECITAL, Kind.ANNEX, Kind.CHAPTER, Kind.SUBCATEGORY, Kind.ACTION})


def count_provisions(parsed: Parsed) -> Mapping[Kind, int]:
    """The distinct provisions of each kind that editions are checked by.

    An article counts if anything under it was read; paragraphs (`par`) are the numbered ones right under articles.
    """
    named = {
        Anchor(block.anchor.document, block.anchor.steps[: i + 1])
        for block in parsed.blocks
        for i in range(len(block.anchor.steps))
    }
    return Counter(anchor.kind for anchor in named if anchor.kind in _COUNTED or _is_paragraph_of_article(anchor))


def check_counts(parsed: Parsed, edition: Edition, name: str) -> None:
    """Raises IngestError, which gives the `name` of the file, if a provision of the edition is missing in the document."""
    counts = count_provisions(parsed)
    for kind, expected in edition.expected.items():
        if counts.get(kind, 0) < expected:
            values = {"path": name, "version": edition.id, "kind": kind, "found": counts.get(kind, 0), "expected": expected}
            raise IngestError("provisions_missing", values)


def _is_paragraph_of_article(anchor: Anchor) -> bool:
    return anchor.kind is Kind.PARAGRAPH and anchor.parent is not None and anchor.parent.kind is Kind.ARTICLE
