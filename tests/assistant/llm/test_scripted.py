"""The model that follows a script."""

import pytest

from assistant.llm import ChatModel, Message, Profile, complete
from assistant.llm.scripted import ScriptedChat
from corpus.errors import ModelError
from tests.contract.chat_model import ChatModelContract

COUNTED = "one, two, three, four, five, six"
SCRIPTS = {
    "test_streams_text_in_order": [COUNTED],
    "test_follows_the_schema": ['{"sentence": 1}'],
    "test_weighs_the_words_it_may_say": ["Yes"],
    "test_stops_at_max_tokens": [COUNTED],
    "test_json_cut_short_is_given_as_it_is": ['{"sentence": 1, "reason": "cats are animals"}'],
    "test_two_calls_at_once_do_not_mix": ["banana", "window"],
    "test_a_reader_who_leaves_early_is_no_trouble_to_the_next": [COUNTED, "banana"],
    "test_closes_twice": ["banana"],
}


class TestScriptedChat(ChatModelContract):
    @pytest.fixture
    def model(self, request: pytest.FixtureRequest) -> ChatModel:
        return ScriptedChat(SCRIPTS.get(request.function.__name__, []))

    @pytest.fixture
    def unreachable(self) -> ChatModel:
        return ScriptedChat([])


async def test_remembers_what_it_was_asked() -> None:
    model = ScriptedChat(["yes"], profile=Profile.LARGE)
    question = Message("user", "May we?")
    assert await complete(model, [question], max_tokens=9, schema={"type": "string"}) == "yes"
    [request] = model.requests
    assert request.messages == (question,)
    assert request.max_tokens == 9
    assert request.schema == {"type": "string"}


async def test_fails_where_the_script_says_so() -> None:
    model = ScriptedChat([ModelError("engine_failed", {"model": "m", "reason": "r"}), "back again"])
    with pytest.raises(ModelError):
        await complete(model, [], max_tokens=5)
    assert await complete(model, [], max_tokens=5) == "back again"
