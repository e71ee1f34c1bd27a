"""The server: the assistant behind the HTTP interface, on loopback unless told otherwise."""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from assistant.api import create_app
from assistant.api.exchanges import Exchanges
from assistant.api.tokens import Tokens
from assistant.local import open_assistant
from assistant.records import open_records
from assistant.records.expiry import expire_daily
from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.everyday import everyday_questions
from corpus.texts import say


class Server(uvicorn.Server):
    """Serves `app`; told to end, it stops the answers in the making, whose streams would keep it up."""

    def __init__(self, app: FastAPI) -> None:
        self._exchanges: Exchanges = app.state.exchanges
        # An address is that of the connection: what a header says of it, anybody can write. A reader who takes nothing any
        # more is not waited for longer than these seconds.
        super().__init__(uvicorn.Config(app, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=5))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every exchange and close `sockets`."""
        await self._exchanges.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until interrupted.

    Raises SettingsError if the address is taken or no database can be as the settings name it, ModelError if the engine asked
    for is missing.
    """
    listener = _listen(settings)
    try:
        asyncio.run(_serve(settings, listener))
    finally:
        listener.close()


async def _serve(settings: Settings, listener: socket.socket) -> None:
    records = open_records(settings)
    assistant = await open_assistant(settings, start=True)
    # Opened before the first question: the first reader does not wait for the embedder, nor for what to ask next.
    readiness = await asyncio.to_thread(assistant.ready)
    await asyncio.to_thread(everyday_questions)
    host, port = listener.getsockname()[:2]
    out = Console()
    out.print(readiness.message[settings.lang])
    out.print(say("cli.address", settings.lang, {"address": f"http://{host}:{port}/"}), style="bold green")
    app = create_app(
        assistant,
        lang=settings.lang,
        rate=settings.rate,
        origins=settings.origins,
        tokens=Tokens(settings.secret.get_secret_value()),
        records=records,
        contact=settings.contact,
        privacy=settings.privacy,
    )
    server = Server(app)
    expiring = asyncio.create_task(expire_daily(records))
    try:
        await server.serve(sockets=[listener])
    finally:
        expiring.cancel()
        await asyncio.gather(expiring, return_exceptions=True)
        records.close()
        await assistant.close()


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SettingsError("port_taken", {"host": settings.host, "port": settings.port}) from error
    return listener
