"""What changed between two versions of a document, provision by provision.

A change is told at the smallest provision it touches: a point, not the article that holds it. Inserted and repealed provisions
are told once, with all that they hold.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.anchors import Anchor, Kind
from corpus.documents import Passage
from corpus.wording import Edit, Words, compare_words, reading


class ChangeKind(StrEnum):
    """What became of a provision."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One provision that is not in both versions the same.

    `passage` is the provision, as it is later where it is there later. `before` and `after` are its words, its title on a line
    of its own; None where it is absent. What is held by provisions of its own in both versions is left to them.
    """

    kind: ChangeKind
    passage: Passage
    before: str | None
    after: str | None

    def words(self) -> list[Words]:
        """Word by word, from `before` to `after`."""
        if self.before is None or self.after is None:
            return [Words(Edit.INSERTED if self.before is None else Edit.DELETED, self.before or self.after or "")]
        return compare_words(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes in reading order, and how many provisions with words of their own are the same.

    `recitals_left_out` counts the recitals that only one version carries.
    """

    changes: tuple[Change, ...]
    unchanged: int
    recitals_left_out: int

    def units(self) -> dict[Anchor, ChangeKind]:
        """What became of each article, annex or section touched: added or removed as a whole, else changed."""
        kinds: dict[Anchor, ChangeKind] = {}
        for change in self.changes:
            anchor = change.passage.anchor
            kinds[anchor.unit] = change.kind if anchor == anchor.unit else ChangeKind.CHANGED
        return kinds


def compare_versions(before: Sequence[Passage], after: Sequence[Passage]) -> Difference:
    """The difference between two versions of a document in one language.

    Each is whole and in reading order: a provision comes with those that hold it. Recitals that only one version carries are
    left out: an act is amended without them, and a consolidated text does not print them.
    """
    recitals = [sum(_is_recital(p) for p in passages) for passages in (before, after)]
    comparable = all(recitals)
    old, new = (_Tree([p for p in passages if comparable or not _is_recital(p)]) for passages in (before, after))
    found = list(_compare_under(None, old, new))
    return Difference(
        changes=tuple(change for change in found if change),
        unchanged=found.count(None),
        recitals_left_out=0 if comparable else sum(recitals),
    )


def _is_recital(passage: Passage) -> bool:
    return passage.anchor.steps[0].kind is Kind.RECITAL


class _Tree:
    """One version: its provisions, each with those right under it."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = {p.anchor: p for p in passages}
        self._under: Mapping[Anchor | None, list[Anchor]] = defaultdict(list)
        for anchor in self.passages:
            self._under[anchor.parent].append(anchor)
        chapters = (p for p in passages if p.anchor.kind is Kind.CHAPTER)
        self._chapters = frozenset(line for p in chapters for line in p.text.splitlines())

    def under(self, anchor: Anchor | None) -> list[Anchor]:
        """The provisions right under `anchor`, in reading order; those of the document for None."""
        return self._under.get(anchor, [])

    def whole(self, anchor: Anchor) -> str:
        """All words of a provision, under its title."""
        return self._titled(anchor, self.passages[anchor].text)

    def own(self, anchor: Anchor) -> str:
        """The words of a provision that none under it has: its title, and what stands before, between and after those."""
        rest, kept = self.passages[anchor].text, []
        for child in map(self.passages.__getitem__, self.under(anchor)):
            held = f"{child.label} {child.text}".strip()
            if held and held in rest:
                before, _, rest = rest.partition(held)
                kept.append(before)
        lines = "\n".join((*kept, rest)).splitlines()
        return self._titled(anchor, "\n".join(line for line in lines if line))

    def _titled(self, anchor: Anchor, text: str) -> str:
        """`text` under the title of its article or annex, where that is kept beside the text."""
        title = self.passages[anchor].headings[-1:]
        first_line = text.partition("\n")[0]
        if anchor != anchor.unit or not title or title[0] in self._chapters or first_line.endswith(title[0]):
            return text
        return f"{title[0]}\n{text}".strip()


def _compare_under(parent: Anchor | None, old: _Tree, new: _Tree) -> Iterator[Change | None]:
    """The changes under `parent` in reading order, None for each provision whose own words are the same."""
    for anchor in _in_order(old.under(parent), new.under(parent)):
        if anchor not in old.passages:
            yield Change(ChangeKind.ADDED, new.passages[anchor], None, new.whole(anchor))
        elif anchor not in new.passages:
            yield Change(ChangeKind.REMOVED, old.passages[anchor], old.whole(anchor), None)
        else:
            # Divided in one version only, it has no smaller provisions to compare.
            divided = bool(old.under(anchor)) == bool(new.under(anchor))
            before, after = ((tree.own if divided else tree.whole)(anchor) for tree in (old, new))
            if before != after and reading(before) != reading(after):
                yield Change(ChangeKind.CHANGED, new.passages[anchor], before, after)
            elif before:
                yield None
            if divided:
                yield from _compare_under(anchor, old, new)


def _in_order(old: Sequence[Anchor], new: Sequence[Anchor]) -> list[Anchor]:
    """All of `new` in order, and what only `old` has, each after the one it stood after."""
    merged, later = list(new), frozenset(new)
    for at, anchor in enumerate(old):
        if anchor not in later:
            merged.insert(merged.index(old[at - 1]) + 1 if at else 0, anchor)
    return merged
