"""A server that is told to end does so at once, whoever is being answered."""

import asyncio
import socket
from concurrent.futures import Future

from httpx import AsyncClient
from lighthouse import Lighthouse

from assistant.api import create_app
from assistant.serve import Server


async def test_a_server_told_to_end_stops_the_answer_and_ends_its_stream() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    lighthouse = Lighthouse(gates={"claim": Future()})
    server = Server(create_app(lighthouse))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with asyncio.timeout(4), AsyncClient(base_url=url) as client:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        async with client.stream("POST", "/api/ask", json={"question": "lamp"}) as response:
            lines = response.aiter_lines()
            assert await anext(lines) == "event: status"
            server.should_exit = True
            rest = [line async for line in lines if line.startswith("event: ")]
        await serving
    assert rest == ["event: sources", "event: delta"]
    assert lighthouse.left_early == ["lamp"]
