"""Any PDF, page by page."""

import io

import pytest
from made_files import Print, a_file, a_pdf
from made_pdfs import drawn, rules, words
from pypdf import PdfReader, PdfWriter

from corpus.documents import read_locator
from corpus.errors import IngestError
from ingest.blocks import Block
from ingest.parse import parse
from ingest.parse.pdf_pages import line_joiner


def a_page(number: int, *lines: Print) -> list[Print]:
    return [Print(72, 30, "Staff handbook"), *lines, Print(300, 740, f"Page {number} of 4")]


HANDBOOK = a_pdf(
    [
        a_page(
            1,
            Print(72, 80, "Working with the assistant", 18, bold=True),
            Print(72, 120, "Ask in plain words and read the quo-"),
            Print(72, 134, "tation before you rely on it."),
            Print(72, 170, "The quotation is the law, the sentence above it is not."),
        ),
        a_page(2, Print(72, 80, "Keep personal data out of questions.")),
        a_page(3, Print(72, 80, "Report what is wrong."), Print(72, 120, "Somebody answers.")),
        a_page(4, Print(72, 80, "This handbook is reviewed each year.")),
    ]
)


def test_paragraphs_are_addressed_by_page_without_running_lines() -> None:
    parsed = parse(a_file("handbook.pdf", HANDBOOK))
    assert [(str(b.anchor), b.text, page_of(b)) for b in parsed.blocks] == [
        ("handbook#pag_1.par_1", "Ask in plain words and read the quotation before you rely on it.", 1),
        ("handbook#pag_1.par_2", "The quotation is the law, the sentence above it is not.", 1),
        ("handbook#pag_2.par_1", "Keep personal data out of questions.", 2),
        ("handbook#pag_3.par_1", "Report what is wrong.", 3),
        ("handbook#pag_3.par_2", "Somebody answers.", 3),
        ("handbook#pag_4.par_1", "This handbook is reviewed each year.", 4),
    ]
    assert parsed.document.title == "Working with the assistant"


def page_of(block: Block) -> int:
    return read_locator(block.locator)[0].page


def column(x: float, top: float, *lines: str, size: float = 12) -> list[Print]:
    return [Print(x, top + 14 * i, text, size) for i, text in enumerate(lines)]


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse(a_file("policy.pdf", data)).blocks if block.text]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = column(72, 80, "The left column", "comes first", "as it should.")
    right = column(330, 80, "The right column", "comes next", "and ends.")
    assert texts(a_pdf([left + right])) == [
        "The left column comes first as it should.",
        "The right column comes next and ends.",
    ]


def test_columns_stand_between_what_is_set_across_them() -> None:
    across = [Print(72, 60, "A line that is set across both of the columns of the page, from one margin to the other one.")]
    below = [Print(72, 400, "Another line is set across both of the columns below them, from one margin to the other one.")]
    left = column(72, 120, "The left column has", "four lines of text that", "stand side by side with", "those of the right.")
    right = column(
        330, 127, "The right column has", "five lines of text that", "are set a little lower", "and so its lines are", "apart."
    )
    assert [text.split()[:3] for text in texts(a_pdf([across + left + right + below]))] == [
        ["A", "line", "that"],
        ["The", "left", "column"],
        ["The", "right", "column"],
        ["Another", "line", "is"],
    ]


COLUMNS = (75, 205, 305)


def test_a_table_is_read_by_row_under_its_headers_over_a_page() -> None:
    columns, tops = (70, 200, 300, 420), (100, 120, 140, 160)
    heads = [words(75, 104, "System"), words(205, 104, "Owner"), words(305, 104, "Risk")]

    def rows(*cells: tuple[str, str, str]) -> str:
        return "".join(
            words(x, 124 + 20 * i, text) for i, row in enumerate(cells) for x, text in zip(COLUMNS, row, strict=True)
        )

    first = rules(columns, tops) + "".join(heads) + rows(("Chatbot", "Legal", "low"), ("Scoring", "Credit", "high"))
    second = rules(columns, tops[:-1]) + "".join(heads) + rows(("Sorting", "Staff", "high"))
    blocks = parse(a_file("policy.pdf", drawn(first, second))).blocks
    assert [block.text for block in blocks] == [
        "System: Chatbot; Owner: Legal; Risk: low\n"
        "System: Scoring; Owner: Credit; Risk: high\n"
        "System: Sorting; Owner: Staff; Risk: high"
    ]
    first_spot, second_spot = read_locator(blocks[0].locator)
    assert (first_spot.page, second_spot.page) == (1, 2)
    assert first_spot.boxes[0].x0 == 70


def test_a_table_ruled_by_level_lines_is_read_by_row() -> None:
    level = "".join(f"70 {792 - y} m 420 {792 - y} l S\n" for y in (100, 120, 180))
    cells = (("Term", "Meaning"), ("Provider", "who places a system"), ("", "on the market"), ("Deployer", "who uses it"))
    drawing = "".join(
        words(x, 104 + 18 * i, text) for i, row in enumerate(cells) for x, text in zip(COLUMNS, row, strict=False) if text
    )
    assert texts(drawn(level + drawing)) == [
        "Term: Provider; Meaning: who places a system on the market\nTerm: Deployer; Meaning: who uses it"
    ]


def test_headings_nest_by_type_and_number() -> None:
    body = "Some text stands under each of the headings so that it is a section."
    lines = [
        Print(72, 60, "Data policy", 24, bold=True),
        Print(72, 120, "1. Scope", 16, bold=True),
        Print(72, 150, body),
        Print(72, 190, "1.1 People", 12, bold=True),
        Print(72, 210, body),
        Print(72, 250, "2. Rules", 16, bold=True),
        Print(72, 280, body),
        Print(72, 320, "Annex", 16, bold=True),
        Print(72, 350, body),
    ]
    parsed = parse(a_file("policy.pdf", a_pdf([lines, [Print(72, 80, body)]])))
    titled = {str(block.anchor).partition("#")[2]: (block.title, block.headings) for block in parsed.blocks if block.title}
    assert parsed.document.title == "Data policy"
    assert titled == {
        "sec_1": ("1. Scope", ()),
        "sec_1-1": ("1.1 People", ("1. Scope",)),
        "sec_2": ("2. Rules", ()),
        "sec_annex": ("Annex", ()),
    }


def test_the_outline_tells_headings_that_type_does_not() -> None:
    lines = [
        Print(72, 80, "Roles"),
        Print(72, 120, "The officer keeps the register."),
        Print(72, 160, "Duties"),
        Print(72, 200, "He reports."),
    ]
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf([lines]))))
    roles = writer.add_outline_item(title="Roles", page_number=0)
    writer.add_outline_item(title="Duties", page_number=0, parent=roles)
    blocks = parse(a_file("policy.pdf", written(writer))).blocks
    assert [(block.title, block.headings) for block in blocks if block.title] == [("Roles", ()), ("Duties", ("Roles",))]


def test_a_paragraph_goes_on_over_the_page_and_its_footnote_stands_apart() -> None:
    first = [
        Print(72, 80, "The officer answers within one month and tells the person"),
        Print(72, 94, "why, as the law says"),
        Print(181, 91, "1", 7),
        Print(190, 94, "and the register shows, unless the"),
        Print(72, 700, "1", 6),
        Print(80, 702, "Article 12 of the regulation.", 9),
    ]
    second = [Print(72, 80, "request is unfounded."), Print(72, 120, "Nobody pays for it.")]
    blocks = parse(a_file("policy.pdf", a_pdf([first, second]))).blocks
    assert [block.text for block in blocks] == [
        "The officer answers within one month and tells the person why, as the law says and the register shows, unless the "
        "request is unfounded.",
        "1 Article 12 of the regulation.",
        "Nobody pays for it.",
    ]
    assert [spot.page for spot in read_locator(blocks[0].locator)] == [1, 2]
    assert page_of(blocks[1]) == 1


def test_words_cut_at_line_ends_are_joined_in_french_by_our_own_vocabulary() -> None:
    lines = column(72, 80, "La gouver-", "nance de l’intelligence artifi-", "cielle relève du comité.")
    assert texts(a_pdf([lines])) == ["La gouvernance de l’intelligence artificielle relève du comité."]


def test_a_list_is_one_paragraph_its_items_a_line_each() -> None:
    lines = [
        Print(72, 80, "The officer:"),
        Print(90, 100, "• keeps the register"),
        Print(100, 114, "of systems;"),
        Print(90, 128, "• reports."),
    ]
    assert texts(a_pdf([lines])) == ["The officer:", "- keeps the register of systems;\n- reports."]


def test_boxes_hold_the_words_on_pages_turned_and_cropped() -> None:
    stream = words(100, 200, "The officer keeps the register.")
    for page, expected in (
        (b"", (100, 200)),
        (b"/MediaBox [0 0 612 792] /CropBox [50 100 562 692]", (50, 100)),
        (b"/Rotate 180", (353.3, 580)),
        (b"/Rotate 90", (580, 100)),
    ):
        blocks = parse(a_file("policy.pdf", drawn(stream, page=page))).blocks
        (spot,) = read_locator(blocks[0].locator)
        assert blocks[0].text == "The officer keeps the register."
        assert (spot.boxes[0].x0, spot.boxes[0].top) == pytest.approx(expected, abs=1)


def test_a_table_of_contents_is_no_text() -> None:
    contents = [Print(72, 80, "Contents", 18, bold=True), Print(72, 120, "Scope ............ 2"), Print(72, 140, "Roles 2")]
    body = [Print(72, 80, "Scope", 16, bold=True), Print(72, 120, "Everybody is concerned by this policy.")]
    assert texts(a_pdf([contents, body])) == ["Everybody is concerned by this policy."]


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(HANDBOOK)))
    writer.encrypt("secret", algorithm="AES-256")
    return written(writer)


def blank() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    return written(writer)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (locked(), "pdf_locked"),
        (blank(), "pdf_scanned"),
        (HANDBOOK[: len(HANDBOOK) // 2], "pdf_damaged"),
        (HANDBOOK[:-30], "pdf_damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 4 + b"%%EOF", "pdf_damaged"),
        (b"no PDF at all", "pdf_damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, key: str) -> None:
    with pytest.raises(IngestError) as caught:
        parse(a_file("handbook.pdf", data))
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["an orga-", "nization of many"], "an organization of many"),
        (["from a third-", "party supplier"], "from a third-party supplier"),
        (["high-", "or low-impact"], "high- or low-impact"),
        (["human-", "AI teams"], "human-AI teams"),
        (["a self-", "test passed"], "a self-test passed"),
        (["plain", "words"], "plain words"),
    ],
)
def test_hyphens_at_line_ends_are_resolved_by_the_words_of_the_document(lines: list[str], joined: str) -> None:
    document = ["Every organization has many a supplier, third-party or not; the assess-", "ment of it is an assessment."]
    assert line_joiner([document, lines])(lines) == joined
