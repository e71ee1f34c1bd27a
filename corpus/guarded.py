"""SQLite files that are only read: what is damaged in them is said as damage, wherever it is met."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from corpus.errors import DamageError

# https://www.sqlite.org/rescode.html: CORRUPT, CANTOPEN, FORMAT, NOTADB; and of IOERR what reading meets, a full disk apart.
_DAMAGE = frozenset({11, 14, 24, 26})
_UNREADABLE = frozenset({266, 522, 8458})
_P = ParamSpec("_P")
_T = TypeVar("_T")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is at fault, not what was asked of it, nor the room on its disk."""
    code = getattr(error, "sqlite_errorcode", 0)  # there is none for bytes that are not UTF-8 where a text is expected
    return code & 0xFF in _DAMAGE or code in _UNREADABLE or "decode to UTF-8" in str(error)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """The SQLite file `path`, which nobody writes. What is damaged raises DamageError, when it is met."""
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False, factory=_Connection
        )
    except sqlite3.Error as error:
        raise DamageError("catalogue_unreadable", {"path": path, "detail": error}) from error
    connection.path = path
    return connection


class _Connection(sqlite3.Connection):
    path: Path

    def cursor(self, *_: Any) -> "_Cursor":  # type: ignore[override]
        return super().cursor(_Cursor)


class _Cursor(sqlite3.Cursor):
    def execute(self, *args: Any) -> "_Cursor":
        self._guarded(super().execute, *args)
        return self

    def __next__(self) -> Any:
        return self._guarded(super().__next__)

    def fetchone(self) -> Any:
        return self._guarded(super().fetchone)

    def fetchall(self) -> list[Any]:
        return self._guarded(super().fetchall)

    def _guarded(self, work: Callable[_P, _T], *args: _P.args, **options: _P.kwargs) -> _T:
        try:
            return work(*args, **options)
        except sqlite3.Error as error:
            if not is_damage(error):
                raise
            path = self.connection.path  # type: ignore[attr-defined]
            raise DamageError("catalogue_unreadable", {"path": path, "detail": error}) from error
