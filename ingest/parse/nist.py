"""The NIST publications AI 100-1 and AI 600-1, read from their PDF."""

from collections.abc import Callable, Iterable, Mapping

from pdfplumber.page import Page

from corpus.documents import Version
from corpus.errors import IngestError
from corpus.sources import Edition, KnownDocument, known_documents
from ingest.blocks import File, Parsed
from ingest.parse import nist_framework, nist_profile
from ingest.parse.nist_pages import Draft, blocks_of
from ingest.parse.pdf_pages import is_pdf, lines_of, open_pdf, page_words

_READERS: Mapping[str, Callable[[Iterable[Page]], list[Draft]]] = {
    nist_framework.SLUG: nist_framework.read_framework,
    nist_profile.SLUG: nist_profile.read_profile,
}
# The first line of the title that both carry on their cover.
_TITLE = "Artificial Intelligence Risk Management"


class NistParser:
    """Reads NIST AI 100-1 and AI 600-1: subcategories, suggested actions, sections."""

    def accepts(self, file: File) -> bool:
        """Whether the first page is the cover of one of the two, whatever the file is called."""
        return is_pdf(file) and _recognise(file) is not None

    def parse(self, file: File) -> Parsed:
        """The publication: `sub_GOVERN-1-2`, `act_GV-1-1-001`, `sec_3-4.par_2`, each with its PDF page.

        Raises IngestError when the file is damaged or not one of the two publications.
        """
        recognised = _recognise(file)
        if recognised is None:
            raise IngestError("form_unknown", {"path": file.path.name})
        known, edition = recognised
        with open_pdf(file) as pages:
            drafts = _READERS[known.slug](pages)
        version = Version(known.slug, edition.id, edition.valid_from, file.sha256)
        return Parsed(known.document("en"), version, "en", blocks_of(drafts))


def _recognise(file: File) -> tuple[KnownDocument, Edition] | None:
    try:
        with open_pdf(file) as pages:
            cover = {line.text for line in lines_of(page_words(next(pages)))}
    except IngestError:  # said by the parser of other PDFs
        return None
    for slug in _READERS:
        known = known_documents()[slug]
        for edition in known.editions:
            if {_TITLE, edition.id.replace(".", " ", 1).replace(".", " ", 1)} <= cover:
                return known, edition
    return None
