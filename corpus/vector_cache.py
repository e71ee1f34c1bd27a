"""Vectors already computed, by embedder and text: a killed run continues, an unchanged text is never embedded twice."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.embedding import Vectors


class VectorCache:
    """A table (embedder, sha256 of the text) → vector in one SQLite file."""

    def __init__(self, path: Path, embedder: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path)
        self._embedder = embedder
        self._db.execute("PRAGMA journal_mode = WAL")
        # A table of rows, not an index alone: in that, each vector would have an overflow page to itself (4.7 kB, not 2.2).
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vectors (embedder TEXT, digest TEXT, vector BLOB NOT NULL,"
            " PRIMARY KEY (embedder, digest))"
        )

    def known(self) -> frozenset[str]:
        """The digests of the texts whose vectors are here."""
        rows = self._db.execute("SELECT digest FROM vectors WHERE embedder = ?", (self._embedder,))
        return frozenset(digest for (digest,) in rows)

    def put(self, digests: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors (one row per digest), at once and for good."""
        with self._db:
            self._db.executemany(
                "INSERT OR REPLACE INTO vectors VALUES (?,?,?)",
                ((self._embedder, d, v.astype("<f4").tobytes()) for d, v in zip(digests, vectors, strict=True)),
            )

    def get(self, digests: Sequence[str]) -> Vectors:
        """The vectors of `digests`, one row each; all must be known."""
        found: Mapping[str, bytes] = {
            digest: blob for start in range(0, len(digests), 500) for digest, blob in self._rows(digests[start : start + 500])
        }
        return np.stack([np.frombuffer(found[digest], "<f4") for digest in digests])

    def keep_only(self, digests: Iterable[str]) -> None:
        """Forget the vectors of texts that are no longer indexed."""
        stale = self.known() - frozenset(digests)
        with self._db:
            self._db.executemany(
                "DELETE FROM vectors WHERE embedder = ? AND digest = ?", ((self._embedder, digest) for digest in stale)
            )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _rows(self, digests: Sequence[str]) -> Iterable[tuple[str, bytes]]:
        marks = ",".join("?" * len(digests))
        return self._db.execute(
            f"SELECT digest, vector FROM vectors WHERE embedder = ? AND digest IN ({marks})", (self._embedder, *digests)
        )
