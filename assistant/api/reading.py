"""What the page of a document says besides the document: where links lead, how places are called, from when they apply."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from assistant.pieces import Piece
from assistant.reader import Reading
from corpus.anchors import Anchor, Kind
from corpus.application import say_dates
from corpus.labels import label, place
from corpus.texts import LANGS, Lang, say, say_date


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision a guide leads to: its document, the path of its anchor there, and how it is called."""

    document: str
    path: str
    label: str


def words_of(reading: Reading, lang: Lang, indexed: Collection[str]) -> Mapping[str, object]:
    """The values of the template `read.html` for a reader in `lang`; links lead to documents `indexed` only."""
    other = next(one for one in LANGS if one != lang)
    start = say_date(reading.main.valid_from, lang)
    told = {"version": reading.main.id, "start": start, "date": say_date(reading.as_of, lang)}
    return {
        "reading": reading,
        "here": f"/read/{reading.document.slug}",
        "translated": other in reading.langs,
        "standing": say("pages.reading_version" if reading.version else "pages.reading_in_force", lang, told),
        "names": {part.id: part.mark or part.title for part in reading.parts},
        "path": path_of,
        "permalink": partial(_permalink, lang=lang),
        "cites": partial(_cites, lang=lang, indexed=indexed),
        "say_date": partial(say_date, lang=lang),
        "say_dates": partial(say_dates, lang=lang),
    }


def path_of(piece: Piece) -> str:
    """The id of a piece's passage on the page: the path of its anchor."""
    return _path(piece.passage.anchor)


def _permalink(piece: Piece, *, lang: Lang) -> str:
    anchor = piece.passage.anchor
    if anchor.steps[0].kind is Kind.HEADING:  # its number is no name a reader knows
        return say("pages.permalink_here", lang)
    return say("pages.permalink", lang, {"place": place(anchor, lang)})


def _cites(piece: Piece, *, lang: Lang, indexed: Collection[str]) -> list[Cited]:
    return [
        Cited(anchor.document, _path(anchor), label(anchor, lang))
        for anchor in piece.passage.cites
        if anchor.document in indexed
    ]


def _path(anchor: Anchor) -> str:
    return str(anchor).partition("#")[2]
