"""An answer as server-sent events, made only while somebody reads it."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Message, Receive, Scope, Send

from assistant.answers import Event, Failed
from assistant.api.problems import caio_problem
from corpus.errors import CaioError
from corpus.texts import Lang, say

_log = logging.getLogger(__name__)
T = TypeVar("T")

# A small model reads for tens of seconds before its first word: proxies close connections that stay silent so long.
PING_SECONDS = 15.0


async def while_connected(receive: Receive, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`, or None if the reader left before: `work` is then cancelled, and over when this returns."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_left(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        await _end(working)
        await _end(leaving)


class EventStream(EventSourceResponse):
    """The events of an answer, each under its name.

    An error before the first event is a problem like any other; after it, a `failed` event in `lang` ends the stream.
    """

    def __init__(self, events: AsyncIterator[Event], *, lang: Lang, ping_seconds: float = PING_SECONDS) -> None:
        super().__init__((), headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        self.events = events
        self.lang = lang
        self.ping_seconds = ping_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events; the engine stops as soon as the reader leaves."""
        await while_connected(receive, self._send(scope, receive, send))

    async def _send(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            try:
                first = await anext(self.events)
            except CaioError as error:
                await caio_problem(Request(scope), error)(scope, receive, send)
                return
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            pinging = asyncio.create_task(_ping(send, every=self.ping_seconds))
            try:
                await send(_framed(first))
                async for event in _until_failure(self.events, self.lang):
                    await send(_framed(event))
            finally:
                await _end(pinging)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if isinstance(self.events, AsyncGenerator):
                await self.events.aclose()


async def _until_failure(events: AsyncIterator[Event], lang: Lang) -> AsyncIterator[Event]:
    """The events; an error becomes the last of them, since the status of the answer is already sent."""
    try:
        async for event in events:
            yield event
    except CaioError as error:
        yield Failed(key=error.key, message=error.message(lang))
    except Exception:
        _log.exception("an unforeseen error during an answer")
        yield Failed(key="internal", message=say("api.internal", lang))


def _framed(event: Event) -> Message:
    frame = format_sse_event(event=event.event, data_str=event.model_dump_json())
    return {"type": "http.response.body", "body": frame, "more_body": True}


async def _ping(send: Send, *, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await send({"type": "http.response.body", "body": KEEPALIVE_COMMENT, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _end(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
