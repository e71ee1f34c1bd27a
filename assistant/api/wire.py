"""What travels over HTTP alone: the body of a question, and the small answers around the assistant's own values."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from assistant.answers import Query, Turn, Value
from assistant.records import Feedback, Reason, Thumb
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

Id = Annotated[str, StringConstraints(min_length=1, max_length=100)]
# Not every database holds the character of number zero, which says nothing.
Comment = Annotated[str, StringConstraints(max_length=2000), AfterValidator(lambda text: text.replace("\0", ""))]
VersionId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


Slug = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Asked(Value):
    """The body of `POST /api/ask`."""

    question: Words
    lang: Lang | None = None
    history: Annotated[tuple[Turn, ...], Field(max_length=MAX_TURNS)] = ()
    as_of: Day = None
    audience: Annotated[str, StringConstraints(min_length=1, max_length=100)] = "everyone"
    corpus: Annotated[tuple[Slug, ...], Field(max_length=100)] = ()
    conversation: Id | None = None

    def query(self) -> Query:
        """The question for the assistant."""
        return Query(
            question=self.question,
            lang=self.lang,
            history=self.history,
            as_of=self.as_of,
            audience=self.audience,
            corpus=self.corpus,
        )


class Begun(Value):
    """A conversation just begun: who knows its id may read it, add to it and delete it until it expires."""

    id: str
    expires: datetime


class Judged(Value):
    """The body of `POST /api/feedback`: what a reader says of an answer."""

    answer: Id
    thumb: Thumb
    reasons: Annotated[tuple[Reason, ...], Field(max_length=len(Reason))] = ()
    comment: Comment | None = None
    report: bool = False

    def feedback(self) -> Feedback:
        """What is kept of it, each reason once."""
        reasons = tuple(dict.fromkeys(self.reasons))
        return Feedback(thumb=self.thumb, reasons=reasons, comment=self.comment, report=self.report)


class Kept(Value):
    """What was kept, by the id to delete it with."""

    id: str


class Suggestions(Value):
    """Questions that may be asked next."""

    questions: tuple[str, ...]


class AboutDocument(Value):
    """A document as it stands today, named in the reader's language."""

    slug: str
    title: str
    short: str
    version: str
    valid_from: date
    langs: tuple[Lang, ...]


class Keeps(Value):
    """For how many days the server keeps what it is asked to; 0: not at all."""

    conversation_days: int
    feedback_days: int


class About(Value):
    """What a reader should know before asking: from which texts, as of when, what is kept, whom else to ask."""

    lang: Lang
    engine: str
    ready: bool
    as_of: date
    documents: tuple[AboutDocument, ...]
    keeps: Keeps
    contact: str | None
    privacy: str | None


class Documents(Value):
    """What the assistant answers from."""

    documents: tuple[DocumentInfo, ...]


class IssuedToken(Value):
    """A token, and the seconds it is good for."""

    token: str
    expires_in: int


class Health(Value):
    """The process answers."""

    status: str


class Ready(Value):
    """Questions can be answered now."""

    ready: bool
    engine: str
    passages: int
    message: str
