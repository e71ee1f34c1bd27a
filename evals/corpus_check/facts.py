"""What the official texts hold, as far as our own can be checked against it: quantities, references and addresses, no words.

Read from the texts where they are indexed, else from the fact sheets in `evals/facts/`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from assistant.references import find_references
from assistant.verify.numbers import figures
from corpus.anchors import Anchor, Kind
from corpus.documents import Passage, Trust, holds_on
from corpus.index import Corpus
from corpus.texts import Lang

FACTS = Path(str(files("evals"))) / "facts"
# "1." and "(b)" before a paragraph or a point state no quantity.
_MARK = re.compile(r"^\s*\(?\w{1,4}[.)]\s", re.MULTILINE)
# What has a digest: kinds of provision by document.
DIGESTED: Mapping[str, tuple[Kind, ...]] = {
    "gdpr": (Kind.ARTICLE,),
    "ai-act": (Kind.ARTICLE, Kind.ANNEX),
    "nist-ai-rmf": (Kind.SUBCATEGORY,),
    "nist-ai-600-1": (Kind.HEADING,),
}

Texts = Mapping[Anchor, Mapping[Lang, Passage]]
Sheet = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Of each provision that is to have a digest, the quantities it states and the steps of the provisions it names; and
    every anchor there is."""

    numbers: Sheet
    named: Sheet
    anchors: frozenset[str]


def official_texts(corpus: Corpus, *, as_of: date) -> Texts:
    """The passages in force of the official documents, by language; empty where these are not indexed."""
    texts: dict[Anchor, dict[Lang, Passage]] = {}
    for held in corpus.catalogue.held():
        if held.document.slug in DIGESTED and held.document.trust is Trust.OFFICIAL:
            for passage in corpus.catalogue.version_passages(held.document.slug, held.lang, held.version.id):
                if holds_on(as_of, passage.valid_from, passage.valid_to):
                    texts.setdefault(passage.anchor, {})[held.lang] = passage
    return texts


def facts_of(texts: Texts) -> Facts:
    """What `texts` hold."""
    digested = {anchor: by for anchor, by in texts.items() if anchor == anchor.unit and _is_digested(anchor)}
    return Facts(
        numbers={
            str(anchor): frozenset().union(*(figures(_MARK.sub("", whole(passage))) for passage in by_lang.values()))
            for anchor, by_lang in digested.items()
        },
        named={
            str(anchor): frozenset().union(*(named_in(whole(passage), anchor.document) for passage in by_lang.values()))
            for anchor, by_lang in digested.items()
        },
        anchors=frozenset(map(str, texts)),
    )


def whole(passage: Passage) -> str:
    """The text under its headings."""
    return "\n".join((*passage.headings, passage.text))


def named_in(text: str, document: str) -> frozenset[str]:
    """The steps of the provisions that `text` names, of whatever act: which act is meant is not always told nearby."""
    references = find_references(text, document=document)
    return frozenset(steps_of(anchor) for reference in references for anchor in reference.anchors)


def steps_of(anchor: Anchor) -> str:
    """The address within its document: `art_6.par_1`."""
    return str(anchor).partition("#")[2]


def _is_digested(unit: Anchor) -> bool:
    if unit.kind not in DIGESTED.get(unit.document, ()):
        return False
    # Of AI 600-1, the twelve risks of its second part.
    return unit.document != "nist-ai-600-1" or (len(unit.steps) == 1 and unit.steps[0].number.startswith("2-"))


def read_facts() -> Facts:
    """The committed fact sheets."""
    anchors = json.loads((FACTS / "anchors.json").read_text(encoding="utf8"))
    return Facts(
        numbers=_read_sheets("numbers"),
        named=_read_sheets("named"),
        anchors=frozenset(f"{slug}#{steps}" for slug, all_ in anchors.items() for steps in all_),
    )


def write_facts(facts: Facts) -> None:
    """Renew the committed fact sheets."""
    for slug in DIGESTED:
        for name, sheet in (("numbers", facts.numbers), ("named", facts.named)):
            _write(f"{slug}.{name}", {unit: sorted(found) for unit, found in sheet.items() if unit.startswith(f"{slug}#")})
    anchors: dict[str, list[str]] = {}
    for anchor in sorted(facts.anchors):
        slug, _, steps = anchor.partition("#")
        anchors.setdefault(slug, []).append(steps)
    _write("anchors", anchors)


def _read_sheets(name: str) -> Sheet:
    return {
        unit: frozenset(found)
        for slug in DIGESTED
        for unit, found in json.loads((FACTS / f"{slug}.{name}.json").read_text(encoding="utf8")).items()
    }


def _write(name: str, value: object) -> None:
    (FACTS / f"{name}.json").write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="utf8")
