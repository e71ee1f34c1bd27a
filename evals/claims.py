"""Claims about provisions, written by hand: true ones, and the same spoilt by one change. They measure and teach the verifier.

`evals/claims/*.yaml`: `test.*` to measure with and nothing else, `dev` to set thresholds with, `train.*` to learn from. Each
entry names a provision and says things of it in our own words; the provision's text is read from the index.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from assistant.answers import Value
from assistant.verify import Cited
from corpus.anchors import Anchor
from corpus.index import Corpus
from corpus.texts import Lang
from evals.cases import AS_OF, parse_anchors, read_entries
from evals.corruption import Swap

FOLDER = Path(__file__).with_name("claims")

Part = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class WrittenClaim:
    """A sentence about `anchor`: true when `swap` is None, else what was changed to make it false or unsupported."""

    anchor: Anchor
    lang: Lang
    text: str
    swap: Swap | None


class _Spoilt(Value):
    kind: Swap
    claim: str


class _Entry(Value):
    anchor: str
    lang: Lang
    says: tuple[str, ...]
    spoilt: tuple[_Spoilt, ...]


def written_claims(part: Part) -> tuple[WrittenClaim, ...]:
    """The claims of `part`, file by file."""
    return tuple(claim for path in sorted(FOLDER.glob(f"{part}*.yaml")) for claim in load_claims(path))


def load_claims(path: Path) -> Iterator[WrittenClaim]:
    """The claims of a YAML file. Raises EvaluationError if it is missing or malformed."""
    entries = read_entries(path, TypeAdapter(tuple[_Entry, ...]))
    anchors = parse_anchors(path, "anchor", [entry.anchor for entry in entries])
    for anchor, entry in zip(anchors, entries, strict=True):
        yield from (WrittenClaim(anchor, entry.lang, text, None) for text in entry.says)
        yield from (WrittenClaim(anchor, entry.lang, spoilt.claim, spoilt.kind) for spoilt in entry.spoilt)


def cited(claims: Iterable[WrittenClaim], corpus: Corpus) -> list[Cited]:
    """The claims beside the text of their provision in force. Raises AnchorError for one that no text in force has."""
    return [
        Cited(claim.text, claim.lang, corpus.get(claim.anchor, as_of=AS_OF, lang=claim.lang).text, claim.lang, claim.anchor)
        for claim in claims
    ]


def misplaced(claims: Sequence[Cited]) -> list[Cited]:
    """Each claim beside the text of the next provision of its language: true of another place, said of nothing here."""
    moved = []
    for i, claim in enumerate(claims):
        others = (c for c in (*claims[i + 1 :], *claims[:i]) if c.lang == claim.lang and c.anchor.unit != claim.anchor.unit)
        if other := next(others, None):
            moved.append(replace(claim, quote=other.quote, anchor=other.anchor))
    return moved


def tried(part: Part, corpus: Corpus) -> list[tuple[str, Cited]]:
    """What the verifier is tried on: every claim of `part` under its kind, "true" or that of its swap, then the true ones
    beside another provision, "misplaced"."""
    claims = written_claims(part)
    beside = [
        (claim.swap.value if claim.swap else "true", one) for claim, one in zip(claims, cited(claims, corpus), strict=True)
    ]
    return [*beside, *(("misplaced", one) for one in misplaced([one for kind, one in beside if kind == "true"]))]
