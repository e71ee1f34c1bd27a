"""Whose pages may use the assistant: its own, and those of the origins listed, which show a token.

Plain ASGI: nothing here may stand between a stream and the news that its reader left.
"""

from collections.abc import Collection

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.negotiation import reader_lang
from assistant.api.problems import problem
from assistant.api.tokens import Tokens
from corpus.texts import say

# The widget is a file for every page; what it asks for is refused or not when it asks.
OPEN_TO_ALL = "/widget/"
TOKEN_PATH = "/api/token"
_PREFLIGHT = {
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "authorization, content-type, last-event-id, accept-language",
    "access-control-max-age": "600",
}


class Origins:
    """Refuses pages of other origins than the server's own and `listed`, and asks those for a token under `/api/`.

    A request without the header `Origin` is a visit, or comes from no page: browsers name it wherever they share an answer
    with another origin, and with every request that is not a GET.
    """

    def __init__(self, app: ASGIApp, *, listed: Collection[str], tokens: Tokens) -> None:
        self.app = app
        self.listed = frozenset(listed)
        self.tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve `scope` if its page may ask."""
        if scope["type"] != "http" or scope["path"].startswith(OPEN_TO_ALL):
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        origin = request.headers.get("origin")
        if origin is None or _is_own(origin, request):
            await self.app(scope, receive, send)
        elif origin not in self.listed:
            await _refusal(request, status=403, key="origin_refused")(scope, receive, send)
        else:
            shared = {
                "access-control-allow-origin": origin,
                "access-control-expose-headers": "x-answer-id, retry-after",
                "vary": "origin",
            }
            request.state.sharing = shared
            answer = self._preflight(request) or self._without_token(request, origin) or self.app
            await answer(scope, receive, _with_headers(send, shared))

    def _preflight(self, request: Request) -> Response | None:
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            return Response(status_code=204, headers=_PREFLIGHT)
        return None

    def _without_token(self, request: Request, origin: str) -> Response | None:
        path = request.scope["path"]
        if not path.startswith("/api/") or path == TOKEN_PATH:
            return None
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        standing = self.tokens.standing(token, origin) if scheme.lower() == "bearer" else "foreign"
        if standing == "valid":
            return None
        refusal = _refusal(request, status=401, key="token_expired" if standing == "expired" else "token_needed")
        refusal.headers["www-authenticate"] = "Bearer"
        return refusal


def _is_own(origin: str, request: Request) -> bool:
    """Whether `origin` is this server as the reader's browser names it.

    Behind a proxy that ends TLS the server cannot tell its own scheme, and host and port leave nobody else to be mistaken for.
    """
    host = request.headers.get("host", "").lower()
    return bool(host) and origin in (f"http://{host}", f"https://{host}")


def _refusal(request: Request, *, status: int, key: str) -> Response:
    lang = reader_lang(request)
    detail = say(f"api.{key}", lang, {"origin": request.headers["origin"]})
    return problem(request, status=status, key=key, detail=detail, lang=lang)


def _with_headers(send: Send, headers: dict[str, str]) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with_headers
