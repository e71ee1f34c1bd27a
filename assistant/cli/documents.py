"""`caio ingest`, `remove`, `quarantine`: what gets into the index, and what leaves it."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant import terminal
from assistant.cli.shared import AsJson, print_json, read_settings
from corpus.errors import CaioError
from corpus.texts import say
from ingest.report import Report

app = typer.Typer()
quarantine = typer.Typer(help="The files kept out of the index until somebody accepts them.", no_args_is_help=True)
app.add_typer(quarantine, name="quarantine")


@app.command()
def ingest(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders.")] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="A document or a source known by name; `all` for every one.")
    ] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask publishers whether official texts have changed.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Then follow the folders, and index what changes.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Index PATHS, and what is named with --source. What is indexed already is not read again; what is gone is removed."""
    from assistant.local import Opening
    from ingest.fetch import gather_all
    from ingest.pipeline import ingest as run
    from ingest.watching import follow
    from ingest.web import polite_get

    if not paths and not source:
        raise typer.BadParameter("give PATHS or --source", param_hint="PATHS")
    settings = read_settings()
    gathered = gather_all(
        source or (),
        settings.sources,
        folder=settings.corpus_dir,
        home=settings.home,
        get=polite_get(settings.fetch_timeout_s),
        refresh=refresh,
    )
    for failure in gathered.failures:
        terminal.warn(failure.message(settings.lang))
    found = (*(paths or ()), *gathered.paths)

    def index_once() -> Report:
        with terminal.progress(settings.lang, quiet=as_json) as progress:
            report = run(found, Opening(settings).indexing(), progress=progress, dry_run=dry_run)
        print_json(report) if as_json else terminal.print_report(report, settings.lang)
        return report

    def index_again() -> None:
        try:
            index_once()
        except CaioError as error:  # the next change may mend it
            terminal.fail(error)

    if watch:
        follow([path for path in found if path.is_dir()], index_again)
    elif index_once().errors:
        raise typer.Exit(1)


@app.command()
def remove(names: list[str], as_json: AsJson = False) -> None:
    """Take documents out of the index: NAMES are documents, or the files and folders they were read from."""
    from assistant.local import Opening
    from ingest.pipeline import remove as run

    settings = read_settings()
    with terminal.progress(settings.lang, quiet=as_json) as progress:
        report = run(names, Opening(settings).indexing(), progress=progress)
    print_json(report) if as_json else terminal.print_report(report, settings.lang)


@quarantine.command("list")
def list_quarantine(as_json: AsJson = False) -> None:
    """List the files that wait, and those accepted or refused."""
    from ingest.quarantine import Records, read_records

    settings = read_settings()
    records = read_records(settings.home)
    if as_json:
        print_json(Records(records=tuple(records)))
    else:
        terminal.print_records(records, settings.lang, enforced=settings.quarantine)


@quarantine.command("show")
def show_quarantined(file: Path, as_json: AsJson = False) -> None:
    """Show what was found in FILE, where, and why it is not indexed."""
    from ingest.quarantine import find_record

    settings = read_settings()
    record = find_record(settings.home, file)
    print_json(record) if as_json else terminal.print_record(record, settings.lang)


@quarantine.command("accept")
def accept(file: Path) -> None:
    """Accept FILE as it is now; `caio ingest` then indexes it."""
    _decide(file, "accepted")


@quarantine.command("refuse")
def refuse(file: Path) -> None:
    """Refuse FILE as it is now; `caio ingest` then takes out what the index holds of it."""
    _decide(file, "refused")


def _decide(file: Path, standing: Literal["accepted", "refused"]) -> None:
    from assistant.local import Opening
    from ingest.quarantine import decide

    settings = read_settings()
    record = decide(Opening(settings).place, file, standing, by=getpass.getuser(), now=datetime.now(UTC))
    typer.echo(say(f"quarantine.{'acceptance' if standing == 'accepted' else 'refusal'}", settings.lang, {"path": record.path}))
