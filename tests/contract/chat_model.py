"""What every ChatModel does. An adapter's tests inherit these, and give the fixtures `model` and `unreachable`."""

import asyncio
from typing import Literal

import pytest
from pydantic import BaseModel

from assistant.llm import ChatModel, Message, Profile, complete
from corpus.errors import ModelError

COUNT = [Message("system", "You count in English words."), Message("user", "Count from one to six: one, two, ...")]
CHOOSE = [Message("user", "1. Cats sleep.\n2. Trains are fast.\nWhich sentence speaks of an animal? Reply in JSON.")]


class Chosen(BaseModel):
    """The shape asked of a model that selects sentences."""

    sentence: Literal[1, 2]


def echo(word: str) -> list[Message]:
    """Ask for one word."""
    return [Message("user", f"Write only this word, in lower case, and nothing else: {word}")]


class ChatModelContract:
    """Inherit, and give `model` (answering) and `unreachable` (whose engine is not there)."""

    async def test_says_who_it_is_and_how_it_is_trusted(self, model: ChatModel) -> None:
        assert model.name
        assert model.profile in Profile

    async def test_streams_text_in_order(self, model: ChatModel) -> None:
        pieces = [piece async for piece in model.stream(COUNT, max_tokens=8)]
        assert len(pieces) > 2
        text = "".join(pieces).lower()
        places = [text.find(word) for word in ("one", "two", "three")]
        assert -1 not in places
        assert places == sorted(places)

    async def test_follows_the_schema(self, model: ChatModel) -> None:
        reply = await complete(model, CHOOSE, max_tokens=30, schema=Chosen.model_json_schema())
        assert Chosen.model_validate_json(reply).sentence == 1

    async def test_weighs_the_words_it_may_say(self, model: ChatModel) -> None:
        asked = [Message("user", "Is a cat an animal? Answer with one word, yes or no.")]
        odds = await model.weigh(asked, ("yes", "no"))
        assert set(odds) == {"yes", "no"}
        assert sum(odds.values()) == pytest.approx(1)
        assert odds["yes"] > odds["no"]

    async def test_stops_at_max_tokens(self, model: ChatModel) -> None:
        text = (await complete(model, COUNT, max_tokens=4)).lower()
        assert text
        assert "six" not in text

    async def test_json_cut_short_is_given_as_it_is(self, model: ChatModel) -> None:
        # llama.cpp keeps back the last tokens of JSON it cannot finish: six leave the first three.
        reply = await complete(model, CHOOSE, max_tokens=6, schema=Chosen.model_json_schema())
        assert reply.lstrip().startswith("{")
        assert not reply.rstrip().endswith("}")

    async def test_two_calls_at_once_do_not_mix(self, model: ChatModel) -> None:
        words = ("banana", "window")
        first, second = await asyncio.gather(*(complete(model, echo(word), max_tokens=6) for word in words))
        assert "banana" in first.lower()
        assert "window" not in first.lower()
        assert "window" in second.lower()
        assert "banana" not in second.lower()

    async def test_a_reader_who_leaves_early_is_no_trouble_to_the_next(self, model: ChatModel) -> None:
        async for _ in model.stream(COUNT, max_tokens=30):
            break
        assert "banana" in (await complete(model, echo("banana"), max_tokens=6)).lower()

    async def test_closes_twice(self, model: ChatModel) -> None:
        await complete(model, echo("banana"), max_tokens=1)
        await model.close()
        await model.close()

    async def test_an_engine_out_of_reach_is_an_error_for_people(self, unreachable: ChatModel) -> None:
        with pytest.raises(ModelError) as caught:
            await complete(unreachable, COUNT, max_tokens=5)
        assert unreachable.name in caught.value.message("fr")
        await unreachable.close()
