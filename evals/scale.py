"""What growing costs: time, memory and disk to index N passages, milliseconds to evidence, questions lost among them.

    python -m evals.scale [--passages 10000]… [--acts FOLDER] [--against llama-index] [--against haystack]

The official texts of CAIO_CORPUS_DIR and our handbook come first, then acts of EUR-Lex as distractors, until there are N
passages: pieces of documents that have a vector each. Digests and everyday questions come on top. Each N has its folder,
CAIO_HOME/scale/N. Vectors are kept there as they are computed: a run that was stopped goes on with the same command. An index
that is there is not made again: remove its folder for that.
"""

import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import numpy as np
import typer

from assistant.answers import Query, Value
from assistant.evidence import find
from assistant.local import Opening
from assistant.question import understand
from assistant.search import Weights
from assistant.settings import Settings
from assistant.terminal import bars
from corpus.embedding import Role, Vectors
from corpus.generations import text_units
from corpus.index import Place, open_corpus
from corpus.sources import known_documents
from corpus.underway import Progress
from corpus.units import cut
from corpus.vector_cache import VectorCache
from evals.cases import AS_OF, own_cases, own_suite
from evals.measured import measure_apart
from evals.retrieval import QuestionSet, Results, join, run_retrieval
from evals.rivals import RIVALS
from evals.wiring import retriever_over
from ingest.blocks import File, Parsed
from ingest.document import Outcomes, ReadEach, Step
from ingest.fetch import gather
from ingest.files import find_files
from ingest.passages import build_passages
from ingest.pipeline import ingest
from ingest.web import polite_get

SIZES = (1_000, 10_000, 100_000)
_QUESTIONS = 100


class Indexed(Value):
    """An index made: passages and all units in it, its MB of disk, seconds by step, peak memory in GB."""

    passages: int
    units: int
    disk_mb: float
    steps: dict[str, float]
    peak_gb: float

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(self.steps.values())


def main(
    passages: Annotated[list[int] | None, typer.Option(help="How many; several sizes one after the other.")] = None,
    acts: Annotated[Path | None, typer.Option(help="Folder of acts of EUR-Lex; else CAIO_CORPUS_DIR/scale/eurlex.")] = None,
    against: Annotated[list[str] | None, typer.Option(help=f"Index the same with: {', '.join(RIVALS)}.")] = None,
) -> None:
    """Measure each size, and what the official questions lose to the distractors."""
    settings = Settings()
    base, distractors = _base_files(settings), _act_files(settings, acts)
    typer.echo(f"{len(base)} files of our own, {len(distractors)} of distractors")
    alone = _measure_size(settings, 0, base)
    before = _measure_recall(settings, 0)
    for size in passages or SIZES:
        indexed = _measure_size(settings, size, [*base, *distractors])
        if indexed.passages > alone.passages:  # else texts that answer are missing
            _measure_recall(settings, size, before)
        for name in against or ():
            _measure_rival(settings, size, name)


def _base_files(settings: Settings) -> list[Path]:
    get = polite_get(settings.fetch_timeout_s)
    found = gather(known_documents(), folder=settings.corpus_dir, home=settings.home, get=get)
    return [*found.paths, *find_files([Path(str(files("corpus"))) / "guides"])]


def _act_files(settings: Settings, folder: Path | None) -> list[Path]:
    """The acts, unpacked if need be, without those that are among our own; shuffled, the languages of an act together."""
    folder = folder or (settings.corpus_dir or Path()) / "scale" / "eurlex"
    unpacked = settings.home / "scale" / "acts"
    for archive in sorted(folder.glob("*.tar.xz")):
        if not (unpacked / archive.name).exists():
            shutil.unpack_archive(archive, unpacked / "unpacking", filter="data")
            (unpacked / "unpacking").rename(unpacked / archive.name)
    ours = {edition.id[1:10] for document in known_documents().values() for edition in document.editions}
    found = [path for path in (unpacked if unpacked.is_dir() else folder).rglob("*.*ml") if path.name[1:10] not in ours]
    return sorted(found, key=lambda path: (sha256(path.stem.encode()).digest(), str(path)))


def _place(settings: Settings, size: int) -> Place:
    return Place(settings.home / "scale" / str(size))


def _measure_size(settings: Settings, size: int, paths: Sequence[Path]) -> Indexed:
    kept = _place(settings, size).home / "indexed.json"
    if not kept.exists():
        measured = measure_apart(partial(_index, settings, size, paths))
        kept.write_text(measured.value.model_copy(update={"peak_gb": measured.peak_gb}).model_dump_json(), encoding="utf8")
    indexed = Indexed.model_validate_json(kept.read_text(encoding="utf8"))
    steps = ", ".join(f"{step} {seconds:.0f}" for step, seconds in indexed.steps.items())
    typer.echo(f"\n{indexed.passages} passages ({indexed.units} units): {indexed.seconds:.0f} s ({steps})")
    rate = indexed.passages / indexed.seconds
    typer.echo(f"  {rate:.1f} passages/s, {indexed.disk_mb:.0f} MB of disk, peak {indexed.peak_gb:.2f} GB")
    asked = measure_apart(partial(_ask, settings, size))
    opening, times = asked.value
    p50, p95 = np.percentile(times, [50, 95])
    said = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms; opened in {opening:.1f} s; peak {asked.peak_gb:.2f} GB"
    typer.echo(f"  evidence over {len(times)} questions: {said}")
    return indexed


def _measure_recall(settings: Settings, size: int, before: Results | None = None) -> Results:
    """What is found of our own questions, and the points lost since `before`."""
    results = measure_apart(partial(_recall, settings, size)).value
    for row, whole in zip(results.rows, (before or results).rows, strict=True):
        if row.slice == "all":
            found = f"R@1 {row.r1.value:.1%} R@5 {row.r5.value:.1%} R@10 {row.r10.value:.1%}"
            lost = f", R@5 {100 * (row.r5.value - whole.r5.value):+.1f} points" if before else ""
            typer.echo(f"  {row.set} ({row.n}), {row.level}: {found}{lost}")
    return results


def _index(settings: Settings, size: int, paths: Sequence[Path]) -> Indexed:
    place = _place(settings, size)
    # Nothing but vectors is taken from a run that was stopped: the time of the rest is to be told.
    shutil.rmtree(place.index, ignore_errors=True)
    _seed(settings, size)
    indexing = replace(Opening(settings).indexing(), place=place)
    if size:
        indexing = replace(indexing, read_each=up_to(size, indexing.tokens, indexing.read_each))
    with bars() as shown:
        clock = _Clock(shown)
        ingest(paths, indexing, progress=clock.tell)
        steps = clock.steps()
    corpus = open_corpus(place, None)
    disk = sum(path.stat().st_size for path in (place.index / corpus.generation).rglob("*") if path.is_file())
    passages = len(text_units(corpus.catalogue, tokens=indexing.tokens))
    units = corpus.catalogue.count_units()
    return Indexed(passages=passages, units=units, disk_mb=disk / 1e6, steps=steps, peak_gb=0)


def _seed(settings: Settings, size: int) -> None:
    """Start from the vectors of the next smaller index, the smallest from those of CAIO_HOME."""
    target = _place(settings, size).home / "embeddings.sqlite"
    smaller = sorted((int(folder.name) for folder in (settings.home / "scale").glob("[0-9]*")), reverse=True)
    homes = [*(_place(settings, other).home for other in smaller if other < size), settings.home]
    source = next((home / target.name for home in homes if (home / target.name).exists()), None)
    if source and not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def up_to(passages: int, tokens: int, read_each: ReadEach) -> ReadEach:
    """`read_each`, that stops as soon as what it has read comes to so many passages."""

    def read(step: Step, files: Iterable[File]) -> Outcomes:
        left = passages
        with closing(read_each(step, files)) as outcomes:
            for path, outcome in outcomes:
                yield path, outcome
                if isinstance(outcome, Parsed):
                    left -= len(cut(build_passages(outcome), tokens=tokens))
                if left <= 0:
                    return

    return read


class _Clock:
    """Tells `shown` how a run goes, and keeps what its steps took."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._told: dict[str, tuple[float, float]] = {}
        self._start = perf_counter()

    def tell(self, step: str, done: int, total: int) -> None:
        """What `ingest` tells."""
        self._shown(step, done, total)
        now = perf_counter()
        self._told[step] = (self._told.get(step, (now, now))[0], now)

    def steps(self) -> dict[str, float]:
        """Seconds of reading files, of passages and their words, of embedding, of storing vectors and checking; until now."""
        read, (embedding, embedded) = self._told["reading"][1], self._told["embedding"]
        return {
            "reading": read - self._start,
            "words": embedding - read,
            "embedding": embedded - embedding,
            "storing": perf_counter() - embedded,
        }


def _ask(settings: Settings, size: int) -> tuple[float, list[float]]:
    """Seconds to open the index, and milliseconds to the evidence for each question, warm."""
    embedder = Opening(settings).embedder()
    start = perf_counter()
    corpus = open_corpus(_place(settings, size), embedder)
    opened = perf_counter() - start
    questions = [case.question for case in (*own_cases("test"), *own_cases("dev"))][:_QUESTIONS]
    times = []
    for question in ["warm up", *questions]:
        start = perf_counter()
        find(corpus, understand(Query(question=question)), as_of=AS_OF)
        times.append(1000 * (perf_counter() - start))
    return opened, times[1:]


def _recall(settings: Settings, size: int) -> Results:
    """Our own development questions, searched in the index."""
    retriever = retriever_over(open_corpus(_place(settings, size), Opening(settings).embedder()), Weights())
    sets = {"dev": own_cases("dev"), "suite dev": own_suite("dev")}
    return join([run_retrieval(QuestionSet(name, cases, ("article", "provision")), retriever) for name, cases in sets.items()])


class _Known:
    """An embedder that gives back the vectors kept for an index; it was the product's own that made them."""

    def __init__(self, cache: VectorCache, name: str, dimension: int) -> None:
        self._cache, self.name, self.dimension = cache, name, dimension

    def embed(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row of length 1 per text: shape (len(texts), dimension), float32."""
        digests = [sha256(f"{role}: {text}".encode()).hexdigest() for text in texts]
        known = self._cache.get(digests)
        return np.stack([known[digest] for digest in digests])


def _measure_rival(settings: Settings, size: int, name: str) -> None:
    """The passages of our index indexed by another, given the vectors: what is measured is all but the embedding."""
    with TemporaryDirectory() as folder:
        measured = measure_apart(partial(_index_with, settings, size, name, Path(folder)))
    passages, disk = measured.value
    typer.echo(
        f"  {name}: {passages} passages {measured.seconds:.0f} s without embedding, {disk:.0f} MB, {measured.peak_gb:.2f} GB"
    )


def _index_with(settings: Settings, size: int, name: str, folder: Path) -> tuple[int, float]:
    place = _place(settings, size)
    corpus = open_corpus(place, None)
    meta = corpus.catalogue.meta()
    units = text_units(corpus.catalogue, tokens=int(meta["tokens"]))
    name_of, dimension = meta["embedder"], int(meta["dimension"])
    cache = VectorCache(place.home / "embeddings.sqlite", name_of, dimension=dimension)
    RIVALS[name](units, _Known(cache, name_of, dimension), folder)
    return len(units), sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    typer.run(main)
