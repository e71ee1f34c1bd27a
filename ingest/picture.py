"""`python -m ingest.picture PAGE SECONDS MB`: draws one page of a PDF, in a process of its own with limits; writes no file.

The PDF comes on the standard input, the picture goes out as a PNG on the standard output. The exit status is above 0 where
there is no such page, or it cannot be drawn.
"""

import sys
from io import BytesIO

import pypdfium2

from ingest.limits import set_limits

# Pixels for a point (1/72 inch): type stays sharp on the screens of today.
SCALE = 2
# A sheet of 24 by 33 inches; drawing a larger one would take more memory than a page is worth.
MOST_PIXELS = 20_000_000


def main() -> None:
    """Draw what comes in."""
    page, seconds, memory_mb = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    data = sys.stdin.buffer.read()
    set_limits(seconds=seconds, memory_mb=memory_mb)
    document = pypdfium2.PdfDocument(data)
    if not 1 <= page <= len(document):
        sys.exit(1)
    sheet = document[page - 1]
    width, height = sheet.get_size()
    if not 0 < width * height * SCALE**2 <= MOST_PIXELS:
        sys.exit(1)
    out = BytesIO()
    sheet.render(scale=SCALE, may_draw_forms=False).to_pil().save(out, "PNG")
    sys.stdout.buffer.write(out.getvalue())


if __name__ == "__main__":
    main()
