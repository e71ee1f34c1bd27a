"""Our guides: every French guide has its English twin, section by section, and cites provisions that exist."""

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from corpus import anchors
from corpus.anchors import SLUG, Kind
from corpus.sources import known_documents
from corpus.texts import LANGS, Lang
from ingest.blocks import File
from ingest.parse.eurlex import EurLexParser

GUIDES = Path(str(files("corpus"))) / "guides"
IDS = sorted(path.stem for path in (GUIDES / "fr").glob("*.md"))
SUBJECTS = {
    "caio-guide",
    "caio-recruiting",
    "caio-roadmap",
    "ai-at-work",
    "ai-act-for-smes",
    "gdpr-for-ai",
    "ai-risks",
    "ai-charter",
    "use-cases",
    "ai-literacy",
}

_HEADING = re.compile(r"^## (?P<title>.+) \{#(?P<id>[a-z0-9-]+)\}$")
_REFERENCE = re.compile(r"\[([a-z0-9-]+#[^\]\s]+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Guide:
    """A guide read back: its front matter, and the paragraphs of each section in order."""

    front: dict[str, object]
    sections: dict[str, list[str]]


def read(guide: str, lang: Lang) -> Guide:
    """The guide as a reader of the file sees it."""
    _, front, body = (GUIDES / lang / f"{guide}.md").read_text(encoding="utf8").split("---\n", 2)
    sections: dict[str, list[str]] = {}
    for block in body.strip().split("\n\n"):
        if heading := _HEADING.match(block):
            assert heading["id"] not in sections
            current = sections.setdefault(heading["id"], [])
        else:
            assert not block.startswith("#"), f"a heading without its id: {block}"
            current.append(block)
    return Guide(yaml.safe_load(front), sections)


def references(text: str) -> list[str]:
    """The anchors cited in `text`, in order."""
    return _REFERENCE.findall(text)


def numbers(text: str) -> list[str]:
    """The figures of `text`, whatever way the language writes thousands and decimals."""
    bare = _REFERENCE.sub("", text)
    bare = re.sub(r"(?<=\d)[\u202f,](?=\d{3}\b)", "", bare).replace(",", ".")
    return sorted(_NUMBER.findall(bare))


def test_the_subjects_are_covered_in_both_languages() -> None:
    assert set(IDS) >= SUBJECTS
    assert sorted(path.stem for path in (GUIDES / "en").glob("*.md")) == IDS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("guide", IDS)
def test_front_matter_says_what_the_guide_is_and_where_it_comes_from(guide: str, lang: Lang) -> None:
    front = read(guide, lang).front
    assert set(front) == {"id", "language", "title", "version", "sources"}
    assert (front["id"], front["language"], front["version"]) == (guide, lang, date(2026, 11, 22))
    assert SLUG.fullmatch(guide)
    assert guide not in known_documents().keys() - {"caio-guide"}, "the slug of an official text"
    assert front["title"]
    assert isinstance(front["sources"], list)
    assert all(set(source) == {"name", "publisher"} and all(source.values()) for source in front["sources"])


@pytest.mark.parametrize("guide", IDS)
def test_an_anchor_names_the_same_paragraph_in_both_languages(guide: str) -> None:
    fr, en = read(guide, "fr"), read(guide, "en")
    assert [(i, len(p)) for i, p in fr.sections.items()] == [(i, len(p)) for i, p in en.sections.items()]
    assert len(fr.front["sources"]) == len(en.front["sources"])  # type: ignore[arg-type]
    for section, paragraphs in fr.sections.items():
        anchors.top(guide, Kind.HEADING, section)
        for number, pair in enumerate(zip(paragraphs, en.sections[section], strict=True), start=1):
            place = f"{guide}#sec_{section}.par_{number}"
            assert references(pair[0]) == references(pair[1]), place
            assert numbers(pair[0]) == numbers(pair[1]), place


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("guide", IDS)
def test_paragraphs_are_short_and_references_are_anchors(guide: str, lang: Lang) -> None:
    for paragraphs in read(guide, lang).sections.values():
        assert paragraphs
        for paragraph in paragraphs:
            assert "\n" not in paragraph
            assert len(paragraph.split()) <= 110
            for reference in references(paragraph):
                assert str(anchors.parse(reference)) == reference
                assert anchors.parse(reference).document in known_documents()
            assert paragraph.count("#") == len(references(paragraph)), "a reference not in brackets"


@pytest.mark.parametrize("guide", IDS)
def test_french_typography(guide: str) -> None:
    text = "\n\n".join(p for paragraphs in read(guide, "fr").sections.values() for p in paragraphs)
    assert not re.search(r"(?<![\u202f\s])[;!?»]| [;:!?»%€]|« |'|\"", text)


@pytest.mark.official
def test_every_reference_names_a_provision_of_the_text_in_force(official: Path) -> None:
    existing = set[str]()
    for name in ("gdpr/32016R0679.oj.en.xhtml", "ai-act/02024R1689-20260727.consolidated.en.xhtml"):
        data = (official / name).read_bytes()
        for block in EurLexParser().parse(File(official / name, data, sha256(data).hexdigest())).blocks:
            existing.update(str(anchor) for anchor in (block.anchor, block.anchor.parent) if anchor)
    playbook = json.loads((official / "nist/playbook/nist_ai_rmf_playbook.2024-06.json").read_text(encoding="utf8"))
    existing.update(f"nist-ai-rmf#sub_{re.sub('[ .]', '-', record['title'].strip())}" for record in playbook)
    cited = {
        reference
        for guide in IDS
        for paragraphs in read(guide, "fr").sections.values()
        for paragraph in paragraphs
        for reference in references(paragraph)
        if not reference.startswith("nist-ai-600-1#")
    }
    assert cited - existing == set()
    assert len(cited) > 100
