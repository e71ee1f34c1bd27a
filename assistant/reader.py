"""A document to read from end to end: its parts in order under their headings, and its contents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.pieces import Piece, pieces
from corpus.anchors import Anchor, Kind
from corpus.application import Application, application, dated_parts
from corpus.catalogue import Held
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Document, Passage
from corpus.errors import VersionError
from corpus.index import Corpus
from corpus.labels import place
from corpus.texts import Lang, say

# h1 is the document's title; HTML has no heading under h6.
_FIRST_LEVEL, _LAST_LEVEL = 2, 6
# What has no heading of its own: it is read on, under that of its group.
_READ_ON = frozenset({Kind.RECITAL, Kind.ACTION, Kind.PARAGRAPH, Kind.POINT})
# Other articles may stand under these, whose headings then begin with this one's title, or with its label and first line.
_HOLDS_OTHERS = frozenset({Kind.HEADING, Kind.SUBCATEGORY})
_GROUPS = {Kind.RECITAL: "pages.recitals", Kind.ANNEX: "pages.annexes"}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what stands under it until the next.

    `id` is the path of its anchor; for a group that has none, a word no path can be. `mark` is its number ("Article 26", ""),
    `title` its own; both empty for what is read on. `level` is that of the heading, 2 to 6. `digest` is our summary, a point
    each. `applies` tells its dates, where there are any, and `dated` those of what stands apart under it. `before` and `after`
    are the ids of the neighbours a reader may go to.
    """

    id: str
    level: int
    mark: str = ""
    title: str = ""
    pieces: tuple[Piece, ...] = ()
    digest: tuple[str, ...] = ()
    applies: Application | None = None
    dated: Mapping[Anchor, Application] = field(default_factory=dict)
    before: str = ""
    after: str = ""

    @property
    def is_headed(self) -> bool:
        """Whether a heading is printed above it."""
        return bool(self.mark or self.title)


@dataclass(slots=True)
class Entry:
    """A line of the contents: where it leads, and what stands under it."""

    id: str
    mark: str
    title: str
    under: list["Entry"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a document that can be read in the language shown."""

    id: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Reading:
    """A document in one language: the texts in force on `as_of`, or those of `version` where it was asked for.

    `main` is the version most of it is from; recitals may be those of an earlier one. `langs` are those it can be read in,
    `source` its publisher's address ("" if none). `summaries_only`: the official text is not here, our digests stand in.
    """

    document: Document
    lang: Lang
    as_of: date
    version: str | None
    main: Edition
    editions: tuple[Edition, ...]
    langs: tuple[Lang, ...]
    source: str
    summaries_only: bool
    parts: tuple[Part, ...]
    contents: tuple[Entry, ...]


def read(corpus: Corpus, slug: str, *, lang: Lang, as_of: date, version: str | None = None) -> Reading:
    """The document `slug` in `lang` or else in the language there is; our digests only where nothing else is here.

    Raises VersionError if it is not indexed, has no such version, or nothing of it was in force on `as_of`.
    """
    own = _held(corpus, slug)
    chosen = _choose(own, lang=lang, as_of=as_of, version=version)
    catalogue = corpus.catalogue
    if version:
        passages = catalogue.version_passages(slug, chosen.lang, version)
    else:
        in_force = catalogue.in_force(slug, lang=chosen.lang, as_of=as_of)
        passages = [p for p in in_force if (p.version == DIGEST_VERSION) == (chosen.version.id == DIGEST_VERSION)]
    if not passages:
        raise VersionError("not_in_force", {"document": slug, "day": as_of.isoformat()})
    main = chosen.version.id
    passages.sort(key=lambda p: (p.version == main, p.version, p.order))
    digests = {} if chosen.version.id == DIGEST_VERSION else _digests(corpus, slug, lang)
    parts = tuple(_linked(list(_parts(passages, digests))))
    return Reading(
        document=chosen.document,
        lang=chosen.lang,
        as_of=as_of,
        version=version,
        main=Edition(chosen.version.id, chosen.version.valid_from),
        editions=tuple(Edition(h.version.id, h.version.valid_from) for h in own if h.lang == chosen.lang),
        langs=tuple(dict.fromkeys(h.lang for h in own)),
        source=corpus.url(passages[-1]).partition("#")[0],
        summaries_only=chosen.version.id == DIGEST_VERSION,
        parts=parts,
        contents=tuple(_contents(parts)),
    )


def _held(corpus: Corpus, slug: str) -> list[Held]:
    held = corpus.catalogue.held()
    own = [h for h in held if h.document.slug == slug]
    if not own:
        known = ", ".join(dict.fromkeys(h.document.slug for h in held))
        raise VersionError("document_unknown", {"document": slug, "known": known})
    return [h for h in own if h.version.id != DIGEST_VERSION] or own


def _choose(own: Sequence[Held], *, lang: Lang, as_of: date, version: str | None) -> Held:
    """The version to show: the one named, else the latest that had begun on `as_of` (the first, where none had)."""
    if version:
        named = [h for h in own if h.version.id == version]
        if not named:
            known = ", ".join(dict.fromkeys(h.version.id for h in own))
            values = {"document": own[0].document.slug, "version": version, "lang": lang, "known": known}
            raise VersionError("version_unknown", values)
        return min(named, key=lambda h: h.lang != lang)
    spoken = [h for h in own if h.lang == lang] or list(own)
    begun = [h for h in spoken if h.version.valid_from <= as_of] or spoken[:1]
    # Of two versions that begin on one day, the consolidated one (a CELEX number starting with 0) is the later.
    return max(begun, key=lambda h: (h.version.valid_from, h.version.id.startswith("0"), h.version.id))


def _digests(corpus: Corpus, slug: str, lang: Lang) -> Mapping[Anchor, tuple[str, ...]]:
    found = corpus.catalogue.version_passages(slug, lang, DIGEST_VERSION)
    return {p.anchor: tuple(p.text.splitlines()) for p in found if p.anchor == p.anchor.unit}


def _parts(passages: Sequence[Passage], digests: Mapping[Anchor, tuple[str, ...]]) -> Iterator[Part]:
    """The parts in order. Headings above a provision that are not those open already come first, as parts of their own."""
    open_: tuple[str, ...] = ()
    lang = passages[0].lang
    for unit, members in _units(passages):
        if unit.kind is Kind.CHAPTER:
            passage = members[0]
            line = passage.text.partition("\n")[0]
            open_ = (*open_[: len(passage.anchor.steps) - 1], line)
            yield Part(_path(passage.anchor), _level(len(open_)), *_split(line, passage.headings))
            continue
        cut = pieces(members)
        root = cut[0].passage
        above, title = _above(root, open_)
        if group := _GROUPS.get(unit.kind):
            above = (say(group, lang), *above)
        for depth in range(1, len(above) + 1):
            if open_[:depth] != above[:depth]:
                mark, name = _split(above[depth - 1], ())
                yield Part(f"above-{_path(unit)}-{depth}", _level(depth), mark, name)
        open_ = above
        is_read_on = unit.kind in _READ_ON
        mark, title = ("", "") if is_read_on else _heading(cut[0], title)
        # A provision may stand under another: "1.1" under "1", actions under their subcategory.
        if unit.kind in _HOLDS_OTHERS:
            open_ = (*above, title or f"{root.label}: {cut[0].text.partition(chr(10))[0]}")
        yield Part(
            _path(unit),
            _level(len(above) + 1),
            mark,
            title,
            tuple(_without_heading(cut, mark, title)),
            digests.get(unit, ()) if root.valid_to is None else (),
            application(unit, root.valid_from),
            {part: when for part in dated_parts(unit, root.valid_from) if (when := application(part, root.valid_from))},
        )


def _units(passages: Sequence[Passage]) -> Iterator[tuple[Anchor, list[Passage]]]:
    """The passages of each article together, in the order in which articles begin; chapters and their sections one by one."""
    units: dict[tuple[str, Anchor], list[Passage]] = {}
    for passage in passages:
        unit = passage.anchor.unit
        begun = passage.anchor if unit.kind is Kind.CHAPTER else unit
        units.setdefault((passage.version, begun), []).append(passage)
    return ((members[0].anchor.unit, members) for members in units.values())


def _above(root: Passage, open_: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The headings a provision stands under, and its own title ("" if it has none)."""
    headings = root.headings
    kind = root.anchor.kind
    own = not root.label if kind in _HOLDS_OTHERS else kind in (Kind.ARTICLE, Kind.ANNEX) and headings != open_
    return (headings[:-1], headings[-1]) if own and headings else (headings, "")


def _heading(opening: Piece, title: str) -> tuple[str, str]:
    """The number and the title of a provision, as printed where its text begins with them."""
    passage = opening.passage
    line = opening.text.partition("\n")[0]
    if title and line != title and line.endswith(f" — {title}"):
        return line.removesuffix(f" — {title}"), title
    if passage.anchor.kind in _HOLDS_OTHERS:
        return ("", title) if title else (passage.label, "")
    mark = place(passage.anchor, passage.lang)
    return mark[:1].upper() + mark[1:], title


def _without_heading(cut: Sequence[Piece], mark: str, title: str) -> Iterator[Piece]:
    """The pieces, without the line that is printed as their heading already."""
    for piece in cut:
        line, _, rest = piece.text.partition("\n")
        headings = (piece.title,) if piece.level else (title, f"{mark} — {title}")
        yield replace(piece, text=rest) if piece.first and line and line in headings else piece


def _split(heading: str, titles: Sequence[str]) -> tuple[str, str]:
    """A heading as its number and its words: "CHAPTER I — GENERAL PROVISIONS"."""
    mark, dash, title = heading.partition(" — ")
    numbered = dash and (title in titles or mark.split(" ")[0].isupper())
    return (mark, title) if numbered else ("", heading)


def _level(depth: int) -> int:
    return min(_LAST_LEVEL, _FIRST_LEVEL + depth - 1)


def _path(anchor: Anchor) -> str:
    return str(anchor).partition("#")[2]


def _linked(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, each that has a text and a heading with the ids of those before and after it."""
    stops = [part.id for part in parts if part.pieces and part.is_headed]
    around = {id_: (before, after) for before, id_, after in zip(["", *stops], stops, [*stops[1:], ""], strict=False)}
    for part in parts:
        before, after = around.get(part.id, ("", ""))
        yield replace(part, before=before, after=after)


def _contents(parts: Sequence[Part]) -> Iterator[Entry]:
    """The headings as a tree; what is read on is listed by its label, under the heading of its group."""
    open_: list[tuple[int, Entry]] = []
    for part in parts:
        entry = Entry(part.id, part.mark or ("" if part.is_headed else part.pieces[0].label), part.title)
        if not (entry.mark or entry.title):
            continue
        while open_ and open_[-1][0] >= part.level:
            open_.pop()
        if open_:
            open_[-1][1].under.append(entry)
        else:
            yield entry
        open_.append((part.level, entry))
