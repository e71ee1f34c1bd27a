"""Any PDF: its text, or what is recognised in its scans."""

from collections import Counter
from functools import cache

from corpus.errors import IngestError
from ingest.blocks import File, Parsed
from ingest.parse.clauses import split_clauses
from ingest.parse.own import GUIDES, Facts, assemble
from ingest.parse.pdf_furniture import without_furniture
from ingest.parse.pdf_headings import Styles
from ingest.parse.pdf_ocr import Recognise, recogniser
from ingest.parse.pdf_pages import is_pdf, words_in
from ingest.parse.pdf_structure import pieces_of
from ingest.parse.pdf_text import PageText, read_text
from ingest.parse.reading import Notice, notice_hidden, refuse_damage
from ingest.parse.sections import number_sections

# Of long lists of pages the first ones are named.
PAGES_NAMED = 20


class PdfParser:
    """Reads PDF page by page. `recognise` reads scanned pages; by default Tesseract, where it is installed."""

    def __init__(self, recognise: Recognise | None = None) -> None:
        self._recognise = recognise or recogniser()

    def accepts(self, file: File) -> bool:
        """Whether the bytes are a PDF's, or the file is named as one."""
        return is_pdf(file) or file.path.suffix.lower() == ".pdf"

    def parse(self, file: File) -> Parsed:
        """The text by section and clause, as `sec_roles.par_2`, `sec_3-1.par_2`, `art_4.par_1.pnt_a`; what stands under no
        heading by page, as `pag_12.par_3`. Each has its page and boxes as locator.

        Columns are read one after another, tables by row under their headers; running headers and footers, page numbers and
        contents are left out, footnotes stand apart. What a reader does not see is left out and listed in `hidden`.
        Raises IngestError when the file needs a password, is damaged, or holds scans that cannot be read here.
        """
        with refuse_damage(file, "pdf_damaged"):
            text = read_text(file, self._recognise)
        dumb = [page.number for page in text.pages if page.dumb]
        pages = without_furniture(text.pages)
        if not any(page.parts or page.notes for page in pages):
            raise IngestError("pdf_scanned", {"path": file.path.name})
        styles = Styles(pages, text.outline)
        pieces = split_clauses(pieces_of(pages, styles, _vocabulary()))
        facts = Facts(title=styles.title)
        return assemble(
            file,
            facts,
            lambda slug: number_sections(slug, pieces, by_page=True),
            warnings=(*_notices(text.pages, dumb), *notice_hidden(text.hidden)),
            hidden=text.hidden,
        )


def _notices(pages: tuple[PageText, ...], dumb: list[int]) -> list[Notice]:
    recognised = [page.number for page in pages if page.ocr and not page.dumb]
    notices = [Notice("scanned_pages", {"pages": _listed(dumb)})] if dumb else []
    notices += [Notice("recognised_pages", {"pages": _listed(recognised)})] if recognised else []
    return notices


def _listed(pages: list[int]) -> str:
    """Pages as "1-3, 7", the first of them where there are many."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    named = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs[:PAGES_NAMED])
    return f"{named} …" if len(runs) > PAGES_NAMED else named


@cache
def _vocabulary() -> Counter[str]:
    """The words of our own guides, French and English: they tell hyphens that a short document does not."""
    return words_in(path.read_text("utf-8").split("\n") for folder in GUIDES for path in sorted(folder.rglob("*.md")))
