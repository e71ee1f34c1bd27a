"""Keep, read, delete: everything that is done with records."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain
from threading import Lock

from sqlalchemy import ColumnElement, Engine, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session, sessionmaker

from assistant.answers import Answer, Query
from assistant.records.database import in_words, upgrade, wipe_log
from assistant.records.tables import ConversationRow, ExchangeRow, FeedbackRow
from assistant.records.values import Conversation, Exchange, Feedback, KeptAnswer, KeptFeedback, Reason, Thumb

_log = logging.getLogger(__name__)


class Records:
    """What is kept, in one database. Safe to call from several threads; every method may block and raises StoreError.

    Nothing is read after its days are over, whether or not it was deleted yet: the days promised when it was kept, or those of
    the settings now if these are fewer. `now` is the time, with its zone.
    """

    def __init__(self, engine: Engine, *, conversation_days: int, feedback_days: int, now: Callable[[], datetime]) -> None:
        self.conversation_days = conversation_days
        self.feedback_days = feedback_days
        self._engine = engine
        self._now = now
        self._sessions = sessionmaker(engine)
        self._upgrading = Lock()
        self._upgraded = False

    def begin_conversation(self) -> Conversation:
        """A conversation without exchanges yet."""
        now = self._now()
        begun = Conversation(id=_new_id(), created=now, expires=now + timedelta(days=self.conversation_days))
        with self._writing() as session:
            session.add(ConversationRow(id=begun.id, created=begun.created, expires=begun.expires))
        return begun

    def keep(self, conversation: str, query: Query, answer: Answer) -> bool:
        """Add an exchange that is just over to a conversation; False if there is no such conversation, or no longer."""
        try:
            with self._writing() as session:
                if not self._find(session, conversation):
                    return False
                asked_at = self._now() - timedelta(milliseconds=answer.timings.total_ms)
                session.add(
                    ExchangeRow(
                        conversation=conversation,
                        asked_at=asked_at,
                        query=query.model_dump(mode="json"),
                        answer=answer.model_dump(mode="json"),
                    )
                )
        except IntegrityError:  # deleted since it was found
            return False
        return True

    def conversation(self, id_: str) -> Conversation | None:
        """The conversation, None if there is none or no longer."""
        with self._reading() as session:
            row = self._find(session, id_)
            if not row:
                return None
            exchanges = tuple(
                Exchange(question=query.question, asked_at=each.asked_at, answer=Answer.model_validate(each.answer))
                for each in row.exchanges
                for query in (Query.model_validate(each.query),)
            )
            return Conversation(id=row.id, created=row.created, expires=row.expires, exchanges=exchanges)

    def forget(self, conversation: str) -> None:
        """Delete a conversation, if there is one, so that its file holds nothing of it."""
        with self._writing() as session:
            session.execute(delete(ConversationRow).where(ConversationRow.id == conversation))
        self._wipe()

    def keep_feedback(self, feedback: Feedback, query: Query, answer: Answer) -> str:
        """Keep what a reader says of an answer; the id to delete it by."""
        now, id_ = self._now(), _new_id()
        with self._writing() as session:
            session.add(
                FeedbackRow(
                    id=id_,
                    given_at=now,
                    expires=now + timedelta(days=self.feedback_days),
                    thumb=feedback.thumb,
                    reasons=list(feedback.reasons),
                    comment=feedback.comment,
                    report=feedback.report,
                    query=query.model_dump(mode="json"),
                    answer=answer.model_dump(mode="json"),
                )
            )
        return id_

    def feedback(self, *, since: date | None = None) -> tuple[KeptFeedback, ...]:
        """What readers said since a day (UTC), the latest first."""
        gone = self._is_over(FeedbackRow.expires, FeedbackRow.given_at, self.feedback_days)
        with self._reading() as session:
            rows = session.scalars(select(FeedbackRow).where(~gone).order_by(FeedbackRow.given_at.desc(), FeedbackRow.id))
            return tuple(_feedback(row) for row in rows if since is None or since <= row.given_at.date())

    def forget_feedback(self, id_: str) -> None:
        """Delete what a reader said, if it is there, so that its file holds nothing of it."""
        with self._writing() as session:
            session.execute(delete(FeedbackRow).where(FeedbackRow.id == id_))
        self._wipe()

    def answers(self) -> tuple[KeptAnswer, ...]:
        """Every answer kept, the latest first."""
        over = self._is_over(ConversationRow.expires, ConversationRow.created, self.conversation_days)
        with self._reading() as session:
            rows = session.scalars(select(ExchangeRow).join(ConversationRow).where(~over))
            exchanged = (
                KeptAnswer(
                    kept_in="conversation",
                    given_at=row.asked_at,
                    query=Query.model_validate(row.query),
                    answer=Answer.model_validate(row.answer),
                )
                for row in rows
            )
            judged = (
                KeptAnswer(kept_in="feedback", given_at=each.given_at, query=each.query, answer=each.answer)
                for each in self.feedback()
            )
            return tuple(sorted(chain(exchanged, judged), key=lambda kept: kept.given_at, reverse=True))

    def expire(self) -> int:
        """Delete what is over its days; how many conversations and feedbacks that was."""
        with self._writing() as session:
            conversations = self._is_over(ConversationRow.expires, ConversationRow.created, self.conversation_days)
            feedback = self._is_over(FeedbackRow.expires, FeedbackRow.given_at, self.feedback_days)
            gone = [
                *session.scalars(delete(ConversationRow).where(conversations).returning(ConversationRow.id)),
                *session.scalars(delete(FeedbackRow).where(feedback).returning(FeedbackRow.id)),
            ]
        # Also what an earlier deletion had to leave in the log, since somebody was reading.
        self._wipe()
        return len(gone)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _find(self, session: Session, conversation: str) -> ConversationRow | None:
        over = self._is_over(ConversationRow.expires, ConversationRow.created, self.conversation_days)
        return session.scalar(select(ConversationRow).where(ConversationRow.id == conversation, ~over))

    def _is_over(
        self, expires: InstrumentedAttribute[datetime], begun: InstrumentedAttribute[datetime], days: int
    ) -> ColumnElement[bool]:
        now = self._now()
        return or_(expires <= now, begun <= now - timedelta(days=days))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        self._ready()
        with in_words(self._engine), self._sessions() as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        self._ready()
        with in_words(self._engine), self._sessions.begin() as session:
            yield session

    def _ready(self) -> None:
        """The tables of today, by the first use: a database that is out of order when the server starts may be mended since."""
        with self._upgrading:
            if not self._upgraded:
                upgrade(self._engine)
                self._upgraded = True

    def _wipe(self) -> None:
        with in_words(self._engine):
            if not wipe_log(self._engine):
                _log.warning("what was deleted stays in SQLite’s log until the next deletion: somebody is reading")


def _feedback(row: FeedbackRow) -> KeptFeedback:
    said = Feedback(thumb=Thumb(row.thumb), reasons=tuple(map(Reason, row.reasons)), comment=row.comment, report=row.report)
    return KeptFeedback(
        id=row.id,
        given_at=row.given_at,
        expires=row.expires,
        feedback=said,
        query=Query.model_validate(row.query),
        answer=Answer.model_validate(row.answer),
    )


def _new_id() -> str:
    return secrets.token_urlsafe(32)
