"""The pages: each is whole as the server sends it and works without JavaScript; nothing in it comes from elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus

from pydantic import TypeAdapter
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from assistant.api.negotiation import reader_lang
from assistant.api.problems import status_of
from assistant.api.reading import words_of
from assistant.api.service import Service
from assistant.api.wire import MAX_QUESTION, Day
from assistant.views import DocumentInfo
from assistant.web.rendering import address, embedding, policy, render
from corpus.documents import Trust
from corpus.errors import CaioError, StoreError
from corpus.texts import LANGS, Lang, say, say_date

# How many passages the search page lists.
_LISTED = 20
_DAY: TypeAdapter[date | None] = TypeAdapter(Day)
Shelf = tuple[Trust, list["Title"]]


@dataclass(frozen=True, slots=True)
class Title:
    """A document as it is listed: its title in `lang`, the reader's language where it has one in it."""

    slug: str
    title: str
    short: str
    lang: Lang


def home_page(request: Request) -> Response:
    """`/`: the assistant itself, a search box, and what it answers from."""
    return _page(request, "home.html", "home", {"shelves": _shelves(_documents(_service(request)), reader_lang(request))})


def search_page(request: Request) -> Response:
    """`/search`: the passages nearest to `q`, of `document`, on the day `as_of`; what cannot be read is said beside it."""
    lang, asked = reader_lang(request), request.query_params
    words, chosen, written = (asked.get(name, "").strip() for name in ("q", "document", "as_of"))
    wrong_words = wrong_date = ""
    day = None
    if len(words) > MAX_QUESTION:
        wrong_words = say("pages.search_too_long", lang, {"most": MAX_QUESTION, "n": len(words)})
    try:
        day = _DAY.validate_python(written or None)
    except ValueError:
        wrong_date = say("pages.search_bad_date", lang, {"value": written})
    is_wrong = bool(wrong_words or wrong_date)
    service = _service(request)
    shelves = _shelves(service.documents(), lang)
    found = service.find(words, k=_LISTED, lang=lang, as_of=day, document=chosen) if words and not is_wrong else None
    values = {
        "q": words[:MAX_QUESTION],
        "chosen": chosen,
        "as_of": "" if wrong_date else written,
        "day": say_date(day, lang) if day else "",
        "wrong_words": wrong_words,
        "wrong_date": wrong_date,
        "shelves": shelves,
        "shorts": {title.slug: title.short for _, titles in shelves for title in titles},
        "findings": found,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
    return _page(request, "search.html", "search", values, status=status)


def read_page(request: Request) -> Response:
    """`/read/{document}`: the whole document as it is in force on `as_of`, or one `version` of it."""
    lang, asked = reader_lang(request), request.query_params
    try:
        day = _DAY.validate_python(asked.get("as_of") or None)
    except ValueError:
        detail = say("pages.search_bad_date", lang, {"value": asked["as_of"]})
        return _trouble(request, detail, HTTPStatus.UNPROCESSABLE_ENTITY)
    service = _service(request)
    reading = service.read(request.path_params["document"], lang=lang, as_of=day, version=asked.get("version") or None)
    indexed = frozenset(info.slug for info in service.documents())
    values = {"dated": day is not None, **words_of(reading, lang, indexed)}
    return _page(request, "read.html", "read", values)


def embed_demo(request: Request) -> Response:
    """`/embed-demo`: a plain page with the assistant in its corner."""
    lang = reader_lang(request)
    own = str(request.base_url).rstrip("/")
    values = {"endpoint": "", "snippet": embedding(own, lang), "policy": policy(own)}
    return HTMLResponse(render("embed_demo.html", lang, values), headers=_headers(lang))


def _told(handle: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The same, errors told on a page."""

    def handle_and_tell(request: Request) -> Response:
        try:
            return handle(request)
        except CaioError as error:
            return _trouble(request, error.message(reader_lang(request)), status_of(error))

    return handle_and_tell


# Compressed one by one: a stream of events must go out as it comes.
_COMPRESSED = [Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)]
page_routes = [
    Route("/", _told(home_page), middleware=_COMPRESSED),
    Route("/search", _told(search_page), middleware=_COMPRESSED),
    Route("/read/{document}", _told(read_page), middleware=_COMPRESSED),
    Route("/embed-demo", embed_demo, middleware=_COMPRESSED),
]


def _page(
    request: Request, template: str, place: str, values: Mapping[str, object], *, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    """The page `template`; `place` is what the menu shows as the one read."""
    lang = reader_lang(request)
    other = next(one for one in LANGS if one != lang)
    elsewhere = address(request.url.path, other, {name: v for name, v in request.query_params.items() if name != "lang"})
    common = {"place": place, "other": other, "elsewhere": elsewhere}
    return HTMLResponse(render(template, lang, {**common, **values}), status_code=status, headers=_headers(lang))


def _trouble(request: Request, detail: str, status: HTTPStatus) -> Response:
    return _page(request, "trouble.html", "", {"detail": detail}, status=status)


def _headers(lang: Lang) -> dict[str, str]:
    return {"content-language": lang, "vary": "Accept-Language"}


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _shelves(documents: tuple[DocumentInfo, ...], lang: Lang) -> list[Shelf]:
    """The documents by how far to believe them, the law first."""
    by_trust = {trust: [_title(info, lang) for info in documents if info.trust is trust] for trust in Trust}
    return [(trust, titles) for trust, titles in by_trust.items() if titles]


def _title(info: DocumentInfo, lang: Lang) -> Title:
    there = lang if lang in info.title else next(iter(info.title))
    return Title(info.slug, info.title[there], info.short.get(lang, info.title[there]), there)


def _documents(service: Service) -> tuple[DocumentInfo, ...]:
    """The documents; none before the first is indexed."""
    try:
        return service.documents()
    except StoreError:
        return ()
