"""Two real databases: SQLite in a file, and a PostgreSQL of its own where one is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from samples import Clock
from sqlalchemy import Engine, text

from assistant.records import Records
from assistant.records.database import make_engine
from assistant.records.tables import Table

# PostgreSQL refuses to run for root: its packages come with an account.
_AS: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL, reached by a socket in its folder; the test is skipped where there is none."""
    programs = {name: shutil.which(name) for name in ("initdb", "pg_ctl")}
    if not all(programs.values()):
        pytest.skip("PostgreSQL is not installed: initdb and pg_ctl are not on the PATH")
    folder = Path(tempfile.mkdtemp(prefix="caio-pg-"))
    if _AS:
        shutil.chown(folder, "postgres", "postgres")

    def call(program: str, *arguments: str) -> None:
        # Its output goes to a file: the server keeps it open after pg_ctl is gone.
        with (folder / f"{program}.log").open("ab") as log:
            subprocess.run([str(programs[program]), *arguments], check=True, stdout=log, stderr=log, cwd=folder, **_AS)

    data = str(folder / "data")
    call("initdb", "-D", data, "-U", "caio", "-A", "trust", "-E", "UTF8", "--no-sync")
    call("pg_ctl", "-D", data, "-w", "-o", f"-k {folder} -c listen_addresses='' -c fsync=off", "start")
    try:
        yield f"postgresql://caio@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    address = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    engine = make_engine(address, file=tmp_path / "records.sqlite")
    if address:
        with engine.begin() as connection:
            Table.metadata.drop_all(connection)
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_with(engine: Engine, clock: Clock) -> Callable[[int, int], Records]:
    """The records of the database, with other days each time: (of conversations, of feedback)."""

    def open_(conversation_days: int, feedback_days: int) -> Records:
        return Records(engine, conversation_days=conversation_days, feedback_days=feedback_days, now=clock)

    return open_


@pytest.fixture
def records(open_with: Callable[[int, int], Records]) -> Records:
    """Records that keep conversations for 30 days and feedback for 365."""
    return open_with(30, 365)
