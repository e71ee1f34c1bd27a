"""The searches that the suites measure: the product's own, over the indexed corpus or over pages alone."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path, PurePath

from assistant.answers import Query
from assistant.local import Opening
from assistant.question import understand
from assistant.search import Weights, search
from assistant.settings import Settings
from corpus.anchors import Anchor, Kind, top
from corpus.catalogue import Held
from corpus.documents import Document, Trust, Version
from corpus.embedding import open_plain_embedder
from corpus.generations import finish_generation, start_generation, writing
from corpus.index import Corpus, Place, open_corpus
from corpus.texts import Lang
from corpus.underway import Progress
from evals.asking import ask_dated, ask_own
from evals.cases import AS_OF, Case
from evals.claims import Part
from evals.cli import Bench
from evals.judging import measure_public
from evals.metrics import FileSpan
from evals.public import legalbench_rag
from evals.public.cnil_faq import Page
from evals.rates import Rates
from evals.retrieval import Retriever
from evals.spans import Finder, measure_legalbench
from evals.verification import Verified, verify_written
from ingest.blocks import Block, Parsed
from ingest.passages import build_passages


def bench() -> Bench:
    """What the settings lead to."""
    return Bench(open_retriever, index_pages, check_claims, judge_public, ask_own, ask_dated)


def judge_public(folder: Path, progress: Progress) -> Rates:
    """The verifier and search of the settings on the public sets of `folder`. Raises CaioError if one is missing, or the
    judge is."""
    settings = Settings()
    plain = open_plain_embedder(settings.embedder, models=settings.home / "models")
    found = measure_legalbench(folder / "legalbench_rag", index_documents, progress)
    judged = asyncio.run(measure_public(folder, Opening(settings).entailment(), plain, progress))
    return judged.model_copy(update={"rates": (*judged.rates, *found)})


def open_retriever(weights: Weights) -> Retriever:
    """The search over the index of the settings. Raises CaioError if there is none."""
    return retriever_over(Opening(Settings()).corpus(), weights)


def index_pages(pages: Sequence[Page], weights: Weights) -> Retriever:
    """The same search over `pages` alone, indexed for the occasion, their vectors kept for the next."""
    parsed = [_parsed(page.slug, page.title, "fr", _paragraphs(page)) for page in pages]
    return retriever_over(_index_alone(parsed, [page.text for page in pages], lambda _done, _total: None), weights)


def index_documents(documents: Sequence[legalbench_rag.Document], progress: Callable[[int, int], None]) -> Finder:
    """The same search over `documents` alone, indexed as `index_pages` does; it gives where in their files passages stand.

    `progress` is told how many passages have their vector, of how many.
    """
    parsed: list[Parsed] = []
    places: dict[Anchor, FileSpan] = {}
    for number, document in enumerate(documents, start=1):
        spans = legalbench_rag.paragraphs(document)
        texts = [document.text[span.start : span.end] for span in spans]
        its = _parsed(f"legalbench-rag-{number}", PurePath(document.file).stem, "en", texts)
        parsed.append(its)
        places |= zip((block.anchor for block in its.blocks), spans, strict=True)
    corpus = _index_alone(parsed, [document.text for document in documents], progress)

    def find(question: str, k: int) -> Sequence[FileSpan]:
        asked = understand(Query(question=question, lang="en"))
        # A document is found as a whole too, which is no passage of it.
        hits = search(corpus, asked, k=k + len(documents), as_of=AS_OF)
        return [places[hit.passage.anchor] for hit in hits if hit.passage.anchor in places][:k]

    return find


def check_claims(part: Part) -> Verified:
    """The verifier of the settings on the claims written by hand. Raises CaioError without an index, or without its judge."""
    opening = Opening(Settings())
    return asyncio.run(verify_written(part, opening.corpus(), opening.entailment()))


def retriever_over(corpus: Corpus, weights: Weights) -> Retriever:
    """The product's search over `corpus`."""

    def retrieve(case: Case, k: int) -> Sequence[Anchor]:
        question = understand(Query(question=case.question, lang=case.lang))
        hits = search(corpus, question, k=k, as_of=case.as_of, weights=weights)
        return [hit.passage.anchor for hit in hits]

    return retrieve


def _index_alone(parsed: Iterable[Parsed], texts: Iterable[str], progress: Callable[[int, int], None]) -> Corpus:
    """An index of `parsed` alone, in a folder named after the `texts` that were parsed."""
    settings = Settings()
    embedder = Opening(settings).embedder()
    digest = hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
    place = Place(settings.home / "evals" / digest)
    with writing(place):
        name, catalogue = start_generation(place, None)
        for its in parsed:
            catalogue.put_version(Held(its.document, its.version, its.lang, its.document.slug), build_passages(its))
        catalogue.put_meta({"form": "pages"})
        finish_generation(
            place, name, catalogue, digests=(), embedder=embedder, tokens=settings.passage_tokens, progress=progress
        )
    return open_corpus(place, embedder)


def _paragraphs(page: Page) -> list[str]:
    return [text.strip() for text in page.text.split("\n\n") if text.strip()] or [page.title]


def _parsed(slug: str, title: str, lang: Lang, paragraphs: Sequence[str]) -> Parsed:
    """A text as a document: one section, its paragraphs."""
    section = top(slug, Kind.HEADING, "page")
    sha256 = hashlib.sha256("\n\n".join(paragraphs).encode()).hexdigest()
    return Parsed(
        document=Document(slug, title, "", "", Trust.UPLOAD),
        version=Version(slug, sha256[:12], date(1970, 1, 1), sha256),
        lang=lang,
        blocks=tuple(
            Block(section.child(Kind.PARAGRAPH, str(i)), text, headings=(title,)) for i, text in enumerate(paragraphs, 1)
        ),
    )
