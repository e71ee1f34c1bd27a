"""What travels over HTTP alone: the body of a question, and the small answers around the assistant's own values."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from assistant.answers import Query, Turn, Value
from assistant.views import DocumentInfo
from corpus.texts import Lang

MAX_QUESTION = 4000
MAX_TURNS = 20
MAX_HITS = 100
MAX_BODY = 256 * 1024


def _written_out(day: object) -> object:
    """Only `YYYY-MM-DD` is a date: 20260802 would otherwise be read as seconds since 1970, hence as another law."""
    if day is None or (isinstance(day, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)):
        return day
    raise ValueError("not a date")


Day = Annotated[date | None, BeforeValidator(_written_out)]
RequiredDay = Annotated[date, BeforeValidator(_written_out)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]

VersionId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Asked(Value):
    """The body of `POST /api/ask`."""

    question: Words
    lang: Lang | None = None
    history: Annotated[tuple[Turn, ...], Field(max_length=MAX_TURNS)] = ()
    as_of: Day = None
    audience: Annotated[str, StringConstraints(min_length=1, max_length=100)] = "everyone"

    def query(self) -> Query:
        """The question for the assistant."""
        return Query(
            question=self.question,
            lang=self.lang,
            history=self.history,
            as_of=self.as_of,
            audience=self.audience,
        )


class Documents(Value):
    """What the assistant answers from."""

    documents: tuple[DocumentInfo, ...]


class Health(Value):
    """The process answers."""

    status: str


class Ready(Value):
    """Questions can be answered now."""

    ready: bool
    engine: str
    passages: int
    message: str
