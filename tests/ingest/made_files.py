"""Files made on the spot for the tests of parsers."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ingest.blocks import File


def a_file(name: str, data: bytes | str) -> File:
    """A file that exists only here."""
    raw = data.encode() if isinstance(data, str) else data
    return File(Path("/nowhere") / name, raw, hashlib.sha256(raw).hexdigest())


class Print(NamedTuple):
    """A line of type: its place in points from the top left corner of a US letter page, its text, size and weight."""

    x: float
    top: float
    text: str
    size: float = 12
    bold: bool = False


def a_pdf(pages: Sequence[Sequence[Print]]) -> bytes:
    """A PDF with those lines, in Helvetica."""
    objects = [b"", b"", _font("Helvetica"), _font("Helvetica-Bold")]
    kids = []
    for page in pages:
        stream = "\n".join(map(_show, page)).encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        fonts = b"/Resources << /Font << /F0 3 0 R /F1 4 0 R >> >>"
        contents = b"/Contents %d 0 R" % len(objects)
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] %s %s >>" % (fonts, contents))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    data, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def _font(name: str) -> bytes:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name.encode()


def _show(line: Print) -> str:
    escaped = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F{int(line.bold)} {line.size} Tf {line.x} {792 - line.top - 0.8 * line.size} Td ({escaped}) Tj ET"
