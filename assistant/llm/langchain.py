"""The conversation with a server, through LangChain: the only module that imports it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from math import exp
from typing import Any

import httpx
import langsmith
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel

from assistant.llm.seam import CONTEXT_TOKENS, SEED, TEMPERATURE, Message, Schema, complete, profile_of, share_out
from corpus.errors import ModelError

# Reading waits for the first word: an engine may load its model, serve somebody else, then read 4,000 tokens of prompt.
TIMEOUT = httpx.Timeout(10, read=300)

# The likeliest first words an OpenAI-compatible server tells the odds of.
_ODDS = 20

Arguments = Callable[[int, Schema | None], Mapping[str, Any]]


class LangChainChat:
    """A ChatModel over a LangChain chat model: `arguments(max_tokens, schema)` are those its `astream` takes."""

    def __init__(
        self,
        chat: BaseChatModel,
        *,
        name: str,
        arguments: Arguments,
        disconnect: Callable[[], Awaitable[None]],
        tells_odds: bool = False,
    ) -> None:
        self.name = name
        self.profile = profile_of(name)
        self._chat = chat
        self._arguments = arguments
        self._disconnect = disconnect
        self._tells_odds = tells_odds

    async def stream(self, messages: Sequence[Message], *, max_tokens: int, schema: Schema | None = None) -> AsyncIterator[str]:
        """The reply in pieces. Raises ModelError when the engine cannot be reached or fails."""
        conversation = [(message.role, message.content) for message in messages]
        try:
            async for chunk in self._chat.astream(conversation, **self._arguments(max_tokens, schema)):
                if piece := str(chunk.text):
                    yield piece
        # Each engine has its own tree of errors (httpx, openai, ollama); the reader gets one.
        except Exception as error:
            raise ModelError("engine_failed", {"model": self.name, "reason": str(error)}) from error

    async def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Mapping[str, float]:
        """The probability of each option to be the reply. Raises ModelError when the engine cannot be reached or fails."""
        if not self._tells_odds:
            schema = {"enum": list(options), "type": "string"}
            said = await complete(self, messages, max_tokens=8, schema=schema)
            return share_out({said.strip('" \n'): 1.0}, options)  # a reply that was cut begins an option all the same
        conversation = [(message.role, message.content) for message in messages]
        try:
            reply = await self._chat.ainvoke(conversation, max_tokens=1, logprobs=True, top_logprobs=_ODDS)
        except Exception as error:
            raise ModelError("engine_failed", {"model": self.name, "reason": str(error)}) from error
        first = ((reply.response_metadata.get("logprobs") or {}).get("content") or [{}])[0]
        return share_out({odds["token"]: exp(odds["logprob"]) for odds in first.get("top_logprobs", ())}, options)

    async def close(self) -> None:
        """Close the connections; a second call does nothing."""
        await self._disconnect()


def connect_ollama(address: str, *, model: str) -> LangChainChat:
    """`model`, as the Ollama at `address` serves it. Connects at the first call."""
    _forbid_tracing()
    # Its own transport: it can be closed, and no proxy of the environment stands between us and the next machine.
    transport = httpx.AsyncHTTPTransport()
    chat = init_chat_model(
        model,
        model_provider="ollama",
        base_url=address,
        # A model that thinks aloud would spend its tokens on that.
        reasoning=False,
        async_client_kwargs={"transport": transport, "timeout": TIMEOUT},
    )
    return LangChainChat(chat, name=f"ollama/{model}", arguments=_ollama_arguments, disconnect=transport.aclose)


def connect_openai(base_url: str, *, key: str, model: str, name: str, local: bool = False) -> LangChainChat:
    """`model`, as the OpenAI-compatible server at `base_url` (".../v1") serves it. Connects at the first call.

    `local` says the server runs on this machine: a proxy of the environment is then left aside.
    """
    _forbid_tracing()
    # Its own client: LangChain would share one between event loops, and never close it.
    client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=not local)
    chat = init_chat_model(
        model,
        model_provider="openai",
        base_url=base_url,
        api_key=key,
        http_async_client=client,
        timeout=TIMEOUT,
        # The read timeout above is the one that counts.
        stream_chunk_timeout=None,
        # A second try is for the reader to ask for, not to wait for.
        max_retries=0,
        use_responses_api=False,
        temperature=TEMPERATURE,
        seed=SEED,
    )
    return LangChainChat(chat, name=name, arguments=_openai_arguments, disconnect=client.aclose, tells_odds=True)


def _ollama_arguments(max_tokens: int, schema: Schema | None) -> Mapping[str, Any]:
    options = {"temperature": TEMPERATURE, "seed": SEED, "num_ctx": CONTEXT_TOKENS, "num_predict": max_tokens}
    return {"options": options, "format": schema}


def _openai_arguments(max_tokens: int, schema: Schema | None) -> Mapping[str, Any]:
    if schema is None:
        return {"max_tokens": max_tokens}
    # In the extra body: given as an argument, the client would parse the reply and raise when it is cut short.
    response_format = {"type": "json_schema", "json_schema": {"name": "reply", "schema": schema, "strict": True}}
    return {"max_tokens": max_tokens, "extra_body": {"response_format": response_format}}


def _forbid_tracing() -> None:
    """Questions stay here, even where the environment asks LangChain to send them away (LANGSMITH_TRACING=true)."""
    langsmith.configure(enabled=False)
