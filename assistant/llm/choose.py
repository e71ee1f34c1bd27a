"""Which language model the settings lead to, and why, in words."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.llm.seam import ChatModel
from assistant.llm.weights import weights_path
from assistant.settings import Settings
from corpus.errors import ModelError
from corpus.texts import Lang, say

if TYPE_CHECKING:
    from assistant.llm.embedded import EmbeddedChat

# Adapters are imported where they are chosen: LangChain's take up to three seconds, which quotes alone do not need.


@dataclass(frozen=True, slots=True)
class Opened:
    """The model that was chosen, None for quotes only; `reason` says which one and why."""

    model: ChatModel | None
    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The model's name as answers carry it."""
        return self.model.name if self.model else "none"

    def reason(self, lang: Lang) -> str:
        """Which model writes and why, for a person to read."""
        return say(f"models.{self.key}", lang, {"model": self.name, **self.values})

    async def close(self) -> None:
        """Close the model, if there is one."""
        if self.model:
            await self.model.close()


async def open_model(settings: Settings, *, start: bool = False) -> Opened:
    """The model of `settings.engine`. With `start`, the embedded engine is running when this returns.

    Left to itself it starts at the first call and holds up whatever else the process does for 1 to 5 s: a server
    says `start`. `auto` takes Ollama if it answers and has a model, else the embedded engine if its weights are there,
    else no model. Raises ModelError when the engine asked for cannot be had.
    """
    match settings.engine:
        case "none":
            return Opened(None, "asked_none")
        case "ollama":
            return await _open_ollama(settings)
        case "openai":
            return await _open_openai(settings)
        case "embedded":
            return await _open_embedded(settings, key="asked_embedded", start=start)
        case "auto":
            return await _open_best(settings, start=start)


async def _open_best(settings: Settings, *, start: bool) -> Opened:
    try:
        return await _open_ollama(settings, key="found_ollama")
    except ModelError:
        pass
    if weights_path(settings).is_file():
        return await _open_embedded(settings, key="found_embedded", start=start)
    return Opened(None, "found_none", {"host": settings.ollama_host})


async def _open_ollama(settings: Settings, *, key: str = "asked_ollama") -> Opened:
    from assistant.llm import ollama

    host = settings.ollama_host
    names = await ollama.list_models(host)
    if names is None:
        raise ModelError("ollama_unreachable", {"host": host})
    model = await ollama.pick_model(host, names=names, wanted=settings.model)
    if model is None and settings.model:
        listed = ", ".join(names) or "∅"
        raise ModelError("ollama_model_unknown", {"host": host, "model": settings.model, "models": listed})
    if model is None:
        raise ModelError("ollama_empty", {"host": host})
    chat = await asyncio.to_thread(_connect_ollama, ollama.address(host), model)
    return Opened(chat, key, {"host": host})


def _connect_ollama(address: str, model: str) -> ChatModel:
    from assistant.llm.langchain import connect_ollama

    return connect_ollama(address, model=model)


async def _open_openai(settings: Settings) -> Opened:
    from assistant.llm.openai import first_model

    url, key = settings.openai_base_url, settings.openai_api_key
    if not url:
        raise ModelError("openai_url_missing")
    model = settings.model or await first_model(url, key=key)
    chat = await asyncio.to_thread(_connect_openai, url, key, model)
    return Opened(chat, "asked_openai", {"url": url})


def _connect_openai(url: str, key: str, model: str) -> ChatModel:
    from assistant.llm.langchain import connect_openai

    return connect_openai(url, key=key, model=model, name=f"openai/{model}")


async def _open_embedded(settings: Settings, *, key: str, start: bool) -> Opened:
    path = weights_path(settings)
    if not path.is_file():
        raise ModelError("weights_missing", {"path": path})
    chat = await asyncio.to_thread(_embedded, path)
    if start:
        await chat.open()
    return Opened(chat, key, {"host": settings.ollama_host})


def _embedded(path: Path) -> "EmbeddedChat":
    from assistant.llm.embedded import EmbeddedChat

    return EmbeddedChat(path)
