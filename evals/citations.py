"""Citations scored: do they hold what the sentences say, are they all needed, and are they what they claim to be.

What one text supports another is for the caller to say (`Supports`): a judge's word, or a person's.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from assistant.answers import Answer, Citation
from corpus.anchors import parse
from corpus.documents import holds_on
from corpus.errors import AnchorError
from corpus.index import Corpus
from corpus.labels import label_of

Supports = Callable[[str, str], bool]


def citation_recall(statement: str, quotes: Sequence[str], supports: Supports) -> float:
    """1.0 if the quotes together support the statement, else 0.0; 0.0 without any.

    ALCE (Gao et al. 2023, https://arxiv.org/abs/2305.14627), by sentence; an answer's recall is the mean of its sentences'.
    """
    return float(bool(quotes) and supports(" ".join(quotes), statement))


def citation_precision(statement: str, quotes: Sequence[str], supports: Supports) -> tuple[float, ...]:
    """For each quote 1.0, or 0.0 if it is irrelevant: alone it does not support, and the others do without it.

    ALCE, as `citation_recall`; all are 0.0 when the quotes together do not support the statement.
    """
    if not citation_recall(statement, quotes, supports):
        return tuple(0.0 for _ in quotes)
    return tuple(
        0.0 if not supports(quote, statement) and citation_recall(statement, [*quotes[:i], *quotes[i + 1 :]], supports) else 1.0
        for i, quote in enumerate(quotes)
    )


class Fault(StrEnum):
    """What is wrong with a citation."""

    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"
    NOT_VERBATIM = "not_verbatim"
    LABEL = "label"


def citation_faults(citation: Citation, corpus: Corpus, *, as_of: date) -> tuple[Fault, ...]:
    """What is wrong with `citation` on `as_of`: no such provision, a version not in force, other words, another's name."""
    try:
        anchor = parse(citation.anchor)
    except AnchorError:
        return (Fault.UNKNOWN,)
    versions = [p for p in corpus.catalogue.all_versions(anchor) if p.lang == citation.lang]
    passage = next((p for p in versions if p.version == citation.version), None)
    if not passage:
        return (Fault.UNKNOWN,)
    faults = []
    if not holds_on(as_of, passage.valid_from, passage.valid_to):
        faults.append(Fault.NOT_IN_FORCE)
    if passage.text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
        faults.append(Fault.NOT_VERBATIM)
    if citation.label != label_of(passage, name=corpus.title(anchor.document, passage.lang)):
        faults.append(Fault.LABEL)
    return tuple(faults)


def integrity(answer: Answer, corpus: Corpus, *, as_of: date) -> tuple[str, ...]:
    """Every fault of every citation of `answer`, as `anchor: fault`; none is what the product promises."""
    return tuple(
        f"{citation.anchor}: {fault}"
        for claim in answer.claims
        for citation in claim.citations
        for fault in citation_faults(citation, corpus, as_of=as_of)
    )
