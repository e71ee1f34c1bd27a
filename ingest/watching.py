"""Folders followed: what changes in them is indexed again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

from ingest.files import is_read, is_scratch

# Programs write a file in several steps, and a copy of a folder goes on for a while.
QUIET_MS = 1_500
_LOOK_EVERY_MS = 500


def follow(paths: Sequence[Path], index: Callable[[], None], *, stop: Event | None = None, quiet_ms: int = QUIET_MS) -> None:
    """Call `index`, then again each time something changed in `paths` and nothing more did for `quiet_ms`.

    Returns when `stop` is set, or on an interrupt from the keyboard. What `index` raises ends it.
    """
    looks = watch(
        *paths,
        watch_filter=_matters,
        step=quiet_ms,
        debounce=10 * quiet_ms,
        stop_event=stop,
        rust_timeout=_LOOK_EVERY_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    # The watch begins with the first look, so that what changes during the first run is seen after it.
    for rank, changed in enumerate(looks):
        if changed or rank == 0:
            index()


def _matters(_change: Change, name: str) -> bool:
    """Whether a change may be one of a file that is read: of a folder moved or gone only the folder is told."""
    path = Path(name)
    return not is_scratch(path) and (is_read(path) or not path.is_file())
