"""Chroma in a folder and Chroma as a server keep the contract of vector stores."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import StoreError
from corpus.vectors import VectorStore, open_chroma, open_chroma_server
from tests.contract.vector_store import VectorStoreContract


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma-server")
    chroma = Path(sys.executable).with_name("chroma")
    server = subprocess.Popen(
        [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_it_answers(f"{address}/api/v2/heartbeat", server)
        yield address
    finally:
        server.terminate()
        server.wait()


class TestChromaInAFolder(VectorStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[VectorStore]:
        store = open_chroma(tmp_path / "chroma", create=True)
        yield store
        store.close()


class TestChromaServer(VectorStoreContract):
    @pytest.fixture
    def store(self, address: str, request: pytest.FixtureRequest) -> Iterator[VectorStore]:
        store = open_chroma_server(address, f"caio-{abs(hash(request.node.name))}", create=True)
        yield store
        store.close()


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with pytest.raises(StoreError) as caught:
        open_chroma_server("http://127.0.0.1:9", "caio-x", create=False)
    assert "127.0.0.1:9" in caught.value.message("fr")


def test_a_folder_without_vectors_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_chroma(tmp_path / "nothing", create=False)
    assert caught.value.key == "vectors_unreadable"


def _wait_until_it_answers(address: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the Chroma server did not start")
