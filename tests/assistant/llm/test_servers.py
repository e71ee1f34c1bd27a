"""Ollama's protocol and the OpenAI-compatible one, over the network, in front of the embedded engine."""

from collections.abc import AsyncIterator

import langsmith
import pytest
from langsmith.utils import tracing_is_enabled

from assistant.llm import ChatModel
from assistant.llm.embedded import Served
from assistant.llm.langchain import connect_ollama, connect_openai
from tests.contract.chat_model import ChatModelContract


@pytest.mark.llm
class TestOllama(ChatModelContract):
    @pytest.fixture
    async def model(self, ollama_host: str) -> AsyncIterator[ChatModel]:
        model = connect_ollama(ollama_host, model="local/qwen")
        yield model
        await model.close()

    @pytest.fixture
    def unreachable(self, nobody: str) -> ChatModel:
        return connect_ollama(nobody, model="local/qwen")


@pytest.mark.llm
@pytest.mark.slow  # the embedded engine speaks the same protocol and is tested each time
class TestOpenAI(ChatModelContract):
    @pytest.fixture
    async def model(self, served: Served) -> AsyncIterator[ChatModel]:
        model = connect_openai(served.base_url, key=served.key, model="any", name="openai/any")
        yield model
        await model.close()

    @pytest.fixture
    def unreachable(self, nobody: str) -> ChatModel:
        return connect_openai(f"{nobody}/v1", key="EMPTY", model="any", name="openai/any")


async def test_questions_are_traced_nowhere_even_where_the_environment_says_so(nobody: str) -> None:
    # As LANGSMITH_TRACING=true would have it.
    langsmith.configure(enabled=True)
    assert tracing_is_enabled()
    model = connect_ollama(nobody, model="any")
    assert not tracing_is_enabled()
    await model.close()
