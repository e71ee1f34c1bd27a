"""The tables, as `migrations/versions` make them: a test holds the two together."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Dialect, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

# 32 random bytes as `secrets.token_urlsafe` writes them.
ID_LENGTH = 43


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, wherever it is kept: SQLite forgets time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — SQLAlchemy's
        """The moment as written."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 — SQLAlchemy's
        """The moment as read."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """The tables of the records; constraints are named alike on every database."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(column_0_label)s",
        }
    )


class ConversationRow(Table):
    """A conversation that is kept."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    created: Mapped[datetime] = mapped_column(Moment)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    exchanges: Mapped[list["ExchangeRow"]] = relationship(order_by="ExchangeRow.id", passive_deletes=True)


# Questions are kept as JSON, not as text: JSON can hold every character a reader sends, and PostgreSQL's text cannot.
class ExchangeRow(Table):
    """A question of a conversation and its answer."""

    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)


class FeedbackRow(Table):
    """What a reader said, and of what."""

    __tablename__ = "feedback"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(Moment, index=True)
    expires: Mapped[datetime] = mapped_column(Moment, index=True)
    thumb: Mapped[str] = mapped_column(String(4))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str | None] = mapped_column(Text)
    report: Mapped[bool] = mapped_column(Boolean)
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
