"""Steps that do to their process what hostile files do to a parser, as the name of the file says; none else is in `tests`."""

import ctypes
import os
import signal
import sys
import tempfile
import time
from datetime import date

from corpus.anchors import parse
from corpus.documents import Document, Trust, Version
from corpus.errors import IngestError
from ingest.blocks import Block, File, Parsed


def suffer(file: File) -> Parsed:
    """A document of one block, unless the name of the file says otherwise."""
    match file.path.stem:
        case "crashes":
            ctypes.string_at(0)
        case "spins":
            while True:
                pass
        case "sleeps":
            time.sleep(3600)
        case "swells":
            # Beyond 64 MB of limit, as a parser that takes whatever its library raises for damage.
            try:
                return Parsed(*[bytes(2**20) for _ in range(1000)])  # type: ignore[arg-type]
            except Exception as error:
                raise IngestError("office_damaged", {"path": file.path.name}) from error
        case "exits":
            os._exit(0)
        case "kills-reader":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(3600)
        case "writes":
            with tempfile.TemporaryFile() as aside:
                aside.write(b"x")
                aside.flush()
        case "raises":
            raise ZeroDivisionError("no parser foresaw this")
        case "refuses":
            raise IngestError("file_empty", {"path": file.path.name})
        case "prints":
            print("noise " * 10_000)  # noqa: T201 — what a library would do
            sys.stdout.flush()
    return _parsed(file)


def lie(file: File) -> Parsed:
    """No document, but an object that would run a command where it is unpickled."""

    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {file.data.decode()}",)

    return Trap()  # type: ignore[return-value]


def _parsed(file: File) -> Parsed:
    slug = file.path.stem
    return Parsed(
        Document(slug, slug, "", "", Trust.INTERNAL),
        Version(slug, file.sha256[:12], date(2026, 1, 1), file.sha256),
        "en",
        (Block(parse(f"{slug}#sec_one.par_1"), f"Text of {slug}."),),
    )
