"""A reader who leaves stops the engine; a silent engine keeps its reader."""

import asyncio
import json
from concurrent.futures import Future

import pytest
from fastapi.sse import KEEPALIVE_COMMENT
from lighthouse import Lighthouse
from starlette.types import Message

from assistant.answers import Query
from assistant.api import create_app
from assistant.api.streaming import EventStream


class Reader:
    """One HTTP exchange seen from the client's side: it asks, listens, and may leave."""

    def __init__(self, body: dict[str, str], accept: str) -> None:
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": "POST",
            "path": "/api/ask",
            "raw_path": b"/api/ask",
            "query_string": b"",
            "headers": [(b"content-type", b"application/json"), (b"accept", accept.encode())],
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 9),
            "scheme": "http",
            "root_path": "",
            "state": {},
        }
        self.to_send: asyncio.Queue[Message] = asyncio.Queue()
        self.to_send.put_nowait({"type": "http.request", "body": json.dumps(body).encode(), "more_body": False})
        self.received: asyncio.Queue[Message] = asyncio.Queue()

    def leave(self) -> None:
        self.to_send.put_nowait({"type": "http.disconnect"})

    async def next_body(self) -> bytes:
        while True:
            message = await self.received.get()
            if message["type"] == "http.response.body":
                return message["body"]


@pytest.mark.parametrize("held", ["sources", "delta", "done"])
async def test_the_engine_stops_when_the_reader_of_a_stream_leaves(held: str) -> None:
    lighthouse = Lighthouse(gates={held: Future()})
    reader = Reader({"question": "lamp"}, "text/event-stream")
    async with asyncio.timeout(5):
        serving = asyncio.create_task(create_app(lighthouse)(reader.scope, reader.to_send.get, reader.received.put))
        assert b"event: status" in await reader.next_body()
        assert lighthouse.left_early == []
        reader.leave()
        await serving
    assert lighthouse.left_early == ["lamp"]


async def test_the_engine_stops_when_the_reader_leaves_while_an_event_is_being_sent() -> None:
    lighthouse = Lighthouse()
    reader = Reader({"question": "lamp"}, "text/event-stream")
    stuck = asyncio.Event()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            stuck.set()
            await asyncio.Future()  # a client that no longer reads

    async with asyncio.timeout(5):
        serving = asyncio.create_task(create_app(lighthouse)(reader.scope, reader.to_send.get, send))
        await stuck.wait()
        reader.leave()
        await serving
    assert lighthouse.left_early == ["lamp"]


async def test_the_engine_stops_when_the_reader_of_a_whole_answer_leaves() -> None:
    lighthouse = Lighthouse(gates={"delta": Future()})
    reader = Reader({"question": "lamp"}, "application/json")
    async with asyncio.timeout(5):
        serving = asyncio.create_task(create_app(lighthouse)(reader.scope, reader.to_send.get, reader.received.put))
        reader.leave()
        await serving
    assert lighthouse.left_early == ["lamp"]


async def test_a_silent_engine_keeps_the_connection_alive() -> None:
    gate: Future[None] = Future()
    lighthouse = Lighthouse(gates={"sources": gate})
    reader = Reader({}, "")
    await reader.to_send.get()
    response = EventStream(lighthouse.stream(Query(question="lamp")), lang="en", ping_seconds=0.01)
    async with asyncio.timeout(5):
        serving = asyncio.create_task(response(reader.scope, reader.to_send.get, reader.received.put))
        assert b"event: status" in await reader.next_body()
        assert await reader.next_body() == KEEPALIVE_COMMENT
        gate.set_result(None)
        await serving
    assert lighthouse.left_early == []
