"""PowerPoint presentations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import TextFrame

from corpus.texts import say
from ingest.blocks import File, Hidden, Parsed
from ingest.parse.office import descriptions, open_package
from ingest.parse.own import Facts, assemble, language_of
from ingest.parse.reading import Notice, notice_hidden
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections
from ingest.parse.slide_hiding import take_hidden
from ingest.parse.tables import group_rows, make_row

# What each slide repeats: it says nothing of its own.
_REPEATED = frozenset({PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER})
_LISTS = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})


@dataclass(frozen=True, slots=True)
class _Read:
    """A slide as read: its number from 1, its title ("" if it has none), its texts and tables, then its notes."""

    number: int
    title: str
    texts: tuple[str, ...]


class PptxParser:
    """Reads PowerPoint presentations: a slide is a section."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as a presentation."""
        return file.path.suffix.lower() == ".pptx"

    def parse(self, file: File) -> Parsed:
        """The slides as `sec_TITLE.par_1` …, `sec_slide-3` where one has no title, with `slide=3` for locator.

        A text frame is a paragraph, a table one or several; the speaker's notes come last. Hidden slides are left out, and
        what a slide does not show (beside it, white on white), which is said. Raises IngestError when the file needs a
        password, is damaged, unpacks to more than is read, or holds no text.
        """
        with open_package(file) as package:
            show = pptx.Presentation(BytesIO(file.data))
            slides = list(enumerate(show.slides, start=1))
            off = [number for number, slide in slides if slide.element.get("show") in {"0", "false"}]
            unseen: list[Hidden] = []
            for number, slide in slides:
                if number in off:
                    unseen.append(Hidden(_all(_read(number, slide)), "style", f"slide={number}"))
                else:
                    unseen += take_hidden(slide, number=number, width=show.slide_width or 0, height=show.slide_height or 0)
            read = [_read(number, slide) for number, slide in slides if number not in off]
            described = tuple(descriptions(package))
        lang = language_of("\n".join(text for slide in read for text in slide.texts))
        pieces: list[Piece] = []
        for slide in read:
            untitled = say("reading.slide", lang, {"number": slide.number})
            pieces.append(Heading(1, slide.title or untitled, "" if slide.title else f"slide-{slide.number}"))
            pieces += [Paragraph(text, f"slide={slide.number}") for text in slide.texts]
        facts = Facts(title=read[0].title if read else "", lang=lang)
        notices = notice_hidden(words for words in unseen if words.locator not in {f"slide={number}" for number in off})
        if off:
            notices.append(Notice("hidden_slides", {"numbers": ", ".join(map(str, off))}))
        hidden = (*unseen, *described)
        return assemble(file, facts, lambda slug: number_sections(slug, pieces), warnings=notices, hidden=hidden)


def _all(read: _Read) -> str:
    return "\n".join(filter(None, (read.title, *read.texts)))


def _read(number: int, slide: Slide) -> _Read:
    title = slide.shapes.title
    named = "" if title is None else " ".join(title.text_frame.text.split())
    others = (shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id)
    texts = list(_texts(others))
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and (spoken := _frame(notes, in_list=False)):
        texts.append(spoken)
    return _Read(number, named, tuple(texts))


def _texts(shapes: Iterable[BaseShape]) -> Iterator[str]:
    for shape in shapes:
        kind = shape.placeholder_format.type if shape.is_placeholder else None
        if kind in _REPEATED:
            continue
        if isinstance(shape, GroupShape):
            yield from _texts(shape.shapes)
        elif isinstance(shape, GraphicFrame):
            if shape.has_table:
                yield from _table(shape.table)
        elif isinstance(shape, Shape) and (text := _frame(shape.text_frame, in_list=kind in _LISTS)):
            yield text


def _frame(frame: TextFrame, *, in_list: bool) -> str:
    """The paragraphs of a text frame, a line each; where layouts print bullets, several are items of a list."""
    paragraphs = [(paragraph.level, paragraph.text.replace("\v", "\n").strip()) for paragraph in frame.paragraphs]
    filled = [(level, text) for level, text in paragraphs if text]
    if not in_list or len(filled) < 2:
        return "\n".join(text for _, text in filled)
    return "\n".join(f"{'  ' * level}- {text}".replace("\n", "\n" + "  " * (level + 1)) for level, text in filled)


def _table(table: Table) -> Iterator[str]:
    rows = [make_row(n, ((i, c.text_frame.text) for i, c in enumerate(row.cells))) for n, row in enumerate(table.rows, start=1)]
    yield from (group.text for group in group_rows(rows))
