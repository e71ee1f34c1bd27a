"""What an ingestion did."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from ingest.quarantine import Kept


class Report(BaseModel):
    """The outcome of a run: counts of passages by fate, of provisions by document, and what a person should read.

    `documents`: document versions indexed, one per language; `passages`: all passages then in the index.
    `provisions`: for each version read or already held, "slug/lang/version" → kind of anchor → count.
    `errors`: files left out, with the reason; what the index held of them stays. `quarantined`: files kept out until a person
    accepts them; of what the index held of them, only the contents that are themselves kept out went.
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
    quarantined: tuple[Kept, ...] = ()
    seconds: float
    provisions: Mapping[str, Mapping[str, int]]
