"""The parser of EUR-Lex pages: bytes in, blocks out, no file or network touched."""

from lxml import etree
from trafilatura.utils import load_html

from corpus.errors import IngestError
from corpus.sources import is_checked
from ingest.blocks import File, Parsed
from ingest.parse.eurlex.identity import identify
from ingest.parse.eurlex.outline import Outline
from ingest.parse.eurlex.placing import blocks_of
from ingest.parse.page_hiding import take_hidden

_XHTML = b"http://www.w3.org/1999/xhtml"
# What only the acts of EUR-Lex and CELLAR hold: a page of the site, or its challenge to scripts, has none of them.
_SIGNS = (b"eli-container", b'class="oj-', b"title-article-norm", b"publications.europa.eu/resource/celex", b"CONVEX")


class EurLexParser:
    """Reads the XHTML of EUR-Lex and CELLAR: acts of the Official Journal and consolidated texts."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as XHTML, or is a page that begins as those of EUR-Lex do."""
        if file.path.suffix.lower() == ".xhtml":
            return True
        return file.path.suffix.lower() in {".html", ".htm", ".xml"} and _is_eurlex(file.data[:20_000])

    def parse(self, file: File) -> Parsed:
        """The act, in blocks whose anchors are the same in both languages and layouts.

        The law hides nothing: what a page that was never checked does not show is told beside its text. Raises IngestError
        when the bytes are cut or ill-formed, when they are another page than an act (the site answers scripts with a
        challenge), or when the header does not tell which act they are, in French or in English.
        """
        root = _read_xml(file)
        identity = identify(root, file)
        outline = Outline(identity.document.slug)
        outline.walk(next(root.iter("{*}body"), root))
        blocks = blocks_of(outline.parts)
        if not blocks:
            raise IngestError("eurlex_no_provision", {"path": file.path.name})
        document, version, lang = identity.document, identity.version, identity.lang
        checked = is_checked(document.slug, version.id, lang, version.sha256)
        page = None if checked else load_html(file.data)
        return Parsed(document, version, lang, blocks, hidden=() if page is None else take_hidden(page))


def _is_eurlex(data: bytes) -> bool:
    return _XHTML in data[:2000] and any(sign in data for sign in _SIGNS)


def _read_xml(file: File) -> etree._Element:
    """The root of the page. Nothing outside the bytes is read: no DTD, no entity, no network (CWE-611, CWE-776)."""
    if not _is_eurlex(file.data):
        raise IngestError("eurlex_no_provision", {"path": file.path.name})
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(file.data.lstrip(), parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise IngestError("xhtml_truncated", {"path": file.path.name, "detail": str(error)}) from error
