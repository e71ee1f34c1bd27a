"""How much room a run needs on the disk, told before it writes."""

from collections.abc import Sequence
from pathlib import Path

from corpus.digest import Digest
from corpus.everyday import everyday_questions
from corpus.place import Place
from corpus.units import CHARACTERS_PER_TOKEN
from ingest.blocks import Parsed
from ingest.digests import as_documents

# Measured on the official texts: a character stands in its paragraph, its article and among the words; a unit has a row in the
# catalogue, one in Chroma and its links to others beside its vector.
_PER_CHARACTER = 6
_PER_UNIT = 1_500
# SQLite keeps a vector of the cache on pages of its own.
_PAGE = 4_096
# While a catalogue is rewritten its journal stands beside it; and what is estimated may be a little more.
_MARGIN = 1.5
_AT_LEAST = 16_000_000


def bytes_needed(
    place: Place, parsed: Sequence[Parsed], digests: Sequence[Digest], *, dimension: int, tokens: int, afresh: bool
) -> int:
    """About how many bytes a new generation and its vectors need beside what is there, rather too many than too few.

    It is made of the one that serves and of what was `parsed`; made `afresh`, our digests are new too.
    """
    new = [*parsed, *(as_documents(digests) if afresh else ())]
    slugs = {document.document.slug for document in new}
    characters = sum(len(block.text) for document in new for block in document.blocks)
    units = sum(len(document.blocks) for document in new) + characters // (tokens * CHARACTERS_PER_TOKEN)
    units += sum(anchor.document in slugs for anchor, _, _ in everyday_questions())
    vector = 4 * dimension
    cached = -(-vector // _PAGE) * _PAGE + _PER_UNIT
    added = characters * _PER_CHARACTER + units * (_PER_UNIT + cached + (0 if place.chroma_url else vector))
    there = max((_size(place.index / generation) for generation in place.generations()), default=0)
    return _AT_LEAST + int(_MARGIN * (there + added))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
