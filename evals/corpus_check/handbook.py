"""The handbook's pages: the same anchors, references and figures in both languages, and provisions that exist."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import zip_longest

import yaml

from corpus.anchors import parse
from corpus.errors import AnchorError
from corpus.texts import LANGS, Lang
from evals.corpus_check.facts import Facts
from evals.corpus_check.findings import Faults, Finding, copied, runs_of, typography

# A paragraph is a passage: it is quoted alone, so it stays short.
WORDS = 110
FRONT = frozenset({"id", "language", "title", "version", "sources"})
_HEADING = re.compile(r"## (?P<title>.+) \{#(?P<id>[a-z0-9-]+)\}")
_REFERENCE = re.compile(r"\[([a-z0-9-]+#[^\]\s]+)\]")
_LINK = re.compile(r"\[[^\]]+\]\(([^)]*)\)|<(https?:[^>]*)>|(?<![(<])(https?://\S+)")
_WELL_FORMED = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s()]*)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language: its front matter, and the paragraphs of each section in order. `stray`: what is neither."""

    id: str
    lang: Lang
    front: Mapping[str, object]
    sections: Mapping[str, tuple[str, ...]]
    stray: tuple[str, ...] = ()


def read_pages(folder: Traversable) -> Iterator[Page]:
    """The pages kept in `folder`, `LANG/ID.md`. Raises ValueError or YAMLError for a file without front matter."""
    for lang in LANGS:
        for file in sorted((folder / lang).iterdir(), key=lambda f: f.name):
            yield read_page(file.name.removesuffix(".md"), lang, file.read_text(encoding="utf8"))


def read_page(id_: str, lang: Lang, text: str) -> Page:
    """The page as a reader of the file sees it."""
    _, front, body = text.split("---\n", 2)
    sections: dict[str, list[str]] = {}
    stray: list[str] = []
    for block in body.strip().split("\n\n"):
        heading = _HEADING.fullmatch(block)
        if heading and heading["id"] not in sections:
            current = sections.setdefault(heading["id"], [])
        elif heading or block.startswith("#") or "\n" in block or not sections:
            stray.append(block)
        else:
            current.append(block)
    return Page(id_, lang, yaml.safe_load(front), {name: tuple(body) for name, body in sections.items()}, tuple(stray))


def references(text: str) -> list[str]:
    """The anchors cited in `text`, in order."""
    return _REFERENCE.findall(text)


def figures(text: str) -> list[str]:
    """The figures of `text`, whatever way the language writes thousands and decimals."""
    bare = re.sub(r"(?<=\d)[\u202f,](?=\d{3}\b)", "", _REFERENCE.sub("", text)).replace(",", ".")
    return sorted(_NUMBER.findall(bare))


def check_handbook(pages: Iterable[Page], facts: Facts, texts: Iterable[str]) -> list[Finding]:
    """Everything wrong with `pages`. `texts` are the official texts at hand, none if there are none."""
    by_id: dict[str, dict[Lang, Page]] = {}
    for page in pages:
        by_id.setdefault(page.id, {})[page.lang] = page
    runs = runs_of(texts)
    findings = []
    for id_, by_lang in by_id.items():
        findings += [Finding(id_, lang, "coverage", "no such page in this language") for lang in LANGS if lang not in by_lang]
        if len(by_lang) == len(LANGS):
            findings += [Finding(id_, "fr/en", *fault) for fault in _between(by_lang["fr"], by_lang["en"])]
        for lang, page in by_lang.items():
            paragraphs = [text for section in page.sections.values() for text in section]
            bodies = [re.sub(rf" ?{_REFERENCE.pattern}", "", text) for text in paragraphs]
            faults = (
                *_front(page),
                *(fault for text in paragraphs for fault in (*_references(text, facts), *_links(text), *copied(text, runs))),
                *(("length", f"{n} words: {text[:40]}") for text in paragraphs if (n := len(text.split())) > WORDS),
                *typography((str(page.front.get("title", "")), *bodies), lang),
            )
            findings += [Finding(id_, lang, *fault) for fault in faults]
    return findings


def _front(page: Page) -> Faults:
    front, sources = page.front, page.front.get("sources")
    if set(front) != FRONT or (front.get("id"), front.get("language")) != (page.id, page.lang) or not front.get("title"):
        yield "front", "not id, language, title, version and sources, or those of another page"
    if not isinstance(sources, list) or any(set(source) != {"name", "publisher"} for source in sources):
        yield "front", "a source is a name and a publisher"
    yield from (("form", f"neither a heading with its id nor a paragraph: {block[:40]}") for block in page.stray)
    yield from (("form", f"nothing under {name}") for name, paragraphs in page.sections.items() if not paragraphs)


def _references(text: str, facts: Facts) -> Faults:
    for reference in references(text):
        try:
            known = str(parse(reference)) in facts.anchors
        except AnchorError:
            known = False
        if not known:
            yield "reference", f"{reference} does not exist"
    if text.count("#") != len(references(text)):
        yield "reference", f"one is not in brackets: {text[:40]}"


def _links(text: str) -> Faults:
    for found in _LINK.finditer(text):
        address = next(group for group in found.groups() if group is not None)
        if not _WELL_FORMED.fullmatch(address):
            yield "link", f"{address} is not an https address"


def _between(fr: Page, en: Page) -> Faults:
    if [*fr.sections] != [*en.sections]:
        yield "parity", "the sections are not the same"
    if fr.front.get("version") != en.front.get("version"):
        yield "parity", "the versions differ"
    for name in fr.sections.keys() & en.sections.keys():
        for number, (said, twin) in enumerate(zip_longest(fr.sections[name], en.sections[name], fillvalue=""), 1):
            place = f"{name}, paragraph {number}"
            if not said or not twin:
                yield "parity", f"{place} is in one language only"
            elif references(said) != references(twin):
                yield "parity", f"{place}: the references differ"
            elif figures(said) != figures(twin):
                yield "parity", f"{place}: the figures differ"
