"""`caio serve`, `index`, `models`, `doctor`: what runs the assistant and keeps it well."""

import asyncio

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from assistant import terminal
from assistant.cli.shared import AsJson, print_json, read_settings
from corpus.texts import say

app = typer.Typer()
index = typer.Typer(help="The indexes kept: the one that serves and the one before.", no_args_is_help=True)
models = typer.Typer(help="The weights of the language model.", no_args_is_help=True)
app.add_typer(index, name="index")
app.add_typer(models, name="models")


@app.command()
def serve() -> None:
    """Serve the page and the HTTP interface at CAIO_HOST:CAIO_PORT."""
    from assistant.serve import serve as run

    run(read_settings())


@index.command("list")
def list_kept(as_json: AsJson = False) -> None:
    """List the indexes kept: what each holds, which one serves, and what is wrong with it."""
    from assistant.indexes import list_indexes
    from assistant.local import Opening

    settings = read_settings()
    opening = Opening(settings)
    indexes = list_indexes(opening.place, opening.space, settings.lang)
    print_json(indexes) if as_json else terminal.print_indexes(indexes, settings.lang)


@index.command("rollback")
def rollback() -> None:
    """Make the index before serve again; once more, and the one that served returns."""
    from assistant.local import Opening
    from corpus.rollback import rollback as run

    settings = read_settings()
    opening = Opening(settings)
    generation = run(opening.place, opening.space)
    typer.echo(say("cli.index_back", settings.lang, {"generation": generation}))


@models.command("pull")
def pull() -> None:
    """Fetch the weights of the embedded model."""
    from assistant.llm.weights import pull as run

    settings = read_settings()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(say("cli.pulling", settings.lang), total=None)
        path = run(settings.home, progress=lambda done, total: bars.update(task, completed=done, total=total))
    typer.echo(path)


@models.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the weights known here, and whether they are ready."""
    from assistant.llm.weights import list_models

    files = list_models(read_settings())
    terminal.print_models(files, as_json=as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check the settings, the index, the embedder and the language model; exit 1 if something is wrong."""
    from assistant.doctor import examine

    report = asyncio.run(examine(read_settings()))
    print_json(report) if as_json else terminal.print_health(report)
    if not report.healthy:
        raise typer.Exit(1)
