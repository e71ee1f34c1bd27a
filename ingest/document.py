"""The step each document goes through, a pure function of its bytes; and the plain way of taking many through it.

Other ways, which give the same: `apart.py`, each file in a process with limits; `cluster.py`, on several machines.
"""

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

from corpus.errors import IngestError
from corpus.sources import edition
from ingest.blocks import File, Parsed
from ingest.counts import check_counts
from ingest.parse import parse

Outcome = Parsed | IngestError
Step = Callable[[File], Parsed]
# What the step makes of each file, with the file's path, in the order of the files. Closed early, it ends what is under way.
Outcomes = Generator[tuple[Path, Outcome], None, None]
ReadEach = Callable[[Step, Iterable[File]], Outcomes]


def read_document(file: File) -> Parsed:
    """The document in `file`, complete. Raises IngestError if it cannot be read or lacks provisions it should have."""
    parsed = parse(file)
    if known := edition(parsed.document.slug, parsed.version.id):
        check_counts(parsed, known, file.path.name)
    return parsed


def attempt(step: Step, file: File) -> Outcome:
    """What `step` makes of `file`; an error that no parser foresaw is an IngestError too: one file must not stop the rest."""
    try:
        return step(file)
    except IngestError as error:
        return error
    except Exception as error:
        failure = IngestError("reader_failed", {"path": file.path.name, "reason": f"{type(error).__name__}: {error}"[:200]})
        failure.__cause__ = error
        return failure


def read_here(step: Step, files: Iterable[File]) -> Outcomes:
    """One file after another in this process, without limits: for tests, and to debug a parser."""
    return ((file.path, attempt(step, file)) for file in files)
