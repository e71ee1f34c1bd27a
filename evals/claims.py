"""Claims about provisions, written by hand: true ones, and the same spoilt by one change. They measure and teach the verifier.

`evals/claims/*.yaml`: `test.*` to measure with and nothing else, `dev` to set thresholds with, `train.*` to learn from. Each
entry names a provision and says things of it in our own words; the provision's text is read from the index.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.answers import Value
from assistant.verify import Cited
from corpus.anchors import Anchor, parse
from corpus.errors import AnchorError, EvaluationError
from corpus.index import Corpus
from corpus.texts import Lang
from evals.cases import AS_OF
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
    try:
        entries = TypeAdapter(tuple[_Entry, ...]).validate_python(yaml.load(path.read_text("utf8"), Loader=yaml.CSafeLoader))
        anchors = [parse(entry.anchor) for entry in entries]
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": path}) from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise EvaluationError("evaluation_malformed", {"path": path, "place": place or "YAML"}) from error
    except (yaml.YAMLError, UnicodeDecodeError, AnchorError) as error:
        raise EvaluationError("evaluation_malformed", {"path": path, "place": "YAML"}) from error
    for anchor, entry in zip(anchors, entries, strict=True):
        yield from (WrittenClaim(anchor, entry.lang, text, None) for text in entry.says)
        yield from (WrittenClaim(anchor, entry.lang, spoilt.claim, spoilt.kind) for spoilt in entry.spoilt)


def cited(claims: Iterable[WrittenClaim], corpus: Corpus, *, as_of: date = AS_OF) -> list[Cited]:
    """The claims beside the text of their provision in force. Raises AnchorError for one that no text in force has."""
    return [
        Cited(claim.text, claim.lang, corpus.get(claim.anchor, as_of=as_of, lang=claim.lang).text, claim.lang, claim.anchor)
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
