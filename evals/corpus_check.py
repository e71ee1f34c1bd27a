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
from importlib.resources import files
from pathlib import Path

import typer

from assistant.local import Opening
from assistant.references import find_references
from assistant.settings import Settings
from assistant.verify.numbers import quantities
from corpus.anchors import Anchor, Kind
from corpus.digest import Digest, digests
from corpus.documents import Passage, Trust, holds_on
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
# "1." and "(b)" before a paragraph or a point state no quantity.
_MARK = re.compile(r"^\s*\(?\w{1,4}[.)]\s", re.MULTILINE)
# The amending regulation is of 2026: a digest may say so of a provision that does not.
_YEARS = frozenset({"2026"})
# What has a digest: kinds of provision by document.
DIGESTED: Mapping[str, tuple[Kind, ...]] = {
    "gdpr": (Kind.ARTICLE,),
    "ai-act": (Kind.ARTICLE, Kind.ANNEX),
    "nist-ai-rmf": (Kind.SUBCATEGORY,),
    "nist-ai-600-1": (Kind.HEADING,),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a digest, or what is missing."""

    anchor: str
    lang: str
    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.anchor} {self.lang}: {self.kind}: {self.detail}"


Texts = Mapping[Anchor, Mapping[Lang, Passage]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the official texts hold: the quantities stated by each provision that is to have a digest, and every anchor."""

    numbers: Mapping[str, frozenset[str]]
    anchors: frozenset[str]


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


def write_facts(facts: Facts) -> None:
    """Renew the committed fact sheets."""
    for slug in DIGESTED:
        _write(f"{slug}.numbers", {unit: sorted(found) for unit, found in facts.numbers.items() if unit.startswith(f"{slug}#")})
    anchors: dict[str, list[str]] = {}
    for anchor in sorted(facts.anchors):
        slug, _, steps = anchor.partition("#")
        anchors.setdefault(slug, []).append(steps)
    _write("anchors", anchors)


def _write(name: str, value: object) -> None:
    FACTS.mkdir(exist_ok=True)
    (FACTS / f"{name}.json").write_text(json.dumps(value, indent=0, sort_keys=True) + "\n", encoding="utf8")


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
    numbers = {
        str(anchor): frozenset().union(*(quantities(_MARK.sub("", _whole(passage))) for passage in by_lang.values()))
        for anchor, by_lang in texts.items()
        if anchor == anchor.unit and _is_digested(anchor)
    }
    return Facts(numbers, frozenset(map(str, texts)))


def _whole(passage: Passage) -> str:
    return "\n".join((*passage.headings, passage.text))


def check(kept: Sequence[Digest], facts: Facts, texts: Iterable[str]) -> list[Finding]:
    """Everything wrong with `kept`. `texts` are the official texts at hand, none if there are none."""
    findings = [*_coverage(kept, facts), *_parity(kept), *_questions(kept)]
    runs = frozenset(run for text in texts for run in _runs(text))
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
        yield from (Finding(unit, lang, "coverage", "no digest") for unit in sorted(facts.numbers.keys() - have.keys()))
        yield from (
            Finding(unit, lang, "coverage", "no such provision to digest")
            for unit in sorted(have.keys() - facts.numbers.keys())
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
    texts: Texts = {}
    try:
        texts = official_texts(open_corpus(Opening(Settings()).place, None), as_of=date.today())
    except StoreError:
        typer.echo("No index here.")
    if {anchor.document for anchor in texts} == DIGESTED.keys():
        facts = facts_of(texts)
        if "--write-facts" in sys.argv:
            write_facts(facts)
    else:
        typer.echo("The official texts are not all indexed: numbers and provisions are checked against the fact sheets.")
        facts = read_facts()
    units = [_whole(p) for anchor, by_lang in texts.items() if anchor == anchor.unit for p in by_lang.values()]
    findings = check(digests(), facts, units)
    for finding in findings:
        typer.echo(finding)
    counted = Counter((digest.anchor.document, digest.lang) for digest in digests())
    for (slug, lang), n in sorted(counted.items()):
        typer.echo(f"{slug} {lang}: {n} digests")
    typer.echo(f"{len(units)} official texts to compare with, {len(findings)} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
