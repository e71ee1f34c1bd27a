"""What the HTTP surface asks of the assistant, and nothing deeper."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Annotated, Protocol

from fastapi import Depends, Request

from assistant.answers import Event, Query
from assistant.finding import Findings
from assistant.reader import Reading
from assistant.views import Article, Changes, DocumentInfo, Readiness, SearchResult, Shown, VersionDiff
from corpus.texts import Lang
from corpus.underway import Underway


class Service(Protocol):
    """The assistant as its callers see it.

    `stream` runs in the event loop and stops when cancelled. The other methods may block for a moment: they are called from
    worker threads, several at a time.
    """

    def stream(self, query: Query) -> AsyncIterator[Event]:
        """The events of an answer, `Done` last. Raises CaioError."""
        ...

    def search(self, text: str, *, k: int, lang: Lang | None, as_of: date | None) -> SearchResult:
        """At most `k` passages for `text`, best first."""
        ...

    def show(self, anchor: str, *, lang: Lang | None, as_of: date | None) -> Shown:
        """The provision at `anchor`. Raises AnchorError if no text carries it."""
        ...

    def article(self, anchor: str, *, lang: Lang | None, as_of: date | None, version: str | None) -> Article:
        """The article that holds the provision at `anchor`. Raises AnchorError if no text carries it."""
        ...

    def picture(self, document: str, *, version: str, lang: Lang, page: int) -> bytes | None:
        """A page of the PDF that a version was read from, as a PNG; None if it is not there."""
        ...

    def find(self, text: str, *, k: int, lang: Lang, as_of: date | None, document: str) -> Findings:
        """At most `k` passages for `text`, of one document where it is named, each with an excerpt."""
        ...

    def read(self, document: str, *, lang: Lang, as_of: date | None, version: str | None) -> Reading:
        """A whole document. Raises VersionError if it is not indexed, or nothing of it was in force."""
        ...

    def diff(self, document: str, *, before: str, after: str, lang: Lang | None) -> VersionDiff:
        """What changed between two versions of a document. Raises VersionError if it or one of them is not indexed."""
        ...

    def changes(self, *, since: date, lang: Lang | None) -> Changes:
        """What changed since a day, and what begins to apply in the months to come."""
        ...

    def suggest(self, anchors: Sequence[str], *, lang: Lang, as_of: date | None, asked: Sequence[str]) -> tuple[str, ...]:
        """At most three questions that may be asked next. Raises AnchorError for an anchor outside the grammar."""
        ...

    def documents(self) -> tuple[DocumentInfo, ...]:
        """The documents indexed."""
        ...

    def underway(self) -> Underway | None:
        """How far a run that writes the index has come; None where there is none."""
        ...

    def ready(self) -> Readiness:
        """Whether a question can be answered now."""
        ...


def service_of(request: Request) -> Service:
    """The service of the application that `request` came to."""
    service: Service = request.app.state.service
    return service


FromService = Annotated[Service, Depends(service_of)]
