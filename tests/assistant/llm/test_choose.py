"""Which engine the settings lead to, and what is said about it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from assistant.llm import Message, complete, open_model
from assistant.llm.embedded import Served
from assistant.llm.ollama import address, list_models
from assistant.llm.weights import QWEN
from assistant.settings import Engine, Settings
from corpus.errors import ModelError


def settings(home: Path, *, engine: Engine, ollama: str = "", model: str = "", openai: str = "") -> Settings:
    """Settings that depend on nothing this machine sets."""
    return Settings(
        home=home, engine=engine, model=model, model_path=None, OLLAMA_HOST=ollama, openai_base_url=openai, openai_api_key="k"
    )


@contextmanager
def ollama_with(models: Mapping[str, str]) -> Iterator[str]:
    """The two routes by which Ollama says what it has: each model's name, and its one capability."""

    class Routes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply({"models": [{"name": name, "model": name} for name in models]})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.reply({"model_info": {}, "capabilities": [models[asked["model"]]]})

        def reply(self, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *_: object) -> None:
            """Tests print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Routes) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.fixture
def with_weights(tmp_path: Path) -> Path:
    """A home where the embedded model's file is; it is opened by nobody here."""
    path = QWEN.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"GGUF")
    return tmp_path


async def test_none_is_no_model(tmp_path: Path) -> None:
    opened = await open_model(settings(tmp_path, engine="none"))
    assert opened.model is None
    assert opened.name == "none"
    assert "réglages" in opened.reason("fr")
    await opened.close()


async def test_auto_takes_ollama_first(with_weights: Path) -> None:
    with ollama_with({"nomic-embed-text": "embedding", "qwen3:4b": "completion"}) as host:
        opened = await open_model(settings(with_weights, engine="auto", ollama=host))
    assert opened.name == "ollama/qwen3:4b"
    assert host in opened.reason("en")
    await opened.close()


async def test_auto_takes_the_model_the_settings_name(tmp_path: Path) -> None:
    with ollama_with({"qwen3:4b": "completion", "mistral-small:latest": "completion"}) as host:
        opened = await open_model(settings(tmp_path, engine="auto", ollama=host, model="mistral-small"))
    assert opened.name == "ollama/mistral-small:latest"
    await opened.close()


@pytest.mark.parametrize("models", [{}, {"nomic-embed-text": "embedding"}])
async def test_auto_takes_the_embedded_model_where_ollama_has_none(with_weights: Path, models: dict[str, str]) -> None:
    with ollama_with(models) as host:
        opened = await open_model(settings(with_weights, engine="auto", ollama=host))
    assert opened.name == f"embedded/{QWEN.name}"
    assert host in opened.reason("fr")
    await opened.close()


async def test_auto_takes_the_embedded_model_where_no_ollama_answers(with_weights: Path, nobody: str) -> None:
    opened = await open_model(settings(with_weights, engine="auto", ollama=nobody))
    assert opened.name == f"embedded/{QWEN.name}"
    await opened.close()


async def test_auto_without_anything_quotes_and_says_what_to_do(tmp_path: Path, nobody: str) -> None:
    opened = await open_model(settings(tmp_path, engine="auto", ollama=nobody))
    assert opened.model is None
    assert "caio models pull" in opened.reason("en")
    assert "caio models pull" in opened.reason("fr")


async def test_ollama_asked_for_and_absent(with_weights: Path, nobody: str) -> None:
    with pytest.raises(ModelError) as caught:
        await open_model(settings(with_weights, engine="ollama", ollama=nobody))
    assert caught.value.key == "ollama_unreachable"
    assert nobody in caught.value.message("fr")


async def test_ollama_without_the_model_asked_for(tmp_path: Path) -> None:
    with ollama_with({"qwen3:4b": "completion"}) as host, pytest.raises(ModelError) as caught:
        await open_model(settings(tmp_path, engine="ollama", ollama=host, model="mistral"))
    assert caught.value.key == "ollama_model_unknown"
    assert "qwen3:4b" in caught.value.message("en")
    assert "ollama pull mistral" in caught.value.message("en")


async def test_ollama_without_any_model(tmp_path: Path) -> None:
    with ollama_with({}) as host, pytest.raises(ModelError) as caught:
        await open_model(settings(tmp_path, engine="ollama", ollama=host))
    assert caught.value.key == "ollama_empty"


async def test_embedded_without_weights(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="caio models pull") as caught:
        await open_model(settings(tmp_path, engine="embedded"))
    assert caught.value.key == "weights_missing"


async def test_embedded_with_a_file_that_is_no_model(with_weights: Path) -> None:
    with pytest.raises(ModelError) as caught:
        await open_model(settings(with_weights, engine="embedded"), start=True)
    assert caught.value.key == "weights_unreadable"


async def test_openai_needs_an_address(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="CAIO_OPENAI_BASE_URL"):
        await open_model(settings(tmp_path, engine="openai"))


async def test_openai_out_of_reach(tmp_path: Path, nobody: str) -> None:
    with pytest.raises(ModelError) as caught:
        await open_model(settings(tmp_path, engine="openai", openai=f"{nobody}/v1"))
    assert caught.value.key == "openai_unreachable"


async def test_openai_with_a_model_named_asks_nothing_yet(tmp_path: Path, nobody: str) -> None:
    opened = await open_model(settings(tmp_path, engine="openai", openai=f"{nobody}/v1", model="big-70b"))
    assert opened.name == "openai/big-70b"
    await opened.close()


@pytest.mark.llm
async def test_openai_takes_the_first_model_of_a_real_server(tmp_path: Path, served: Served) -> None:
    asked = settings(tmp_path, engine="openai", openai=served.base_url).model_copy(update={"openai_api_key": served.key})
    opened = await open_model(asked)
    assert opened.model
    assert await complete(opened.model, [Message("user", "Say yes.")], max_tokens=2)
    await opened.close()


@pytest.mark.llm
async def test_ollama_over_its_real_protocol(tmp_path: Path, ollama_host: str) -> None:
    assert "local/qwen" in (await list_models(ollama_host) or ())
    opened = await open_model(settings(tmp_path, engine="auto", ollama=ollama_host, model="local/qwen"))
    assert opened.name == "ollama/local/qwen"
    assert opened.model
    assert await complete(opened.model, [Message("user", "Say yes.")], max_tokens=2)
    await opened.close()


async def test_a_server_that_is_not_ollama_is_no_ollama() -> None:
    with ollama_with({}) as host:
        assert await list_models(f"{host}/") == ()
    assert await list_models("http://[not an address") is None


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("gpu-server", "http://gpu-server:11434"),
        ("10.0.0.5:8000", "http://10.0.0.5:8000"),
        ("https://models.example.org/", "https://models.example.org"),
    ],
)
def test_ollama_host_may_be_written_short(host: str, url: str) -> None:
    assert address(host) == url
