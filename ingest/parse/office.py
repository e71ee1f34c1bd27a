"""What Word, Excel and PowerPoint files have in common: a ZIP of parts, refused before it can do harm."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import unescape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from corpus.errors import IngestError
from ingest.blocks import File, Hidden
from ingest.parse.reading import refuse_damage

# A file weighs 40 MB at most (LARGEST) and pictures hardly shrink when packed: what swells beyond this is a database, or zeros
# made to fill the memory. Measured on two busy cores: 20 MB of XML take 28 s and 0.3 GB as a Word text, 13 s and 0.15 GB as a
# sheet.
LARGEST_UNPACKED = 60 * 2**20
# Office 97 files, and the envelope in which Office puts a file that has a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1


# The parts that describe a file, those of comments, and the shapes that carry an alternative text.
_PROPERTIES = re.compile(r"docProps/(?:core|app|custom)\.xml")
_COMMENTS = re.compile(r"(?:word|ppt|xl)/(?:\w+/)?(?:\w*comments?\w*)\.xml", re.IGNORECASE)
_PICTURED = re.compile(r"word/document\.xml|ppt/slides/slide\d+\.xml|xl/drawings/drawing\d+\.xml")
_DESCRIBING = re.compile(rb"\b(?:descr|title)=(?:\"([^\"]*)\"|'([^']*)')")
_SHAPE = re.compile(rb"<(?:\w+:)?(?:docPr|cNvPr)\b[^>]*>")
# A word or two names a thing; more may say something.
_FEWEST_WORDS = 3


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


def descriptions(package: ZipFile) -> Iterator[Hidden]:
    """What an Office file says beside its text, with the part it is in: properties, comments, alternative texts of pictures."""
    for name in package.namelist():
        if _PROPERTIES.fullmatch(name) or _COMMENTS.fullmatch(name):
            said = _entries(package.read(name))
        elif _PICTURED.fullmatch(name):
            said = _alternative_texts(package.read(name))
        else:
            continue
        for text in said:
            words = text.split()
            if len(words) >= _FEWEST_WORDS:
                yield Hidden(" ".join(words), "metadata", name)


def _entries(part: bytes) -> Iterator[str]:
    """The words of each property or comment."""
    # A part that the program could not write well is passed over: the text is read all the same.
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, recover=True)) if part else None
    for entry in () if root is None else root:
        yield " ".join(str(text) for text in entry.itertext())


def _alternative_texts(part: bytes) -> Iterator[str]:
    for tag in _SHAPE.findall(part):
        for value in _DESCRIBING.finditer(tag):
            yield unescape((value[1] or value[2] or b"").decode("utf-8", errors="replace"))
