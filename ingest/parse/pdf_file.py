"""A PDF opened by pdfium: what is printed on each page, letter by letter, and how the page looks.

Places are in points from the top left corner of the page as a reader sees it, turned and cropped.
"""

import ctypes
import math
import re
import threading
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from corpus.documents import Box
from corpus.errors import IngestError
from ingest.blocks import File
from ingest.parse.pdf_drawing import read_drawing

Picture = npt.NDArray[np.uint8]

# pdfium is not safe in threads: one document at a time.
_ALONE = threading.Lock()
# The specification puts the end mark within the last 1024 bytes; some mail gateways append a little more.
END_MARK_WITHIN = 4096
# A picture of a page of 14,400 points a side would take 600 MB.
MOST_PIXELS = 4_000_000
# Outlines of books have some thousand entries.
MOST_ENTRIES = 10_000
# How far from level a line may be printed and still be read: scans are not straight.
SKEW = 6.0

_BOLD = re.compile(r"Bold|Medi|Black|Heavy|Demi|(?:CM|SF|EC|LM)\w*B[XF]", re.IGNORECASE)
_ROTATIONS = (0, 90, 180, 270)


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of letters is painted: the operator's text rendering mode, its colour (red, green, blue, opacity: 0 to 255),
    and whether it stands in a layer that can be switched off."""

    mode: int
    colour: tuple[int, int, int, int]
    layered: bool


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter as printed, upright: its box (the font's, not the ink's), its foot line, type size and run (an index).

    A space is a Glyph too. `unknown`: the file does not say which letter it is.
    """

    text: str
    x0: float
    x1: float
    foot: float
    size: float
    bold: bool
    run: int
    unknown: bool

    @property
    def top(self) -> float:
        return self.foot - 0.8 * self.size

    @property
    def bottom(self) -> float:
        return self.foot + 0.2 * self.size


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the outline: its title, its level from 1, the page it leads to, counted from 1 (0: none)."""

    title: str
    level: int
    page: int


@dataclass(frozen=True, slots=True)
class _Frame:
    """From the file's own coordinates to the page as shown: its box in the file, and its turn in degrees, clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        return self.right - self.left if self.turn in (0, 180) else self.top - self.bottom

    @property
    def height(self) -> float:
        return self.top - self.bottom if self.turn in (0, 180) else self.right - self.left

    def place(self, x: float, y: float) -> tuple[float, float]:
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


@dataclass(frozen=True, slots=True)
class Hold:
    """How a page is held so that its text is upright: its size then, and by how many degrees it is turned from how it is
    shown, which is none but for tables set across."""

    width: float
    height: float
    turned: int = 0

    def as_shown(self, box: Box) -> Box:
        """`box` of the page held so, on the page as it is shown."""
        if not self.turned:
            return box
        back = _Frame(0, 0, self.width, self.height, (360 - self.turned) % 360)
        (x0, y0), (x1, y1) = back.place(box.x0, self.height - box.top), back.place(box.x1, self.height - box.bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


class Sheet:
    """One page; its places are those of the page held so that most of its text is upright (`hold`)."""

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self.number = number
        self._page = page
        self._text = page.get_textpage()
        left, bottom, right, top = page.get_bbox()
        shown = _Frame(left, bottom, right, top, page.get_rotation())
        self._shown = shown
        self.runs: list[Run] = []
        self._objects: list[object] = []
        self._chars = list(self._read_chars())
        turned = self._turn()
        self._frame = _Frame(shown.left, shown.bottom, shown.right, shown.top, (shown.turn + turned) % 360)
        self.width, self.height = self._frame.width, self._frame.height
        self.hold = Hold(self.width, self.height, turned)
        self.glyphs = [glyph for char in self._chars if (glyph := self._glyph(char))]
        drawing = read_drawing(page.raw, self._frame.place)
        self.edges = drawing.edges
        self.image_share = drawing.image_area(self.width, self.height) / max(1.0, self.width * self.height)

    def picture(self, *, without: Collection[int] = (), scale: float = 1.0) -> Picture:
        """The page as a reader sees it, annotations aside, `scale` pixels a point or fewer; the runs `without` left out."""
        scale = min(scale, math.sqrt(MOST_PIXELS * max(1.0, scale**2) / max(1.0, self.width * self.height)))
        for run in without:
            pdfium.FPDFPageObj_SetIsActive(self._objects[run], False)
        try:
            bitmap = self._page.render(scale=scale, rotation=self.hold.turned, draw_annots=False, may_draw_forms=False)
            return cast(Picture, bitmap.to_numpy()[:, :, :3].copy())
        finally:
            for run in without:
                pdfium.FPDFPageObj_SetIsActive(self._objects[run], True)

    def close(self) -> None:
        self._text.close()
        self._page.close()

    def _read_chars(self) -> Iterator["_Char"]:
        text, runs = self._text, dict[int, int]()
        fonts: list[_Type] = []
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        for i in range(pdfium.FPDFText_CountChars(text)):
            if pdfium.FPDFText_IsGenerated(text, i) == 1:
                continue
            owner = pdfium.FPDFText_GetTextObject(text, i)
            address = ctypes.addressof(owner.contents) if owner else 0
            if address not in runs:
                runs[address] = len(self._objects)
                self._objects.append(owner)
                self.runs.append(_run(text, i, owner))
                fonts.append(_type(text, i, self._shown.turn))
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, i, box)
            run = runs[address]
            yield _Char(
                pdfium.FPDFText_GetUnicode(text, i),
                (x.value, y.value),
                (box.left, box.bottom, box.right, box.top),
                fonts[run],
                run,
                pdfium.FPDFText_HasUnicodeMapError(text, i) == 1,
            )

    def _turn(self) -> int:
        """By how many degrees most letters are turned from upright, clockwise, so that turning the page back makes them so."""
        count = dict.fromkeys(_ROTATIONS, 0)
        for char in self._chars:
            if char.type.turn is not None:
                count[char.type.turn] += 1
        most = max(count, key=lambda turn: count[turn])
        return (360 - most) % 360

    def _glyph(self, char: "_Char") -> Glyph | None:
        if char.type.turn is None or (char.type.turn + self.hold.turned) % 360:
            return None
        text = _letter(char.code)
        if not text:
            return None
        x0, x1 = (self._frame.place(*corner)[0] for corner in (char.box[:2], char.box[2:]))
        _, foot = self._frame.place(*char.origin)
        if not all(map(math.isfinite, (x0, x1, foot, char.type.size))):
            return None
        unknown = char.unknown or text == "\ufffd"
        return Glyph(text, min(x0, x1), max(x0, x1), foot, char.type.size, char.type.bold, char.run, unknown)


class Pdf:
    """An open PDF. `outline`: its entries in order; `properties`: what its title, subject, keywords … say."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document
        self.outline = tuple(_outline(document))
        self.properties: tuple[str, ...] = tuple(document.get_metadata_dict(skip_empty=True).values())

    def __len__(self) -> int:
        return len(self._document)

    def sheets(self) -> Iterator[Sheet]:
        """The pages in order, each let go when the next is asked for."""
        for i in range(len(self._document)):
            sheet = Sheet(self._document[i], i + 1)
            try:
                yield sheet
            finally:
                sheet.close()


def is_whole(file: File) -> bool:
    """Whether the bytes reach to the end mark of a PDF."""
    return b"%%EOF" in file.data[-END_MARK_WITHIN:]


@contextmanager
def open_file(file: File) -> Iterator[Pdf]:
    """The PDF in `file`. Raises IngestError where it needs a password, is cut short or is damaged, also while it is read."""
    if not is_whole(file):
        raise IngestError("pdf_damaged", {"path": file.path.name})
    with _ALONE:
        document = None
        try:
            document = pypdfium2.PdfDocument(file.data)
            yield Pdf(document)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
            raise IngestError("pdf_locked" if locked else "pdf_damaged", {"path": file.path.name}) from error
        finally:
            if document:
                document.close()


@dataclass(frozen=True, slots=True)
class _Type:
    size: float
    bold: bool
    turn: int | None


@dataclass(frozen=True, slots=True)
class _Char:
    code: int
    origin: tuple[float, float]
    box: tuple[float, float, float, float]
    type: _Type
    run: int
    unknown: bool


def _letter(code: int) -> str:
    """What is printed for `code`; "" for what prints nothing."""
    if code in (0x02, 0xFFFE):  # pdfium's own marks of a hyphen at the end of a line
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    letter = chr(code)
    if letter.isspace():
        return " "
    return "" if unicodedata.category(letter) in {"Cc", "Cf"} and letter != "\u00ad" else letter


def _run(text: object, i: int, owner: object) -> Run:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(owner) if owner else 0
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    # Outlined letters show the colour of the stroke.
    get = pdfium.FPDFText_GetStrokeColor if mode in (1, 5) else pdfium.FPDFText_GetFillColor
    get(text, i, red, green, blue, opacity)
    layered = False
    if owner:
        for mark in range(min(pdfium.FPDFPageObj_CountMarks(owner), 16)):
            layered = layered or _name_of(pdfium.FPDFPageObj_GetMark(owner, mark)) == "OC"
    return Run(mode, (red.value, green.value, blue.value, opacity.value), layered)


def _name_of(mark: object) -> str:
    buffer, length = (ctypes.c_ushort * 16)(), ctypes.c_ulong()
    pdfium.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), length)
    return bytes(buffer)[: length.value].decode("utf-16-le", "replace").rstrip("\0")


def _type(text: object, i: int, page_turn: int) -> _Type:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, i, matrix)
    size = pdfium.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
    # Counterclockwise from level in the file; the page as shown is turned clockwise.
    angle = math.degrees(math.atan2(matrix.b, matrix.a)) - page_turn
    turn = next((t for t in _ROTATIONS if abs((-angle - t + 180) % 360 - 180) <= SKEW), None)
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text, i, buffer, 128, flags)
    return _Type(size, bool(_BOLD.search(buffer.value.decode("utf-8", "replace"))), turn)


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Entry]:
    for count, bookmark in enumerate(document.get_toc(max_depth=6)):
        if count >= MOST_ENTRIES:
            return
        leads_to = bookmark.get_dest()
        page = leads_to.get_index() if leads_to else None
        yield Entry(" ".join(bookmark.get_title().split()), bookmark.level + 1, 0 if page is None else page + 1)
