"""Where an index lives: immutable generations in `HOME/index`, of which CURRENT names the one that serves and PREVIOUS the one
before. Both names can be lost; what is on the disk tells them again."""

import re
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import DamageError
from corpus.sums import is_complete
from corpus.vectors import VectorStore, open_chroma, open_chroma_server

# The digits are a time, and never sort before those of a generation already there (`generations.start_generation`).
_NAME = re.compile(r"g\d{20}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an index lives: a folder, and the address of a Chroma server if vectors are kept there ("" if not)."""

    home: Path
    chroma_url: str = ""

    @property
    def index(self) -> Path:
        """The folder of all generations."""
        return self.home / "index"

    def catalogue(self, generation: str) -> Path:
        """The file of the catalogue of `generation`."""
        return self.index / generation / "catalogue.sqlite"

    def current(self) -> str | None:
        """The name of the generation that serves, None before the first. Raises DamageError if it cannot be told."""
        path = self.index / "CURRENT"
        try:
            name = path.read_text(encoding="utf8", errors="replace").strip()
        except FileNotFoundError:
            if not self.complete():
                return None
            raise DamageError("current_missing", {"path": path}) from None
        except OSError as error:
            raise DamageError("current_unreadable", {"path": path}) from error
        if not _NAME.fullmatch(name):
            raise DamageError("current_unreadable", {"path": path})
        if not (self.index / name).is_dir():
            raise DamageError("generation_missing", {"path": path, "generation": name})
        return name

    def previous(self) -> str | None:
        """The name of the generation that served before, None if there is none.

        Where PREVIOUS does not say (a run was killed between the two names), the latest other that is complete.
        """
        try:
            current = self.current()
        except DamageError:
            current = None
        name = self._named_previous()
        if name and name != current:
            return name
        return next((other for other in self.complete() if other != current), None)

    def survivors(self) -> list[str]:
        """The complete generations when CURRENT is lost: first the one that served, as far as can be told, PREVIOUS last."""
        return sorted(self.complete(), key=lambda name: name == self._named_previous())

    def complete(self) -> list[str]:
        """The generations written to their end, the latest first."""
        return sorted((name for name in self.generations() if is_complete(self.index / name)), reverse=True)

    def generations(self) -> list[str]:
        """The generations on the disk, those half written too."""
        return [folder.name for folder in self.index.glob("g*") if _NAME.fullmatch(folder.name)]

    def vectors(self, generation: str, *, create: bool) -> VectorStore:
        """The vectors of `generation`. Raises StoreError, DamageError if they are there and cannot be read."""
        if self.chroma_url:
            return open_chroma_server(self.chroma_url, f"caio-{generation}", create=create)
        return open_chroma(self.index / generation / "chroma", create=create)

    def _named_previous(self) -> str | None:
        try:
            name = (self.index / "PREVIOUS").read_text(encoding="utf8", errors="replace").strip()
        except OSError:
            return None
        return name if _NAME.fullmatch(name) and (self.index / name).is_dir() else None
