"""What the organisation lets the assistant read, by name: folders, files and web pages, for whom, and how far trusted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, HttpUrl, StringConstraints

from corpus.documents import EVERYONE, Trust
from ingest.blocks import USUAL, Standing

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]


def _given(trust: Trust) -> Trust:
    if trust is Trust.DIGEST:
        raise ValueError("only the product's own digests are digests")
    return trust


class Source(BaseModel):
    """An entry `[[sources]]` of caio.toml: `paths` are folders and files, `pages` addresses of web pages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    paths: tuple[Path, ...] = ()
    pages: tuple[HttpUrl, ...] = ()
    trust: Annotated[Trust, AfterValidator(_given)] = Trust.INTERNAL
    audience: str = EVERYONE


def pages_folder(home: Path, source: Source) -> Path:
    """Where the web pages of `source` are kept."""
    return home / "pages" / source.name


def standing_of(path: Path, sources: Sequence[Source], home: Path) -> Standing:
    """The standing that the sources give the file at `path`: of those that hold it, the one that names the nearest folder."""
    where = path.resolve()
    holding = [
        (len(folder.parts), source)
        for source in sources
        for folder in (p.resolve() for p in (*source.paths, pages_folder(home, source)))
        if where.is_relative_to(folder)
    ]
    if not holding:
        return USUAL
    nearest = max(holding, key=lambda held: held[0])[1]
    return Standing(nearest.trust, nearest.audience)
