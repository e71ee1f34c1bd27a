"""Plain text."""

import re
from collections.abc import Iterator

from ingest.blocks import File, Parsed
from ingest.parse.clauses import split_clauses
from ingest.parse.own import Facts, assemble
from ingest.parse.reading import decode
from ingest.parse.sections import Paragraph, number_sections

# A line longer than this was not broken to fit a page: each line is then a paragraph.
LONGEST_WRAPPED = 200


class TextParser:
    """Reads plain text: paragraphs parted by empty lines, or a line each."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as text."""
        return file.path.suffix.lower() == ".txt"

    def parse(self, file: File) -> Parsed:
        """The text as `sec_text.par_1`, `.par_2` … Raises IngestError when the bytes are no text, or there is none."""
        text, warnings = decode(file)
        pieces = split_clauses(Paragraph(part) for part in paragraphs_of(text))
        return assemble(file, Facts(), lambda slug: number_sections(slug, pieces, first="text"), warnings=warnings)


def paragraphs_of(text: str) -> Iterator[str]:
    """The paragraphs of `text`, parted by empty lines, or a line each where lines are not broken to fit a page."""
    for part in re.split(r"\n\s*\n|\f", text):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if any(len(line) > LONGEST_WRAPPED for line in lines):
            yield from lines
        elif lines:
            yield "\n".join(lines)
