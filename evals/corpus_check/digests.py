"""Digests held against the texts they digest: complete, alike in both languages, exact in numbers and references."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.references import find_references
from assistant.verify.numbers import figures
from corpus.anchors import Anchor, Kind
from corpus.digest import Digest
from corpus.everyday import everyday_questions
from corpus.texts import LANGS, Lang
from evals.corpus_check.facts import Facts, steps_of
from evals.corpus_check.findings import Faults, Finding, copied, count_words, runs_of, typography

WORDS = (40, 140)
QUESTIONS = 4
TERMS = (3, 14)
RELATED = (1, 7)
TITLE = (3, 90)
CHANGED = 40
# "Both" and "deux", "a third" and "un tiers": small numbers are words of the language, unless a unit follows.
_SMALL = {"1": "1|one|un|une", "2": "2|two|deux", "3": "3|three|trois"}
_UNIT = r"[\s\u202f]*(?:%|€|EUR|hours?|heures?|days?|jours?|weeks?|semaines?|months?|mois|years?|ans?|années?)"
# A provision of another act, not of the one digested.
_OF_ANOTHER_ACT = re.compile(
    r"[\s,]*(?:of|du|de la|de l’|dudit|de ce)\s+(?:that\s+|this\s+)?(?:implementing\s+|delegated\s+)?"
    r"(?:Regulation|Directive|Decision|règlement|directive|décision)"
)
# The amending regulation is of 2026: a digest may say so of a provision that does not.
_YEARS = frozenset({"2026"})


def check_digests(kept: Sequence[Digest], facts: Facts, texts: Iterable[str]) -> list[Finding]:
    """Everything wrong with `kept`. `texts` are the official texts at hand, none if there are none."""
    findings = [*_coverage(kept, facts), *_parity(kept), *_questions(kept)]
    runs = runs_of(texts)
    for digest in kept:
        for kind, detail in (
            *_form(digest),
            *_anchors(digest, facts),
            *_numbers(digest, facts),
            *_references(digest, facts),
            *typography((digest.title, digest.text, digest.changed, *digest.terms), digest.lang),
            *copied(digest.text, runs),
        ):
            findings.append(Finding(str(digest.anchor), digest.lang, kind, detail))
    return findings


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
        if left := (figures(fr.text) ^ figures(en.text)) - _SMALL.keys() - {*fr.declared, *en.declared}:
            yield Finding(str(anchor), "fr/en", "parity", f"numbers differ: {', '.join(sorted(left))}")


def _questions(kept: Iterable[Digest]) -> Iterator[Finding]:
    asked = Counter((anchor.unit, lang) for anchor, lang, _ in everyday_questions())
    for digest in kept:
        if (n := asked[digest.anchor, digest.lang]) < QUESTIONS:
            yield Finding(
                str(digest.anchor), digest.lang, "questions", f"{n} everyday questions lead to it, {QUESTIONS} wanted"
            )


def _form(digest: Digest) -> Faults:
    if not WORDS[0] <= (n := count_words(digest.text)) <= WORDS[1]:
        yield "length", f"{n} words"
    if not TITLE[0] <= len(digest.title) <= TITLE[1] or digest.title.endswith("."):
        yield "title", digest.title
    if not TERMS[0] <= len(digest.terms) <= TERMS[1] or len(set(digest.terms)) < len(digest.terms):
        yield "terms", f"{len(digest.terms)} terms"
    if not RELATED[0] <= len(digest.related) <= RELATED[1]:
        yield "related", f"{len(digest.related)} related provisions"
    if (n := count_words(digest.changed)) > CHANGED:
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
    for number in sorted(figures(text) - stood):
        if number not in _SMALL or re.search(rf"\b(?:{_SMALL[number]})\b{_UNIT}", text):
            yield "number", f"{number} is not in the provision"


def _references(digest: Digest, facts: Facts) -> Faults:
    text, official = digest.text, facts.named.get(str(digest.anchor), frozenset())
    for reference in find_references(text, document=digest.anchor.document):
        said = text[reference.start : reference.end]
        if _OF_ANOTHER_ACT.match(text, reference.end):
            continue
        if not any(str(anchor) in facts.anchors for anchor in reference.anchors):
            yield "reference", f"{said} does not exist"
        elif not any(_is_named(anchor, digest, official) for anchor in reference.anchors):
            yield "reference", f"the provision does not name {said}"


def _is_named(anchor: Anchor, digest: Digest, official: frozenset[str]) -> bool:
    """Whether the provision names this one or a part of it, or is it itself, or the digest declares it.

    "Section A of Annex I" is found as Annex I: a section counts as its annex.
    """
    steps = steps_of(anchor.unit if anchor.kind is Kind.SECTION else anchor)
    if anchor.unit == digest.anchor or steps in digest.declared:
        return True
    return any(named == steps or named.startswith(f"{steps}.") for named in official)
