"""The table of dates of application: every article and annex has one, and it stands in the final provisions of its act."""

from collections.abc import Iterator

from assistant.verify.numbers import figures
from corpus.anchors import Kind, parse
from corpus.application import application, say_application
from corpus.sources import known_documents
from evals.corpus_check.facts import Facts
from evals.corpus_check.findings import Finding


def check_application(facts: Facts) -> Iterator[Finding]:
    """What is wrong with `corpus/application.toml`."""
    for unit in sorted(facts.numbers):
        anchor = parse(unit)
        if anchor.kind not in (Kind.ARTICLE, Kind.ANNEX):
            continue
        law_of = known_documents()[anchor.document].editions[-1].valid_from
        if not (when := application(anchor, law_of)):
            yield Finding(unit, "fr/en", "date", "no date of application")
        elif wrong := figures(say_application(anchor, "en", law_of)) - facts.numbers.get(str(when.by.unit), frozenset()):
            yield Finding(unit, "fr/en", "date", f"{', '.join(sorted(wrong))} not in {when.by}")
