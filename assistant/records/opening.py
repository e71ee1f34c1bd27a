"""The records that the settings describe."""

from collections.abc import Callable
from datetime import UTC, datetime

from assistant.records.database import make_engine
from assistant.records.records import Records
from assistant.settings import Settings


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def open_records(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Records:
    """The records of `settings`; their database is opened by the first use.

    Raises SettingsError if it cannot be named so, or its driver is not installed.
    """
    engine = make_engine(settings.records_url.get_secret_value(), file=settings.home / "records.sqlite")
    return Records(engine, conversation_days=settings.conversation_days, feedback_days=settings.feedback_days, now=now)


def are_kept(settings: Settings) -> bool:
    """Whether there may be records: a database is named, or the file is there."""
    return bool(settings.records_url.get_secret_value()) or (settings.home / "records.sqlite").exists()
