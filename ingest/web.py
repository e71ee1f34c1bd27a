"""Files from the web, kept with where they came from: fetched politely, asked for again only if they may have changed."""

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import IngestError

PAUSE_S = 1.0
# The endings of what tells where a file came from, and of one that has not come whole.
PROVENANCE, PART = ".provenance", ".part"
# A page that shrinks to less than this is a challenge, an error or a notice of removal, not the page.
_SHRUNK = 0.2

Get = Callable[[str, dict[str, str]], httpx.Response]
Clock = Callable[[], datetime]


class Provenance(BaseModel):
    """Where a kept file came from and when, and by what its publisher tells whether it has changed."""

    model_config = ConfigDict(frozen=True)

    address: str
    retrieved: datetime
    sha256: str
    etag: str = ""
    last_modified: str = ""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def polite_get(timeout_s: float) -> Get:
    """GET that follows redirects, says who asks, and gives up after `timeout_s` seconds."""

    def get(address: str, headers: dict[str, str]) -> httpx.Response:
        agent = {"User-Agent": "caio-assistant (indexing for local use)"}
        response = httpx.get(address, headers={**agent, **headers}, timeout=timeout_s, follow_redirects=True)
        time.sleep(PAUSE_S)
        return response

    return get


def provenance_of(path: Path) -> Provenance | None:
    """Where the file kept at `path` came from; None where that is not known, or the file is no longer as it came."""
    try:
        found = Provenance.model_validate_json(_beside(path).read_bytes())
        return found if found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() else None
    except (FileNotFoundError, ValidationError):
        return None


def fetch(path: Path, address: str, headers: dict[str, str], *, shortest: int, get: Get, clock: Clock = now) -> bool:
    """Keep what `address` sends at `path`, unless its publisher says that it has not changed; whether it has.

    Raises IngestError, and leaves what was kept, if the publisher cannot be reached or sends less than `shortest` bytes, a
    fifth of what was there before, or anything but the file.
    """
    before = provenance_of(path)
    try:
        response = get(address, {**headers, **_unless_changed(before)})
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise IngestError("source_unreachable", {"address": address, "reason": reason, "file": path.name}) from error
    if before and response.status_code == httpx.codes.NOT_MODIFIED:
        return False
    least = max(shortest, int(_SHRUNK * path.stat().st_size) if before else 0)
    if response.status_code != httpx.codes.OK or len(response.content) < least:
        reason = f"HTTP {response.status_code}, {len(response.content)} bytes"
        raise IngestError("source_implausible", {"address": address, "reason": reason, "file": path.name})
    came = Provenance(
        address=address,
        retrieved=clock(),
        sha256=hashlib.sha256(response.content).hexdigest(),
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    # The file last: one that is not as its provenance says is asked for whole again.
    _write(_beside(path), came.model_dump_json(indent=2).encode())
    _write(path, response.content)
    return before is None or before.sha256 != came.sha256


def _unless_changed(before: Provenance | None) -> dict[str, str]:
    if before is None:
        return {}
    told = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
    return {name: value for name, value in told.items() if value}


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}{PROVENANCE}")


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(f"{path.name}{PART}")
    aside.write_bytes(data)
    aside.replace(path)
