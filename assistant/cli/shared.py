"""What the commands have in common: their options, the settings, and JSON."""

from datetime import date, datetime
from typing import Annotated

import typer
from pydantic import BaseModel, ValidationError

from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.texts import Lang

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
InLang = Annotated[str | None, typer.Option("--lang", help="fr or en.", metavar="fr|en")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Answer as of this date.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="The first day to tell of.")]


def read_settings() -> Settings:
    """The settings. Raises SettingsError where one is not understood."""
    try:
        return Settings()
    except (ValidationError, ValueError) as error:
        raise SettingsError("settings_invalid", {"detail": " ".join(str(error).split())}) from error


def read_lang(text: str | None) -> Lang | None:
    """The language of an option; wrong usage where it is neither."""
    if text is None:
        return None
    if text == "fr":
        return "fr"
    if text == "en":
        return "en"
    raise typer.BadParameter("fr or en", param_hint="--lang")


def read_day(moment: datetime | None) -> date | None:
    """The day of an option."""
    return moment.date() if moment else None


def print_json(value: BaseModel) -> None:
    """Print `value` for a program to read."""
    typer.echo(value.model_dump_json(indent=2))
