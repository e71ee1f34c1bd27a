"""The documents known by name, read from `sources.toml`: names, addresses, versions and expected counts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from corpus.anchors import Kind
from corpus.documents import Document, Trust
from corpus.texts import Lang


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as its publisher offers it: file name pattern (`{lang}` inside), address if it is a plain one, counts, and the
    sums of the files that were checked."""

    id: str
    valid_from: date
    langs: tuple[Lang, ...]
    file: str
    expected: Mapping[Kind, int]
    url: str = ""
    sha256: Mapping[Lang, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document with its names in both languages and its versions, oldest first.

    `definitions` is the step of the article that defines its terms; `amends` the slug of the document it amends.
    """

    slug: str
    title: Mapping[Lang, str]
    short: Mapping[Lang, str]
    publisher: str
    licence: str
    trust: Trust
    aliases: tuple[str, ...] = ()
    act: str = ""
    definitions: str = ""
    amends: str = ""
    editions: tuple[Edition, ...] = field(default=())

    def document(self, lang: Lang) -> Document:
        """The document as a value, titled in `lang`."""
        return Document(self.slug, self.title[lang], self.publisher, self.licence, self.trust)


@cache
def known_documents() -> Mapping[str, KnownDocument]:
    """Every document of `sources.toml` by slug."""
    table = tomllib.loads((files("corpus") / "sources.toml").read_text(encoding="utf8"))
    return {
        entry["slug"]: KnownDocument(
            slug=entry["slug"],
            title=entry["title"],
            short=entry["short"],
            publisher=entry["publisher"],
            licence=entry["licence"],
            trust=Trust(entry["trust"]),
            aliases=tuple(entry.get("aliases", ())),
            act=entry.get("act", ""),
            definitions=entry.get("definitions", ""),
            amends=entry.get("amends", ""),
            editions=tuple(
                Edition(
                    id=v["id"],
                    valid_from=v["valid_from"],
                    langs=tuple(v["langs"]),
                    file=v["file"],
                    expected={Kind(k): n for k, n in v["expected"].items()},
                    url=v.get("url", ""),
                    sha256=v.get("sha256", {}),
                )
                for v in entry.get("version", ())
            ),
        )
        for entry in table["document"]
    }


def edition(slug: str, version: str) -> Edition | None:
    """The known edition `version` of `slug`, None if `sources.toml` does not name it."""
    known = known_documents().get(slug)
    return next((e for e in known.editions if e.id == version), None) if known else None


def is_checked(slug: str, version: str, lang: Lang, sha256: str) -> bool:
    """Whether a file with this sum was checked to be the text of its publisher."""
    known = edition(slug, version)
    return known is not None and known.sha256.get(lang) == sha256


def short_name(slug: str, lang: Lang) -> str:
    """How `slug` is called in a citation; a document not known by name is called by its slug."""
    known = known_documents().get(slug)
    return known.short[lang] if known else slug
