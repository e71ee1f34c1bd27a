"""What our digests say, held against the texts they digest: `make corpus-check`.

    python -m evals.corpus_check [--write-facts]

Where the official texts are indexed (CAIO_HOME), numbers and provisions are checked against them and copied sentences looked
for; without them, against `evals/facts/*.json`: the numbers and the anchors of each provision, nothing else.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path

import typer

from assistant.local import Opening
from assistant.references import find_references
from assistant.settings import Settings
from assistant.verify.numbers import quantities
from corpus.anchors import Anchor, Kind, parse
from corpus.digest import Digest, digests
from corpus.documents import Passage, Trust
from corpus.errors import StoreError
from corpus.everyday import everyday_questions
from corpus.index import Corpus, open_corpus
from corpus.texts import LANGS, Lang
from corpus.words import fold
from evals.typography import natural

FACTS = Path(__file__).with_name("facts")
WORDS = (40, 140)
QUESTIONS = 4
TERMS = (3, 14)
RELATED = (1, 7)
TITLE = (3, 90)
CHANGED = 40
# Legal terms and titles are short; as many equal words in a row are a copied sentence.
COPIED = 12
# "Both" and "deux", "a third" and "un tiers": small numbers are words of the language, unless a unit follows.
_SMALL = {"1": "1|one|un|une", "2": "2|two|deux", "3": "3|three|trois"}
_UNIT = r"[\s\u202f]*(?:%|€|EUR|hours?|heures?|days?|jours?|weeks?|semaines?|months?|mois|years?|ans?|années?)"
# A provision of another act, not of the one digested.
_OF_ANOTHER_ACT = re.compile(
    r"[\s,]*(?:of|du|de la|de l’|dudit|de ce)\s+(?:that\s+|this\s+)?(?:implementing\s+|delegated\s+)?"
    r"(?:Regulation|Directive|Decision|règlement|directive|décision)"
)
# What has a digest: kinds of provision by document.
# "1." and "(b)" before a paragraph or a point state no quantity.
_MARK = re.compile(r"^\s*\(?\w{1,4}[.)]\s", re.MULTILINE)
# The amending regulation is of 2026: a digest may say so of a provision that does not.
_YEARS = frozenset({"2026"})
DIGESTED: Mapping[str, tuple[Kind, ...]] = {
    "gdpr": (Kind.ARTICLE,),
    "ai-act": (Kind.ARTICLE, Kind.ANNEX),
    "nist-ai-rmf": (Kind.SUBCATEGORY,),
    "nist-ai-600-1": (Kind.HEADING,),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a digest, or with all of them (anchor "")."""

    anchor: str
    lang: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.anchor or 'all'} {self.lang}: {self.kind}: {self.detail}"


@dataclass(frozen=True)
class Facts:
    """What the official texts hold: the quantities each provision states, by unit, and every anchor."""

    numbers: Mapping[str, frozenset[str]]
    anchors: frozenset[str]

    @cached_property
    def units(self) -> frozenset[str]:
        """The provisions that are to have a digest."""
        return frozenset(unit for unit in self.numbers if _is_digested(parse(unit)))


def _is_digested(unit: Anchor) -> bool:
    if unit.kind not in DIGESTED.get(unit.document, ()):
        return False
    # Of AI 600-1, the twelve risks of its second part.
    return unit.document != "nist-ai-600-1" or (len(unit.steps) == 1 and unit.steps[0].number.startswith("2-"))


def read_facts() -> Facts:
    """The committed fact sheets."""
    numbers = {}
    for file in sorted((files("evals") / "facts").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".numbers.json"):
            numbers.update({unit: frozenset(found) for unit, found in json.loads(file.read_text(encoding="utf8")).items()})
    anchors = json.loads((files("evals") / "facts" / "anchors.json").read_text(encoding="utf8"))
    return Facts(numbers, frozenset(f"{slug}#{steps}" for slug, all_ in anchors.items() for steps in all_))


def write_facts(corpus: Corpus, *, as_of: date) -> None:
    """Renew the fact sheets from the official texts indexed, those in force on `as_of`."""
    texts = official_texts(corpus, as_of=as_of)
    anchors: dict[str, list[str]] = {}
    for held in corpus.catalogue.held():
        if held.document.slug in DIGESTED and held.document.trust is Trust.OFFICIAL:
            passages = _in_force(corpus, held.document.slug, held.lang, held.version.id, as_of)
            anchors.setdefault(held.document.slug, []).extend(str(p.anchor).partition("#")[2] for p in passages)
    for slug in DIGESTED:
        numbers = {
            unit: sorted(frozenset().union(*(quantities(_MARK.sub("", text)) for text in by_lang.values())))
            for unit, by_lang in texts.items()
            if unit.startswith(f"{slug}#") and _is_digested(parse(unit))
        }
        _write(FACTS / f"{slug}.numbers.json", numbers)
    _write(FACTS / "anchors.json", {slug: sorted(set(known)) for slug, known in anchors.items()})


def official_texts(corpus: Corpus, *, as_of: date) -> dict[str, dict[Lang, str]]:
    """The text in force of each provision, recitals too, by language; empty where the official documents are not indexed."""
    texts: dict[str, dict[Lang, str]] = {}
    for held in corpus.catalogue.held():
        if held.document.slug in DIGESTED and held.document.trust is Trust.OFFICIAL:
            for passage in _in_force(corpus, held.document.slug, held.lang, held.version.id, as_of):
                if passage.anchor == passage.anchor.unit:
                    texts.setdefault(str(passage.anchor), {})[held.lang] = "\n".join((*passage.headings, passage.text))
    return texts


def _in_force(corpus: Corpus, slug: str, lang: Lang, version: str, as_of: date) -> Iterator[Passage]:
    for passage in corpus.catalogue.version_passages(slug, lang, version):
        if passage.valid_from <= as_of and (passage.valid_to is None or as_of < passage.valid_to):
            yield passage


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="utf8")


def check(kept: Sequence[Digest], facts: Facts, texts: Mapping[str, Mapping[Lang, str]]) -> list[Finding]:
    """Everything wrong with `kept`. `texts` are the official texts at hand, none if there are none."""
    findings = [*_coverage(kept, facts), *_parity(kept), *_questions(kept)]
    runs = frozenset(run for by_lang in texts.values() for text in by_lang.values() for run in _runs(text))
    for digest in kept:
        for kind, detail in (
            *_form(digest),
            *_anchors(digest, facts),
            *_numbers(digest, facts),
            *_references(digest, facts),
            *_typography(digest),
            *_copied(digest, runs),
        ):
            findings.append(Finding(str(digest.anchor), digest.lang, kind, detail))
    return findings


Faults = Iterator[tuple[str, str]]


def _coverage(kept: Sequence[Digest], facts: Facts) -> Iterator[Finding]:
    for lang in LANGS:
        have = Counter(str(digest.anchor) for digest in kept if digest.lang == lang)
        yield from (Finding(unit, lang, "coverage", "no digest") for unit in sorted(facts.units - have.keys()))
        yield from (
            Finding(unit, lang, "coverage", "no such provision to digest") for unit in sorted(have.keys() - facts.units)
        )
        yield from (Finding(unit, lang, "coverage", f"{n} digests") for unit, n in have.items() if n > 1)


def _parity(kept: Sequence[Digest]) -> Iterator[Finding]:
    by_anchor: dict[Anchor, dict[Lang, Digest]] = {}
    for digest in kept:
        by_anchor.setdefault(digest.anchor, {})[digest.lang] = digest
    for anchor, by_lang in by_anchor.items():
        if len(by_lang) < len(LANGS):
            continue
        fr, en = by_lang["fr"], by_lang["en"]
        if [p.anchor for p in fr.points] != [p.anchor for p in en.points]:
            yield Finding(str(anchor), "fr/en", "parity", "the points are not of the same provisions")
        if fr.related != en.related:
            yield Finding(str(anchor), "fr/en", "parity", "related provisions differ")
        if bool(fr.changed) != bool(en.changed):
            yield Finding(str(anchor), "fr/en", "parity", "one says what changed, the other does not")
        if left := (quantities(fr.text) ^ quantities(en.text)) - _SMALL.keys() - {*fr.declared, *en.declared}:
            yield Finding(str(anchor), "fr/en", "parity", f"numbers differ: {', '.join(sorted(left))}")


def _questions(kept: Iterable[Digest]) -> Iterator[Finding]:
    asked = Counter((anchor.unit, lang) for anchor, lang, _ in everyday_questions())
    for digest in kept:
        if (n := asked[digest.anchor, digest.lang]) < QUESTIONS:
            yield Finding(
                str(digest.anchor), digest.lang, "questions", f"{n} everyday questions lead to it, {QUESTIONS} wanted"
            )


def _form(digest: Digest) -> Faults:
    if not WORDS[0] <= (n := _count(digest.text)) <= WORDS[1]:
        yield "length", f"{n} words"
    if not TITLE[0] <= len(digest.title) <= TITLE[1] or digest.title.endswith("."):
        yield "title", digest.title
    if not TERMS[0] <= len(digest.terms) <= TERMS[1] or len(set(digest.terms)) < len(digest.terms):
        yield "terms", f"{len(digest.terms)} terms"
    if not RELATED[0] <= len(digest.related) <= RELATED[1]:
        yield "related", f"{len(digest.related)} related provisions"
    if (n := _count(digest.changed)) > CHANGED:
        yield "length", f"{n} words on what changed"
    yield from (
        ("form", f"no full stop: {p.text[-30:]}") for p in digest.points if not p.text.rstrip().endswith((".", "!", "?"))
    )


def _anchors(digest: Digest, facts: Facts) -> Faults:
    for anchor in (*(p.anchor for p in digest.points), *digest.related):
        if str(anchor) not in facts.anchors:
            yield "anchor", f"{anchor} does not exist"
    if digest.anchor in digest.related:
        yield "related", "it is related to itself"
    if any(not digest.anchor.holds(point.anchor) for point in digest.points):
        yield "anchor", "a point of another provision"


def _numbers(digest: Digest, facts: Facts) -> Faults:
    text = " ".join((digest.title, digest.text, digest.changed))
    stood = facts.numbers.get(str(digest.anchor), frozenset()) | _YEARS | set(digest.declared)
    for number in sorted(quantities(text) - stood):
        if number not in _SMALL or re.search(rf"\b(?:{_SMALL[number]})\b{_UNIT}", text):
            yield "number", f"{number} is not in the provision"


def _references(digest: Digest, facts: Facts) -> Faults:
    text = digest.text
    for reference in find_references(text, document=digest.anchor.document):
        if not _OF_ANOTHER_ACT.match(text, reference.end) and not any(
            str(anchor) in facts.anchors for anchor in reference.anchors
        ):
            yield "reference", f"{text[reference.start : reference.end]} does not exist"


def _typography(digest: Digest) -> Faults:
    for text in (digest.title, digest.text, digest.changed, *digest.terms):
        if natural(text, digest.lang) != text:
            yield "typography", natural(text, digest.lang)[:80]


def _copied(digest: Digest, runs: frozenset[tuple[str, ...]]) -> Faults:
    if shared := _runs(digest.text) & runs:
        yield "copied", " ".join(min(shared))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(tuple(words[i : i + COPIED]) for i in range(len(words) - COPIED + 1))


def _count(text: str) -> int:
    """Words as a reader counts them: marks and the thousands of an amount are none."""
    return len(re.findall(r"[\d\u202f\u00a0 ]*\d|[^\W\d_][\w’.-]*", text))


def main() -> None:
    """Check the digests of the product; exit 1 when something is wrong."""
    opening, as_of = Opening(Settings()), date.today()
    texts: dict[str, dict[Lang, str]] = {}
    try:
        corpus = open_corpus(opening.place, None)
        if "--write-facts" in sys.argv:
            write_facts(corpus, as_of=as_of)
        texts = official_texts(corpus, as_of=as_of)
    except StoreError:
        typer.echo("No index here: numbers and provisions are checked against the fact sheets alone.")
    findings = check(digests(), read_facts(), texts)
    for finding in findings:
        typer.echo(finding)
    counted = Counter((digest.anchor.document, digest.lang) for digest in digests())
    for (slug, lang), n in sorted(counted.items()):
        typer.echo(f"{slug} {lang}: {n} digests")
    typer.echo(f"{len(texts)} official provisions to compare with, {len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
