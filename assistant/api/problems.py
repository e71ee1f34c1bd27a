"""Every error as `application/problem+json` (RFC 9457), in the reader's language.

Members: `type`, `title`, `status`, `detail`, `instance`, and `key`, the same in every language, for scripts.
"""

from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from assistant.answers import Value
from assistant.api.middleware import SECURITY_HEADERS
from assistant.api.negotiation import reader_lang
from corpus.errors import AnchorError, CaioError, ModelError, StoreError, VersionError
from corpus.texts import LANGS, Lang, say, texts


class Problem(Value):
    """An error for a person to read: `title` is the same for every error of this status, `detail` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    key: str


def problem(request: Request, *, status: int, key: str, detail: str, lang: Lang) -> Response:
    """The problem `key` met at the address of `request`."""
    title = texts(lang).get(f"api.title_{status}", say("api.title_other", lang))
    body = Problem(
        type=f"urn:caio:problem:{key}",
        title=title,
        status=status,
        detail=detail,
        instance=quote(request.scope["path"]),
        key=key,
    )
    return Response(
        body.model_dump_json(),
        status_code=status,
        media_type="application/problem+json",
        headers={"content-language": lang, "cache-control": "no-store"},
    )


def caio_problem(request: Request, error: CaioError) -> Response:
    """The problem that `error` is for the reader of `request`."""
    lang = reader_lang(request)
    return problem(request, status=status_of(error), key=error.key, detail=error.message(lang), lang=lang)


def answer_with_problems(app: FastAPI) -> None:
    """Make `app` answer every error with a problem."""
    app.exception_handler(CaioError)(_on_caio_error)
    app.exception_handler(RequestValidationError)(_on_invalid_request)
    app.exception_handler(HTTPException)(_on_http_error)
    app.exception_handler(Exception)(_on_bug)


def status_of(error: CaioError) -> HTTPStatus:
    """The status an answer has that tells of `error`."""
    match error:
        case AnchorError(key="anchor_syntax"):
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case AnchorError() | VersionError():
            return HTTPStatus.NOT_FOUND
        case StoreError() | ModelError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


async def _on_caio_error(request: Request, error: CaioError) -> Response:
    return caio_problem(request, error)


async def _on_invalid_request(request: Request, error: RequestValidationError) -> Response:
    lang = reader_lang(request)
    if isinstance(error.body, dict) and error.body.get("lang") in LANGS:
        lang = error.body["lang"]
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    field = place[1] if len(place) > 1 else place[0]
    key = "unknown_field" if first["type"] == "extra_forbidden" else f"invalid_{field}"
    if f"api.{key}" not in texts(lang):
        key = "invalid_body"
    return problem(request, status=422, key=key, detail=say(f"api.{key}", lang, {"field": field}), lang=lang)


async def _on_http_error(request: Request, error: HTTPException) -> Response:
    lang = reader_lang(request)
    key = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    detail = say(f"api.{key}", lang, {"path": request.scope["path"], "method": request.method})
    response = problem(request, status=error.status_code, key=key, detail=detail, lang=lang)
    response.headers.update(error.headers or {})
    return response


async def _on_bug(request: Request, _error: Exception) -> Response:
    # Starlette raises the error again once this is sent, so that the server logs it.
    lang = reader_lang(request)
    response = problem(request, status=500, key="internal", detail=say("api.internal", lang), lang=lang)
    # This answer is made outside the middleware that adds them.
    response.headers.update({**SECURITY_HEADERS, **getattr(request.state, "sharing", {})})
    return response
