"""Conversations and feedback: what the server keeps because a reader asked it to, and deletes when told to."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from assistant.answers import Answer, Done, Event, Query
from assistant.api.exchanges import FromExchanges
from assistant.api.negotiation import reader_lang
from assistant.api.problems import problem
from assistant.api.wire import Begun, Id, Judged, Kept
from assistant.records import Conversation, Records
from corpus.errors import CaioError
from corpus.texts import say

_log = logging.getLogger(__name__)

Keep = Callable[[Answer], Awaitable[None]]

keeping = APIRouter()


def _records(request: Request) -> Records | None:
    records: Records | None = request.app.state.records
    return records


FromRecords = Annotated[Records | None, Depends(_records)]
IdInPath = Annotated[Id, Path()]


def keep_in(records: Records | None, conversation: str | None, query: Query) -> Keep:
    """What keeps the answer to `query` in a conversation; nothing is kept where there is none.

    It raises nothing: an answer that could not be kept is an answer all the same, and the log says why.
    """

    async def keep(answer: Answer) -> None:
        if not (records and conversation):
            return
        try:
            if not await asyncio.to_thread(records.keep, conversation, query, answer):
                _log.warning("an answer was not kept: its conversation is over or was deleted")
        except CaioError as error:
            _log.error("an answer was not kept: %s", error)
        except Exception:
            _log.exception("an answer was not kept")

    return keep


async def kept_when_done(events: AsyncIterator[Event], keep: Keep) -> AsyncGenerator[Event, None]:
    """The events; the answer is kept before the reader is told that it is done, so that what is read then holds it."""
    try:
        async for event in events:
            if isinstance(event, Done):
                await keep(event.answer)
            yield event
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()


@keeping.post("/api/conversations", status_code=201, response_model=Begun)
def begin_conversation(request: Request, records: FromRecords) -> Begun | Response:
    """A conversation for `POST /api/ask` to keep its answers in."""
    if not (records and records.conversation_days):
        return _gone(request, "conversations_not_kept")
    begun = records.begin_conversation()
    return Begun(id=begun.id, expires=begun.expires)


@keeping.get("/api/conversations/{id}", response_model=Conversation)
def read_conversation(id: IdInPath, request: Request, response: Response, records: FromRecords) -> Conversation | Response:
    """The questions and answers of a conversation, in order."""
    if not (records and records.conversation_days):
        return _gone(request, "conversations_not_kept")
    response.headers["cache-control"] = "no-store"
    return records.conversation(id) or _gone(request, "conversation_gone")


@keeping.delete("/api/conversations/{id}", status_code=204)
def forget_conversation(id: IdInPath, records: FromRecords) -> None:
    """A conversation is deleted at once, if it is there."""
    if records:
        records.forget(id)


@keeping.post("/api/feedback", status_code=201, response_model=Kept)
def judge(judged: Judged, request: Request, records: FromRecords, exchanges: FromExchanges) -> Kept | Response:
    """What a reader says of an answer is kept with it."""
    if not (records and records.feedback_days):
        return _gone(request, "feedback_not_kept")
    found = exchanges.finished(judged.answer)
    if not found:
        return _gone(request, "answer_gone")
    query, answer = found
    return Kept(id=records.keep_feedback(judged.feedback(), query, answer))


@keeping.delete("/api/feedback/{id}", status_code=204)
def forget_feedback(id: IdInPath, records: FromRecords) -> None:
    """What a reader said is deleted at once, if it is there."""
    if records:
        records.forget_feedback(id)


def _gone(request: Request, key: str) -> Response:
    lang = reader_lang(request)
    return problem(request, status=404, key=key, detail=say(f"api.{key}", lang), lang=lang)
