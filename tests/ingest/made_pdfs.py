"""PDFs drawn operator by operator, for what lines of type alone do not show."""

import io
import zlib
from collections.abc import Sequence

import numpy as np
import pypdfium2
from made_files import Print, a_pdf
from PIL import Image

FONTS = b"/Font << /F0 3 0 R /F1 4 0 R >>"
FACES = (b"Helvetica", b"Helvetica-Bold")


def drawn(*pages: str, resources: bytes = b"", catalog: bytes = b"", page: bytes = b"", objects: Sequence[bytes] = ()) -> bytes:
    """A PDF of US letter pages with these content streams, in points from the bottom left.

    `/F0` is Helvetica, `/F1` bold. `objects` are numbered from 5; `resources`, `catalog` and `page` are added to their
    dictionaries.
    """
    fonts = [b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % name for name in FACES]
    bodies = [b"", b"", *fonts, *objects]
    kids = []
    for stream in (text.encode("cp1252") for text in pages):
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(bodies) + 1)
        box = b"" if b"/MediaBox" in page else b"/MediaBox [0 0 612 792]"
        own = (box, FONTS, resources, kids[-1] - 1, page)
        bodies.append(b"<< /Type /Page /Parent 2 0 R %s /Resources << %s %s >> /Contents %d 0 R %s >>" % own)
    bodies[0] = b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog
    bodies[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    data, starts = b"%PDF-1.5\n", []
    for number, body in enumerate(bodies, start=1):
        starts.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(bodies) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)


def words(x: float, top: float, text: str, size: float = 12, *, before: str = "", bold: bool = False) -> str:
    """The operators that print `text` at `x` points from the left and `top` from the top, `before` them others."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {before} /F{int(bold)} {size} Tf {x} {792 - top - 0.8 * size} Td ({escaped}) Tj ET\n"


def rules(columns: Sequence[float], rows: Sequence[float]) -> str:
    """The rules of a table, columns and rows in points from the top left corner."""
    level = [f"{columns[0]} {792 - y} m {columns[-1]} {792 - y} l S" for y in rows]
    upright = [f"{x} {792 - rows[0]} m {x} {792 - rows[-1]} l S" for x in columns]
    return "\n".join((*level, *upright)) + "\n"


def picture(lines: Sequence[Print], dots: int = 200) -> Image.Image:
    """A page of these lines as a scanner sees it."""
    document = pypdfium2.PdfDocument(a_pdf([lines]))
    image: Image.Image = document[0].render(scale=dots / 72).to_pil().convert("L")
    document.close()
    return image


def scan(*pages: Sequence[Print]) -> bytes:
    """A scanned PDF: pictures of pages, no text."""
    first, *others = map(picture, pages)
    stream = io.BytesIO()
    first.save(stream, "PDF", resolution=200, save_all=True, append_images=others)
    return stream.getvalue()


def layered_scan(lines: Sequence[Print], layer: str) -> bytes:
    """A scan with operators painted after its picture, as a scanner's own recognition adds them."""
    image = np.asarray(picture(lines, dots=100))
    packed = zlib.compress(image.tobytes())
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8" % (
        image.shape[1],
        image.shape[0],
    )
    body = head + b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    stream = f"q 612 0 0 792 0 0 cm /Im0 Do Q\n{layer}"
    return drawn(stream, resources=b"/XObject << /Im0 5 0 R >>", objects=[body])
