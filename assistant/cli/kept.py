"""`caio feedback`: what readers said of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from assistant import terminal
from assistant.cli.shared import AsJson, Since, print_json, read_day, read_settings
from assistant.settings import Settings
from corpus.errors import StoreError

if TYPE_CHECKING:
    from assistant.records import KeptAnswer

app = typer.Typer()


@app.command()
def feedback(since: Since = None, as_json: AsJson = False) -> None:
    """List what readers said of answers, the latest first."""
    from assistant.records import FeedbackList, open_records
    from assistant.records.opening import are_kept
    from assistant.terminal_kept import print_feedback

    settings = read_settings()
    told = FeedbackList(feedback=())
    if are_kept(settings):
        records = open_records(settings)
        told = FeedbackList(feedback=records.feedback(since=read_day(since)))
        records.close()
    print_json(told) if as_json else print_feedback(told, settings.lang)


def kept_answers(settings: Settings) -> tuple[KeptAnswer, ...]:
    """The answers kept, none where there are no records; records that cannot be read are told of, and go without."""
    from assistant.records import open_records
    from assistant.records.opening import are_kept

    if not are_kept(settings):
        return ()
    records = open_records(settings)
    try:
        return records.answers()
    except StoreError as error:
        terminal.warn(error.message(settings.lang))
        return ()
    finally:
        records.close()
