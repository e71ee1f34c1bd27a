"""The routes others script against."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from assistant.answers import Answer
from assistant.api.exchanges import FromExchanges
from assistant.api.keeping import keep_in, kept_when_done
from assistant.api.negotiation import reader_lang, wants_json
from assistant.api.problems import problem
from assistant.api.rates import Rate
from assistant.api.service import FromService
from assistant.api.streaming import EventStream, events_read, while_connected
from assistant.api.tokens import LIFETIME_SECONDS, Tokens
from assistant.api.wire import MAX_HITS, Asked, Day, Documents, Health, IssuedToken, Ready, RequiredDay, VersionId, Words
from assistant.views import Changes, SearchResult, Shown, VersionDiff
from corpus.texts import Lang, say
from corpus.underway import Underway

routes = APIRouter()


Reader = Annotated[Lang, Depends(reader_lang)]
AsksInJson = Annotated[bool, Depends(wants_json)]
K = Annotated[int, Query(ge=1, le=MAX_HITS)]
AsOf = Annotated[Day, Query()]
InLang = Annotated[Lang | None, Query()]

_AS_EVENTS: dict[int | str, dict[str, object]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}


@routes.post(
    "/api/ask",
    response_model=Answer,
    responses=_AS_EVENTS,
)
async def ask(
    asked: Asked, request: Request, assistant: FromService, exchanges: FromExchanges, as_json: AsksInJson
) -> Response:
    """The answer as events; with `Accept: application/json`, whole. The header `x-answer-id` names it."""
    request.state.lang = lang = asked.lang or reader_lang(request)
    rate: Rate = request.app.state.rate
    if seconds := rate.seconds_to_wait(request.client.host if request.client else ""):
        detail = say("api.rate_limited", lang, {"seconds": seconds})
        refusal = problem(request, status=429, key="rate_limited", detail=detail, lang=lang)
        refusal.headers["retry-after"] = str(seconds)
        return refusal
    query = asked.query()
    keep = keep_in(request.app.state.records, asked.conversation, query)
    exchange = exchanges.begin(query, kept_when_done(assistant.stream(query), keep), lang=lang)
    awaited = await while_connected(request.receive, exchange.made() if as_json else exchange.begun())
    if not awaited:  # the reader left before learning the name of the answer: nobody can come back for it
        await exchange.stop()
        return Response(status_code=499)  # what nginx writes in its log for a reader who left
    if isinstance(awaited, Answer):
        return Response(awaited.model_dump_json(), media_type="application/json", headers={"x-answer-id": exchange.id})
    return EventStream(exchange)


@routes.get("/api/answers/{answer}/events", responses=_AS_EVENTS)
async def follow(
    answer: str, request: Request, exchanges: FromExchanges, lang: Reader, last_event_id: Annotated[str, Header()] = ""
) -> Response:
    """What follows the event that `Last-Event-ID` names, then the events as they are made; all of them without it."""
    exchange = exchanges.find(answer)
    if not exchange:
        return _gone(request, lang)
    read = events_read(exchange, last_event_id)
    if read is None:
        detail = say("api.invalid_last_event_id", lang)
        return problem(request, status=422, key="invalid_last_event_id", detail=detail, lang=lang)
    return EventStream(exchange, after=read)


@routes.delete("/api/answers/{answer}", status_code=204)
async def stop(answer: str, request: Request, exchanges: FromExchanges, lang: Reader) -> Response:
    """The answer is made no further; one that is made already stays as it is."""
    exchange = exchanges.find(answer)
    if not exchange:
        return _gone(request, lang)
    await exchange.stop()
    return Response(status_code=204)


@routes.post("/api/token", response_model=IssuedToken)
async def token(request: Request, lang: Reader) -> Response:
    """A token for the pages of the origin that asks: `Authorization: Bearer TOKEN`."""
    origin = request.headers.get("origin")
    if not origin:
        return problem(request, status=400, key="origin_missing", detail=say("api.origin_missing", lang), lang=lang)
    tokens: Tokens = request.app.state.tokens
    issued = IssuedToken(token=tokens.issue(origin), expires_in=LIFETIME_SECONDS)
    return Response(issued.model_dump_json(), media_type="application/json", headers={"cache-control": "no-store"})


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


def _gone(request: Request, lang: Lang) -> Response:
    return problem(request, status=404, key="answer_gone", detail=say("api.answer_gone", lang), lang=lang)
