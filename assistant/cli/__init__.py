"""`caio`: ask, search, show, diff, changes, feedback, ingest, remove, quarantine, serve, index, models, doctor.

Exit 0 done, 1 a clear error, 2 wrong usage; a refusal is an answer.
"""

import sys

import typer

from assistant import terminal
from assistant.cli import asking, documents, kept, running
from corpus.errors import CaioError

app = typer.Typer(help="Answers on AI governance from the texts themselves.", no_args_is_help=True, add_completion=False)
for part in (asking, kept, documents, running):
    app.add_typer(part.app)


def main() -> None:
    """The entry of `caio`."""
    try:
        app()
    except CaioError as error:
        terminal.fail(error)
        sys.exit(1)
