"""`python -m ingest.reader`: a process that reads untrusted files, each in a child of its own with limits.

The parsers are loaded once, here; a child is a fork that has them already and ends with its file, whatever that did to it. This
process never looks into a file itself. `apart.py` starts it and talks to it.
"""

import gc
import os
import pickle
import resource
import struct
import sys
from contextlib import suppress
from enum import Enum
from importlib import import_module
from io import BytesIO
from multiprocessing.connection import Connection, Pipe
from typing import Any, cast

from corpus.errors import IngestError
from ingest.blocks import File
from ingest.document import Outcome, Step, attempt
from ingest.limits import set_limits
from ingest.parse.own import language_of

# What became of a child: the signal that ended it (0 if none), seconds of computing, peak memory in bytes.
FATE = struct.Struct("!idq")


def main() -> None:
    """Answer each file that comes in on the connection given, until it is closed."""
    link, step = Connection(int(sys.argv[1])), _named(sys.argv[2])
    seconds, memory_mb = float(sys.argv[3]), int(sys.argv[4])
    # Telling languages needs a model that takes a second to load: children find it loaded.
    language_of("")
    gc.freeze()
    with suppress(EOFError, OSError):  # who asked is gone
        while True:
            _answer(link, step, pickle.loads(link.recv_bytes()), seconds=seconds, memory_mb=memory_mb)


def _named(name: str) -> Step:
    module, _, function = name.partition(":")
    return cast(Step, getattr(import_module(module), function))


def _answer(link: Connection, step: Step, file: File, *, seconds: float, memory_mb: int) -> None:
    """Send what a child makes of `file`, in its own words (nothing if it died), then its fate."""
    receiver, sender = Pipe(duplex=False)
    child = os.fork()
    if not child:
        link.close()
        set_limits(seconds=seconds, memory_mb=memory_mb)
        sender.send_bytes(_read(step, file, memory_mb=memory_mb))
        os._exit(0)
    sender.close()
    try:
        said = receiver.recv_bytes()
    except (EOFError, OSError):
        said = b""
    receiver.close()
    _, status, used = os.wait4(child, 0)
    link.send_bytes(said)
    link.send_bytes(FATE.pack(os.WTERMSIG(status), used.ru_utime + used.ru_stime, used.ru_maxrss * _RSS_UNIT))


# Linux counts it in KiB, macOS in bytes.
_RSS_UNIT = 1024 if sys.platform == "linux" else 1


def _read(step: Step, file: File, *, memory_mb: int) -> bytes:
    """The outcome as bytes."""
    outcome: Outcome = attempt(step, file)
    if isinstance(outcome, IngestError) and _lacked_memory(outcome):
        outcome = IngestError("reading_memory", {"path": file.path.name, "memory": memory_mb})
    # What is left to do is ours, and small beside the reading.
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return packed(outcome)


def packed(value: object) -> bytes:
    """`value` as bytes which name its classes and nothing else."""
    said = BytesIO()
    _Packer(said, pickle.HIGHEST_PROTOCOL).dump(value)
    return said.getvalue()


class _Packer(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """Members of enums by their value: Python 3.11.0 to 3.11.3 looks them up by `getattr`, which no answer may name."""
        return (type(value), (value.value,)) if isinstance(value, Enum) else NotImplemented


def _lacked_memory(error: BaseException | None) -> bool:
    """Whether lack of memory is among the causes: parsers take whatever a library raises for damage."""
    return error is not None and (isinstance(error, MemoryError) or _lacked_memory(error.__cause__ or error.__context__))


if __name__ == "__main__":
    main()
