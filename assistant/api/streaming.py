"""An answer as server-sent events, each numbered so that a reader who lost the connection can name the last it has."""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from assistant.api.exchanges import Exchange, end

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
        await end(working)
        await end(leaving)


def events_read(exchange: Exchange, last_event_id: str) -> int | None:
    """How many events of `exchange` a reader has who names the last one, "" if none; None where it was never sent."""
    if not last_event_id:
        return 0
    named = re.fullmatch(rf"{re.escape(exchange.id)}\.([1-9][0-9]{{0,8}})", last_event_id)
    number = int(named[1]) if named else 0
    return number if 1 <= number <= len(exchange.events) else None


class EventStream(EventSourceResponse):
    """The events of `exchange` after the first `after`, each under its name and the id `ANSWER.N`."""

    def __init__(self, exchange: Exchange, *, after: int = 0, ping_seconds: float = PING_SECONDS) -> None:
        headers = {"cache-control": "no-store", "x-accel-buffering": "no", "x-answer-id": exchange.id}
        super().__init__((), headers=headers)
        self.exchange = exchange
        self.after = after
        self.ping_seconds = ping_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 — the interface of ASGI
        """Send the events until there are no more, or the reader leaves."""
        with self.exchange.reading():
            await while_connected(receive, self._send(send))

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        pinging = asyncio.create_task(_ping(send, every=self.ping_seconds))
        try:
            async for number, event in self.exchange.follow(self.after):
                frame = format_sse_event(id=f"{self.exchange.id}.{number}", event=event.event, data_str=event.model_dump_json())
                await send({"type": "http.response.body", "body": frame, "more_body": True})
        finally:
            await end(pinging)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _ping(send: Send, *, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        await send({"type": "http.response.body", "body": KEEPALIVE_COMMENT, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
