"""The article that holds a provision, whole, with what stands around it: what a reader opens from a citation."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from assistant.pictures import is_there
from assistant.pieces import Piece, pieces
from assistant.views import Article, ArticlePassage, PagePicture, ShownVersion
from corpus.anchors import Anchor, Kind, parse
from corpus.application import application
from corpus.catalogue import Held
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Passage, holds_on, read_locator
from corpus.errors import AnchorError
from corpus.index import Corpus
from corpus.labels import label_of
from corpus.texts import Lang


def article(corpus: Corpus, anchor: str, *, lang: Lang, as_of: date, version: str | None = None) -> Article:
    """The article (or annex, recital, section, page…) that holds `anchor`, in `lang` or else in the language there is.

    It is that of `version`, else the one in force on `as_of`. Raises AnchorError if `anchor` is outside the grammar or no such
    text carries it.
    """
    asked = _asked(corpus, parse(anchor), lang=lang, as_of=as_of, version=version)
    unit = asked.anchor.unit
    passages = corpus.catalogue.under(unit, lang=asked.lang, version=asked.version)
    root = next(passage for passage in passages if passage.anchor == unit)
    name = corpus.title(unit.document, asked.lang)
    when = application(unit, root.valid_from)
    day = as_of if version is None else root.valid_from
    states = corpus.catalogue.all_versions(unit)
    before, after = _neighbours(corpus, root)
    return Article(
        anchor=str(unit),
        asked=str(asked.anchor),
        document=unit.document,
        title=name,
        label=label_of(root, name=name),
        headings=root.headings,
        lang=root.lang,
        version=root.version,
        valid_from=root.valid_from,
        valid_to=root.valid_to,
        applies_from=when.start if when else None,
        products_from=when.products if when else None,
        url=corpus.url(asked),
        langs=tuple(dict.fromkeys([root.lang, *(p.lang for p in states if holds_on(day, p.valid_from, p.valid_to))])),
        versions=tuple(
            ShownVersion(version=p.version, lang=p.lang, valid_from=p.valid_from, valid_to=p.valid_to) for p in states
        ),
        previous=before,
        next=after,
        passages=tuple(_passage(piece) for piece in pieces(passages) if piece.label or piece.title or piece.text),
        digest=_digest(corpus, root, lang),
        page=_page(corpus.catalogue.held(), asked),
    )


def _asked(corpus: Corpus, anchor: Anchor, *, lang: Lang, as_of: date, version: str | None) -> Passage:
    if version is None:
        return corpus.get(anchor, as_of=as_of, lang=lang)
    found = [p for p in corpus.catalogue.all_versions(anchor) if p.version == version]
    if not found:
        raise AnchorError("anchor_unknown", {"anchor": anchor})
    return min(found, key=lambda p: p.lang != lang)


def _passage(piece: Piece) -> ArticlePassage:
    when = application(piece.passage.anchor, piece.passage.valid_from)
    return ArticlePassage(
        anchor=str(piece.passage.anchor),
        label=piece.label or (piece.title if piece.title not in piece.text else ""),
        text=piece.text,
        level=piece.level,
        applies_from=when.start if when else None,
    )


def _neighbours(corpus: Corpus, root: Passage) -> tuple[str | None, str | None]:
    """The articles before and after; chapters hold articles, and are not between them."""
    around = [
        p.anchor
        for p in corpus.catalogue.siblings(root)
        if (p.anchor.kind is Kind.CHAPTER) == (root.anchor.kind is Kind.CHAPTER)
    ]
    at = around.index(root.anchor)
    return (str(around[at - 1]) if at else None, str(around[at + 1]) if at + 1 < len(around) else None)


def _digest(corpus: Corpus, root: Passage, lang: Lang) -> str | None:
    """Our summary in the reader's language; none beside an earlier state of the law, which it does not tell."""
    if root.version == DIGEST_VERSION or root.valid_to:
        return None
    found = corpus.catalogue.under(root.anchor, lang=lang, version=DIGEST_VERSION)
    return next((passage.text for passage in found if passage.anchor == root.anchor), None)


def _page(held: Sequence[Held], passage: Passage) -> PagePicture | None:
    spots = read_locator(passage.locator)
    key = (passage.anchor.document, passage.version, passage.lang)
    source = next((h for h in held if (h.document.slug, h.version.id, h.lang) == key), None)
    if not spots or not source or not is_there(source):
        return None
    slug, version, lang = key
    return PagePicture(
        number=spots[0].page,
        image=f"/api/pages/{slug}/{quote(version, safe='')}/{lang}/{spots[0].page}.png",
        boxes=tuple(
            (box.x0, box.top, box.x1, box.bottom) for spot in spots if spot.page == spots[0].page for box in spot.boxes
        ),
    )
