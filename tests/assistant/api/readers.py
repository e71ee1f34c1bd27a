"""A reader at the other end of a connection, who listens and may leave at any moment."""

import asyncio
import json
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp, Message

STREAM = {"accept": "text/event-stream"}


class Reader:
    """One HTTP exchange with `app`, from the client's side; `async with` keeps it served until it ends."""

    def __init__(
        self, app: ASGIApp, path: str = "/api/ask", *, body: object = None, headers: dict[str, str] | None = None
    ) -> None:
        sent = {"host": "127.0.0.1:8000", "content-type": "application/json", **(headers or STREAM)}
        self._app = app
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "GET" if body is None else "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 9),
            "scheme": "http",
            "root_path": "",
            "state": {},
        }
        self._to_send: asyncio.Queue[Message] = asyncio.Queue()
        self._to_send.put_nowait({"type": "http.request", "body": json.dumps(body).encode(), "more_body": False})
        self._received: asyncio.Queue[Message] = asyncio.Queue()
        self.last_event_id = ""

    async def __aenter__(self) -> Self:
        self._serving = asyncio.create_task(self._app(self._scope, self._to_send.get, self._take))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()
        await self._serving

    def leave(self) -> None:
        """Close the connection."""
        self._to_send.put_nowait({"type": "http.disconnect"})

    async def answer_id(self) -> str:
        """The name of the answer, once the headers are here."""
        start = await self._received.get()
        return dict(start["headers"])[b"x-answer-id"].decode()

    async def frame(self) -> dict[str, str] | None:
        """The next event as its fields, pings left out; None at the end of the stream."""
        while True:
            message = await self._received.get()
            if message["type"] == "http.response.start":
                continue
            if not message["more_body"]:
                return None
            text = message["body"].decode()
            assert text.endswith("\n\n")
            if not text.startswith(":"):
                fields = dict(line.split(": ", 1) for line in text.rstrip("\n").split("\n"))
                self.last_event_id = fields["id"]
                return fields

    async def at_most(self, number: int) -> list[dict[str, str]]:
        """The next so many events, or all those still to come."""
        frames = []
        while len(frames) < number and (frame := await self.frame()):
            frames.append(frame)
        return frames

    async def rest(self) -> list[dict[str, str]]:
        """All the events still to come."""
        return await self.at_most(10_000)

    async def _take(self, message: Message) -> None:
        await self._received.put(message)


class Stuck(Reader):
    """A reader whose connection is open and takes nothing any more; `met` is set once something was to be taken."""

    def __init__(self, app: ASGIApp, path: str = "/api/ask", *, body: object = None) -> None:
        super().__init__(app, path, body=body)
        self.met = asyncio.Event()

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.met.set()
            await asyncio.Future()
        await super()._take(message)
