"""Our plain-language digests of official provisions, one file each: `corpus/digests/DOCUMENT/LANG/UNIT.yaml`.

Where the official text is indexed, a digest only leads to it; where it is not, the digest stands in, labelled as ours.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from corpus.anchors import Anchor, parse
from corpus.texts import LANGS, Lang

# The version under which digests are kept beside those of the official text.
VERSION = "digest"


@dataclass(frozen=True, slots=True)
class Point:
    """What a digest says of one part of its provision."""

    anchor: Anchor
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A provision in our own words: its points in the order of the text, the everyday terms that people use for it, the
    provisions a reader needs next, what the latest amendment changed ("" if nothing), and the numbers that stand elsewhere
    than in the provision (`declared`)."""

    anchor: Anchor
    lang: Lang
    title: str
    points: tuple[Point, ...]
    terms: tuple[str, ...]
    related: tuple[Anchor, ...]
    changed: str = ""
    declared: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All points, a line each."""
        return "\n".join(point.text for point in self.points)


@cache
def digests() -> tuple[Digest, ...]:
    """Every digest, by document, language and file name."""
    return tuple(read_digests(files("corpus") / "digests"))


def read_digests(folder: Traversable) -> Iterator[Digest]:
    """The digests kept in `folder`. Raises AnchorError, KeyError or YAMLError for a file that is not a digest."""
    for document in sorted((f for f in folder.iterdir() if f.is_dir()), key=lambda f: f.name):
        for lang in LANGS:
            if not (of_lang := document / lang).is_dir():
                continue
            for file in sorted(of_lang.iterdir(), key=lambda f: f.name):
                if file.name.endswith(".yaml"):
                    yield _digest(file, lang)


def _digest(file: Traversable, lang: Lang) -> Digest:
    entry = yaml.load(file.read_text(encoding="utf8"), Loader=yaml.CSafeLoader)
    anchor = entry["anchor"]
    return Digest(
        anchor=parse(anchor),
        lang=lang,
        title=entry["title"],
        points=tuple(
            Point(parse(f"{anchor}.{point['at']}" if point["at"] else anchor), point["says"]) for point in entry["summary"]
        ),
        terms=tuple(map(str, entry["terms"])),
        related=tuple(map(parse, entry["related"])),
        changed=entry.get("changed", ""),
        declared=tuple(map(str, entry.get("declared", ()))),
    )


def sum_of(kept: Iterable[Digest]) -> str:
    """What tells one set of digests from another: sha256, first twelve digits."""
    return hashlib.sha256("\n".join(map(repr, kept)).encode()).hexdigest()[:12]
