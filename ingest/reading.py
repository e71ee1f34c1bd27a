"""By which `map` files are read."""

import os
from functools import partial
from importlib.util import find_spec
from typing import Literal

from corpus.errors import SettingsError
from ingest.apart import Limits, read_apart
from ingest.document import ReadEach, read_here

How = Literal["processes", "serial", "ray"]
# Each may take the memory that a file is allowed.
_MOST_READERS = 4


def open_reading(how: How, *, limits: Limits, readers: int = 0) -> ReadEach:
    """The map called `how`, with as many `readers` at once (0: one a core, four at most).

    Raises SettingsError where Ray is asked for and is not installed.
    """
    at_once = readers or min(_MOST_READERS, os.cpu_count() or 1)
    match how:
        case "serial":
            return read_here
        case "processes":
            return partial(read_apart, limits=limits, readers=at_once)
        case "ray":
            if not find_spec("ray"):
                raise SettingsError("ray_missing")
            from ingest.cluster import read_on_cluster

            return partial(read_on_cluster, limits=limits, readers=at_once)
