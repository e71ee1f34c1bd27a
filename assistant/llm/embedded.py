"""The embedded engine: llama.cpp with its server, in this process. The only module that imports xllamacpp."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xllamacpp

from assistant.llm.langchain import LangChainChat, connect_openai
from assistant.llm.seam import CONTEXT_TOKENS, Message, Schema, profile_of
from corpus.errors import ModelError

# Readers served at once; each has the whole context (28 kB of memory a token).
SLOTS = 2
# Prompts remembered beside those in the slots: by default llama.cpp takes up to 8 GB for them.
CACHE_MIB = 256


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its OpenAI routes at `base_url`, the key they ask for, and how to stop it."""

    base_url: str
    key: str
    stop: Callable[[], None]


def serve(weights: Path) -> Served:
    """Start a server of `weights` (GGUF) on a free port of the loopback. It is ready when this returns.

    Takes 1 to 5 s, during which the engine keeps every other Python thread waiting. Raises ModelError if the file is
    missing or is not a model llama.cpp can read.
    """
    if not weights.is_file():
        raise ModelError("weights_missing", {"path": weights})
    # A web page can reach the loopback: it does not know the key, and is not welcome (CORS).
    key = secrets.token_urlsafe(24)
    try:
        running = [xllamacpp.Server(_parameters(weights, key))]
    except RuntimeError:
        raise ModelError("weights_unreadable", {"path": weights}) from None
    # The server stops when nothing refers to it any more: xllamacpp has no other way.
    return Served(f"{running[0].listening_address}/v1", key, running.clear)


def _parameters(weights: Path, key: str) -> xllamacpp.CommonParams:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = SLOTS * CONTEXT_TOKENS
    parameters.n_parallel = SLOTS
    threads = os.cpu_count() or 2
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.cache_prompt = True
    parameters.cache_ram_mib = CACHE_MIB
    # Nothing to fit on a graphics card: the file would be read twice.
    parameters.fit_params = False
    # Nothing on stderr: what goes wrong comes back as an answer, or as the error above.
    parameters.verbosity = 0
    parameters.offline = True
    parameters.ui = False
    parameters.endpoint_slots = False
    parameters.cors_origins = ""
    parameters.api_keys = [key]
    return parameters


class EmbeddedChat:
    """The model in `weights`, served in this process from the first call, or from `open`, until `close`."""

    def __init__(self, weights: Path, *, serve: Callable[[Path], Served] = serve) -> None:
        self.name = f"embedded/{weights.stem}"
        self.profile = profile_of(self.name)
        self._weights = weights
        self._serve = serve
        self._running: tuple[LangChainChat, Served] | None = None
        self._starting = asyncio.Lock()

    async def open(self) -> None:
        """Start the server if it is not running. Raises ModelError as `serve` does."""
        await self._chat()

    async def stream(self, messages: Sequence[Message], *, max_tokens: int, schema: Schema | None = None) -> AsyncIterator[str]:
        """The reply in pieces. Raises ModelError when the engine cannot start or fails."""
        chat = await self._chat()
        async for piece in chat.stream(messages, max_tokens=max_tokens, schema=schema):
            yield piece

    async def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Mapping[str, float]:
        """The probability of each option to be the reply. Raises ModelError when the engine cannot start or fails."""
        return await (await self._chat()).weigh(messages, options)

    async def close(self) -> None:
        """Stop the server; a second call does nothing."""
        async with self._starting:
            if self._running:
                chat, served = self._running
                self._running = None
                await chat.close()
                await asyncio.to_thread(served.stop)

    async def _chat(self) -> LangChainChat:
        async with self._starting:
            if not self._running:
                self._running = await asyncio.to_thread(self._start)
            return self._running[0]

    def _start(self) -> tuple[LangChainChat, Served]:
        served = self._serve(self._weights)
        model = self._weights.stem
        return connect_openai(served.base_url, key=served.key, model=model, name=self.name, local=True), served
