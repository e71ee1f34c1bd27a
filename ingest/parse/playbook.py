"""The NIST AI RMF Playbook, in its JSON form: for each subcategory what it means, what to do, what to document."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from corpus.anchors import Anchor, Kind, top
from corpus.documents import Version
from corpus.errors import IngestError
from corpus.sources import edition, known_documents
from ingest.blocks import Block, File, Parsed
from ingest.parse.markdown import read_markdown
from ingest.parse.reading import decode
from ingest.parse.sections import Heading, Paragraph

SLUG = "nist-playbook"
# The sections kept, by the name of their field; the references are titles of other works, not passages.
_SECTIONS = (
    ("section_about", "about", "About"),
    ("section_actions", "actions", "Suggested actions"),
    ("section_doc", "transparency", "Transparency and documentation"),
)
# Below this heading of `section_doc` stand links to other works.
_RESOURCES = "AI Transparency Resources"
_TITLE = re.compile(r"(GOVERN|MAP|MEASURE|MANAGE) (\d+)\.(\d+)")
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class PlaybookParser:
    """Reads the Playbook as the AI Resource Center offers it: a list of 72 subcategories."""

    def accepts(self, file: File) -> bool:
        """Whether the file is JSON with the Playbook's fields in its first entry."""
        return file.path.suffix.lower() == ".json" and b'"section_actions"' in file.data[:50_000]

    def parse(self, file: File) -> Parsed:
        """`sub_GOVERN-1-1` (the statement), then `.sec_about.par_1`, `.sec_actions.par_1`, `.sec_transparency.par_1` …

        Raises IngestError when the JSON is damaged or an entry is not of the Playbook's form.
        """
        text, _ = decode(file)
        try:
            entries = json.loads(text)
            blocks = tuple(block for entry in entries for block in _blocks(entry))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise IngestError("playbook_damaged", {"path": file.path.name, "reason": error}) from error
        known = known_documents()[SLUG]
        return Parsed(known.document("en"), _version(file), "en", blocks)


def _version(file: File) -> Version:
    """The edition of the month in the file's name; the content bears no date, so the known one where the name has none."""
    newest = known_documents()[SLUG].editions[-1]
    month = _MONTH.search(file.path.name)
    if not month or (named := edition(SLUG, month[0])):
        chosen = named if month and named else newest
        return Version(SLUG, chosen.id, chosen.valid_from, file.sha256)
    return Version(SLUG, month[0], date(int(month[1]), int(month[2]), 1), file.sha256)


def _blocks(entry: Mapping[str, str]) -> Iterator[Block]:
    name = _TITLE.fullmatch(entry["title"].strip())
    if name is None:
        raise ValueError(entry["title"])
    subcategory = top(SLUG, Kind.SUBCATEGORY, "-".join(name.groups()))
    headings = (name[1], f"{name[1]} {name[2]}")
    yield Block(subcategory, entry["description"].strip(), label=name[0], headings=headings)
    for field, number, title in _SECTIONS:
        section = subcategory.child(Kind.HEADING, number)
        yield from _section(section, title, _parts(entry[field]), (*headings, name[0]))


def _section(section: Anchor, title: str, parts: Sequence[str], headings: tuple[str, ...]) -> Iterator[Block]:
    if parts:
        yield Block(section, text="", title=title, headings=headings)
    for rank, part in enumerate(parts, start=1):
        listed = part.startswith("- ")
        anchor = section.child(Kind.PARAGRAPH, str(rank))
        yield Block(anchor, part.removeprefix("- "), label="•" if listed else "", headings=headings)


def _parts(text: str) -> list[str]:
    """The paragraphs of `text` and the items of its lists, what is nested in them included."""
    parts: list[str] = []
    for piece in read_markdown(text)[0]:
        if isinstance(piece, Heading) and piece.text == _RESOURCES:
            break
        if isinstance(piece, Paragraph):
            parts += re.split(r"\n(?=- )", piece.text)
    return parts
