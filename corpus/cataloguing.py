"""Writing a catalogue: once, aside, before it is swapped in whole (`corpus/generations.py`)."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from corpus.anchors import Kind
from corpus.catalogue import PASSAGE, SCHEMA, Catalogue, Held
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.documents import Passage
from corpus.texts import Lang
from corpus.units import Level, Unit
from corpus.words import stems

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE versions (
  document TEXT, lang TEXT, id TEXT, valid_from TEXT, sha256 TEXT, path TEXT, title TEXT, publisher TEXT, licence TEXT,
  trust TEXT, audience TEXT, url TEXT, PRIMARY KEY (document, lang, id)
) WITHOUT ROWID;
CREATE TABLE passages (
  number INTEGER PRIMARY KEY, anchor TEXT NOT NULL, document TEXT NOT NULL, lang TEXT NOT NULL, version TEXT NOT NULL,
  parent TEXT, label TEXT NOT NULL, text TEXT NOT NULL, headings TEXT NOT NULL, locator TEXT NOT NULL, rank INTEGER NOT NULL,
  valid_from TEXT NOT NULL, valid_to TEXT, cites TEXT NOT NULL, UNIQUE (anchor, lang, version)
);
CREATE INDEX passages_parent ON passages (parent, lang, version);
CREATE INDEX passages_version ON passages (document, lang, version, rank);
CREATE TABLE units (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, anchor TEXT NOT NULL, lang TEXT NOT NULL, version TEXT NOT NULL,
  level TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT
);
CREATE VIRTUAL TABLE words USING fts5 (heading, body, content='', tokenize="unicode61 remove_diacritics 2");
"""


class NewCatalogue(Catalogue):
    """A catalogue to write; it can be read too."""

    @classmethod
    def create(cls, path: Path) -> "NewCatalogue":
        """An empty catalogue in the new file `path`."""
        db = sqlite3.connect(path)
        db.executescript(_TABLES)
        db.execute("INSERT INTO meta VALUES ('schema', ?)", (str(SCHEMA),))
        db.commit()
        return cls(db)

    @classmethod
    def copy_of(cls, before: Catalogue, path: Path) -> "NewCatalogue":
        """A copy of `before` in the new file `path`."""
        db = sqlite3.connect(path)
        before.copy_to(db)
        return cls(db)

    def put_version(self, held: Held, passages: Sequence[Passage]) -> None:
        """Store a version with its passages, in place of what it held before."""
        d, v = held.document, held.version
        self.drop_version(d.slug, held.lang, v.id)
        self._db.execute(
            "INSERT INTO versions VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                d.slug,
                held.lang,
                v.id,
                v.valid_from.isoformat(),
                v.sha256,
                held.path,
                d.title,
                d.publisher,
                d.licence,
                d.trust,
                d.audience,
                d.url,
            ),
        )
        self._db.executemany(
            f"INSERT INTO passages (document, parent, {PASSAGE}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    d.slug,
                    str(p.anchor.parent) if p.anchor.parent else None,
                    str(p.anchor),
                    p.lang,
                    p.version,
                    p.text,
                    p.label,
                    json.dumps(p.headings, ensure_ascii=False),
                    p.locator,
                    p.order,
                    p.valid_from.isoformat(),
                    None,
                    " ".join(map(str, p.cites)),
                )
                for p in passages
            ),
        )

    def drop_version(self, document: str, lang: Lang, version: str) -> None:
        """Forget a version and its passages."""
        key = (document, lang, version)
        self._db.execute("DELETE FROM passages WHERE document = ? AND lang = ? AND version = ?", key)
        self._db.execute("DELETE FROM versions WHERE document = ? AND lang = ? AND id = ?", key)

    def date_passages(self) -> None:
        """Set `valid_to`: a text holds until a later version of the same part of its document begins.

        Recitals are a part of their own: a consolidated version carries none, and repeals none. Of two versions that begin
        on one day, the consolidated one (a CELEX number starting with 0) is the later. Our digests supersede nothing.
        """
        self._db.execute("UPDATE passages SET valid_to = NULL")
        recital = f"anchor LIKE '%#{Kind.RECITAL}!_%' ESCAPE '!'"
        for part in (recital, f"NOT {recital}"):
            rows = self._db.execute(
                f"SELECT DISTINCT document, lang, version, valid_from FROM passages WHERE {part} AND version != ?",
                (DIGEST_VERSION,),
            ).fetchall()
            later: dict[tuple[str, str], list[tuple[str, bool, str]]] = {}
            for document, lang, version, start in rows:
                later.setdefault((document, lang), []).append((start, version.startswith("0"), version))
            for (document, lang), states in later.items():
                states.sort()
                for (_, _, version), (end, _, _) in pairwise(states):
                    self._db.execute(
                        f"UPDATE passages SET valid_to = ? WHERE document = ? AND lang = ? AND version = ? AND {part}",
                        (end, document, lang, version),
                    )

    def put_units(self, units: Iterable[Unit]) -> None:
        """Index the words of `units`, in place of those before.

        Those that are searched together (a language, texts or questions) are numbered together: the search reads no others.
        """
        self._db.execute("DELETE FROM units")
        self._db.execute("INSERT INTO words (words) VALUES ('delete-all')")
        for number, unit in enumerate(sorted(units, key=lambda unit: (unit.level is Level.QUESTION, unit.lang)), 1):
            self._db.execute(
                "INSERT INTO units VALUES (?,?,?,?,?,?,?,?)",
                (
                    number,
                    unit.id,
                    str(unit.anchor),
                    unit.lang,
                    unit.version,
                    unit.level,
                    unit.valid_from.isoformat(),
                    unit.valid_to.isoformat() if unit.valid_to else None,
                ),
            )
            self._db.execute(
                "INSERT INTO words (rowid, heading, body) VALUES (?,?,?)",
                (number, " ".join(stems(unit.heading, unit.lang)), " ".join(stems(unit.body, unit.lang))),
            )

    def put_meta(self, meta: Mapping[str, str]) -> None:
        """Remember facts about this catalogue, by key."""
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?,?)", meta.items())

    def commit(self) -> None:
        """Make what was written last."""
        self._db.commit()
