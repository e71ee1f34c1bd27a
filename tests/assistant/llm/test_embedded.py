"""The embedded engine, with its real weights."""

import asyncio
from pathlib import Path

import httpx
import pytest

from assistant.llm import ChatModel, Message, Profile, complete
from assistant.llm.embedded import EmbeddedChat, Served, serve
from corpus.errors import ModelError
from tests.contract.chat_model import ChatModelContract, echo


@pytest.mark.llm
class TestEmbedded(ChatModelContract):
    @pytest.fixture
    def model(self, embedded_model: ChatModel) -> ChatModel:
        return embedded_model

    @pytest.fixture
    def unreachable(self, weights: Path, nobody: str) -> ChatModel:
        return EmbeddedChat(weights, serve=lambda _: Served(f"{nobody}/v1", "key", lambda: None))

    def test_is_a_small_model(self, model: ChatModel) -> None:
        assert model.name.startswith("embedded/")
        assert model.profile is Profile.SMALL

    async def test_a_prompt_too_long_is_an_error_for_people(self, model: ChatModel) -> None:
        with pytest.raises(ModelError) as caught:
            await complete(model, [Message("user", "word " * 5000)], max_tokens=5)
        assert "context" in str(caught.value)

    async def test_answers_nobody_without_the_key(self, served: Served) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.post(f"{served.base_url}/chat/completions", json={"messages": []})
        assert response.status_code == 401


@pytest.mark.llm
async def test_starts_at_the_first_call_and_stops_when_closed(weights: Path) -> None:
    addresses: list[str] = []

    def remembered(path: Path) -> Served:
        served = serve(path)
        addresses.append(served.base_url)
        return served

    model = EmbeddedChat(weights, serve=remembered)
    assert not addresses
    await asyncio.gather(model.open(), model.open())
    assert "banana" in (await complete(model, echo("banana"), max_tokens=4)).lower()
    await model.close()
    await model.close()
    [address] = addresses
    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"{address}/models")


def test_without_weights_says_how_to_have_them(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="caio models pull"):
        serve(tmp_path / "nothing.gguf")


def test_a_file_that_is_no_model_is_an_error_for_people(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("not a model")
    with pytest.raises(ModelError, match="CAIO_MODEL_PATH"):
        serve(path)
    assert capfd.readouterr() == ("", "")
