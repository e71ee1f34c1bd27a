"""Official texts from a folder given, from what was fetched before, or from their publishers' machine addresses.

EUR-Lex's own pages answer scripts with a challenge; CELLAR, the Publications Office's repository, serves the same files by
CELEX number and content negotiation (https://op.europa.eu/en/web/cellar).
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from corpus.errors import IngestError
from corpus.sources import Edition, known_documents
from corpus.texts import Lang

CELLAR = "http://publications.europa.eu/resource/celex/{celex}"
_CELLAR_LANGS: dict[Lang, str] = {"en": "eng", "fr": "fra"}
# The shortest official file is 350 kB; a challenge or error page is a few.
_SHORTEST = 100_000
_PAUSE_S = 1.0

Get = Callable[[str, dict[str, str]], httpx.Response]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file of a known document: edition, language, and the name it is kept under."""

    slug: str
    edition: Edition
    lang: Lang

    @property
    def file(self) -> str:
        """The file's name."""
        return self.edition.file.format(lang=self.lang)


def wanted(names: Iterable[str]) -> list[Wanted]:
    """The files of the documents called `names` (every known one for none). Raises IngestError for an unknown name."""
    known = known_documents()
    slugs = list(names) or list(known)
    for name in slugs:
        if name not in known:
            raise IngestError("source_unknown", {"name": name, "known": ", ".join(known)})
    return [Wanted(slug, e, lang) for slug in slugs for e in known[slug].editions for lang in e.langs]


def in_folder(file: Wanted, folder: Path | None) -> Path | None:
    """Where `folder` holds the file, at any depth; None if it does not."""
    return next(iter(sorted(folder.rglob(file.file))), None) if folder else None


def fetch(file: Wanted, folder: Path, *, get: Get) -> Path:
    """The file fetched from its publisher into `folder`. Raises IngestError if it cannot be reached or is not the law."""
    if file.edition.url:
        address, headers = file.edition.url, {}
    else:
        address = CELLAR.format(celex=file.edition.id)
        headers = {"Accept": "application/xhtml+xml", "Accept-Language": _CELLAR_LANGS[file.lang]}
    try:
        response = get(address, headers)
    except httpx.HTTPError as error:
        reason = str(error) or type(error).__name__
        raise IngestError("source_unreachable", {"name": file.slug, "reason": reason, "file": file.file}) from error
    if response.status_code != httpx.codes.OK or len(response.content) < _SHORTEST:
        reason = f"HTTP {response.status_code}, {len(response.content)} bytes"
        raise IngestError("source_implausible", {"address": address, "reason": reason, "file": file.file})
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"{file.file}.part"
    aside.write_bytes(response.content)
    aside.replace(folder / file.file)
    time.sleep(_PAUSE_S)
    return folder / file.file


def polite_get(timeout_s: float) -> Get:
    """GET that follows redirects, says who asks, and gives up after `timeout_s` seconds."""

    def get(address: str, headers: dict[str, str]) -> httpx.Response:
        agent = {"User-Agent": "caio-assistant (indexing official texts for local use)"}
        return httpx.get(address, headers={**agent, **headers}, timeout=timeout_s, follow_redirects=True)

    return get


@dataclass(frozen=True, slots=True)
class Gathered:
    """The official files found or fetched, and what could not be had, in words."""

    paths: tuple[Path, ...]
    failures: tuple[IngestError, ...]


def gather(names: Iterable[str], *, folder: Path | None, home: Path, get: Get) -> Gathered:
    """The files of the documents called `names`: from `folder`, else kept in `home/official`, else fetched.

    With a `folder`, nothing is fetched. Once a publisher cannot be reached, nothing more is asked of the network.
    Raises IngestError for an unknown name.
    """
    kept = home / "official"
    paths: list[Path] = []
    failures: list[IngestError] = []
    for file in wanted(names):
        if path := in_folder(file, folder) or in_folder(file, kept if kept.is_dir() else None):
            paths.append(path)
        elif folder is None and not any(failure.key == "source_unreachable" for failure in failures):
            try:
                paths.append(fetch(file, kept, get=get))
            except IngestError as error:
                failures.append(error)
    return Gathered(tuple(paths), tuple(failures))
