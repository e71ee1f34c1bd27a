"""While a server runs, what is over its days goes by itself, and a database that was out of order is tried again."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from samples import Clock, answered, asked

from assistant.records import Feedback, Thumb, open_records
from assistant.records.expiry import expire_daily
from assistant.settings import Settings


def count(file: Path) -> int:
    with sqlite3.connect(file) as database:
        return int(database.execute("SELECT count(*) FROM feedback").fetchone()[0])


async def test_what_is_over_goes_while_the_server_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clock, file = Clock(), tmp_path / "records.sqlite"
    records = open_records(Settings(home=tmp_path, feedback_days=10), now=clock)
    file.write_bytes(b"no database" * 500)
    expiring = asyncio.create_task(expire_daily(records, every=0.01))
    try:
        async with asyncio.timeout(60):
            while "damaged" not in caplog.text:
                await asyncio.to_thread(clock)
            file.unlink()
            while not file.exists() or file.stat().st_size < 4096:
                await asyncio.to_thread(clock)
            await asyncio.to_thread(records.keep_feedback, Feedback(thumb=Thumb.UP), asked("When?"), answered("At dusk."))
            assert count(file) == 1
            clock.pass_days(10)
            while count(file):
                await asyncio.to_thread(clock)
    finally:
        expiring.cancel()
        await asyncio.gather(expiring, return_exceptions=True)
        records.close()
