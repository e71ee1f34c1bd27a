"""What is white on white is left out, and nothing that can be seen is."""

import docx
import openpyxl
import pptx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from made_files import a_file
from made_office import saved
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo
from pptx.dml.color import RGBColor as SlideColour
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Inches

from ingest.blocks import Parsed
from ingest.parse import parse

WHITE = "White words"


def seen(parsed: Parsed) -> bool:
    """Whether the white words are read; they are either that or told as hidden."""
    read = any(WHITE in block.text or WHITE in block.title for block in parsed.blocks)
    assert read != any(WHITE in hidden.text for hidden in parsed.hidden)
    return read


def white_run(document: Document) -> docx.text.run.Run:
    run = document.add_paragraph().add_run(WHITE)
    run.font.color.rgb = RGBColor(255, 255, 255)
    return run


def shade(fill: str) -> object:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>')


@pytest.mark.parametrize(("fill", "read"), [("1F3864", True), ("FFFFFF", False), ("auto", False)])
def test_white_words_of_word_are_read_where_their_paragraph_is_dark(fill: str, read: bool) -> None:
    document = docx.Document()
    document.add_paragraph("Honest words.")
    white_run(document)._r.getparent().get_or_add_pPr().append(shade(fill))
    assert seen(parse(a_file("a.docx", saved(document)))) is read


@pytest.mark.parametrize(
    ("style", "fill", "read"), [(None, "", False), (None, "1F3864", True), ("Medium Shading 1 Accent 1", "", True)]
)
def test_white_words_of_a_cell_are_read_where_it_or_its_table_is_dark(style: str | None, fill: str, read: bool) -> None:
    document = docx.Document()
    document.add_paragraph("Honest words.")
    table = document.add_table(2, 2, style=style)
    for at, text in enumerate(("Item", WHITE, "Hotel", "140")):
        table.cell(*divmod(at, 2)).text = text
    cell = table.cell(0, 1)
    cell.paragraphs[0].runs[0].font.color.rgb = RGBColor(255, 255, 255)
    if fill:
        cell._tc.get_or_add_tcPr().append(shade(fill))
    assert seen(parse(a_file("a.docx", saved(document)))) is read


def test_a_style_that_hides_is_undone_by_the_run() -> None:
    document = docx.Document()
    document.add_paragraph("Honest words.")
    style = document.styles.add_style("Pale", 1)
    style.font.color.rgb = RGBColor(255, 255, 255)
    run = document.add_paragraph(style="Pale").add_run(WHITE)
    assert not seen(parse(a_file("a.docx", saved(document))))
    run.font.color.rgb = RGBColor(0, 0, 0)
    assert seen(parse(a_file("a.docx", saved(document))))


def a_slide(*, fill: str = "", page: str = "", theme: bool = False, over: bool = False) -> bytes:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[6])
    slide.shapes.add_textbox(Inches(1), Inches(6), Inches(5), Inches(1)).text_frame.text = "Honest words."
    if page:
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = SlideColour.from_string(page)
    if over:
        slide.shapes.add_shape(1, Inches(0), Inches(0), Inches(9), Inches(5))
    box = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1))
    box.text_frame.text = WHITE
    colour = box.text_frame.paragraphs[0].runs[0].font.color
    if theme:
        colour.theme_color = MSO_THEME_COLOR.BACKGROUND_1
    else:
        colour.rgb = SlideColour(255, 255, 255)
    if fill:
        box.fill.solid()
        box.fill.fore_color.rgb = SlideColour.from_string(fill)
    return saved(made)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (a_slide(), False),
        (a_slide(theme=True), False),
        (a_slide(fill="FEFEFE", page="202020"), False),
        (a_slide(fill="202020"), True),
        (a_slide(page="202020"), True),
        (a_slide(over=True), True),
    ],
    ids=["page", "theme", "fill", "dark fill", "dark page", "over a shape"],
)
def test_white_words_of_a_slide_are_read_where_what_they_stand_on_is_dark_or_unknown(data: bytes, read: bool) -> None:
    assert seen(parse(a_file("a.pptx", data))) is read


def a_sheet(*, fill: str = "", by_value: bool = False, table: bool = False) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (("Item", "Limit"), ("Hotel", 140), (WHITE, 22)):
        sheet.append(row)
    sheet["A3"].font = Font(color="FFFFFFFF")
    if fill:
        sheet["A3"].fill = PatternFill("solid", fgColor=fill)
    if by_value:
        dark = PatternFill("solid", bgColor="FF202020")
        sheet.conditional_formatting.add("A2:B9", CellIsRule(operator="notEqual", formula=["0"], fill=dark))
    if table:
        sheet.add_table(Table(displayName="T", ref="A1:B3", tableStyleInfo=TableStyleInfo("TableStyleDark1")))
    return saved(made)


@pytest.mark.parametrize(
    ("data", "read"),
    [
        (a_sheet(), False),
        (a_sheet(fill="FFFEFEFE"), False),
        (a_sheet(fill="FF202020"), True),
        (a_sheet(by_value=True), True),
        (a_sheet(table=True), True),
    ],
    ids=["none", "white", "dark", "by value", "table"],
)
def test_white_words_of_a_cell_are_read_where_the_sheet_colours_it(data: bytes, read: bool) -> None:
    assert seen(parse(a_file("a.xlsx", data))) is read


PAGE = "<html><head>{head}</head><body><h1>Title</h1><p>Honest words, quite a few of them.</p>{body}</body></html>"
HIDDEN = {
    "class": ("<style>.a .b { color: white }</style>", '<div class="a"><p class="b">{}</p></div>'),
    "important": ("<style>p.b { display: none !important }</style>", '<p class="b" style="display:block">{}</p>'),
    "later": ("<style>.b { display: block } .b { display: none }</style>", '<p class="b">{}</p>'),
    "clip": ("", '<p style="position:absolute;clip:rect(1px,1px,1px,1px)">{}</p>'),
    "alpha": ("", '<p style="color: rgba(0,0,0,.01)">{}</p>'),
    "font": ("", '<p><font color="#ffffff">{}</font></p>'),
    "above": ("", '<div style="opacity:0"><p style="opacity:1">{}</p></div>'),
    "ground": ("<style>body { background: #222 }</style>", '<p style="color:#232323">{}</p>'),
}
SHOWN = {
    "print": ("<style>@media print { p { display: none } }</style>", "<p>{}</p>"),
    "specific": ("<style>p#x { display: block } .b { display: none }</style>", '<p class="b" id="x">{}</p>'),
    "image": ("", '<div style="background: url(a.jpg)"><p style="color:#fff">{}</p></div>'),
    "dark": ("", '<div style="background-color: navy"><p style="color:#fff">{}</p></div>'),
    "child": ("", '<div style="font-size:0"><p style="font-size:14px">{}</p></div>'),
    "spoken": ("", '<p aria-hidden="true">{}</p>'),
    "broken": ("<style>p { display: } }} none; .b:::x { display:none }</style>", '<p class="b">{}</p>'),
}


@pytest.mark.parametrize("name", [*HIDDEN, *SHOWN])
def test_pages_are_read_as_a_browser_shows_them(name: str) -> None:
    head, body = (HIDDEN | SHOWN)[name]
    page = PAGE.format(head=head, body=body.format(f"{WHITE} in a sentence of their own."))
    assert seen(parse(a_file("a.html", page))) is (name in SHOWN)
