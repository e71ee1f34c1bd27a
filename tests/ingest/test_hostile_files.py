"""Damaged and hostile files of every form, through the step that reads them apart: each is read, or refused by its name.

`FUZZ_SEED=7 pytest -m slow -s tests/ingest/test_hostile_files.py` shows what each form took.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from random import Random

import docx
import pptx
import pytest
import xlsxwriter
from made_files import Print, a_file, a_pdf
from made_office import packed, parts_of, saved, with_part

from corpus.errors import IngestError
from ingest.apart import Limits, Read, Reader
from ingest.blocks import Parsed
from ingest.document import read_document

SEED = int(os.environ.get("FUZZ_SEED", "1"))
MUTANTS = 200
LIMITS = Limits(seconds=60, memory_mb=1536)
LETTER = b"""From: Ada <ada@town.example>\nTo: all@town.example\nSubject: Bees\nDate: Mon, 9 Mar 2026 14:30:00 +0100
MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable\n\nBees are kept =C3=A0 l=27ombre.\n\n--b\nContent-Type: text/html\n
<p>Bees are kept <b hidden>not</b> here.</p>\n--b--\n"""
PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Abeilles</title></head><body><main><h1>Abeilles</h1>
<p>On garde les abeilles dans des ruches.</p><table><tr><th>rôle</th><th>siège</th></tr>
<tr><td>berger</td><td>un</td></tr></table></main></body></html>"""


def a_playbook() -> bytes:
    """As many records as the Playbook has, for an incomplete one is refused."""
    said = {"section_about": "About law.", "section_actions": "- Know it.\n- Keep it.", "section_doc": "### Ask\n- Is it?"}
    record = {"type": "Govern", "category": "GOVERN-1", "description": "Known.", "section_ref": "", "Topic": ["Legal"], **said}
    return json.dumps([{**record, "title": f"GOVERN 1.{n}", "AI Actors": ["Governance"]} for n in range(1, 73)]).encode()


def a_docx() -> bytes:
    document = docx.Document()
    document.add_heading("Bees", 1)
    document.add_paragraph("Bees are kept in hives.", style="List Number")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), ("role", "seat", "chair", "one"), strict=True):
        cell.text = text
    return saved(document)


def a_xlsx() -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("Bees")
        for row, values in enumerate((("role", "seat"), ("chair", 1), ("keeper", 2.5))):
            sheet.write_row(row, 0, values)
        sheet.merge_range("A5:B5", "together")
    return target.getvalue()


def a_pptx() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Bees", "Bees are kept in hives."
    return saved(deck)


def an_act() -> bytes:
    return (Path(__file__).parent / "eurlex" / "32031R0007.oj.fr.xhtml").read_bytes()


SOUND: dict[str, Callable[[], bytes]] = {
    "docx": a_docx,
    "xlsx": a_xlsx,
    "pptx": a_pptx,
    "eml": lambda: LETTER,
    "csv": lambda: 'rôle;siège\nberger;un\n«a;b»;"c\nd"\n'.encode() * 20,
    "html": PAGE.encode,
    "md": lambda: (
        b"---\nid: bees\nlanguage: en\n---\n# Bees {#bees}\n\nBees, [kept](gdpr#art_5).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    ),
    "txt": lambda: b"Les abeilles.\n\nOn les garde dans des ruches.\n" * 20,
    "xhtml": an_act,
    "json": a_playbook,
    "pdf": lambda: a_pdf([[Print(72, 72, "1. Bees", 18, bold=True), Print(72, 120, "Bees are kept in hives.")]] * 2),
}


def mutants(data: bytes, seed: str) -> Iterator[bytes]:
    """`data` damaged in one to eight places, cut, repeated or spliced; of a package, every other time within a part."""
    random = Random(seed)
    packages = data.startswith(b"PK")
    for turn in range(MUTANTS):
        if packages and turn % 2:
            parts = parts_of(data)
            name = random.choice(sorted(parts))
            yield packed({**parts, name: mutated(parts[name], random)})
        else:
            yield mutated(data, random)


def mutated(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.randint(1, 8)):
        at, length = random.randrange(len(changed) + 1), random.choice((1, 1, 4, 40, 400))
        match random.randrange(6):
            case 0:
                changed[at : at + length] = random.randbytes(length)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = bytes(changed[at : at + length]) * random.choice((1, 2, 200))
            case 3:
                other = random.randrange(len(changed) + 1)
                changed[at : at + length] = changed[other : other + length]
            case 4:
                changed[at:at] = random.choice((b"<", b">", b"&#0;", b"\x00", b"\xff\xfe", b"-1", b"999999999999", b"%s", b'"'))
            case _:
                del changed[random.choice((at, len(changed))) :]
    return bytes(changed)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader(read_document, LIMITS)
    yield reader
    reader.close()


def assert_read_or_refused(name: str, read: Read) -> None:
    if isinstance(read.outcome, IngestError):
        assert Path(name).stem in read.outcome.message("en")
        assert Path(name).stem in read.outcome.message("fr")
    else:
        assert isinstance(read.outcome, Parsed)
        assert read.outcome.blocks


@pytest.mark.slow
@pytest.mark.parametrize("form", SOUND)
def test_damaged_files(form: str, reader: Reader) -> None:
    sound = SOUND[form]()
    assert isinstance(reader.read(a_file(f"sound.{form}", sound)).outcome, Parsed)
    reads = []
    for number, data in enumerate(mutants(sound, f"{SEED} {form}")):
        name = f"damaged-{number}.{form}"
        reads.append(reader.read(a_file(name, data)))
        assert_read_or_refused(name, reads[-1])
    errors = [read.outcome for read in reads if isinstance(read.outcome, IngestError)]
    unforeseen = [str(error) for error in errors if error.key.startswith("read")]
    seconds, peak = max(read.seconds for read in reads), max(read.peak_mb for read in reads)
    read_well = len(reads) - len(errors)
    took = f"at most {seconds:.2f} s {peak:.0f} MB"
    print(f"\n{form:5} {read_well:4} read {len(errors):4} refused, {took}", *unforeseen, sep="\n  ")  # noqa: T201


def a_deep_page() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + b"text" + b"</div>" * 100_000


LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(12)) + b"]>"
)


def laughing(part: bytes) -> bytes:
    declaration, _, rest = part.partition(b"?>")
    return declaration + b"?>" + LAUGHS + rest.replace(b"hives", b"&a12;")


def an_understated_docx() -> bytes:
    """A package whose directory says that its part of 400 MB is small."""
    made = packed({**parts_of(a_docx()), "word/document.xml": bytes(400 * 2**20)})
    return made.replace((400 * 2**20).to_bytes(4, "little"), (4096).to_bytes(4, "little"))


def a_looping_pdf() -> bytes:
    """Its page tree holds itself."""
    sound = SOUND["pdf"]()
    return sound.replace(b"/Kids [6 0 R", b"/Kids [2 0 R")


def a_pdf_that_swells() -> bytes:
    stream = zlib.compress(b"(bees) Tj " * 60_000_000, 9)
    return (
        SOUND["pdf"]()
        .replace(b"<< /Length", b"<< /Filter /FlateDecode /Length %d /Was" % len(stream), 1)
        .replace(b"stream\n", b"stream\n" + stream + b"\n", 1)
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros.docx": lambda: packed({**parts_of(a_docx()), "docProps/zeros.xml": bytes(70 * 2**20)}),
    "understated.docx": an_understated_docx,
    "nested.docx": lambda: packed({**parts_of(a_docx()), "word/document.xml": packed({"a": packed({"b": bytes(2**20)})})}),
    "laughs.docx": lambda: with_part(a_docx(), "word/document.xml", laughing),
    "laughs.pptx": lambda: with_part(a_pptx(), "ppt/slides/slide1.xml", laughing),
    "laughs.xhtml": lambda: laughing(an_act().replace(b"CHAPITRE", b"hives")),
    "laughs.html": lambda: LAUGHS + b"<html><body><p>&a12;</p></body></html>",
    "deep.html": a_deep_page,
    "deep.xhtml": a_deep_page,
    "deep.eml": lambda: b"Subject: deep\nContent-Type: text/html\n\n" + a_deep_page(),
    "nested.eml": lambda: b"Subject: deep\n" + b"Content-Type: message/rfc822\n\n" * 20_000,
    "deep.json": lambda: b"[" * 1_000_000,
    "deep.md": lambda: b"> " * 100_000 + b"bees",
    "starred.md": lambda: b"*a **a " * 200_000,
    "line.csv": lambda: b"bees" * (30 * 2**18),
    "cells.csv": lambda: b"a;" * (15 * 2**20),
    "quoted.csv": lambda: b'"' + b"bees;\n" * (5 * 2**20),
    "line.txt": lambda: b"bees" * (30 * 2**18),
    "line.md": lambda: b"bees " * (5 * 2**20),
    "loop.pdf": a_looping_pdf,
    "swells.pdf": a_pdf_that_swells,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str, reader: Reader) -> None:
    read = reader.read(a_file(name, BOMBS[name]()))
    assert_read_or_refused(name, read)
    outcome = str(read.outcome) if isinstance(read.outcome, IngestError) else f"read, {len(read.outcome.blocks)} blocks"
    print(f"\n{name:18} {read.seconds:6.2f} s {read.peak_mb:5.0f} MB  {outcome[:90]}")  # noqa: T201
