"""What an OpenAI-compatible server (vLLM, llama-server …) offers."""

import httpx

from corpus.errors import ModelError

TIMEOUT_S = 5.0


async def first_model(base_url: str, *, key: str) -> str:
    """The first model the server at `base_url` (".../v1") lists. Raises ModelError if it cannot be had."""
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            url = f"{base_url.rstrip('/')}/models"
            response = await client.get(url, headers={"Authorization": f"Bearer {key}"})
            return str(response.raise_for_status().json()["data"][0]["id"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as error:
        raise ModelError("openai_unreachable", {"url": base_url, "reason": str(error)}) from error
