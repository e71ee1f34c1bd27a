"""How a ranked list of provisions is scored against the provisions that answer.

A result matches at a level, from loose to strict:

- `document`: found and gold stand in the same document;
- `article`: they belong to the same unit, that is the same article, recital, annex, subcategory, action or section;
- `provision`: found is the gold or stands under it, or found stands inside an article and holds the gold
  (the paragraph around a gold point counts; the whole article around a gold paragraph does not).

A list is first reduced to its distinct results at the level measured (documents, units, anchors), so that five paragraphs
of one article fill one rank at the level of articles. A question's rank is that of its first match, from 1.

Where the answer is marked to the character, spans of files are scored instead, by the characters they share.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log2
from typing import Literal

from corpus.anchors import Anchor
from evals.estimates import Estimate, mean, share

Level = Literal["document", "article", "provision"]


@dataclass(frozen=True, slots=True)
class FileSpan:
    """The characters of `file` from `start` up to `end`, not included."""

    file: str
    start: int
    end: int


def matches(found: Anchor, gold: Anchor, level: Level) -> bool:
    """Whether `found` answers where `gold` is the answer, judged at `level`."""
    if level == "document":
        return found.document == gold.document
    if level == "article":
        return found.unit == gold.unit
    return gold.holds(found) or (found.holds(gold) and found != found.unit)


def distinct(found: Sequence[Anchor], level: Level) -> tuple[Anchor, ...]:
    """`found` in order, only the first result of each document, unit or anchor kept."""
    first: dict[object, Anchor] = {}
    for anchor in found:
        first.setdefault(_key(anchor, level), anchor)
    return tuple(first.values())


def first_rank(found: Sequence[Anchor], gold: Collection[Anchor], level: Level) -> int | None:
    """The rank, from 1, of the first distinct result that matches any of `gold`; None if none does."""
    for rank, anchor in enumerate(distinct(found, level), start=1):
        if any(matches(anchor, answer, level) for answer in gold):
            return rank
    return None


def recall(ranks: Sequence[int | None], k: int) -> Estimate:
    """The share of questions answered in the first `k` results, with its Wilson interval. Raises ValueError without ranks."""
    return share(sum(rank is not None and rank <= k for rank in ranks), len(ranks))


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> Estimate:
    """The mean of 1/rank, 0 where nothing matches, over the whole list retrieved; interval as in `mean`."""
    return mean([reciprocal(rank) for rank in ranks])


def reciprocal(rank: int | None) -> float:
    """1/rank, 0 where nothing matches."""
    return 1 / rank if rank else 0.0


def ndcg(found: Sequence[Anchor], gold: Collection[Anchor], level: Level, k: int) -> float:
    """The discounted gain of the first `k` distinct results over that of a perfect list: each gold provision counts once.

    Järvelin and Kekäläinen (2002), "Cumulated gain-based evaluation of IR techniques", with gains of 0 and 1 and a discount of
    log2(rank + 1). Golds that are one at `level` (two paragraphs of an article) are one result to find. 0 without gold.
    """
    wanted = list(distinct(tuple(gold), level))
    best = sum(1 / log2(rank + 1) for rank in range(1, min(k, len(wanted)) + 1))
    gain = 0.0
    for rank, anchor in enumerate(distinct(found, level)[:k], start=1):
        match = next((answer for answer in wanted if matches(anchor, answer, level)), None)
        if match:
            wanted.remove(match)
            gain += 1 / log2(rank + 1)
    return gain / best if best else 0.0


def character_precision(found: Sequence[FileSpan], gold: Collection[FileSpan], k: int) -> float:
    """The share of the characters of the first `k` spans that are gold; 0 if there is none.

    LegalBench-RAG (Pipitone and Alami 2024, https://arxiv.org/abs/2408.10343). A character found twice counts once; the
    authors' program counts it twice, which is the same where passages do not overlap.
    """
    size = _covered(found[:k])
    return _shared(found[:k], gold) / size if size else 0.0


def character_recall(found: Sequence[FileSpan], gold: Collection[FileSpan], k: int) -> float:
    """The share of the gold characters that the first `k` spans hold; 0 without gold. As in `character_precision`."""
    size = _covered(gold)
    return _shared(found[:k], gold) / size if size else 0.0


def _shared(some: Collection[FileSpan], others: Collection[FileSpan]) -> int:
    return _covered(some) + _covered(others) - _covered((*some, *others))


def _covered(spans: Collection[FileSpan]) -> int:
    """How many characters the spans cover, those of several counted once."""
    covered = 0
    reached: dict[str, int] = {}
    for span in sorted(spans, key=lambda span: span.start):
        start = max(span.start, reached.get(span.file, 0))
        if span.end > start:
            covered += span.end - start
            reached[span.file] = span.end
    return covered


def _key(anchor: Anchor, level: Level) -> object:
    if level == "document":
        return anchor.document
    return anchor.unit if level == "article" else anchor
