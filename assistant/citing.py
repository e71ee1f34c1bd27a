"""Citations: the exact words, where they stand, how the provision is called and where its publisher shows it."""

from assistant.answers import Citation, Source
from corpus.anchors import Kind, parse
from corpus.application import application
from corpus.documents import Passage
from corpus.index import Corpus
from corpus.labels import label_of


def cite(corpus: Corpus, passage: Passage, start: int, end: int) -> Citation:
    """The citation of `passage.text[start:end]`, at the deepest provision that holds those words whole."""
    quote = passage.text[start:end]
    for child in corpus.catalogue.children(passage):
        at = child.text.find(_without_mark(quote, child.label))
        if at >= 0 and passage.text.count(quote) == 1:
            inner = _without_mark(quote, child.label)
            return cite(corpus, child, at, at + len(inner))
    when = application(passage.anchor, passage.valid_from)
    return Citation(
        anchor=str(passage.anchor),
        lang=passage.lang,
        version=passage.version,
        quote=quote,
        start=start,
        end=end,
        label=label_of(passage, name=corpus.title(passage.anchor.document, passage.lang)),
        url=corpus.url(passage),
        applies_from=when.start if when else None,
        products_from=when.products if when else None,
    )


def lead_ins(corpus: Corpus, citation: Citation) -> tuple[Citation, ...]:
    """The words that open the list a cited point stands in ("shall be prohibited:"), the outermost first; none elsewhere.

    A point says nothing without them: "the use of AI systems that …" may be allowed or forbidden.
    """
    anchor, found = parse(citation.anchor), []
    while anchor.kind is Kind.POINT and anchor.parent:
        anchor = anchor.parent
        versions = corpus.catalogue.all_versions(anchor)
        passage = next((p for p in versions if (p.lang, p.version) == (citation.lang, citation.version)), None)
        first = passage.text.partition("\n")[0].rstrip() if passage else ""
        if passage and first.endswith(":") and citation.quote not in first:
            found.append(cite(corpus, passage, 0, len(first)))
    return tuple(reversed(found))


def source(corpus: Corpus, passage: Passage, score: float) -> Source:
    """The passage as shown among the sources."""
    return Source(
        anchor=str(passage.anchor),
        lang=passage.lang,
        version=passage.version,
        text=passage.text,
        score=round(score, 4),
        label=label_of(passage, name=corpus.title(passage.anchor.document, passage.lang)),
        url=corpus.url(passage),
    )


def _without_mark(quote: str, mark: str) -> str:
    return quote.removeprefix(mark).lstrip() if mark else quote
