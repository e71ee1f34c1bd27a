"""The searches that the suites measure: the product's own, over the indexed corpus or over pages alone."""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

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
from evals.asking import ask_own
from evals.cases import Case
from evals.claims import Part
from evals.cli import Bench
from evals.judging import measure_public
from evals.public.cnil_faq import Page
from evals.rates import Rates
from evals.retrieval import Retriever
from evals.verification import Verified, verify_written
from ingest.blocks import Block, Parsed
from ingest.passages import build_passages
from ingest.pipeline import Progress


def bench() -> Bench:
    """What the settings lead to."""
    return Bench(open_retriever, index_pages, check_claims, judge_public, ask_own)


def judge_public(folder: Path, progress: Progress) -> Rates:
    """The verifier of the settings on the public sets of `folder`. Raises CaioError if one is missing, or the judge is."""
    settings = Settings()
    plain = open_plain_embedder(settings.embedder, models=settings.home / "models")
    return asyncio.run(measure_public(folder, Opening(settings).entailment(), plain, progress))


def open_retriever(weights: Weights) -> Retriever:
    """The search over the index of the settings. Raises CaioError if there is none."""
    return _retriever(Opening(Settings()).corpus(), weights)


def index_pages(pages: Sequence[Page], weights: Weights) -> Retriever:
    """The same search over `pages` alone, indexed for the occasion, their vectors kept for the next."""
    settings = Settings()
    opening = Opening(settings)
    embedder = opening.embedder()
    digest = hashlib.sha256("".join(page.text for page in pages).encode()).hexdigest()[:12]
    place = Place(settings.home / "evals" / digest)
    with writing(place):
        name, catalogue = start_generation(place, None)
        for page in pages:
            parsed = _parsed(page)
            catalogue.put_version(Held(parsed.document, parsed.version, "fr", page.slug), build_passages(parsed))
        catalogue.put_meta({"form": "pages"})
        finish_generation(
            place,
            name,
            catalogue,
            digests=(),
            embedder=embedder,
            tokens=settings.passage_tokens,
            progress=lambda _done, _total: None,
        )
    return _retriever(open_corpus(place, embedder), weights)


def check_claims(part: Part) -> Verified:
    """The verifier of the settings on the claims written by hand. Raises CaioError without an index, or without its judge."""
    opening = Opening(Settings())
    return asyncio.run(verify_written(part, opening.corpus(), opening.entailment()))


def _retriever(corpus: Corpus, weights: Weights) -> Retriever:
    def retrieve(case: Case, k: int) -> Sequence[Anchor]:
        question = understand(Query(question=case.question, lang=case.lang))
        hits = search(corpus, question, k=k, as_of=case.as_of, weights=weights)
        return [hit.passage.anchor for hit in hits]

    return retrieve


def _parsed(page: Page) -> Parsed:
    """A page as a document: one section, a paragraph per block of text."""
    section = top(page.slug, Kind.HEADING, "page")
    paragraphs = [text for text in page.text.split("\n\n") if text.strip()] or [page.title]
    sha256 = hashlib.sha256(page.text.encode()).hexdigest()
    return Parsed(
        document=Document(page.slug, page.title, "", "", Trust.UPLOAD),
        version=Version(page.slug, sha256[:12], date(1970, 1, 1), sha256),
        lang="fr",
        blocks=tuple(
            Block(section.child(Kind.PARAGRAPH, str(i)), text.strip(), headings=(page.title,))
            for i, text in enumerate(paragraphs, 1)
        ),
    )
