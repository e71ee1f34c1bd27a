"""Plain text."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ingest.blocks import File, Parsed
from ingest.parse.clauses import LONGEST_TITLE, split_clauses
from ingest.parse.own import Facts, assemble
from ingest.parse.reading import decode
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections, split_title

# A line longer than this was not broken to fit a page: each line is then a paragraph.
LONGEST_WRAPPED = 200
# How a text ends that says something, and how a line begins that is an entry of a list or the number of a clause.
_SAYS = re.compile(r"[.;:,!?…»”\")\]]$")
_ENTRY = re.compile(r"[-–—•*·▪◦>|]|\(?\w{1,3}[.)]\s|\d")


class TextParser:
    """Reads plain text: paragraphs parted by empty lines, or a line each."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as text."""
        return file.path.suffix.lower() == ".txt"

    def parse(self, file: File) -> Parsed:
        """The text as `sec_text.par_1`, `.par_2` …, under its headings `sec_HEADING.par_1` (see `headed`).

        Raises IngestError when the bytes are no text, or there is none.
        """
        text, warnings = decode(file)
        title, parts = split_title(list(headed(paragraphs_of(text))))
        pieces = split_clauses(parts)
        return assemble(file, Facts(title=title), lambda slug: number_sections(slug, pieces, first="text"), warnings=warnings)


def headed(paragraphs: Iterable[str]) -> Iterator[Piece]:
    """The paragraphs, with what can only be a heading as one: a short line alone that says nothing, over a paragraph that does.

    The first line of the text is its title where it stands over another heading.
    """
    parts = list(paragraphs)
    heads = [_may_head(part) and bool(_SAYS.search(under)) for part, under in pairwise([*parts, ""])]
    titled = heads[1:2] == [True] and _may_head(parts[0])
    for number, (part, is_head) in enumerate(zip(parts, heads, strict=True)):
        if number == 0 and titled:
            yield Heading(1, part)
        else:
            yield Heading(2, part) if is_head else Paragraph(part)


def _may_head(part: str) -> bool:
    """Whether `part` is a short line that says nothing: a question asks."""
    says = _SAYS.search(part) and not part.endswith("?")
    return "\n" not in part and 0 < len(part) <= LONGEST_TITLE and not says and not _ENTRY.match(part)


def paragraphs_of(text: str) -> Iterator[str]:
    """The paragraphs of `text`, parted by empty lines, or a line each where lines are not broken to fit a page."""
    for part in re.split(r"\n\s*\n|\f", text):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if any(len(line) > LONGEST_WRAPPED for line in lines):
            yield from lines
        elif lines:
            yield "\n".join(lines)
