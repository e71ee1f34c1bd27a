"""What the assistant knows, as frozen values: documents, their versions, and their passages. No I/O here.

A passage's `locator` says where it stands in its source: an element id (`art_35`), `slide=3`, `rows=2-21`, or its place in
a PDF, page after page in reading order:

    locator := spot ("&" spot)*
    spot    := "page=" N ["&ocr"] ["&boxes=" box (";" box)*]
    box     := X0 "," TOP "," X1 "," BOTTOM

`page=12&boxes=72,140.2,523.1,168.9&page=13&boxes=72,60,523.1,88` begins on page 12 and goes on over 13. Pages are counted from
1 as the file counts them. A box is in points (1/72 inch) from the top left corner of the page as it is shown, turned and
cropped; there is one for each run of lines, so that a quote is to be looked for inside. `ocr`: the words were recognised in
a picture of the page, and may be misread.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.anchors import Anchor
from corpus.texts import Lang


class Trust(StrEnum):
    """How far to believe a document: the law, our digests of it, our guides, the organisation's texts, a file somebody sent."""

    OFFICIAL = "official"
    DIGEST = "digest"
    GUIDE = "guide"
    INTERNAL = "internal"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points (1/72 inch) from the top left corner of a page as it is shown, turned and cropped."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage stands on a page, counted from 1; `ocr` says that its words were recognised in a picture."""

    page: int
    boxes: tuple[Box, ...] = ()
    ocr: bool = False


_SPOT = re.compile(r"page=(\d+)(&ocr)?(?:&boxes=([-\d.,;]+))?(?:&|$)")


def read_locator(locator: str) -> tuple[Spot, ...]:
    """The places in a PDF that `locator` gives, where the passage begins first; none for a locator of another form."""
    if not locator.startswith("page="):
        return ()
    return tuple(
        Spot(
            int(match[1]),
            tuple(Box(*map(float, box.split(","))) for box in (match[3] or "").split(";") if box.count(",") == 3),
            ocr=bool(match[2]),
        )
        for match in _SPOT.finditer(locator)
    )


def write_locator(spots: Iterable[Spot]) -> str:
    """The locator that `read_locator` reads back, boxes to a tenth of a point."""
    parts = []
    for spot in spots:
        boxes = ";".join(",".join(f"{side:.1f}".removesuffix(".0") for side in _sides(box)) for box in spot.boxes)
        parts.append(f"page={spot.page}{'&ocr' * spot.ocr}" + (f"&boxes={boxes}" if boxes else ""))
    return "&".join(parts)


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.top, box.x1, box.bottom


# The audience of what anybody may read.
EVERYONE = "everyone"


def holds_on(day: date, start: date, end: date | None) -> bool:
    """Whether a text that begins on `start` and ends before `end` (None: not yet) holds on `day`."""
    return start <= day and (end is None or day < end)


@dataclass(frozen=True, slots=True)
class Document:
    """A work, whatever its language and version. `slug` starts its anchors; `url` is where a page was fetched, "" elsewhere."""

    slug: str
    title: str
    publisher: str
    licence: str
    trust: Trust
    audience: str = EVERYONE
    url: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document: its CELEX number for EU law, else the first twelve digits of its sha256.

    `valid_from` is the first day of this state; it lasts until a later version of the same provisions begins.
    `sha256` is of the bytes read.
    """

    document: str
    id: str
    valid_from: date
    sha256: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one provision in one language and version, everything under it included.

    `label` is the mark printed before it ("3.", "(a)"), not part of `text`. `headings` go from the outermost to the
    provision's own title. `locator` is where it stands in its source, in the grammar above. `order` is its rank in the
    document. `valid_to` is the first day it no longer holds, None while it does. `cites` are the provisions a guide's
    text refers to by anchor.
    """

    anchor: Anchor
    lang: Lang
    version: str
    text: str
    label: str
    headings: tuple[str, ...]
    locator: str
    order: int
    valid_from: date
    valid_to: date | None = None
    cites: tuple[Anchor, ...] = ()
