"""What an ingestion did."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class Report(BaseModel):
    """The outcome of a run: counts of passages by fate, of provisions by document, and what a person should read.

    `documents`: document versions indexed, one per language; `passages`: all passages then in the index.
    `provisions`: for each version read or already held, "slug/lang/version" → kind of anchor → count.
    `errors`: files left out, with the reason; what the index held of them stays.
    """

    model_config = ConfigDict(frozen=True)

    documents: int
    passages: int
    added: int
    changed: int
    removed: int
    unchanged: int
    warnings: tuple[str, ...]
    errors: tuple[str, ...]
    seconds: float
    provisions: Mapping[str, Mapping[str, int]]
