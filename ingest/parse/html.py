"""Web pages, reduced to their main content."""

from collections.abc import Iterator

import trafilatura
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import Document, use_config
from trafilatura.utils import load_html

from corpus.errors import IngestError
from ingest.blocks import File, Parsed
from ingest.parse.own import Facts, as_lang, assemble
from ingest.parse.page_hiding import comments, take_hidden
from ingest.parse.reading import notice_hidden
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections, split_title

_HEADINGS = "descendant::h1|descendant::h2|descendant::h3|descendant::h4|descendant::h5|descendant::h6"


class HtmlParser:
    """Reads web pages: menus, banners and footers are left out."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as HTML."""
        return file.path.suffix.lower() in {".html", ".htm"}

    def parse(self, file: File) -> Parsed:
        """The main content by section: `sec_roles.par_2`; a list or a table is one paragraph.

        What the page does not show is left out, which is said. Raises IngestError when the bytes are no page, or it has no
        content.
        """
        page = load_html(file.data)
        hidden = () if page is None else (*take_hidden(page), *comments(file.data))
        content = None if page is None else _main_content(page)
        if page is None or content is None:
            raise IngestError("nothing_to_read", {"path": file.path.name})
        title, pieces = split_title(list(_pieces(content.body)))
        facts = Facts(title=title or content.title or "", lang=as_lang(page.get("lang", "")))
        return assemble(file, facts, lambda slug: number_sections(slug, pieces), warnings=notice_hidden(hidden), hidden=hidden)


def read_page(page: lxml_html.HtmlElement) -> list[Piece]:
    """The headings and paragraphs of the main content of `page`; none where it has none."""
    content = _main_content(page)
    return [] if content is None else list(_pieces(content.body))


def _main_content(page: lxml_html.HtmlElement) -> Document | None:
    titled = bool(page.xpath(_HEADINGS))
    content = _extract(page)
    # Where nothing marks the main content (a page saved from a word processor), paragraphs are kept but headings lost:
    # the whole body is then declared to be an article. Menus and footers still go.
    if titled and (content is None or content.body.find("head") is None):
        article = etree.Element("article")
        for body in page.xpath("//body"):
            article.extend(list(body))
            body.append(article)
            content = _extract(page)
            break
    return content


def _extract(page: lxml_html.HtmlElement) -> Document | None:
    settings = use_config()
    # Short pages would otherwise be flattened to one run of text.
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")
    settings.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    found = trafilatura.bare_extraction(page, config=settings, fast=True, favor_recall=True, include_comments=False)
    return found if isinstance(found, Document) else None


def _pieces(element: etree._Element) -> Iterator[Piece]:
    for child in element:
        if child.tag == "head":
            if text := _words(child):
                level = child.get("rend", "h2")[1:]
                yield Heading(int(level) if level.isdigit() else 2, text)
        elif child.tag in {"div", "quote"} and len(child) and not (child.text or "").strip():
            yield from _pieces(child)
        elif text := _text_of(child):
            yield Paragraph(text)


def _text_of(element: etree._Element) -> str:
    if element.tag == "list":
        items = (_text_of(item) for item in element.iterchildren("item"))
        return "\n".join("- " + item.replace("\n", "\n  ") for item in items if item)
    if element.tag == "item":
        inner = "\n".join(filter(None, (_text_of(child) for child in element.iterchildren("list"))))
        return "\n".join(filter(None, (_words(element), inner)))
    if element.tag == "table":
        return "\n".join(" | ".join(_words(cell) for cell in row.iter("cell")) for row in element.iter("row"))
    return _words(element)


def _words(element: etree._Element) -> str:
    """The words under `element`, lists within it excepted; a break is a new line."""
    words = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            words.append("\n")
        elif child.tag != "list":
            words.append(_words(child))
        words.append(child.tail or "")
    lines = "".join(words).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
