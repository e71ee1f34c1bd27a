"""Our digests are complete and exact; and an error planted in them is found, whatever its kind."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.anchors import parse
from corpus.digest import Digest, Point, digests
from corpus.texts import Lang
from evals.corpus_check.digests import check_digests
from evals.corpus_check.facts import Facts, read_facts

Key = tuple[str, Lang]
Edit = Callable[[Digest], list[Digest]]
OFFICIAL = "the shop keeper keeps a register of every lamp sold in the course of the preceding twelve months"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return read_facts()


def test_the_digests_of_the_product_are_in_order(facts: Facts) -> None:
    assert [str(finding) for finding in check_digests(digests(), facts, ())] == []


def test_every_provision_to_digest_has_one_in_both_languages(facts: Facts) -> None:
    expected = {"gdpr": 99, "ai-act": 119 + 14, "nist-ai-rmf": 72, "nist-ai-600-1": 12}
    assert {slug: sum(unit.startswith(f"{slug}#") for unit in facts.numbers) for slug in expected} == expected
    assert len(digests()) == 2 * sum(expected.values())


def say(old: str, new: str) -> Edit:
    """Say `new` where a point says `old`."""

    def edit(digest: Digest) -> list[Digest]:
        assert old in digest.text, f"{digest.anchor} {digest.lang} does not say {old}"
        return [replace(digest, points=tuple(Point(p.anchor, p.text.replace(old, new)) for p in digest.points))]

    return edit


def add(words: str) -> Edit:
    """Say `words` more."""
    return lambda digest: [
        replace(digest, points=(*digest.points[:-1], replace(digest.points[-1], text=f"{digest.points[-1].text} {words}")))
    ]


def put(**changes: object) -> Edit:
    """Change fields."""
    return lambda digest: [replace(digest, **changes)]  # type: ignore[arg-type]


def move(anchor: str) -> Edit:
    """Put the first point under `anchor`."""
    return lambda digest: [replace(digest, points=(replace(digest.points[0], anchor=parse(anchor)), *digest.points[1:]))]


# Each in a digest of its own: (which digest, what is done to it, the kind of finding expected).
PLANTED: dict[Key, tuple[Edit, str]] = {
    ("gdpr#art_83", "en"): (say("20 000 000", "25 000 000"), "number"),
    ("gdpr#art_83", "fr"): (say("4\u202f%", "5\u202f%"), "number"),
    ("gdpr#art_33", "en"): (say("72 hours", "96 hours"), "number"),
    ("gdpr#art_8", "en"): (say("16", "15"), "number"),
    ("ai-act#art_113", "en"): (say("27 July 2026", "28 July 2026"), "number"),
    ("ai-act#art_51", "en"): (say("10^25", "10^26"), "number"),
    ("ai-act#art_26", "fr"): (say("six mois", "huit mois"), "number"),
    ("ai-act#art_99", "en"): (say("35 000 000", "53 000 000"), "number"),
    ("ai-act#art_73", "en"): (say("15 days", "fifty days"), "number"),
    ("gdpr#art_12", "fr"): (say("deux mois", "douze mois"), "number"),
    ("gdpr#art_34", "en"): (put(related=(parse("gdpr#art_105"),)), "anchor"),
    ("gdpr#art_35", "en"): (move("gdpr#art_35.par_19"), "anchor"),
    ("gdpr#art_36", "en"): (move("gdpr#art_35.par_1"), "anchor"),
    ("gdpr#art_5", "fr"): (put(anchor=parse("gdpr#art_100")), "coverage"),
    ("ai-act#anx_III", "en"): (lambda _: [], "coverage"),
    ("gdpr#art_7", "en"): (lambda digest: [digest, digest], "coverage"),
    ("gdpr#art_15", "en"): (add(OFFICIAL.capitalize() + "."), "copied"),
    ("gdpr#art_16", "fr"): (add("Encore un mot de plus pour cette personne. " * 20), "length"),
    ("gdpr#art_17", "en"): (
        lambda digest: [replace(digest, points=(replace(digest.points[0], text="Data are erased."),))],
        "length",
    ),
    ("gdpr#art_18", "fr"): (add("L'apostrophe est droite."), "typography"),
    ("gdpr#art_19", "fr"): (add("Il manque une espace; la voici."), "typography"),
    ("gdpr#art_20", "en"): (add('These are "straight" quotes.'), "typography"),
    ("gdpr#art_21", "en"): (add("Article 105 says more."), "reference"),
    ("gdpr#art_22", "fr"): (add("L’article 120 en dit plus."), "reference"),
    ("ai-act#art_50", "fr"): (add("L’annexe XX en dit plus."), "reference"),
    # It exists, but the provision does not name it, or not so far down.
    ("gdpr#art_27", "en"): (add("Article 90 says more."), "reference"),
    ("gdpr#art_69", "en"): (say("Article 70(1)", "Article 70(1)(b)"), "reference"),
    ("gdpr#art_24", "en"): (put(related=(parse("gdpr#art_24"),)), "related"),
    ("gdpr#art_25", "en"): (put(related=()), "related"),
    ("gdpr#art_26", "en"): (add("Without a full stop"), "form"),
    ("gdpr#art_28", "en"): (put(title="A title that ends like a sentence."), "title"),
    ("gdpr#art_30", "en"): (put(title="A title " * 20), "title"),
    ("gdpr#art_32", "en"): (put(terms=("one", "two")), "terms"),
    ("gdpr#art_37", "en"): (put(terms=("data officer", "data officer", "adviser")), "terms"),
}
# What differs between the languages is found between them.
BETWEEN: dict[Key, Edit] = {
    ("ai-act#art_4", "fr"): put(changed=""),
    ("ai-act#art_5", "fr"): put(related=(parse("ai-act#art_6"),)),
    ("ai-act#art_6", "fr"): lambda digest: [replace(digest, points=digest.points[:-1])],
    ("gdpr#art_77", "fr"): add("Cela prend 12 jours."),
}


def test_every_planted_error_is_found(facts: Facts) -> None:
    edits = {**{key: edit for key, (edit, _) in PLANTED.items()}, **BETWEEN}
    assert len(edits) >= 30
    kept = [after for d in digests() for after in edits.get((str(d.anchor), d.lang), lambda same: [same])(d)]
    findings = check_digests(kept, facts, [OFFICIAL])
    found = {(finding.place, finding.lang, finding.kind) for finding in findings}
    missed = [key for key, (_, kind) in PLANTED.items() if (*key, kind) not in found]
    missed += [key for key in BETWEEN if (key[0], "fr/en", "parity") not in found]
    assert not missed, missed
    assert ("gdpr#art_100", "fr", "coverage") in found
