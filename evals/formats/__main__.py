"""What is kept of a folder of files of all formats: passages, headings, words, pages; the seconds; what is said of the rest.

    python -m evals.formats [FILE|FOLDER]… [--keep FOLDER]

Our handbook is written as Word, slides, sheets, mail, pages, PDF and text in several encodings, French and English, so that
every heading, paragraph and page is known. Files given are read beside them; of those only the passages and seconds are known.
All go into one index. Exit 1 if a file is neither in it, nor kept out, nor named in what is said.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.local import Opening
from assistant.settings import Settings
from assistant.terminal import bars
from corpus.documents import Passage
from corpus.index import Place, open_corpus
from evals.formats.keeping import Kept, count_kept
from evals.formats.written import Written, write_handbook
from ingest.blocks import Parsed
from ingest.document import Outcome, attempt, read_document
from ingest.files import find_files
from ingest.parse.reading import read_file
from ingest.pipeline import ingest
from ingest.report import Report


@dataclass(frozen=True, slots=True)
class Read:
    """A file read by itself: its seconds, what came of it, and the passages of the index that it gave."""

    path: Path
    seconds: float
    outcome: Outcome
    passages: Sequence[Passage]
    kept: Kept | None


def main(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders read beside the handbook.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Folder to leave the files made in.")] = None,
) -> None:
    """Print a table by format, and what was said of files."""
    out = Console(width=180)
    with TemporaryDirectory(prefix="caio-formats-") as aside:
        written = {one.path: one for one in write_handbook((keep or Path(aside) / "files").resolve())}
        files = find_files([*written, *(paths or ())])
        home = Path(aside) / "home"
        report = _index(files, home)
        held = _passages(home)
        with bars() as progress:
            read = []
            for number, path in enumerate(files, 1):
                read.append(_read(path, held.get(str(path.resolve()), ()), written.get(path)))
                progress("each alone", number, len(files))
    out.print(_table(read))
    said = [*report.warnings, *report.errors, *(f"{kept.record.path}: kept out" for kept in report.quarantined)]
    for sentence in said:
        out.print(f"- {sentence}", markup=False, highlight=False)
    silent = [one.path for one in read if not one.passages and not any(str(one.path) in sentence for sentence in said)]
    out.print(
        f"{len(files)} files, {report.passages} passages in {report.seconds:.0f} s; left out without a word: {len(silent)}"
    )
    for path in silent:
        out.print(f"  {path}", markup=False, highlight=False)
    sys.exit(bool(silent))


def _index(files: Sequence[Path], home: Path) -> Report:
    indexing = replace(Opening(Settings()).indexing(), place=Place(home), digests=())
    with bars() as progress:
        return ingest(files, indexing, progress=progress)


def _passages(home: Path) -> Mapping[str, Sequence[Passage]]:
    """The passages of the index by the file they are of."""
    with closing(open_corpus(Place(home), None)) as corpus:
        catalogue = corpus.catalogue
        return {
            held.path: tuple(catalogue.version_passages(held.document.slug, held.lang, held.version.id))
            for held in catalogue.held()
        }


def _read(path: Path, passages: Sequence[Passage], written: Written | None) -> Read:
    file = read_file(path)
    start = perf_counter()
    outcome = attempt(read_document, file)
    seconds = perf_counter() - start
    return Read(path, seconds, outcome, passages, count_kept(written, passages) if written else None)


def _table(read: Sequence[Read]) -> Table:
    table = Table(title="What is read of each format")
    for column in ("format", "files", "read", "passages", "headings", "paragraphs", "pages", "hidden", "notices", "seconds"):
        table.add_column(column, justify="left" if column == "format" else "right")
    groups: dict[str, list[Read]] = defaultdict(list)
    for one in read:
        groups[f"{one.path.suffix.lower()}, {'written' if one.kept else 'given'}"].append(one)
    for name, files in sorted(groups.items()):
        parsed = [one.outcome for one in files if isinstance(one.outcome, Parsed)]
        table.add_row(
            name,
            str(len(files)),
            str(len(parsed)),
            str(sum(len(one.passages) for one in files)),
            _share((one.kept.headings, one.kept.of_headings) for one in files if one.kept),
            _share((one.kept.paragraphs, one.kept.of_paragraphs) for one in files if one.kept),
            _share((one.kept.pages, one.kept.of_pages) for one in files if one.kept),
            str(sum(len(one.hidden) for one in parsed)),
            str(sum(len(one.warnings) for one in parsed)),
            f"{sum(one.seconds for one in files):.1f}",
        )
    return table


def _share(counts: Iterable[tuple[int, int]]) -> str:
    pairs = list(counts)
    return f"{sum(kept for kept, _ in pairs)}/{sum(of for _, of in pairs)}" if any(of for _, of in pairs) else "—"


if __name__ == "__main__":
    typer.run(main)
