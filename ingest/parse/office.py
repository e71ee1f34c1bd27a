"""What Word, Excel and PowerPoint files have in common: a ZIP of parts, refused before it can do harm."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from corpus.errors import IngestError
from ingest.blocks import File
from ingest.parse.reading import refuse_damage

# A file weighs 40 MB at most (LARGEST) and pictures hardly shrink when packed: what swells beyond this is a database, or zeros
# made to fill the memory. Measured on two busy cores: 20 MB of XML take 28 s and 0.3 GB as a Word text, 13 s and 0.15 GB as a
# sheet.
LARGEST_UNPACKED = 60 * 2**20
# Office 97 files, and the envelope in which Office puts a file that has a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1


@contextmanager
def open_package(file: File) -> Iterator[ZipFile]:
    """The parts of an Office file.

    Raises IngestError where the file needs a password, is of Office 97, unpacks to more than is read, or is damaged, also
    while its parts are read within the context.
    """
    if file.data.startswith(_OLE):
        locked = _ENCRYPTED_STREAM in file.data
        raise IngestError("office_locked" if locked else "office_old", {"path": file.path.name})
    with refuse_damage(file, "office_damaged"), ZipFile(BytesIO(file.data)) as package:
        _check(package.infolist(), file)
        yield package


def _check(parts: Iterable[ZipInfo], file: File) -> None:
    """`file_size` can be believed: zipfile gives no more of a part, whatever it would unpack to. It may unpack 2 GB before it
    cuts, which is for the limits of the reader to stop (`ingest/apart.py`)."""
    unpacked = 0
    for part in parts:
        if part.flag_bits & _ENCRYPTED_FLAG:
            raise IngestError("office_locked", {"path": file.path.name})
        # The two ways that Office packs; with any other, zipfile unpacks without bounds before it looks at the size.
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise IngestError("office_damaged", {"path": file.path.name})
        unpacked += part.file_size
    if unpacked > LARGEST_UNPACKED:
        values = {"path": file.path.name, "size": unpacked // 2**20, "largest": LARGEST_UNPACKED // 2**20}
        raise IngestError("office_too_large", values)
