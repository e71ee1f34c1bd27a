"""Documents, versions, passages and the words of each unit, in one SQLite file, to read. What writes it: `cataloguing.py`."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from corpus.anchors import Anchor, parse
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Document, Passage, Trust, Version
from corpus.errors import DamageError, StoreError
from corpus.guarded import connect_to_read
from corpus.sums import verify
from corpus.texts import Lang
from corpus.units import Level

SCHEMA = 4
PASSAGE = "anchor, lang, version, text, label, headings, locator, rank, valid_from, valid_to, cites"
_IN_FORCE = "valid_from <= :day AND (valid_to IS NULL OR valid_to > :day)"
# A word of a heading weighs more than one of the text: the heading says what the provision is about.
_HEADING_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Held:
    """A document version in the catalogue, in one language, and the file it was read from."""

    document: Document
    version: Version
    lang: Lang
    path: str


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that carries some of the words asked: its BM25 score, higher is better."""

    id: str
    score: float


class Catalogue:
    """A catalogue made by `corpus.cataloguing`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> "Catalogue":
        """The catalogue in `path`, read only. Raises DamageError if it is damaged, StoreError if it is of another schema."""
        verify(path)
        db = connect_to_read(path)
        try:
            row = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        except sqlite3.Error as error:  # a database, but no catalogue
            raise DamageError("catalogue_unreadable", {"path": path, "detail": error}) from error
        if row != (str(SCHEMA),):
            raise StoreError("catalogue_schema", {"path": path})
        return cls(db)

    def copy_to(self, database: sqlite3.Connection) -> None:
        """Write all of it into an empty `database`."""
        self._db.backup(database)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def meta(self) -> Mapping[str, str]:
        """The facts remembered, by key."""
        return dict(self._db.execute("SELECT key, value FROM meta"))

    def held(self) -> list[Held]:
        """Every version of every document, in each language."""
        rows = self._db.execute(
            "SELECT document, title, publisher, licence, trust, audience, url, id, valid_from, sha256, lang, path FROM versions"
            " ORDER BY document, valid_from, id, lang"
        )
        return [
            Held(
                Document(slug, title, publisher, licence, Trust(trust), audience, url),
                Version(slug, id_, date.fromisoformat(start), sha256),
                lang,
                path,
            )
            for slug, title, publisher, licence, trust, audience, url, id_, start, sha256, lang, path in rows
        ]

    def indexed_on(self, held: Held) -> date | None:
        """The day a version came into the index, None for one that was there before days were noted."""
        day = json.loads(self.meta().get("indexed", "{}")).get(f"{held.document.slug}/{held.lang}/{held.version.id}")
        return date.fromisoformat(day) if day else None

    def get(self, anchor: Anchor, *, as_of: date, lang: Lang | None = None) -> list[Passage]:
        """The passages of `anchor` in force on `as_of`, one per language (only `lang`, if given).

        Our digest stands in only where the official text is not here in any language.
        """
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE anchor = :anchor AND {_IN_FORCE} AND :lang IN ('', lang)",
            {"anchor": str(anchor), "day": as_of.isoformat(), "lang": lang or ""},
        )
        return _official_first([_passage(row) for row in rows])

    def all_versions(self, anchor: Anchor) -> list[Passage]:
        """The passages of `anchor` in every version and language, oldest first."""
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE anchor = ? ORDER BY valid_from, version, lang", (str(anchor),)
        )
        return _official_first([_passage(row) for row in rows])

    def children(self, passage: Passage) -> list[Passage]:
        """The passages right under `passage`, in order."""
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE parent = ? AND lang = ? AND version = ? ORDER BY rank",
            (str(passage.anchor), passage.lang, passage.version),
        )
        return [_passage(row) for row in rows]

    def siblings(self, passage: Passage) -> list[Passage]:
        """The passages under the same parent as `passage`, itself included, in order."""
        parent = passage.anchor.parent
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE parent IS ? AND document = ? AND lang = ? AND version = ? ORDER BY rank",
            (str(parent) if parent else None, passage.anchor.document, passage.lang, passage.version),
        )
        return [_passage(row) for row in rows]

    def count_version(self, document: str, lang: Lang, version: str) -> int:
        """How many passages one version has in one language."""
        key = (document, lang, version)
        count = "SELECT count(*) FROM passages WHERE document = ? AND lang = ? AND version = ?"
        return int(self._db.execute(count, key).fetchone()[0])

    def version_passages(self, document: str, lang: Lang, version: str) -> list[Passage]:
        """All passages of one version in one language, in reading order."""
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE document = ? AND lang = ? AND version = ? ORDER BY rank",
            (document, lang, version),
        )
        return [_passage(row) for row in rows]

    def under(self, anchor: Anchor, *, lang: Lang, version: str) -> list[Passage]:
        """`anchor` and every passage under it, in one version and language, in order."""
        rows = self._db.execute(  # "/" is the character after the "." between steps
            f"SELECT {PASSAGE} FROM passages WHERE (anchor = :at OR anchor BETWEEN :at || '.' AND :at || '/')"
            " AND lang = :lang AND version = :version ORDER BY rank",
            {"at": str(anchor), "lang": lang, "version": version},
        )
        return [_passage(row) for row in rows]

    def in_force(self, document: str, *, lang: Lang, as_of: date) -> list[Passage]:
        """All passages of `document` in `lang` in force on `as_of`, our digests included, by version and in reading order."""
        rows = self._db.execute(
            f"SELECT {PASSAGE} FROM passages WHERE document = :document AND lang = :lang AND {_IN_FORCE}"
            " ORDER BY version, rank",
            {"document": document, "lang": lang, "day": as_of.isoformat()},
        )
        return [_passage(row) for row in rows]

    def asked_documents(self) -> frozenset[str]:
        """The slugs of the documents that everyday questions lead to."""
        rows = self._db.execute(
            "SELECT DISTINCT substr(anchor, 1, instr(anchor, '#') - 1) FROM units WHERE level = ?", (Level.QUESTION,)
        )
        return frozenset(slug for (slug,) in rows)

    def validity(self) -> Mapping[str, tuple[date, date | None]]:
        """From when to when each unit holds, by unit id."""
        return {
            id_: (date.fromisoformat(start), date.fromisoformat(end) if end else None)
            for id_, start, end in self._db.execute("SELECT id, valid_from, valid_to FROM units")
        }

    def citations(self) -> Mapping[Anchor, frozenset[Anchor]]:
        """What each provision that cites others cites, its languages and versions together."""
        found: dict[Anchor, frozenset[Anchor]] = {}
        for anchor, cites in self._db.execute("SELECT anchor, cites FROM passages WHERE cites != ''"):
            at = parse(anchor)
            found[at] = found.get(at, frozenset()) | frozenset(map(parse, cites.split()))
        return found

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every passage as (identity, text): what two catalogues are compared by."""
        return iter(self._db.execute("SELECT anchor || '|' || lang || '|' || version, text FROM passages"))

    def digest(self) -> str:
        """What tells these passages from any others: sha256, whatever their order."""
        sums = sorted(hashlib.sha256(f"{identity}\n{text}".encode()).hexdigest() for identity, text in self.texts())
        return hashlib.sha256("".join(sums).encode()).hexdigest()

    def count_passages(self) -> int:
        """How many passages there are."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def count_units(self) -> int:
        """How many units there are."""
        return int(self._db.execute("SELECT count(*) FROM units").fetchone()[0])

    def check(self) -> str:
        """SQLite's own integrity check: "ok", or the first fault."""
        return str(self._db.execute("PRAGMA integrity_check(1)").fetchone()[0])

    def find_words(self, query: str, *, k: int, as_of: date, lang: Lang, questions: bool) -> list[Found]:
        """The k units in `lang` in force on `as_of` that answer the FTS5 `query` best (BM25), best first.

        Either everyday questions or texts, as `questions` says. A text stands in up to three versions: of three times as
        many, one in force is left of each.
        """
        first, last = self._numbers.get((lang, questions), (1, 0))
        rows = self._db.execute(
            f"""SELECT id, score FROM (
                SELECT rowid AS number, -bm25(words, {_HEADING_WEIGHT}, 1.0) AS score FROM words
                WHERE words MATCH :query AND rowid BETWEEN :first AND :last ORDER BY score DESC LIMIT 3 * :k
            ) JOIN units USING (number)
            WHERE lang = :lang AND (level = :question) = :questions AND {_IN_FORCE} ORDER BY score DESC LIMIT :k""",
            {
                "query": query,
                "day": as_of.isoformat(),
                "lang": lang,
                "k": k,
                "question": Level.QUESTION,
                "questions": questions,
                "first": first,
                "last": last,
            },
        )
        return [Found(id_, score) for id_, score in rows]

    @cached_property
    def _numbers(self) -> Mapping[tuple[Lang, bool], tuple[int, int]]:
        """The first and the last number of the units of each shelf: `NewCatalogue.put_units` keeps them together."""
        rows = self._db.execute("SELECT lang, level = ?, min(number), max(number) FROM units GROUP BY 1, 2", (Level.QUESTION,))
        return {(lang, bool(questions)): (first, last) for lang, questions, first, last in rows}


def _official_first(passages: list[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.version != DIGEST_VERSION] or passages


def _passage(row: tuple[str, Lang, str, str, str, str, str, int, str, str | None, str]) -> Passage:
    anchor, lang, version, text, label, headings, locator, order, start, end, cites = row
    return Passage(
        anchor=parse(anchor),
        lang=lang,
        version=version,
        text=text,
        label=label,
        headings=tuple(json.loads(headings)),
        locator=locator,
        order=order,
        valid_from=date.fromisoformat(start),
        valid_to=date.fromisoformat(end) if end else None,
        cites=tuple(map(parse, cites.split())),
    )
