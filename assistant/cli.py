"""`caio`: ask, search, show, diff, changes, ingest, quarantine, remove, index, serve, models, doctor.

Exit 0 done, 1 a clear error, 2 wrong usage; a refusal is an answer.
"""

import asyncio
import getpass
import sys
from collections.abc import Coroutine
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from assistant import terminal
from assistant.answers import Answer, Done, Failed, Query, Status
from assistant.settings import Settings
from corpus.errors import CaioError, SettingsError
from corpus.texts import Lang, say
from ingest.report import Report

app = typer.Typer(help="Answers on AI governance from the texts themselves.", no_args_is_help=True, add_completion=False)
models = typer.Typer(help="The weights of the language model.", no_args_is_help=True)
quarantine = typer.Typer(help="The files kept out of the index until somebody accepts them.", no_args_is_help=True)
app.add_typer(models, name="models")
index = typer.Typer(help="The indexes kept: the one that serves and the one before.", no_args_is_help=True)
app.add_typer(index, name="index")
app.add_typer(quarantine, name="quarantine")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
InLang = Annotated[str | None, typer.Option("--lang", help="fr or en.", metavar="fr|en")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Answer as of this date.")]
_T = TypeVar("_T")


@app.command()
def ask(
    question: str,
    lang: InLang = None,
    as_of: AsOf = None,
    audience: Annotated[str, typer.Option(help="The reader's role.")] = "everyone",
    as_json: AsJson = False,
) -> None:
    """Answer QUESTION from the texts, with the proof of each sentence."""
    query = Query(question=question, lang=_lang(lang), as_of=_day(as_of), audience=audience)
    answer = _run(_ask(query, quiet=as_json))
    _print(answer) if as_json else terminal.print_answer(answer)


async def _ask(query: Query, *, quiet: bool) -> Answer:
    from assistant.local import open_assistant

    assistant = await open_assistant(_settings())
    console = Console(stderr=True, quiet=quiet)
    try:
        with console.status("…") as status:
            async for event in assistant.stream(query):
                if isinstance(event, Status):
                    status.update(event.message)
                elif isinstance(event, Done):
                    return event.answer
                elif isinstance(event, Failed):
                    raise SettingsError(event.key)
    finally:
        await assistant.close()
    raise AssertionError("a stream ends with Done or raises")


@app.command()
def search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    lang: InLang = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to QUERY."""
    from assistant.llm import Opened
    from assistant.local import LocalAssistant

    # No model is opened: searching needs none.
    result = LocalAssistant(_settings(), model=Opened(None, "asked_none")).search(
        query, k=k, lang=_lang(lang), as_of=_day(as_of)
    )
    _print(result) if as_json else terminal.print_hits(result)


@app.command()
def show(anchor: str, lang: InLang = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show the provision at ANCHOR and its versions."""
    from assistant.local import Opening
    from assistant.local import show as show_provision
    from corpus.index import open_corpus

    settings = _settings()
    corpus = open_corpus(Opening(settings).place, None)
    shown = show_provision(corpus, anchor, lang=_lang(lang) or settings.lang, as_of=_day(as_of) or date.today())
    _print(shown) if as_json else terminal.print_provision(shown)


@app.command()
def diff(document: str, before: str, after: str, lang: InLang = None, as_json: AsJson = False) -> None:
    """Show what changed in DOCUMENT from the version BEFORE to the version AFTER."""
    from assistant.local import Opening
    from assistant.versions import diff as compare
    from corpus.index import open_corpus

    settings = _settings()
    corpus = open_corpus(Opening(settings).place, None)
    difference = compare(corpus, document, before, after, lang=_lang(lang) or settings.lang)
    _print(difference) if as_json else terminal.print_diff(difference)


@app.command()
def changes(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day to tell of.")],
    lang: InLang = None,
    as_json: AsJson = False,
) -> None:
    """Show what came into force or into the index since a day, and what begins to apply in the months to come."""
    from assistant.changes import changes as find_changes
    from assistant.local import Opening
    from corpus.index import open_corpus

    settings = _settings()
    corpus = open_corpus(Opening(settings).place, None)
    found = find_changes(corpus, since=since.date(), today=date.today(), lang=_lang(lang) or settings.lang)
    _print(found) if as_json else terminal.print_changes(found)


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
    settings = _settings()
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
        _print(report) if as_json else terminal.print_report(report, settings.lang)
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

    settings = _settings()
    with terminal.progress(settings.lang, quiet=as_json) as progress:
        report = run(names, Opening(settings).indexing(), progress=progress)
    _print(report) if as_json else terminal.print_report(report, settings.lang)


@app.command()
def serve() -> None:
    """Serve the page and the HTTP interface at CAIO_HOST:CAIO_PORT."""
    from assistant.serve import serve as run

    run(_settings())


@models.command("pull")
def pull() -> None:
    """Fetch the weights of the embedded model."""
    from assistant.llm.weights import pull as run

    settings = _settings()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(say("cli.pulling", settings.lang), total=None)
        path = run(settings.home, progress=lambda done, total: bars.update(task, completed=done, total=total))
    typer.echo(path)


@models.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the weights known here, and whether they are ready."""
    from assistant.llm.weights import list_models

    files = list_models(_settings())
    terminal.print_models(files, as_json=as_json)


@index.command("list")
def list_kept(as_json: AsJson = False) -> None:
    """List the indexes kept: what each holds, which one serves, and what is wrong with it."""
    from assistant.indexes import list_indexes
    from assistant.local import Opening

    settings = _settings()
    opening = Opening(settings)
    indexes = list_indexes(opening.place, opening.space, settings.lang)
    _print(indexes) if as_json else terminal.print_indexes(indexes, settings.lang)


@index.command("rollback")
def rollback() -> None:
    """Make the index before serve again; once more, and the one that served returns."""
    from assistant.local import Opening
    from corpus.rollback import rollback as run

    settings = _settings()
    opening = Opening(settings)
    generation = run(opening.place, opening.space)
    typer.echo(say("cli.index_back", settings.lang, {"generation": generation}))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check the settings, the index, the embedder and the language model; exit 1 if something is wrong."""
    from assistant.doctor import examine

    report = _run(examine(_settings()))
    _print(report) if as_json else terminal.print_health(report)
    if not report.healthy:
        raise typer.Exit(1)


@quarantine.command("list")
def list_quarantine(as_json: AsJson = False) -> None:
    """List the files that wait, and those accepted or refused."""
    from ingest.quarantine import Records, read_records

    settings = _settings()
    records = read_records(settings.home)
    if as_json:
        _print(Records(records=tuple(records)))
    else:
        terminal.print_records(records, settings.lang, enforced=settings.quarantine)


@quarantine.command("show")
def show_quarantined(file: Path, as_json: AsJson = False) -> None:
    """Show what was found in FILE, where, and why it is not indexed."""
    from ingest.quarantine import find_record

    settings = _settings()
    record = find_record(settings.home, file)
    _print(record) if as_json else terminal.print_record(record, settings.lang)


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

    settings = _settings()
    record = decide(Opening(settings).place, file, standing, by=getpass.getuser(), now=datetime.now(UTC))
    typer.echo(say(f"quarantine.{'acceptance' if standing == 'accepted' else 'refusal'}", settings.lang, {"path": record.path}))


def main() -> None:
    """The entry of `caio`."""
    try:
        app()
    except CaioError as error:
        terminal.fail(error)
        sys.exit(1)


def _settings() -> Settings:
    try:
        return Settings()
    except (ValidationError, ValueError) as error:
        raise SettingsError("settings_invalid", {"detail": " ".join(str(error).split())}) from error


def _lang(text: str | None) -> Lang | None:
    if text is None:
        return None
    if text == "fr":
        return "fr"
    if text == "en":
        return "en"
    raise typer.BadParameter("fr or en", param_hint="--lang")


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run(work)


def _print(value: BaseModel) -> None:
    typer.echo(value.model_dump_json(indent=2))
