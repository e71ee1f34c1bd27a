"""Engines to talk to: an address where nobody answers, and Ollama's protocol in front of the embedded server."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.llm.embedded import Served

START_DEADLINE_S = 60


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def nobody() -> str:
    """An address where no server answers."""
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture(scope="session")
def ollama_host(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of Ollama's protocol; its model `local/qwen` is the embedded one."""
    port = free_port()
    folder = tmp_path_factory.mktemp("ollama")
    local = {"PROVIDERS_LOCAL_BASE_URL": served.base_url, "PROVIDERS_LOCAL_API_KEY": served.key}
    command = [str(Path(sys.executable).parent / "ollama-proxy"), "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log:
        environment = {**os.environ, **local, "EXTRA_MODELS": "local/qwen"}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    host = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(host, process, folder / "log")
        yield host
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_until_it_answers(host: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{host}/api/version", timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    pytest.fail(f"ollama-proxy did not start:\n{log.read_text()}")
