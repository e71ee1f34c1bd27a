"""Vectors already computed, by embedder and text: a killed run continues, an unchanged text is never embedded twice.

Nothing is lost with it but time: where its file is damaged it begins again, empty, and says so (`renewed`).
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from corpus.embedding import Vectors
from corpus.guarded import is_damage

# A vector normalized in bf16 is of length 1 within 0.4 %; a bit flipped where it matters goes far beyond.
_TOLERANCE = 0.02
_T = TypeVar("_T")


class VectorCache:
    """A table (embedder, sha256 of the text) → vector of length 1, in one SQLite file."""

    def __init__(self, path: Path, embedder: str, *, dimension: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._embedder = embedder
        self._dimension = dimension
        self.renewed = False
        try:
            self._db = _open(path)
        except sqlite3.Error as error:
            self._begin_again(error)

    def known(self) -> frozenset[str]:
        """The digests of the texts whose vectors are here."""
        try:
            rows = self._db.execute("SELECT digest FROM vectors WHERE embedder = ?", (self._embedder,))
            return frozenset(digest for (digest,) in rows)
        except sqlite3.Error as error:
            self._begin_again(error)
            return frozenset()

    def put(self, digests: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors (one row per digest), at once and for good."""
        rows = [(self._embedder, d, v.astype("<f4").tobytes()) for d, v in zip(digests, vectors, strict=True)]
        try:
            self._put(rows)
        except sqlite3.Error as error:
            self._begin_again(error)
            self._put(rows)

    def get(self, digests: Sequence[str]) -> Mapping[str, Vectors]:
        """The vectors of those of `digests` that are here, sound."""
        try:
            rows = [row for start in range(0, len(digests), 500) for row in self._rows(digests[start : start + 500])]
        except sqlite3.Error as error:
            self._begin_again(error)
            return {}
        found = {digest: np.frombuffer(blob, "<f4") for digest, blob in rows if len(blob) == 4 * self._dimension}
        return {digest: vector for digest, vector in found.items() if abs(float(vector @ vector) - 1) < _TOLERANCE}

    def keep_only(self, digests: Iterable[str]) -> None:
        """Forget the vectors of texts that are no longer indexed."""
        stale = self.known() - frozenset(digests)
        try:
            with self._db:
                self._db.executemany(
                    "DELETE FROM vectors WHERE embedder = ? AND digest = ?", ((self._embedder, digest) for digest in stale)
                )
        except sqlite3.Error as error:
            self._begin_again(error)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _put(self, rows: Sequence[tuple[str, str, bytes]]) -> None:
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?,?,?)", rows)

    def _begin_again(self, error: sqlite3.Error) -> None:
        """An empty file in place of the damaged one; any other error is raised as it is."""
        if not is_damage(error) and "no such" not in str(error):  # another database, or one without its table
            raise error
        if hasattr(self, "_db"):
            self._db.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._db = _open(self._path)
        self.renewed = True

    def _rows(self, digests: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        marks = ",".join("?" * len(digests))
        return self._db.execute(
            f"SELECT digest, vector FROM vectors WHERE embedder = ? AND digest IN ({marks})", (self._embedder, *digests)
        )


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # A table of rows, not an index alone: in that, each vector would have an overflow page to itself (4.7 kB, not 2.2).
        db.execute(
            "CREATE TABLE IF NOT EXISTS vectors (embedder TEXT, digest TEXT, vector BLOB NOT NULL,"
            " PRIMARY KEY (embedder, digest))"
        )
    except sqlite3.Error:
        db.close()
        raise
    return db
