"""Office files changed as their programs would, for the tests of parsers; and the damage that any of them may suffer."""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Protocol

import pytest
from hypothesis import strategies as st
from made_files import a_file

from corpus.errors import IngestError
from ingest.parse import parse
from ingest.parse.office import LARGEST_UNPACKED

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LOCKED = OLE + "EncryptedPackage".encode("utf-16-le")


class Saves(Protocol):
    """What python-docx, openpyxl and python-pptx make."""

    def save(self, target: io.BytesIO, /) -> None:
        """Write the file into `target`."""
        ...


def saved(made: Saves) -> bytes:
    """The bytes of the file."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A package of those parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed, or added."""
    parts = parts_of(data)
    return packed({**parts, name: change(parts.get(name, b""))})


def with_entity(part: bytes) -> bytes:
    """The XML with a document type that names a file of this machine as an entity, and the words ENTITY replaced by it."""
    declared = b'<!DOCTYPE x [<!ENTITY stolen SYSTEM "file:///etc/passwd"><!ENTITY inner "expanded">]>'
    declaration = part[: part.find(b"?>") + 2] if part.startswith(b"<?xml") else b""
    return declaration + declared + part.removeprefix(declaration).replace(b"ENTITY", b"&stolen;&inner;")


def bomb(data: bytes) -> bytes:
    """The package with a part of zeros that unpacks to more than is read."""
    return packed({**parts_of(data), "docProps/zeros.xml": bytes(LARGEST_UNPACKED)})


def flagged_locked(data: bytes) -> bytes:
    """The package as an archiver with a password leaves it: its parts flagged as encrypted."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\x01" + data[at + 1 :]


def assert_refused(name: str, data: bytes, key: str) -> None:
    """Reading it raises the IngestError `key`, which names the file in both languages."""
    with pytest.raises(IngestError) as caught:
        parse(a_file(name, data))
    assert caught.value.key == key
    assert name in caught.value.message("fr")
    assert name in caught.value.message("en")


def assert_read_or_refused(name: str, data: bytes) -> None:
    """Reading it gives blocks or an IngestError, and nothing else."""
    try:
        parsed = parse(a_file(name, data))
    except IngestError:
        return
    assert parsed.blocks


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """`data` with a few of its bytes changed, cut out or put in."""
    edit = st.tuples(st.integers(0, len(data)), st.integers(0, 40), st.binary(max_size=20))

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        changed = data
        for at, length, instead in edits:
            changed = changed[:at] + instead + changed[at + length :]
        return changed

    return st.lists(edit, min_size=1, max_size=4).map(apply)


def damaged_package(data: bytes, *names: str) -> st.SearchStrategy[bytes]:
    """The package damaged, or whole with one of the parts `names` damaged in it: in its letters, or in the numbers it holds."""
    parts = parts_of(data)
    inner = [damaged(parts[name]).map(lambda part, name=name: packed({**parts, name: part})) for name in names]
    numbers = [damaged_numbers(parts[name]).map(lambda part, name=name: packed({**parts, name: part})) for name in names]
    return st.one_of(damaged(data), *inner, *numbers)


def damaged_numbers(part: bytes) -> st.SearchStrategy[bytes]:
    """XML that stays well formed, with the value of one attribute or text changed."""
    places = [at for at, byte in enumerate(part) if byte in b'">' and part[at + 1 : at + 2].isalnum()]
    values = st.sampled_from(
        [b"-1", b"0", b"99999999999", b"1e400", b"nan", b"x", b"", "é".encode(), b"../../x", b"A1:XFD1048576"]
    )

    def change(at: int, value: bytes) -> bytes:
        end = min(place for sign in b'"<' if (place := part.find(sign, at + 1)) != -1)
        return part[: at + 1] + value + part[end:]

    return st.builds(change, st.sampled_from(places), values)
