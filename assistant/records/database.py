"""The database of the records: opened, brought to the tables of today, and its failures put in words.

SQLite in a file unless another is named; PostgreSQL where several servers share their records.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from corpus.errors import SettingsError, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
# How long a writer waits for another, or for a server to answer: meanwhile a reader waits for the end of an answer.
_WAIT_SECONDS = 3
# Two servers that start at once upgrade one after the other: this number is the lock they agree on.
_UPGRADING = 20_261_123
_DIALECTS = ("sqlite", "postgresql")
# SQLite's memory is of one connection, and there are several.
_NOWHERE = (None, "", ":memory:")
_KEY_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "records_locked",
    sqlite3.SQLITE_LOCKED: "records_locked",
    sqlite3.SQLITE_FULL: "records_disk_full",
    sqlite3.SQLITE_CORRUPT: "records_damaged",
    sqlite3.SQLITE_NOTADB: "records_damaged",
    sqlite3.SQLITE_READONLY: "records_not_writable",
    sqlite3.SQLITE_CANTOPEN: "records_not_writable",
    sqlite3.SQLITE_PERM: "records_not_writable",
}


def make_engine(address: str, *, file: Path) -> Engine:
    """The database at `address`, or in `file` where that is empty. Nothing is opened yet.

    Raises SettingsError if the address is not one of SQLite or PostgreSQL, or its driver is not installed.
    """
    try:
        url = make_url(address) if address else URL.create("sqlite", database=str(file.resolve()))
        if url.get_backend_name() not in _DIALECTS or url.database in _NOWHERE:
            raise SettingsError("records_url")
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS}, hide_parameters=True)
            event.listen(engine, "connect", _prepare_sqlite)
        else:
            wait = {"connect_timeout": _WAIT_SECONDS} if url.get_driver_name() == "psycopg" else {}
            # Asked before use: a connection that the server closed meanwhile is made again.
            engine = create_engine(url, connect_args=wait, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError("records_url") from error
    except ModuleNotFoundError as error:
        package = "caio-assistant[postgres]" if error.name == "psycopg" else error.name
        raise SettingsError("records_driver", {"package": package}) from error
    return engine


def upgrade(engine: Engine) -> None:
    """Bring the tables to those of today, in one transaction; made if there are none. Raises StoreError."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with in_words(engine):
        if engine.dialect.name == "sqlite" and (path := engine.url.database):
            _make_private(Path(path))
        with engine.begin() as connection:
            _lock(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def in_words(engine: Engine) -> Iterator[None]:
    """What the database raises becomes a StoreError that says what to do next, but for IntegrityError."""
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, sqlite3.Error, CommandError, OSError) as error:
        raise _in_words(engine, error) from error


def wipe_log(engine: Engine) -> bool:
    """Leave nothing of what was deleted in SQLite's write-ahead log. Whether it could be done: not while others read."""
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar() == 0


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    for pragma in ("secure_delete = ON", "foreign_keys = ON", "journal_mode = WAL"):
        connection.execute(f"PRAGMA {pragma}")


def _make_private(path: Path) -> None:
    """What readers asked is for the account that serves alone; SQLite gives its log the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _lock(connection: Connection) -> None:
    """One upgrade at a time. The driver of SQLite begins no transaction for CREATE TABLE: it is told to."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADING})


def _in_words(engine: Engine, error: Exception) -> StoreError:
    url = engine.url
    place = url.database if engine.dialect.name == "sqlite" else url.render_as_string(hide_password=True)
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    values = {"place": place, "detail": (str(cause).splitlines() or [type(cause).__name__])[0]}
    if isinstance(cause, CommandError):
        return StoreError("records_newer", values)
    if isinstance(cause, OSError):
        return StoreError("records_disk_full" if cause.errno == errno.ENOSPC else "records_not_writable", values)
    # The lower byte tells the kind, whatever its variant.
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return StoreError(_KEY_OF_SQLITE.get(code, "records_failed"), values)
