"""Official texts from a folder given, from what was fetched before, or from their publishers' machine addresses; and the web
pages that the organisation names.

EUR-Lex's own pages answer scripts with a challenge; CELLAR, the Publications Office's repository, serves the same files by
CELEX number and content negotiation (https://op.europa.eu/en/web/cellar).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from corpus.errors import IngestError
from corpus.sources import Edition, known_documents
from corpus.texts import Lang
from ingest.parse.sections import SLUG_LENGTH, slugify
from ingest.sources import Source, pages_folder
from ingest.web import Get, fetch

CELLAR = "http://publications.europa.eu/resource/celex/{celex}"
_CELLAR_LANGS: dict[Lang, str] = {"en": "eng", "fr": "fra"}
# The shortest official file is 350 kB; a challenge or error page is a few.
_SHORTEST = 100_000
_SHORTEST_PAGE = 500


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


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files found or fetched, and what could not be had, in words."""

    paths: tuple[Path, ...]
    failures: tuple[IngestError, ...]


def wanted(names: Iterable[str]) -> list[Wanted]:
    """The files of the documents called `names`, known ones."""
    known = known_documents()
    return [Wanted(slug, e, lang) for slug in names for e in known[slug].editions for lang in e.langs]


def in_folder(file: Wanted, folder: Path | None) -> Path | None:
    """Where `folder` holds the file, at any depth; None if it does not."""
    return next(iter(sorted(folder.rglob(file.file))), None) if folder else None


def fetch_official(file: Wanted, folder: Path, *, get: Get) -> Path:
    """The file fetched from its publisher into `folder`. Raises IngestError if it cannot be reached or is not the law."""
    if file.edition.url:
        address, headers = file.edition.url, {}
    else:
        address = CELLAR.format(celex=file.edition.id)
        headers = {"Accept": "application/xhtml+xml", "Accept-Language": _CELLAR_LANGS[file.lang]}
    fetch(folder / file.file, address, headers, shortest=_SHORTEST, get=get)
    return folder / file.file


def gather(names: Iterable[str], *, folder: Path | None, home: Path, get: Get, refresh: bool = False) -> Gathered:
    """The files of the documents called `names`: from `folder`, else kept in `home/official`, else fetched.

    With `refresh`, publishers are asked whether what is kept has changed. With a `folder`, nothing is fetched. Once a
    publisher cannot be reached, nothing more is asked of the network.
    """
    kept = home / "official"
    paths: list[Path] = []
    failures: list[IngestError] = []
    for file in wanted(names):
        path = in_folder(file, folder) or in_folder(file, kept if kept.is_dir() else None)
        reachable = not any(failure.key == "source_unreachable" for failure in failures)
        if folder is None and reachable and (refresh or path is None):
            try:
                path = fetch_official(file, kept, get=get)
            except IngestError as error:
                failures.append(error)
        if path:
            paths.append(path)
    return Gathered(tuple(paths), tuple(failures))


def gather_pages(source: Source, *, home: Path, get: Get) -> Gathered:
    """The folder of the web pages of `source`, each fetched again if it has changed; one that cannot be had stays as kept,
    one that the source no longer names goes."""
    folder = pages_folder(home, source)
    failures: list[IngestError] = []
    files = {folder / page_name(str(page)): str(page) for page in source.pages}
    silent: set[str | None] = set()
    for path, address in files.items():
        host = urlsplit(address).hostname
        if host in silent:
            continue
        try:
            fetch(path, address, {"Accept": "text/html"}, shortest=_SHORTEST_PAGE, get=get)
        except IngestError as error:
            failures.append(error)
            if error.key == "source_unreachable":
                silent.add(host)
    for path in sorted(folder.glob("*.html")):
        if path not in files:
            path.unlink()
    return Gathered((folder,) if folder.is_dir() else (), tuple(failures))


def page_name(address: str) -> str:
    """The name a page is kept under: where it stands on its site, and a few digits where that is not all of its address."""
    parts = urlsplit(address)
    place = f"{(parts.hostname or '').removeprefix('www.')}{parts.path}"
    cut = parts.query or len(place) > SLUG_LENGTH
    return f"{slugify(place)}{'-' + hashlib.sha256(address.encode()).hexdigest()[:8] if cut else ''}.html"


def gather_all(
    names: Sequence[str], sources: Sequence[Source], *, folder: Path | None, home: Path, get: Get, refresh: bool = False
) -> Gathered:
    """What is called by `names`, official documents and the organisation's `sources`; `all` calls every one.

    Raises IngestError for an unknown name.
    """
    known = known_documents()
    everything = "all" in names
    own = [source for source in sources if everything or source.name in names]
    official = list(known) if everything else [name for name in names if name not in {source.name for source in own}]
    for name in official:
        if name not in known:
            listed = ", ".join([*known, *(source.name for source in sources)])
            raise IngestError("source_unknown", {"name": name, "known": listed})
    parts = [gather(official, folder=folder, home=home, get=get, refresh=refresh)]
    for source in own:
        parts += [Gathered(source.paths, ()), gather_pages(source, home=home, get=get)]
    return Gathered(tuple(p for part in parts for p in part.paths), tuple(f for part in parts for f in part.failures))
