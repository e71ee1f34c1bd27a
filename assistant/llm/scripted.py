"""A model that says what it was given to say: for demonstrations and for tests that need no engine."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.llm.seam import Message, Profile, Schema, complete, share_out
from corpus.errors import ModelError

# About a token in French and in English, so that `max_tokens` cuts a script where it would cut a model.
PIECE_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class Request:
    """One call received."""

    messages: tuple[Message, ...]
    max_tokens: int
    schema: Schema | None


class ScriptedChat:
    """Gives `replies` one a call, in order, in small pieces; an error among them is raised in its turn.

    `requests` are the calls received. Once the script is over, calls raise ModelError. Schemas are not looked at.
    """

    def __init__(
        self, replies: Iterable[str | ModelError], *, name: str = "scripted", profile: Profile = Profile.SMALL
    ) -> None:
        self.name = name
        self.profile = profile
        self.requests: list[Request] = []
        self._replies = iter(replies)

    async def stream(self, messages: Sequence[Message], *, max_tokens: int, schema: Schema | None = None) -> AsyncIterator[str]:
        """The next reply, in pieces of four characters."""
        self.requests.append(Request(tuple(messages), max_tokens, schema))
        reply = next(self._replies, ModelError("engine_failed", {"model": self.name, "reason": "the script is over"}))
        if isinstance(reply, ModelError):
            raise reply
        for start in range(0, min(len(reply), max_tokens * PIECE_CHARACTERS), PIECE_CHARACTERS):
            yield reply[start : start + PIECE_CHARACTERS]

    async def weigh(self, messages: Sequence[Message], options: Sequence[str]) -> Mapping[str, float]:
        """1 for the option that the next reply begins, else even odds."""
        return share_out({await complete(self, messages, max_tokens=8): 1.0}, options)

    async def close(self) -> None:
        """Nothing is held."""
