"""What a question takes for granted and the texts do not say: a part of a provision that does not exist, a provision that
speaks of something else, the rule of another text. It is named first, and the question answered from the right place.

A wrong figure or a rule turned round needs no sign here: the quotation that answers says the right one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.question import Question
from assistant.references import Reference, without_names
from assistant.search import Hit, search
from corpus.index import Corpus
from corpus.labels import label
from corpus.sources import known_documents
from corpus.texts import Lang, say
from corpus.words import content_words

# Set on the development cases, 2026-11-22 (docs/decisions/0010).
_NEAR_ENOUGH = 0.40
_AMONG = 8
_LEADING = 3
# "What is Article 22 about?" says nothing of what it should be about.
_ENOUGH_WORDS = 3


class PremiseKind(StrEnum):
    """What is wrong with what a question takes for granted."""

    MISSING_PART = "missing_part"
    ELSEWHERE = "elsewhere"
    OTHER_TEXT = "other_text"


@dataclass(frozen=True, slots=True)
class Premise:
    """Something a question takes for granted wrongly: `message` says it in the reader's language."""

    kind: PremiseKind
    message: str


def check_premises(corpus: Corpus, question: Question, *, as_of: date) -> tuple[Question, tuple[Premise, ...]]:
    """The question as it can be answered, and what it takes for granted wrongly (nothing for most)."""
    asked = [reference for reference in question.references if not reference.aside]
    parts = tuple(_missing_part(corpus, reference, question.lang, as_of) for reference in asked)
    missing = tuple(premise for premise in parts if premise)
    free = _free(question)
    if len(content_words(free.text)) < _ENOUGH_WORDS or not (asked or question.documents):
        return question, missing
    hits = search(corpus, free, k=_AMONG, as_of=as_of)
    if not hits or hits[0].asked_cosine < _NEAR_ENOUGH:
        return question, missing
    for reference in asked:
        if (premise := _elsewhere(corpus, reference, hits, question.lang, as_of)) and not missing:
            return replace(free, references=()), (premise,)
    if not asked and (premise := _other_text(question, hits)):
        return free, (*missing, premise)
    return question, missing


def _free(question: Question) -> Question:
    """The question with no provision and no document named."""
    text = without_names(question.text)
    return replace(question, text=text, search=without_names(question.search), references=(), documents=())


def _missing_part(corpus: Corpus, reference: Reference, lang: Lang, as_of: date) -> Premise | None:
    """A paragraph or point that its article does not have."""
    if any(corpus.catalogue.get(anchor, as_of=as_of) for anchor in reference.anchors):
        return None
    for anchor in reference.anchors:
        if anchor != anchor.unit and corpus.catalogue.get(anchor.unit, as_of=as_of):
            values = {"label": label(anchor, lang), "date": as_of.isoformat()}
            return Premise(PremiseKind.MISSING_PART, say("answer.premise_missing_part", lang, values))
    return None


def _elsewhere(corpus: Corpus, reference: Reference, hits: Sequence[Hit], lang: Lang, as_of: date) -> Premise | None:
    """A provision that exists and is not among those that speak of the rest of the question."""
    units = {anchor.unit for anchor in reference.anchors}
    if any(hit.passage.anchor.unit in units for hit in hits):
        return None
    for unit in units:
        if found := corpus.catalogue.get(unit, as_of=as_of, lang=lang) or corpus.catalogue.get(unit, as_of=as_of):
            title = found[0].headings[-1] if found[0].headings else ""
            right = hits[0].passage
            values = {
                "label": label(unit, lang),
                "title": title,
                "right": label(right.anchor.unit, lang),
                "right_title": right.headings[-1] if right.headings else "",
            }
            return Premise(PremiseKind.ELSEWHERE, say("answer.premise_elsewhere", lang, values))
    return None


def _other_text(question: Question, hits: Sequence[Hit]) -> Premise | None:
    """The rule of another law than the one named: the provisions of laws that are found all stand there."""
    laws = [hit.passage.anchor.document for hit in hits if hit.passage.anchor.document in _laws()]
    named = [slug for slug in question.documents if slug in _laws()]
    if len(laws) < _LEADING or len(set(laws)) != 1 or len(named) != 1 or laws[0] == named[0]:
        return None
    known = known_documents()
    values = {"named": known[named[0]].short[question.lang], "right": known[laws[0]].short[question.lang]}
    return Premise(PremiseKind.OTHER_TEXT, say("answer.premise_other_text", question.lang, values))


def _laws() -> tuple[str, ...]:
    return tuple(slug for slug, known in known_documents().items() if known.definitions)
