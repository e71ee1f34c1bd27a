"""Answers in the making and just made, apart from the connections that read them.

Each answer is made by a task of its own that writes its events down; readers follow what is written, several if need be, each
from the event it has. So a connection may break and be taken up again while the engine works on.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Annotated, Any

from fastapi import Depends, Request

from assistant.answers import Answer, Done, Event, Failed, Query
from corpus.errors import CaioError
from corpus.texts import Lang, say

_log = logging.getLogger(__name__)

# A telephone changes networks, or a laptop wakes, in seconds; an answer nobody comes back for wastes no more than these.
GRACE_SECONDS = 20.0
KEPT_SECONDS = 3600.0
KEPT = 500


class Exchange:
    """A question and the events of its answer as far as it is made; `id` cannot be guessed."""

    def __init__(self, query: Query, events: AsyncIterator[Event], *, lang: Lang, grace_seconds: float) -> None:
        self.id = secrets.token_urlsafe(16)
        self.query = query
        self.lang = lang
        self.events: list[Event] = []
        self.error: Exception | None = None
        self.making = asyncio.create_task(self._make(events))
        # A task cancelled before its first step never runs its own `finally`.
        self.making.add_done_callback(lambda _: self._wake())
        self._news = asyncio.Event()
        self._grace_seconds = grace_seconds
        self._readers = 0
        self._leaving: asyncio.TimerHandle | None = None

    @property
    def answer(self) -> Answer | None:
        """The whole answer; None where it is not made yet, or never will be."""
        last = self.events[-1] if self.events else None
        return last.answer if isinstance(last, Done) else None

    async def begun(self) -> bool:
        """True at the first event, False if the answer was stopped before. Raises the error that came in its place."""
        begun = await self._reached(1)
        if self.error and not begun:
            raise self.error
        return begun

    async def made(self) -> Answer | None:
        """The whole answer, None if it was stopped. Raises the error that ended it."""
        await asyncio.wait({self.making})
        if self.error:
            raise self.error
        return self.answer

    async def follow(self, after: int = 0) -> AsyncIterator[tuple[int, Event]]:
        """The events after the first `after`, each with its number from 1, as they are made; ends when no more will come."""
        for number in count(after + 1):
            if not await self._reached(number):
                return
            yield number, self.events[number - 1]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Somebody reads; once the last reader has left, the engine works on for the grace, then stops."""
        self._readers += 1
        if self._leaving:
            self._leaving.cancel()
            self._leaving = None
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers and not self.making.done():
                self._leaving = asyncio.get_running_loop().call_later(self._grace_seconds, self.making.cancel)

    async def stop(self) -> None:
        """Stop making the answer; the engine has stopped when this returns."""
        await end(self.making)

    async def _reached(self, number: int) -> bool:
        """Whether the event of that number is made, once that is known."""
        while number > len(self.events) and not self.making.done():
            await self._news.wait()
        return number <= len(self.events)

    async def _make(self, events: AsyncIterator[Event]) -> None:
        try:
            async for event in events:
                self._write(event)
        except CaioError as error:
            self._fail(error, Failed(key=error.key, message=error.message(self.lang)))
        except Exception as error:
            if self.events:  # otherwise it is raised to the reader, and the server logs it
                _log.exception("an unforeseen error during an answer")
            self._fail(error, Failed(key="internal", message=say("api.internal", self.lang)))
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    def _fail(self, error: Exception, failed: Failed) -> None:
        self.error = error
        if self.events:
            self._write(failed)

    def _write(self, event: Event) -> None:
        self.events.append(event)
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Exchanges:
    """The answers in the making, and those made lately: at most `kept`, for `kept_seconds`, in memory alone.

    An answer that was stopped, or whose readers did not come back within `grace_seconds`, is forgotten at once.
    """

    def __init__(
        self,
        *,
        grace_seconds: float = GRACE_SECONDS,
        kept: int = KEPT,
        kept_seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._grace_seconds = grace_seconds
        self._kept = kept
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._making: dict[str, Exchange] = {}
        self._made: dict[str, tuple[float, Exchange]] = {}  # with when it was made; oldest first

    def begin(self, query: Query, events: AsyncIterator[Event], *, lang: Lang) -> Exchange:
        """The exchange of `query`, whose `events` are being made from now on; what fails is said in `lang`."""
        exchange = Exchange(query, events, lang=lang, grace_seconds=self._grace_seconds)
        self._making[exchange.id] = exchange
        exchange.making.add_done_callback(lambda _: self._settle(exchange))
        return exchange

    def find(self, answer_id: str) -> Exchange | None:
        """The exchange of that answer; None where it is unknown or forgotten."""
        self._forget()
        made = self._made.get(answer_id)
        return made[1] if made else self._making.get(answer_id)

    def finished(self, answer_id: str) -> tuple[Query, Answer] | None:
        """The question and its whole answer; None where it is unknown, forgotten, failed or still being made."""
        exchange = self.find(answer_id)
        return (exchange.query, exchange.answer) if exchange and exchange.answer else None

    async def close(self) -> None:
        """Stop what is being made and forget all; every engine has stopped when this returns."""
        await asyncio.gather(*(exchange.stop() for exchange in list(self._making.values())))
        self._made.clear()

    def _settle(self, exchange: Exchange) -> None:
        del self._making[exchange.id]
        if exchange.events and isinstance(exchange.events[-1], Done | Failed):
            self._made[exchange.id] = (self._clock(), exchange)
            # On a server that nobody asks, nothing else would come by to forget it.
            asyncio.get_running_loop().call_later(self._kept_seconds, self._forget)
        self._forget()

    def _forget(self) -> None:
        too_old = self._clock() - self._kept_seconds
        for answer_id, (when, _) in list(self._made.items()):
            if when > too_old and len(self._made) <= self._kept:
                return
            del self._made[answer_id]


async def end(task: asyncio.Task[Any]) -> None:
    """Cancel `task`; it is over when this returns."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _exchanges(request: Request) -> Exchanges:
    exchanges: Exchanges = request.app.state.exchanges
    return exchanges


FromExchanges = Annotated[Exchanges, Depends(_exchanges)]
