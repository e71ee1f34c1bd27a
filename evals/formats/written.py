"""Our handbook written as the files of an office: Word, slides, sheets, mail, pages, PDF and text, in French and English."""

import csv
import ctypes
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from importlib.resources import files
from pathlib import Path
from textwrap import wrap
from typing import get_args

import docx
import openpyxl
import pptx
import pypdfium2
from pypdfium2 import raw

from corpus.texts import Lang
from ingest.blocks import Parsed
from ingest.parse import parse
from ingest.parse.reading import read_file

# Of an A4 page, in points; lines of so many letters of 11 points stay within it.
_PAGE, _MARGIN, _LETTERS = (595, 842), 56, 84


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs under it."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide of the handbook: its name, title and sections."""

    name: str
    title: str
    lang: Lang
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A file made of a guide. `pages`: of each paragraph, the pages it was printed on; empty where there are none."""

    path: Path
    guide: Guide
    pages: Mapping[str, frozenset[int]]


def write_handbook(folder: Path) -> Sequence[Written]:
    """Each guide written in one of the forms, the same in both languages, so that every form has several."""
    forms = list(_FORMS)
    written = []
    for lang in get_args(Lang):
        for number, guide in enumerate(_guides(lang)):
            name = forms[number % len(forms)]
            path = folder / lang / f"{guide.name}.{name.rpartition(' ')[2]}"
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(Written(path, guide, _FORMS[name](guide, path) or {}))
    return written


def _guides(lang: Lang) -> Sequence[Guide]:
    folder = Path(str(files("corpus"))) / "guides" / lang
    return [_guide(path.stem, parse(read_file(path))) for path in sorted(folder.glob("*.md"))]


def _guide(name: str, parsed: Parsed) -> Guide:
    sections: list[tuple[str, list[str]]] = []
    for block in parsed.blocks:
        if block.title:
            sections.append((block.title, []))
        if block.text and sections:
            sections[-1][1].append(f"{block.label} {block.text}".strip())
    return Guide(name, parsed.document.title, parsed.lang, tuple(Section(title, tuple(texts)) for title, texts in sections))


def _docx(guide: Guide, path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = guide.title
    document.core_properties.language = guide.lang
    document.add_heading(guide.title, 0)
    for section in guide.sections:
        document.add_heading(section.heading, 1)
        for text in section.paragraphs:
            document.add_paragraph(text)
    document.save(str(path))


def _pptx(guide: Guide, path: Path) -> None:
    slides = pptx.Presentation()
    for section in guide.sections:
        slide = slides.slides.add_slide(slides.slide_layouts[1])
        slide.shapes.title.text = section.heading
        slide.placeholders[1].text = "\n".join(section.paragraphs)
    slides.save(str(path))


def _rows(guide: Guide) -> Sequence[tuple[str, str]]:
    head = ("Rubrique", "Règle") if guide.lang == "fr" else ("Topic", "Rule")
    return [head, *((section.heading, text) for section in guide.sections for text in section.paragraphs)]


def _xlsx(guide: Guide, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = guide.name[:31]
    for row in _rows(guide):
        sheet.append(row)
    book.save(path)


def _csv(guide: Guide, path: Path) -> None:
    """As a French Excel saves it: semicolons, Windows letters."""
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=";").writerows([[_windows(cell) for cell in row] for row in _rows(guide)])


def _markup(guide: Guide) -> str:
    parts = [f"<h1>{escape(guide.title)}</h1>"]
    for section in guide.sections:
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts.extend(f"<p>{escape(text)}</p>" for text in section.paragraphs)
    menu = "<nav><a href='/'>Intranet</a> <a href='/it'>IT</a></nav>"
    body = f"{menu}<main>{''.join(parts)}</main><footer>Intranet 2026</footer>"
    return f"<!doctype html><html lang={guide.lang}><title>{escape(guide.title)}</title><body>{body}</body></html>"


def _html(guide: Guide, path: Path) -> None:
    path.write_text(_markup(guide), encoding="utf8")


def _eml(guide: Guide, path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "dpo@example.org", "all@example.org"
    mail["Subject"], mail["Date"] = guide.title, "Mon, 2 Nov 2026 09:00:00 +0100"
    mail.set_content(_plain(guide))
    mail.add_alternative(_markup(guide), subtype="html")
    path.write_bytes(mail.as_bytes())


def _plain(guide: Guide) -> str:
    out = io.StringIO()
    print(guide.title, end="\n\n", file=out)
    for section in guide.sections:
        print(section.heading, *section.paragraphs, sep="\n\n", end="\n\n", file=out)
    return out.getvalue()


def _md(guide: Guide, path: Path) -> None:
    parts = [f"# {guide.title}"]
    for section in guide.sections:
        parts += [f"## {section.heading}", *section.paragraphs]
    path.write_text("\n\n".join(parts), encoding="utf8")


def _text(encoding: str) -> Callable[[Guide, Path], None]:
    def write(guide: Guide, path: Path) -> None:
        path.write_bytes(_windows(_plain(guide)).encode(encoding, "replace"))

    return write


def _pdf(guide: Guide, path: Path) -> Mapping[str, frozenset[int]]:
    """Printed line by line, with a running header and the number of the page."""
    pages: dict[str, frozenset[int]] = {}
    document = pypdfium2.PdfDocument.new()
    fonts = [raw.FPDFText_LoadStandardFont(document, name) for name in (b"Helvetica", b"Helvetica-Bold")]
    sheet: list[pypdfium2.PdfPage] = []
    at = 0.0

    def put(text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        shape = raw.FPDFPageObj_CreateTextObj(document, fonts[bold], size)
        # The fonts that every reader has lack the space that does not break.
        letters = ctypes.create_string_buffer((_windows(text).replace("\xa0", " ") + "\0").encode("utf-16-le"))
        raw.FPDFText_SetText(shape, ctypes.cast(letters, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(shape, 1, 0, 0, 1, x, y)
        raw.FPDFPage_InsertObject(sheet[-1], shape)

    def line(text: str, size: float, *, bold: bool = False) -> int:
        nonlocal at
        if not sheet or at < _MARGIN + 2 * size:
            sheet.append(document.new_page(*_PAGE))
            put(guide.title[:_LETTERS], _MARGIN, _PAGE[1] - 36, 8)
            put(str(len(sheet)), _PAGE[0] / 2, 30, 8)
            at = _PAGE[1] - 72
        put(text, _MARGIN, at, size, bold=bold)
        at -= 1.4 * size
        return len(sheet)

    for part in wrap(guide.title, 50):
        line(part, 18, bold=True)
    for section in guide.sections:
        at -= 14
        for part in wrap(section.heading, 60):
            line(part, 14, bold=True)
        for text in section.paragraphs:
            at -= 6
            pages[text] = frozenset(line(part, 11) for part in wrap(text, _LETTERS))
    for page in sheet:
        page.gen_content()
    document.save(path)
    document.close()
    return pages


def _windows(text: str) -> str:
    """Without what the letters of Windows lack: the narrow space that does not break, and a few signs."""
    return text.translate({0x202F: 0xA0, 0x2011: "-", 0x2192: "->"})


_FORMS: Mapping[str, Callable[[Guide, Path], Mapping[str, frozenset[int]] | None]] = {
    "docx": _docx,
    "pdf": _pdf,
    "pptx": _pptx,
    "xlsx": _xlsx,
    "csv": _csv,
    "html": _html,
    "eml": _eml,
    "md": _md,
    "utf-8 txt": _text("utf8"),
    "utf-16 txt": _text("utf-16"),
    "windows-1252 txt": _text("cp1252"),
}
