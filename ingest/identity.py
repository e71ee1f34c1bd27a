"""Files that carry no name of their own: each gets a slug no other has, and what says the same twice is told.

A document that names itself (a CELEX number, an `id`) is what it says; a file is called by its name, which others may bear too.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from corpus.anchors import Anchor
from corpus.documents import Passage
from ingest.blocks import Block, Parsed
from ingest.parse.sections import slugify

# Of two documents, those of the shorter that the other has too: more is the same text with some changes.
NEARLY = 0.8
# Headings and set phrases are shared by what is not the same; so are the few sentences of a note.
_SHORTEST, _FEWEST = 40, 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Two files of which `share` of the shorter's paragraphs stand in the other too."""

    path: str
    other: str
    share: float


def settle(parsed: Parsed, path: Path, slugs: Mapping[str, str]) -> Parsed:
    """`parsed` under the slug it had when it was read from `path` before, else one that no other file has.

    `slugs` tells which file each slug belongs to. Of two files of one name the second takes its folder's before it, or the
    form after it, then a number.
    """
    where = str(path.resolve())
    slug = parsed.document.slug
    if parsed.identified or slugs.get(slug, where) == where:
        return parsed
    before = next((held for held, owner in slugs.items() if owner == where), None)
    return _under(parsed, before or next(s for s in _names(slug, path) if slugs.get(s, where) == where))


def find_alike(texts: Mapping[str, frozenset[str]], of: Iterable[str]) -> Iterator[Alike]:
    """The files `of` which nearly all the paragraphs stand in another too, or which have nearly all of another's.

    `texts`: the prints of the paragraphs (`prints`) of each file by path.
    """
    told: set[frozenset[str]] = set()
    for path in of:
        for other, its in texts.items():
            both = frozenset({path, other})
            least = min(len(texts[path]), len(its))
            if len(both) < 2 or both in told or least < _FEWEST:
                continue
            share = len(texts[path] & its) / least
            if share >= NEARLY:
                told.add(both)
                yield Alike(path, other, share)


def prints(passages: Collection[Passage]) -> frozenset[str]:
    """Prints of the paragraphs of a document: equal for equal words, however spaced."""
    holding = {passage.anchor.parent for passage in passages}
    texts = (" ".join(passage.text.split()).casefold() for passage in passages if passage.anchor not in holding)
    return frozenset(hashlib.sha256(text.encode()).hexdigest()[:16] for text in texts if len(text) >= _SHORTEST)


def _names(slug: str, path: Path) -> Iterator[str]:
    yield slugify(f"{path.resolve().parent.name} {slug}")
    yield slugify(f"{slug} {path.suffix}")
    yield from (f"{slug}-{number}" for number in count(2))


def _under(parsed: Parsed, slug: str) -> Parsed:
    return replace(
        parsed,
        document=replace(parsed.document, slug=slug),
        version=replace(parsed.version, document=slug),
        blocks=tuple(_moved(block, slug) for block in parsed.blocks),
    )


def _moved(block: Block, slug: str) -> Block:
    return replace(block, anchor=Anchor(slug, block.anchor.steps))
