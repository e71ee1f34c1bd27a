"""The routes others script against."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from assistant.answers import Answer
from assistant.api.keeping import keep_in, kept_when_done
from assistant.api.negotiation import reader_lang, wants_json
from assistant.api.problems import problem
from assistant.api.service import FromService
from assistant.api.streaming import EventStream, while_connected
from assistant.api.wire import MAX_HITS, Asked, Day, Documents, Health, Ready, RequiredDay, VersionId, Words
from assistant.views import Changes, SearchResult, Shown, VersionDiff
from corpus.texts import Lang
from corpus.underway import Underway

routes = APIRouter()


Reader = Annotated[Lang, Depends(reader_lang)]
AsksInJson = Annotated[bool, Depends(wants_json)]
K = Annotated[int, Query(ge=1, le=MAX_HITS)]
AsOf = Annotated[Day, Query()]
InLang = Annotated[Lang | None, Query()]


@routes.post(
    "/api/ask",
    response_model=Answer,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def ask(asked: Asked, request: Request, assistant: FromService, as_json: AsksInJson) -> Response:
    """The answer as events; with `Accept: application/json`, whole."""
    request.state.lang = lang = asked.lang or reader_lang(request)
    query = asked.query()
    keep = keep_in(request.app.state.records, asked.conversation, query)
    if not as_json:
        return EventStream(kept_when_done(assistant.stream(query), keep), lang=lang)
    answer = await while_connected(request.receive, assistant.ask(query))
    if answer is None:
        return Response(status_code=499)  # nobody reads it: what nginx writes in its log for a reader who left
    await keep(answer)
    return Response(answer.model_dump_json(), media_type="application/json")


@routes.get("/api/search")
def search(
    q: Annotated[Words, Query()],
    assistant: FromService,
    k: K = 10,
    lang: InLang = None,
    as_of: AsOf = None,
) -> SearchResult:
    """The passages nearest to `q`, best first."""
    return assistant.search(q, k=k, lang=lang, as_of=as_of)


@routes.get("/api/passages/{anchor:path}")
def show(anchor: str, assistant: FromService, lang: InLang = None, as_of: AsOf = None) -> Shown:
    """One provision and its versions; the `#` of its anchor is written `%23`."""
    return assistant.show(anchor, lang=lang, as_of=as_of)


@routes.get("/api/documents")
def documents(assistant: FromService) -> Documents:
    """What the assistant answers from."""
    return Documents(documents=assistant.documents())


@routes.get("/api/documents/{slug}/diff")
def diff(
    slug: str,
    before: Annotated[VersionId, Query()],
    after: Annotated[VersionId, Query()],
    assistant: FromService,
    lang: InLang = None,
) -> VersionDiff:
    """What changed from the version `before` to the version `after`, provision by provision."""
    return assistant.diff(slug, before=before, after=after, lang=lang)


@routes.get("/api/changes")
def changes(since: Annotated[RequiredDay, Query()], assistant: FromService, lang: InLang = None) -> Changes:
    """What came into force or into the index since a day, and what begins to apply in the months to come."""
    return assistant.changes(since=since, lang=lang)


@routes.get("/api/ingestion")
def ingestion(assistant: FromService) -> Underway | None:
    """How far a run that writes the index has come, its rate and the seconds left; null where there is none."""
    return assistant.underway()


@routes.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@routes.get("/readyz", response_model=Ready)
def readyz(request: Request, assistant: FromService, lang: Reader) -> Ready | Response:
    """200 once a question can be answered, else 503."""
    state = assistant.ready()
    sentence = state.message[lang]
    if not state.ready:
        return problem(request, status=503, key="not_ready", detail=sentence, lang=lang)
    return Ready(ready=True, engine=state.engine, passages=state.passages, message=sentence)
