"""Documents of every form read into blocks: the first parser that knows the form of a file reads it."""

from corpus.errors import IngestError
from ingest.blocks import File, Parsed, Parser
from ingest.parse.csv import CsvParser
from ingest.parse.docx import DocxParser
from ingest.parse.eurlex import EurLexParser
from ingest.parse.html import HtmlParser
from ingest.parse.mail import MailParser
from ingest.parse.markdown import MarkdownParser
from ingest.parse.nist import NistParser
from ingest.parse.pdf import PdfParser
from ingest.parse.playbook import PlaybookParser
from ingest.parse.pptx import PptxParser
from ingest.parse.reading import SUFFIXES, check_size, read_file
from ingest.parse.text import TextParser
from ingest.parse.xlsx import XlsxParser

__all__ = ["SUFFIXES", "parse", "parsers", "read_file"]


def parsers() -> tuple[Parser, ...]:
    """Every parser, those of known documents before those of a mere form."""
    return (
        EurLexParser(),
        NistParser(),
        PlaybookParser(),
        MarkdownParser(),
        HtmlParser(),
        DocxParser(),
        XlsxParser(),
        CsvParser(),
        PptxParser(),
        MailParser(),
        PdfParser(),
        TextParser(),
    )


def parse(file: File) -> Parsed:
    """The document in `file`. Raises IngestError when it is empty, too large, of no known form, or cannot be read."""
    check_size(file.path, len(file.data))
    for parser in parsers():
        if parser.accepts(file):
            return parser.parse(file)
    raise IngestError("form_unknown", {"path": file.path.name})
