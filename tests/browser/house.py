"""The assistant as people run it, for a browser to visit: `caio serve` in a process of its own, killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 180


class House:
    """`caio serve` over the index in `home`, at an address that stays the same from one start to the next."""

    def __init__(self, home: Path, *, settings: Mapping[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = home / f"served-{port}.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAIO_")}
        self._environment = {**inherited, "CAIO_HOME": str(home), "CAIO_PORT": str(port), **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve, and return once questions can be answered."""
        with self._log.open("ab") as log:
            command = [sys.executable, "-c", "from assistant.cli import main; main()", "serve"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while not self._ready():
            assert self._process.poll() is None, f"the server ended: {self._log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"the server is not ready: {self._log.read_text()[-2000:]}"
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def close(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(sign)
            self._process.wait(timeout=60)
            self._process = None


def lend(home: Path, folder: Path) -> Path:
    """A home in `folder` with the index and models of `home`, whose records and logs are its own."""
    for name in ("index", "models"):
        (folder / name).symlink_to(home / name, target_is_directory=True)
    for name in ("quarantine.json",):
        if (home / name).exists():
            shutil.copy(home / name, folder)
    return folder
