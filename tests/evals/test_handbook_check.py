"""The handbook is in order; and an error planted in one of its pages is found, whatever its kind."""

from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest

from evals.corpus_check.facts import Facts, read_facts
from evals.corpus_check.handbook import Page, check_handbook, read_page, read_pages

PAGES = tuple(read_pages(files("corpus") / "guides"))
SUBJECTS = {
    "ai-act-for-smes",
    "ai-and-copyright",
    "ai-at-work",
    "ai-business-case",
    "ai-change",
    "ai-charter",
    "ai-environment",
    "ai-governance",
    "ai-hallucinations",
    "ai-incidents",
    "ai-literacy",
    "ai-maturity",
    "ai-risks",
    "ai-to-production",
    "ai-vendors",
    "ai-watch",
    "caio-among-executives",
    "caio-guide",
    "caio-mandate",
    "caio-recruiting",
    "first-pilot",
    "gdpr-for-ai",
    "nist-in-practice",
    "use-cases",
}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return read_facts()


def test_the_handbook_is_in_order(facts: Facts) -> None:
    assert [str(finding) for finding in check_handbook(PAGES, facts, ())] == []


def test_its_subjects_are_covered_and_rest_on_provisions() -> None:
    assert {page.id for page in PAGES} >= SUBJECTS
    text = "".join(text for page in PAGES for section in page.sections.values() for text in section)
    assert text.count("[ai-act#") > 100
    assert text.count("[gdpr#") > 100


HEAD = (
    '---\nid: lamp\nlanguage: {lang}\ntitle: "{title}"\nversion: 2026-11-22\nsources:\n  - name: A\n    publisher: B\n---\n\n'
)
EN = HEAD.format(lang="en", title="Lamps") + (
    "## Who pays {#pay}\n\nThe shop pays 4.5 % by the second day [gdpr#art_83.par_4].\n\n"
    "Ask for the receipt, see https://example.org/lamp for a form.\n"
)
FR = HEAD.format(lang="fr", title="Lampes") + (
    "## Qui paie {#pay}\n\nLe magasin paie 4,5\u202f% au deuxième jour [gdpr#art_83.par_4].\n\n"
    "Demandez le reçu\u202f; voir https://example.org/lamp pour un modèle.\n"
)


def findings(facts: Facts, *, en: str = EN, fr: str = FR, official: tuple[str, ...] = ()) -> set[str]:
    pages: list[Page] = [read_page("lamp", "en", en), read_page("lamp", "fr", fr)]
    return {finding.kind for finding in check_handbook(pages, facts, official)}


def test_a_page_in_order_raises_nothing(facts: Facts) -> None:
    assert findings(facts) == set()


PLANTED: dict[str, tuple[Callable[[str], str], str]] = {
    "another figure": (lambda page: page.replace("4.5", "5.5"), "parity"),
    "a paragraph more": (lambda page: page + "\nOne more paragraph.\n", "parity"),
    "a section more": (lambda page: page + "\n## More {#more}\n\nMore.\n", "parity"),
    "a reference more": (lambda page: page.replace("receipt", "receipt [gdpr#art_5]"), "parity"),
    "another version": (lambda page: page.replace("2026-11-22", "2026-11-21"), "parity"),
    "a provision that does not exist": (lambda page: page.replace("art_83.par_4", "art_183.par_4"), "reference"),
    "a reference out of the grammar": (lambda page: page.replace("art_83.par_4", "article-83"), "reference"),
    "a reference without brackets": (lambda page: page.replace("[gdpr#art_83.par_4]", "gdpr#art_83.par_4"), "reference"),
    "a link without encryption": (lambda page: page.replace("https:", "http:"), "link"),
    "a link to nowhere": (lambda page: page.replace("https://example.org/lamp", "https://lamp"), "link"),
    "straight quotes": (lambda page: page.replace("receipt", 'receipt "paid"'), "typography"),
    "a long paragraph": (lambda page: page.replace("receipt", "receipt and the lamp " * 40), "length"),
    "a heading without an id": (lambda page: page + "\n## More\n\nMore.\n", "form"),
    "a section with nothing in it": (lambda page: page + "\n## More {#more}\n", "form"),
    "a broken line": (lambda page: page.replace("by the", "by\nthe"), "form"),
    "the front matter of another page": (lambda page: page.replace("id: lamp", "id: lampshade"), "front"),
    "a source without its publisher": (lambda page: page.replace("    publisher: B\n", ""), "front"),
}


@pytest.mark.parametrize("error", PLANTED)
def test_a_planted_error_is_found(facts: Facts, error: str) -> None:
    plant, kind = PLANTED[error]
    assert plant(EN) != EN
    assert kind in findings(facts, en=plant(EN))


def test_a_copied_sentence_is_found(facts: Facts) -> None:
    official = "The shop pays 4.5 % by the second day and asks for the receipt of every single lamp."
    copy = EN.replace("Ask for the receipt", official)
    assert "copied" in findings(facts, en=copy, official=(official,))


def test_a_page_without_its_twin_is_found(facts: Facts) -> None:
    alone = [replace(read_page("lamp", "en", EN), id="lamp")]
    assert [finding.kind for finding in check_handbook(alone, facts, ())] == ["coverage"]
