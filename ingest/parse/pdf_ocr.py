"""Scanned pages read by Tesseract, a program beside this one; it is called through pytesseract (the extra `ocr`)."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from ingest.parse.pdf_file import Sheet
from ingest.parse.pdf_pages import Line, Word, line_of

# Tesseract's own advice; at 200 it confuses small type.
DOTS_PER_INCH = 300
# French and English, the languages of the product.
LANGUAGES = ("fra", "eng")
# A page takes some seconds; one that takes a minute is noise.
LONGEST = 60
# Under this confidence, of 100, what Tesseract says is guessed out of specks.
LEAST_SURE = 30

# The paragraphs of a page as lines, placed in points; None where it could not be read.
Recognise = Callable[[Sheet], tuple[tuple[Line, ...], ...] | None]


@cache
def recogniser() -> Recognise | None:
    """What reads scanned pages here; None where Tesseract, its French and English, or pytesseract are not installed."""
    if find_spec("pytesseract") is None:
        return None
    pytesseract = import_module("pytesseract")
    try:
        known = set(pytesseract.get_languages())
    except (OSError, pytesseract.TesseractError):
        return None
    return _recognise if set(LANGUAGES) <= known else None


def _recognise(sheet: Sheet) -> tuple[tuple[Line, ...], ...] | None:
    """The paragraphs of a scanned page, in Tesseract's order; None when it fails or takes too long."""
    pytesseract = import_module("pytesseract")
    image = import_module("PIL.Image")
    picture = sheet.picture(scale=DOTS_PER_INCH / 72)
    try:
        found = pytesseract.image_to_data(
            image.fromarray(picture[:, :, ::-1]),
            lang="+".join(LANGUAGES),
            timeout=LONGEST,
            output_type=pytesseract.Output.DICT,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError):
        return None
    scale = sheet.width / picture.shape[1]
    lines: dict[tuple[int, int, int], list[Word]] = {}
    for i, text in enumerate(found["text"]):
        if not text.strip() or float(found["conf"][i]) < LEAST_SURE:
            continue
        left, top = found["left"][i] * scale, found["top"][i] * scale
        right, bottom = left + found["width"][i] * scale, top + found["height"][i] * scale
        key = (found["block_num"][i], found["par_num"][i], found["line_num"][i])
        word = Word(text.strip(), left, right, top, bottom, bottom - top, bold=False)
        lines.setdefault(key, []).append(word)
    paragraphs: dict[tuple[int, int], list[Line]] = {}
    for (block, paragraph, _), words in lines.items():
        paragraphs.setdefault((block, paragraph), []).append(line_of(words))
    return tuple(tuple(lines) for lines in paragraphs.values())
