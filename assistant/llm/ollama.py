"""What an Ollama server offers. The only module that imports ollama; nothing is ever pulled from here."""

from collections.abc import Sequence

import httpx
from ollama import AsyncClient, ResponseError

# Whether it is there is asked before every start: a machine without Ollama must not wait for it.
TIMEOUT_S = 1.0
# Ollama's client turns a refused connection into ConnectionError, and lets httpx's other errors through; a server that
# is not Ollama answers something that cannot be read (ValueError).
UNANSWERED = (ConnectionError, httpx.HTTPError, httpx.InvalidURL, ResponseError, ValueError)


def address(host: str) -> str:
    """The URL of `host` as OLLAMA_HOST may write it: "gpu-server", "10.0.0.5:11434" or a URL."""
    if "://" in host:
        return host.rstrip("/")
    return f"http://{host}" if ":" in host else f"http://{host}:11434"


async def list_models(host: str) -> tuple[str, ...] | None:
    """The names of the models that the Ollama at `host` has, in its own order; None if it does not answer."""
    try:
        async with _client(host) as client:
            listed = await client.list()
    except UNANSWERED:
        return None
    return tuple(model.model for model in listed.models if model.model)


async def pick_model(host: str, *, names: Sequence[str], wanted: str) -> str | None:
    """The model of `names` to talk to: `wanted` if it is there, else, if none is wanted, the first that can chat.

    Ollama calls "qwen3:latest" what people call "qwen3". None if no model fits.
    """
    if wanted:
        return next((name for name in names if name in (wanted, f"{wanted}:latest")), None)
    try:
        async with _client(host) as client:
            for name in names:
                # Models that only embed are listed among the others. An older Ollama does not say: then it is tried.
                capabilities = (await client.show(name)).capabilities
                if not capabilities or "completion" in capabilities:
                    return name
    except UNANSWERED:
        return None
    return None


def _client(host: str) -> AsyncClient:
    # No proxy of the environment: it would be asked for a machine that only this one can see.
    return AsyncClient(host=address(host), timeout=TIMEOUT_S, trust_env=False)
