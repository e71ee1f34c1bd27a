"""What a question takes for granted and the texts do not say: a part of a provision that does not exist, a provision that
speaks of something else, the rule of another text, another figure. It is named first, and the question answered from the right
place.

A rule turned round needs no sign here: the quotation that answers says the right one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant.citing import cite
from assistant.question import Question
from assistant.references import Reference, find_references, named_documents, without_names
from assistant.search import Hit, search
from assistant.sentences import split_sentences
from assistant.verify.numbers import quantities
from corpus.anchors import Anchor
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.labels import label
from corpus.sources import known_documents, short_name
from corpus.texts import Lang, say
from corpus.words import content_words

# Set on the development cases, 2026-11-22 (docs/decisions/0010).
_NEAR_ENOUGH = 0.40
_AMONG = 8
_LEADING = 3
# A passage no longer than this is quoted whole: "within the month" stands beside the "two months" that may be added.
_SHORT = 400
# What a figure measures: lengths of time are compared whatever their unit.
_MEASURES: Mapping[str, str] = {"hours": "time", "months": "time", "%": "%", "EUR": "EUR"}
# "What is Article 22 about?" says nothing of what it should be about.
_ENOUGH_WORDS = 3


class PremiseKind(StrEnum):
    """What is wrong with what a question takes for granted."""

    MISSING_PART = "missing_part"
    ELSEWHERE = "elsewhere"
    OTHER_TEXT = "other_text"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Premise:
    """Something a question takes for granted wrongly: `message` says it in the reader's language."""

    kind: PremiseKind
    message: str


def check_premises(corpus: Corpus, question: Question, *, as_of: date) -> tuple[Question, tuple[Premise, ...]]:
    """The question as it can be answered, and what it takes for granted wrongly (nothing for most)."""
    asked = [reference for reference in question.references if not reference.aside]
    parts = [_missing_part(corpus, reference, question.lang, as_of) for reference in asked]
    missing = tuple(premise for premise in parts if premise)
    free = _free(question)
    if missing or len(content_words(free.text)) < _ENOUGH_WORDS or not (asked or question.documents):
        return question, missing
    hits = search(corpus, free, k=_AMONG, as_of=as_of)
    if not hits or hits[0].asked_cosine < _NEAR_ENOUGH:
        return question, ()
    for reference in asked:
        premise = _elsewhere(corpus, reference, hits, question.lang, as_of)
        there = replace(free, documents=tuple(anchor.document for anchor in reference.anchors))
        if premise and (leading := _leading_that_names(corpus, reference, there, as_of)):
            return replace(there, references=(replace(reference, anchors=(leading,)),)), ()
        if premise:
            return free, (premise,)
    if not asked and (premise := _other_text(question, hits)):
        return free, (premise,)
    figure = _other_figure(corpus, question, hits)
    return question, (figure,) if figure else ()


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
    units = [anchor.unit for anchor in reference.anchors]
    unit = next((unit for unit in units if corpus.catalogue.get(unit, as_of=as_of)), None)
    if not unit or any(hit.passage.anchor.unit in units for hit in hits):
        return None
    right = hits[0].passage
    values = {
        "label": label(unit, lang),
        "title": _title(corpus.get(unit, as_of=as_of, lang=lang)),
        "right": label(right.anchor.unit, lang),
        "right_title": _title(right),
    }
    return Premise(PremiseKind.ELSEWHERE, say("answer.premise_elsewhere", lang, values))


def _leading_that_names(corpus: Corpus, reference: Reference, there: Question, as_of: date) -> Anchor | None:
    """The provision of the same text that leads to the answer and names the one asked about: what a breach of Article 26 costs
    is in Article 99(4)."""
    units = {anchor.unit for anchor in reference.anchors}
    for hit in search(corpus, there, k=_LEADING, as_of=as_of):
        named = find_references(hit.passage.text, document=hit.passage.anchor.document)
        if any(anchor.unit in units for other in named for anchor in other.anchors):
            return hit.passage.anchor
    return None


def _title(passage: Passage) -> str:
    return passage.headings[-1] if passage.headings else ""


def _other_text(question: Question, hits: Sequence[Hit]) -> Premise | None:
    """The rule of another law than the one named: the provisions of laws that are found all stand there."""
    laws = {slug for slug, known in known_documents().items() if known.definitions}
    found = [hit.passage.anchor.document for hit in hits if hit.passage.anchor.document in laws]
    named = [slug for slug in question.documents if slug in laws]
    if len(found) < _LEADING or len(set(found)) != 1 or len(named) != 1 or found[0] == named[0]:
        return None
    values = {"named": short_name(named[0], question.lang), "right": short_name(found[0], question.lang)}
    return Premise(PremiseKind.OTHER_TEXT, say("answer.premise_other_text", question.lang, values))


def _other_figure(corpus: Corpus, question: Question, hits: Sequence[Hit]) -> Premise | None:
    """A length of time, share or amount laid at a text whose leading provisions give others of its kind, and not that one.

    It is laid at a text in a sentence that names it: "fifteen years of mail" are the reader's own.
    """
    named = {*question.documents, *(anchor.document for ref in question.references for anchor in ref.anchors)}
    sentences = [question.text[start:end] for start, end in split_sentences(question.text)]
    laid = " ".join(sentence for sentence in sentences if named_documents(sentence) or find_references(sentence))
    leading = [hit.passage for hit in hits if hit.passage.anchor.document in named][:_LEADING]
    said = {quantity for passage in leading for quantity in quantities(passage.text)}
    wrong = {_MEASURES[q.unit] for q in quantities(laid) - said if q.unit in _MEASURES}
    spans = ((passage, *span) for passage in leading for span in split_sentences(passage.text)) if wrong else ()
    for passage, start, end in spans:
        if any(_MEASURES.get(quantity.unit) in wrong for quantity in quantities(passage.text[start:end])):
            whole = len(passage.text) <= _SHORT
            citation = cite(corpus, passage, 0 if whole else start, len(passage.text) if whole else end)
            values = {"label": citation.label, "quote": citation.quote}
            return Premise(PremiseKind.FIGURE, say("answer.premise_figure", question.lang, values))
    return None
