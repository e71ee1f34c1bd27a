"""The organisation's own files and our guides: which document a file is, in which language and version, how far trusted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import py3langid.langid

import corpus
from corpus.documents import Document, Trust, Version
from corpus.errors import IngestError
from corpus.sources import known_documents
from corpus.texts import LANGS, Lang, say
from ingest.blocks import Block, File, Hidden, Parsed
from ingest.parse.reading import Notice
from ingest.parse.sections import slugify

# Where our own texts live; a file elsewhere is the organisation's.
GUIDES = tuple(Path(corpus.__file__).parent / name for name in ("guides", "digests"))
# A file that does not say since when it holds is held to have been there from the first day computers know.
ALWAYS = date(1970, 1, 1)
# Enough to tell French from English; more only costs time.
LANGUAGE_SAMPLE = 5_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says of itself; "" or None where it says nothing."""

    slug: str = ""
    title: str = ""
    lang: Lang | None = None
    day: date | None = None
    trust: Trust | None = None


def assemble(
    file: File,
    facts: Facts,
    number: Callable[[str], tuple[Block, ...]],
    *,
    warnings: Iterable[Notice] = (),
    hidden: tuple[Hidden, ...] = (),
) -> Parsed:
    """The document in `file`: `number` gives the blocks for its slug, `warnings` is what is to be said of it, `hidden` what
    its reader does not see.

    Raises IngestError when there is no block.
    """
    slug = _slug(file, facts)
    blocks = number(slug)
    if not blocks:
        raise IngestError("nothing_to_read", {"path": file.path.name})
    trust = _trust(file, facts)
    # Our guides are published with the product, under its licence; of other files nothing is known.
    publisher, licence = ("CAIO assistant", "Apache-2.0") if trust is Trust.GUIDE else ("", "")
    document = Document(slug, facts.title or file.path.stem, publisher, licence, trust)
    version = Version(slug, file.sha256[:12], facts.day or ALWAYS, file.sha256)
    lang = facts.lang or language_of("\n".join(block.text for block in blocks[:200]))
    said = tuple(say(f"reading.{notice.key}", lang, {"path": file.path.name, **notice.values}) for notice in warnings)
    return Parsed(document, version, lang, blocks, said, hidden)


def as_lang(text: object) -> Lang | None:
    """The language a tag such as "fr-FR" names, None for another than French or English."""
    tag = str(text).lower()[:2]
    return next((lang for lang in LANGS if lang == tag), None)


def language_of(text: str) -> Lang:
    """French or English, whichever `text` is nearer to."""
    return cast(Lang, _identifier().classify(text[:LANGUAGE_SAMPLE])[0])


@cache
def _identifier() -> py3langid.langid.LanguageIdentifier:
    identifier = py3langid.langid.LanguageIdentifier.from_model_file(py3langid.langid.MODEL_FILE)
    identifier.set_languages(list(LANGS))
    return identifier


def _slug(file: File, facts: Facts) -> str:
    """What the file calls itself, else its name. A file called like an official text does not take its place."""
    slug = slugify(facts.slug) or slugify(file.path.stem) or file.sha256[:12]
    return f"{slug}-file" if slug in known_documents() else slug


def _trust(file: File, facts: Facts) -> Trust:
    """As much as its place gives; the file itself may ask for less, never for more."""
    ours = any(file.path.resolve().is_relative_to(folder) for folder in GUIDES)
    granted = Trust.GUIDE if ours else Trust.INTERNAL
    ranks = list(Trust)
    return max(granted, facts.trust or granted, key=ranks.index)
