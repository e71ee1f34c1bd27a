"""The pages of a PDF as words and lines with their place and type size, and the joining of lines into text."""

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_high

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_words

from corpus.errors import IngestError
from ingest.blocks import File
from ingest.parse.pdf_file import is_whole

# A gap above 12 % of the type size is a space: TeX writes none and sets its thinnest near 0.17 em, kerning stays under 0.1.
SPACE_RATIO = 0.12
# Lines of one paragraph stand 1.2 to 1.4 type sizes apart, paragraphs 1.8 or more (both NIST documents, word processors).
PARAGRAPH_PITCH = 1.55
# Words whose feet differ by less are on one line: small capitals stand up to a point higher.
SAME_LINE = 3.0
# Symbol fonts put their bullets where Unicode leaves letters to private use.
PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed: text in NFKC, its box in points from the top left corner, type size, weight.

    `glued`: no space stands before it. `raised`: it is set small and off the line, like the mark of a footnote.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    glued: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, left to right; `size` is the largest type size, `bold` says every word is."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


def is_pdf(file: File) -> bool:
    """Whether the bytes are a PDF's; readers look for the mark in the first 1024."""
    return b"%PDF-" in file.data[:1024]


@contextmanager
def open_pdf(file: File) -> Iterator[Iterator[Page]]:
    """The pages of `file`, read one after another and let go behind.

    Raises IngestError where the file needs a password, is cut short or is damaged, also while its pages are read.
    """
    if not is_whole(file):
        raise IngestError("pdf_damaged", {"path": file.path.name})
    try:
        with pdfplumber.open(io.BytesIO(file.data)) as pdf:
            yield _released(pdf.pages)
    except IngestError:
        raise
    # A damaged PDF makes pdfminer fail in any of its own ways (KeyError, TypeError, zlib.error, RecursionError …).
    except Exception as error:
        locked = isinstance(error, PDFPasswordIncorrect) or (
            isinstance(error, PdfminerException) and isinstance(error.args[0], PDFPasswordIncorrect)
        )
        raise IngestError("pdf_locked" if locked else "pdf_damaged", {"path": file.path.name}) from error


def _released(pages: Sequence[Page]) -> Iterator[Page]:
    for page in pages:
        yield page
        page.close()


def page_words(page: Page, *, smallest: float = 0) -> list[Word]:
    """The upright words of `page`, of type not under `smallest` points (which drops the marks of footnotes)."""
    chars = [char for char in page.chars if char["upright"] and char["size"] >= smallest]
    found = extract_words(chars, x_tolerance_ratio=SPACE_RATIO, return_chars=True)
    return [
        Word(
            text=PRIVATE_USE.sub("•", unicodedata.normalize("NFKC", word["text"])),
            x0=word["x0"],
            x1=word["x1"],
            top=word["top"],
            bottom=word["bottom"],
            size=max(char["size"] for char in word["chars"]),
            bold=all(re.search("Bold|Medi|Black|Heavy", char["fontname"]) for char in word["chars"]),
        )
        for word in found
    ]


def lines_of(words: Iterable[Word]) -> list[Line]:
    """`words` gathered into lines, from top to bottom."""
    return [line_of(row) for row in rows_of(words)]


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """The words of each line, left to right, from the top line to the bottom one."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.bottom):
        if rows and word.bottom - rows[-1][0].bottom < SAME_LINE:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def line_of(row: Sequence[Word]) -> Line:
    """The words of one line, left to right, as a line."""
    return Line(
        text="".join(f"{'' if word.glued else ' '}{word.text}" for word in row).strip(),
        x0=row[0].x0,
        x1=max(word.x1 for word in row),
        top=min(word.top for word in row),
        bottom=median_high(word.bottom for word in row),
        size=max(word.size for word in row),
        bold=all(word.bold for word in row),
    )


def is_apart(above: Line, below: Line) -> bool:
    """Whether `below` begins a new paragraph, judged by the white space between two lines of one page."""
    return below.bottom - above.bottom > PARAGRAPH_PITCH * max(above.size, below.size)


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")


def line_joiner(texts: Iterable[Sequence[str]], vocabulary: Counter[str] | None = None) -> Callable[[Sequence[str]], str]:
    """A function that joins lines into one text, the hyphens at line ends resolved by the words of `texts`.

    `vocabulary` has more words to tell by, where the text itself does not.

    A hyphen goes when the document has the word without it elsewhere ("orga-" + "nization"), and stays when it has the
    word with it ("third-" + "party"). A word met nowhere else keeps it in a document that never breaks words; in one that
    does, only between two words that it has, or after "non", "off" and "self".
    """
    kept = [list(lines) for lines in texts]
    known = words_in(kept) + (vocabulary or Counter())
    breaks = [
        (first[1], second[0])
        for lines in kept
        for above, below in pairwise(lines)
        if (first := _BROKEN.search(above)) and (second := _WORD.match(below))
    ]
    breaks_words = sum(_evidence(known, first, second) for first, second in breaks) < 0

    def keeps_hyphen(first: str, second: str) -> bool:
        evidence = _evidence(known, first, second)
        if evidence or not breaks_words:
            return evidence >= 0
        last = first.rsplit("-", 1)[-1].lower()
        both_known = known[last] > 0 and known[second.lower()] > 0
        return both_known or not second.islower() or last in {"non", "off", "self"}

    def join(lines: Sequence[str]) -> str:
        text = ""
        for line in lines:
            first, second = _BROKEN.search(text), _WORD.match(line)
            if not first or not second:
                text += f" {line}" if text else line
            elif second[0] in {"or", "and", "to", "et", "ou"}:  # "high-" + "or low-impact": the hyphen hangs
                text += f" {line}"
            else:
                text = text + line if keeps_hyphen(first[1], second[0]) else text[:-1] + line
        return re.sub(r"\s+", " ", text).replace(", ”", ",”").strip()

    return join


def _evidence(known: Counter[str], first: str, second: str) -> int:
    """1 if the document writes the two with a hyphen, -1 if as one word, 0 if neither or both as often."""
    hyphened, joined = known[f"{first}-{second}".lower()], known[(first + second).lower()]
    return (hyphened > joined) - (hyphened < joined)


def words_in(texts: Iterable[Sequence[str]]) -> Counter[str]:
    """The words written whole within lines, the parts of compounds among them."""
    known: Counter[str] = Counter()
    for lines in texts:
        for above, line in pairwise(["", *lines]):
            words = _WORD.findall(line.lower())
            for word in words[bool(_BROKEN.search(above)) : len(words) - bool(_BROKEN.search(line))]:
                known.update({word, *word.split("-")})
    return known
