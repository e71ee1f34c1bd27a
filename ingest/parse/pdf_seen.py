"""What a reader of a page sees of its letters, told by looking: a run of letters is seen where the page changes without it.

Comparing pictures needs no reading of colour spaces, clips, covers, soft masks or layers: pdfium, which draws the PDFs of a
browser, has applied them all.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
import numpy.typing as npt

from ingest.blocks import Hidden
from ingest.parse.pdf_file import Glyph, Picture, Sheet

# Type under this size is not read on paper or screen; the smallest print of contracts is 4 points.
SMALLEST = 2.0
# A pixel has changed when red, green or blue differ by more: grey of less than a sixteenth on white is not seen.
CHANGED = 16
# Of the letters of a word so many are seen, or the word is not.
SHARE_SEEN = 0.5
# A letter is looked for between its foot line and this part of its size above it, free of the lines above and below.
X_HEIGHT = 0.45
# Of two letters that only touch, the middles are apart: so much is left out at each side.
INSET = 0.25
# Letters of several runs, one upon the other, are looked at in turn; a page that needs more turns is a trap.
MOST_LAYERS = 8
# A page is a scan when pictures cover this much of it and it looks like paper; its OCR layer is the words that lie on ink.
SCAN_SHARE = 0.5
# Paper: so much of it is near its lightest shade, and more than specks are dark.
PAPER_SHARE, PAPER_NEAR, DARK, SPECKS = 0.6, 40, 110, 0.002
# Ink: pixels this far apart in one word's box.
INK = 60

_Mask = npt.NDArray[np.bool_]
_Sums = npt.NDArray[np.int32]
_Spans = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """The glyphs of a page that its reader sees, or that stand for what a scan shows (`ocr`); and the words not seen."""

    glyphs: tuple[Glyph, ...]
    hidden: tuple[Hidden, ...]
    ocr: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """The letters of a word, of one run."""

    glyphs: tuple[Glyph, ...]
    seen: bool
    by: Literal["style", "colour", "size", "place"] = "style"

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)


def look(sheet: Sheet) -> Seen:
    """What is seen of `sheet`. An invisible layer of recognised text over a scan is not hidden: its words are printed there."""
    full = sheet.picture()
    printed = _without_twins(sheet.glyphs) if _overlap(sheet.glyphs, sheet, full).any() else sheet.glyphs
    groups = list(_groups(printed))
    if not groups:
        return Seen((), (), ocr=False)
    sight = _Sight(sheet, groups, full)
    judged = [sight.judge(group) for group in groups]
    unseen = [group for group in judged if not group.seen]
    layer = _ocr_layer(sheet, sight, [group for group in unseen if group.by != "size"])
    lost = [group for group in unseen if id(group) not in layer]
    gone = {id(glyph) for group in lost for glyph in group.glyphs}
    return Seen(
        tuple(glyph for glyph in printed if id(glyph) not in gone),
        tuple(_hidden(lost, sheet.number)),
        ocr=bool(layer),
    )


def _without_twins(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those printed again a hair beside, as some programs make bold type and shadows."""
    kept: list[Glyph] = []
    taken: dict[tuple[str, int, int], int] = {}
    for glyph in glyphs:
        step = max(0.5, 0.1 * glyph.size)
        x, y = round(glyph.x0 / step), round(glyph.foot / step)
        near = [taken.get((glyph.text, x + i, y + j)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        if glyph.text != " " and any(run is not None and run != glyph.run for run in near):
            continue
        taken[glyph.text, x, y] = glyph.run
        kept.append(glyph)
    return kept


def _groups(glyphs: Sequence[Glyph]) -> Iterator[_Group]:
    """The glyphs by word of one run, spaces aside."""
    for (_, is_space), members in groupby(glyphs, key=lambda glyph: (glyph.run, glyph.text == " ")):
        if not is_space:
            yield _Group(tuple(members), seen=True)


class _Sight:
    """A page and what changes of it without its text: `bare` is the page without any."""

    def __init__(self, sheet: Sheet, groups: Sequence[_Group], full: Picture) -> None:
        self._sheet = sheet
        self._full = full
        layers, self._layer = self._part(groups)
        self.bare = sheet.picture(without=range(len(sheet.runs)))
        changes = [_sums(_differs(full, self.bare))]
        if len(layers) > 1:
            # Twins left out of the groups would show through.
            others = set(range(len(sheet.runs))) - {group.glyphs[0].run for group in groups}
            printed = sheet.picture(without=others)
            changes = [_sums(_differs(printed, sheet.picture(without=layer | others))) for layer in layers]
        self._seen = self._letters_seen(groups, changes)

    def judge(self, group: _Group) -> _Group:
        """`group`, told whether it is seen, or by what it is hidden."""
        run = self._sheet.runs[group.glyphs[0].run]
        if max(glyph.size for glyph in group.glyphs) < SMALLEST:
            return _Group(group.glyphs, seen=False, by="size")
        if all(self._is_outside(glyph) for glyph in group.glyphs):
            return _Group(group.glyphs, seen=False, by="place")
        # Quotation marks and dots stand outside the height where letters are looked for: they count where they are alone.
        marks = [glyph for glyph in group.glyphs if glyph.text.isalnum()] or group.glyphs
        if sum(id(glyph) in self._seen for glyph in marks) >= SHARE_SEEN * len(marks):
            return group
        if run.mode == 3 or run.layered:
            return _Group(group.glyphs, seen=False, by="style")
        return _Group(group.glyphs, seen=False, by="colour" if self._has_colour_of_ground(group) else "place")

    def ground(self, group: _Group) -> Picture:
        """The pixels of the page without text under the letters of `group`, in one row."""
        spans = _spans(group.glyphs, self._sheet, self._full)
        return np.concatenate([self.bare[top:bottom, left:right].reshape(-1, 3) for left, top, right, bottom in spans])

    def _is_outside(self, glyph: Glyph) -> bool:
        middle = (glyph.x0 + glyph.x1) / 2
        return not (0 <= middle <= self._sheet.width and 0 <= glyph.foot - X_HEIGHT / 2 * glyph.size <= self._sheet.height)

    def _has_colour_of_ground(self, group: _Group) -> bool:
        red, green, blue, opacity = self._sheet.runs[group.glyphs[0].run].colour
        ground = self.ground(group)
        if opacity < CHANGED or not len(ground):
            return True
        apart = np.abs(ground.astype(np.int16) - np.array((blue, green, red), np.int16)).max(axis=1)
        return bool(np.median(apart) <= 2 * CHANGED)

    def _letters_seen(self, groups: Sequence[_Group], changes: Sequence[_Sums]) -> set[int]:
        """The ids of the glyphs that the page changes without."""
        seen: set[int] = set()
        for layer, sums in enumerate(changes):
            own = [glyph for group in groups if self._layer.get(group.glyphs[0].run) == layer for glyph in group.glyphs]
            changed = _sum_in(sums, _spans(own, self._sheet, self._full)) > 0
            seen.update(id(glyph) for glyph, is_changed in zip(own, changed, strict=True) if is_changed)
        return seen

    def _part(self, groups: Sequence[_Group]) -> tuple[list[set[int]], dict[int, int]]:
        """Runs that lie one upon the other parted into layers: the runs of each layer, and the layer of each run.

        A run that fits in none has no layer: it counts as not seen.
        """
        by_run: dict[int, list[Glyph]] = {}
        for group in groups:
            by_run.setdefault(group.glyphs[0].run, []).extend(group.glyphs)
        every = [glyph for glyphs in by_run.values() for glyph in glyphs]
        if not _overlap(every, self._sheet, self._full).any():
            return [set(by_run)], dict.fromkeys(by_run, 0)
        taken: list[_Mask] = []
        layers: list[set[int]] = []
        layer_of: dict[int, int] = {}
        for run, glyphs in by_run.items():
            spans = [
                (slice(top, bottom), slice(left, right))
                for left, top, right, bottom in _spans(glyphs, self._sheet, self._full, inset=INSET)
            ]
            at = next((i for i, mask in enumerate(taken) if not any(mask[span].any() for span in spans)), len(taken))
            if at == MOST_LAYERS:
                continue
            if at == len(taken):
                taken.append(np.zeros(self._full.shape[:2], np.bool_))
                layers.append(set())
            for span in spans:
                taken[at][span] = True
            layers[at].add(run)
            layer_of[run] = at
        return layers, layer_of


def _spans(glyphs: Sequence[Glyph], sheet: Sheet, picture: Picture, *, inset: float = 0.0) -> _Spans:
    """Where each letter's ink is looked for (left, top, right, bottom), in whole pixels that hold it, or in those nearest to
    what is `inset` by that part of its width."""
    height, width = picture.shape[:2]
    scale = width / max(1.0, sheet.width)
    places = np.array([(g.x0, g.x1, g.foot, g.size, g.text.isalnum()) for g in glyphs]).reshape(-1, 5)
    x0, x1, foot, size, letter = (places[:, i] for i in range(5))
    trim = inset * (x1 - x0)
    above, below = np.where(letter, X_HEIGHT, 0.9), np.where(letter, 0.0, 0.25)
    edge = 0.5 if inset else 0.0
    left, top = (x0 + trim) * scale + edge, (foot - above * size) * scale + edge
    right, bottom = (x1 - trim) * scale + 1 - edge, (foot + below * size) * scale + 1 - edge
    columns, rows = np.clip((left, right), 0, width), np.clip((top, bottom), 0, height)
    return np.stack((columns[0], rows[0], columns[1], rows[1]), axis=1).astype(np.int64)


def _overlap(glyphs: Sequence[Glyph], sheet: Sheet, picture: Picture) -> _Mask:
    """For each glyph whether another lies upon its middle, the letters of one ligature aside."""
    spans = _spans(glyphs, sheet, picture, inset=INSET)
    marks = np.zeros((picture.shape[0] + 1, picture.shape[1] + 1), np.int32)
    spans = np.maximum(spans, spans[:, [0, 1, 0, 1]])
    left, top, right, bottom = np.unique(spans, axis=0).T
    for rows, columns, step in ((top, left, 1), (bottom, right, 1), (top, right, -1), (bottom, left, -1)):
        np.add.at(marks, (rows, columns), step)
    times = marks.cumsum(axis=0).cumsum(axis=1)[:-1, :-1]
    return _sum_in(_sums(times > 1), spans) > 0


def _sums(mask: _Mask) -> _Sums:
    """How many pixels of `mask` are set above and left of each corner."""
    sums = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), np.int32)
    sums[1:, 1:] = mask.cumsum(axis=0, dtype=np.int32).cumsum(axis=1)
    return sums


def _sum_in(sums: _Sums, spans: _Spans) -> _Sums:
    left, top, right, bottom = spans.T
    return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def _ocr_layer(sheet: Sheet, sight: _Sight, unseen: Sequence[_Group]) -> set[int]:
    """The ids of the unseen groups that stand for words of a scanned picture."""
    if sheet.image_share < SCAN_SHARE or not unseen or not is_paper(sight.bare):
        return set()
    return {id(group) for group in unseen if _is_ink(sight.ground(group))}


def is_paper(picture: Picture) -> bool:
    """Whether the picture is of a text rather than of things: mostly of one light shade, with something dark on it."""
    light = picture.max(axis=2)
    ground = int(np.percentile(light, 90))
    return bool((light > ground - PAPER_NEAR).mean() >= PAPER_SHARE and (light < ground - DARK).mean() > SPECKS)


def _is_ink(pixels: Picture) -> bool:
    return len(pixels) > 0 and int(np.ptp(pixels.max(axis=1))) > INK


def _differs(one: Picture, other: Picture) -> _Mask:
    return np.asarray((np.abs(one.astype(np.int16) - other) > CHANGED).any(axis=2))


def _hidden(groups: Iterable[_Group], page: int) -> Iterator[Hidden]:
    """The hidden words, those that follow one another by the same means as one text."""
    for by, members in groupby(groups, key=lambda group: group.by):
        yield Hidden(" ".join(group.text for group in members), by, f"page={page}")
