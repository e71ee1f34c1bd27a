"""A reader who leaves stops the engine; a silent engine keeps its reader."""

import asyncio
from concurrent.futures import Future

import pytest
from fastapi.sse import KEEPALIVE_COMMENT
from lighthouse import Lighthouse
from readers import STREAM, Reader, Stuck
from starlette.types import Message

from assistant.answers import Query
from assistant.api import create_app
from assistant.api.exchanges import Exchanges
from assistant.api.streaming import EventStream

LAMP = {"question": "lamp"}


@pytest.mark.parametrize("held", ["sources", "delta", "done"])
async def test_the_engine_stops_when_the_reader_of_a_stream_left_and_does_not_come_back(held: str) -> None:
    lighthouse = Lighthouse(gates={held: Future()})
    exchanges = Exchanges(grace_seconds=0)
    async with asyncio.timeout(5):
        async with Reader(create_app(lighthouse, exchanges=exchanges), body=LAMP) as reader:
            exchange = exchanges.find(await reader.answer_id())
            assert exchange
            assert (await reader.frame() or {})["event"] == "status"
            assert lighthouse.left_early == []
        await asyncio.wait({exchange.making})
    assert lighthouse.left_early == ["lamp"]


async def test_the_engine_stops_when_the_reader_leaves_while_an_event_is_being_sent() -> None:
    lighthouse = Lighthouse(gates={"done": Future()})
    exchanges = Exchanges(grace_seconds=0)
    async with asyncio.timeout(5):
        async with Stuck(create_app(lighthouse, exchanges=exchanges), body=LAMP) as reader:
            exchange = exchanges.find(await reader.answer_id())
            assert exchange
            await reader.met.wait()
        await asyncio.wait({exchange.making})
    assert lighthouse.left_early == ["lamp"]


@pytest.mark.parametrize(("headers", "held"), [({"accept": "application/json"}, "delta"), (STREAM, "status")])
async def test_the_engine_stops_at_once_when_a_reader_leaves_who_cannot_come_back(headers: dict[str, str], held: str) -> None:
    lighthouse = Lighthouse(gates={held: Future()})
    async with asyncio.timeout(5), Reader(create_app(lighthouse), body=LAMP, headers=headers):
        while not lighthouse.asked:
            await asyncio.sleep(0)
    assert lighthouse.left_early == ["lamp"]


async def test_a_silent_engine_keeps_the_connection_alive() -> None:
    gate: Future[None] = Future()
    lighthouse = Lighthouse(gates={"sources": gate})
    query = Query(question="lamp")
    response = EventStream(Exchanges().begin(query, lighthouse.stream(query), lang="en"), ping_seconds=0.01)
    received: asyncio.Queue[Message] = asyncio.Queue()
    async with asyncio.timeout(5):
        serving = asyncio.create_task(response({"type": "http"}, asyncio.Queue[Message]().get, received.put))
        assert (await received.get())["type"] == "http.response.start"
        assert b"event: status" in (await received.get())["body"]
        assert (await received.get())["body"] == KEEPALIVE_COMMENT
        gate.set_result(None)
        await serving
    assert lighthouse.left_early == []
