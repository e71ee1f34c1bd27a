"""Files read on a Ray cluster: the one RAY_ADDRESS names, else one on this machine with as many workers as readers.

Needs the extra `scale`, on every machine with the product itself. A worker reads apart too (`apart.py`): Ray outlives the death
of a worker, but sets no limits to what it does.
"""

from collections.abc import Iterable
from concurrent.futures import Future
from functools import cache
from os import environ
from pathlib import Path
from typing import cast

import ray

from ingest.apart import Limits, Reader, import_path, in_order
from ingest.blocks import File
from ingest.document import Outcome, Outcomes, Step

Answer = tuple[Path, Outcome]


def read_on_cluster(step: Step, files: Iterable[File], *, limits: Limits, readers: int) -> Outcomes:
    """What `step` makes of each file, in the order of `files`; a cluster started here is left running for the next."""
    if not ray.is_initialized():
        environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # else Ray tells its makers
        if "RAY_ADDRESS" in environ:
            ray.init(log_to_driver=False)
        else:
            ray.init(num_cpus=readers, include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": import_path()})
    read = ray.remote(num_cpus=1, max_retries=0)(_read)

    def begin(file: File) -> "Future[Answer]":
        return cast("Future[Answer]", read.remote(step, limits, file).future())

    yield from in_order(begin, files, ahead=2 * int(ray.cluster_resources()["CPU"]))


def _read(step: Step, limits: Limits, file: File) -> Answer:
    return file.path, _reader(step, limits).read(file).outcome


@cache
def _reader(step: Step, limits: Limits) -> Reader:
    """The reader of this worker, which Ray gives one file after another."""
    return Reader(step, limits)
