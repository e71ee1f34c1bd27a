"""Any PDF, page by page."""

import io

import pytest
from made_files import Print, a_file, a_pdf
from pypdf import PdfReader, PdfWriter

from corpus.errors import IngestError
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
    assert [(str(b.anchor), b.text, b.locator) for b in parsed.blocks] == [
        ("handbook#pag_1.par_1", "Ask in plain words and read the quotation before you rely on it.", "page=1"),
        ("handbook#pag_1.par_2", "The quotation is the law, the sentence above it is not.", "page=1"),
        ("handbook#pag_2.par_1", "Keep personal data out of questions.", "page=2"),
        ("handbook#pag_3.par_1", "Report what is wrong.", "page=3"),
        ("handbook#pag_3.par_2", "Somebody answers.", "page=3"),
        ("handbook#pag_4.par_1", "This handbook is reviewed each year.", "page=4"),
    ]
    assert parsed.blocks[0].headings == ("Working with the assistant",)


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [Print(72, 80 + 14 * i, text) for i, text in enumerate(("The left column", "comes first", "as it should."))]
    right = [Print(330, 80 + 14 * i, text) for i, text in enumerate(("The right column", "comes next", "and ends."))]
    blocks = parse(a_file("leaflet.pdf", a_pdf([left + right]))).blocks
    assert [b.text for b in blocks] == ["The left column comes first as it should.", "The right column comes next and ends."]


def written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(HANDBOOK)))
    writer.encrypt("secret", algorithm="AES-256")
    return written(writer)


def scanned() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    return written(writer)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (locked(), "pdf_locked"),
        (scanned(), "pdf_scanned"),
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
