"""The language-model seam: messages in, text out in pieces. "No model" is `None`, never a stand-in."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

Schema = Mapping[str, object]

# Every engine writes the same answer twice: no chance in the choice of words.
TEMPERATURE = 0.0
SEED = 1
# Tokens an engine reads and writes in one call, the same everywhere: Ollama cuts a longer prompt without a word.
CONTEXT_TOKENS = 4096


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    content: str


class Profile(StrEnum):
    """How a model is trusted to write: SMALL selects what is quoted; LARGE writes freely, under check."""

    SMALL = "small"
    LARGE = "large"


class ChatModel(Protocol):
    """A language model. `name` is `engine/model`, as in "ollama/qwen3:4b"."""

    name: str
    profile: Profile

    def stream(self, messages: Sequence[Message], *, max_tokens: int, schema: Schema | None = None) -> AsyncIterator[str]:
        """The reply in pieces, in order, at most `max_tokens` tokens of it (cut short, even inside JSON).

        With `schema`, a JSON schema, the reply is JSON that follows it. Calls may run at the same time.
        Raises ModelError when the engine cannot be reached or fails.
        """
        ...

    async def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Mapping[str, float]:
        """The probability of each of `options`, words that begin differently, to be the reply; their sum is 1.

        An engine that tells no probabilities gives 1 to the word it says. Raises ModelError as `stream` does.
        """
        ...

    async def close(self) -> None:
        """Let go of what the model holds; a second call does nothing."""
        ...


async def complete(model: ChatModel, messages: Sequence[Message], *, max_tokens: int, schema: Schema | None = None) -> str:
    """The whole reply. Raises ModelError as `ChatModel.stream` does."""
    return "".join([piece async for piece in model.stream(messages, max_tokens=max_tokens, schema=schema)])


def profile_of(name: str) -> Profile:
    """The profile of a model by the size in its name ("qwen3:4b"), in billions of parameters; SMALL if it has none.

    At 1.5 billion, half of the free answers distorted their source; 7 is where we begin to trust a model to write.
    """
    sizes = re.findall(r"(?<![\d.])(\d+(?:\.\d+)?)b(?![a-z\d])", name.lower())
    return Profile.LARGE if any(float(size) >= 7 for size in sizes) else Profile.SMALL


def share_out(tokens: Mapping[str, float], options: Sequence[str]) -> dict[str, float]:
    """The probabilities of `options` when those of the first token of the reply are `tokens`; even if none begins an option."""
    shares = dict.fromkeys(options, 0.0)
    for token, probability in tokens.items():
        begun = token.strip().lower()
        for option in options:
            if begun and (option.lower().startswith(begun) or begun.startswith(option.lower())):
                shares[option] += probability
    total = sum(shares.values())
    return {option: share / total if total else 1 / len(options) for option, share in shares.items()}
