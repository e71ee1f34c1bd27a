"""Our digests as documents: one for each official document and language, under the anchors of the provisions themselves."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from corpus.anchors import Kind
from corpus.application import is_staged, say_application
from corpus.digest import VERSION, Digest, sum_of
from corpus.documents import Document, Trust, Version
from corpus.sources import known_documents
from corpus.texts import say
from ingest.blocks import Block, Parsed


def as_documents(digests: Sequence[Digest]) -> Iterator[Parsed]:
    """The digests of each document and language, dated like the text they digest, the latest."""
    for (slug, lang), members in groupby(digests, key=lambda digest: (digest.anchor.document, digest.lang)):
        known, kept = known_documents()[slug], tuple(members)
        yield Parsed(
            document=Document(slug, known.title[lang], "CAIO assistant", "Apache-2.0", Trust.DIGEST),
            version=Version(slug, VERSION, known.editions[-1].valid_from, sum_of(kept)),
            lang=lang,
            blocks=tuple(block for digest in kept for block in _blocks(digest)),
        )


def _blocks(digest: Digest) -> Iterator[Block]:
    first = digest.anchor.steps[0]
    locator = str(first) if first.kind in (Kind.ARTICLE, Kind.ANNEX) else ""
    for point in digest.points:
        yield Block(
            point.anchor,
            point.text,
            headings=() if point.anchor == digest.anchor else (digest.title,),
            title=digest.title if point.anchor == digest.anchor else "",
            locator=locator,
        )
    yield from (Block(digest.anchor, said, title=digest.title, locator=locator) for said in _status(digest))


def _status(digest: Digest) -> Iterator[str]:
    """What the latest amendment changed, and from when the provision applies where that differs from one to the next."""
    if digest.changed:
        yield say("application.amended", digest.lang, {"changed": digest.changed})
    if is_staged(digest.anchor.document):
        law_of = known_documents()[digest.anchor.document].editions[-1].valid_from
        yield say_application(digest.anchor, digest.lang, law_of)
