"""The assistant over HTTP: the routes, the page, problems for errors, headers and limits for every exchange."""

from fastapi import FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from assistant.api.about import about
from assistant.api.keeping import Finished, keeping, nothing_finished
from assistant.api.middleware import BodyLimit, SecureHeaders
from assistant.api.negotiation import reader_lang
from assistant.api.pages import WEB, pages
from assistant.api.problems import answer_with_problems, problem
from assistant.api.routes import routes
from assistant.api.service import Service
from assistant.api.wire import MAX_BODY
from assistant.records import Records
from corpus.texts import Lang, say


def create_app(
    service: Service,
    *,
    lang: Lang = "en",
    records: Records | None = None,
    finished: Finished = nothing_finished,
    contact: str = "",
    privacy: str = "",
) -> FastAPI:
    """The application that serves `service`; `lang` is for readers who name neither French nor English.

    `records` is where exchanges are kept (None: nowhere), `finished` finds an answer just given by its id. `contact` and
    `privacy` are shown to readers: whom else to ask, and what becomes of their data.
    """
    # FastAPI's own documentation pages load scripts from another host: the schema alone is served.
    app = FastAPI(title="CAIO", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.service = service
    app.state.lang = lang
    app.state.records = records
    app.state.finished = finished
    app.state.contact = contact
    app.state.privacy = privacy
    answer_with_problems(app)
    app.include_router(routes)
    app.include_router(keeping)
    app.include_router(about)
    app.include_router(pages)
    app.mount("/static", StaticFiles(directory=WEB / "static"))
    app.add_middleware(BodyLimit, limit=MAX_BODY, refuse=_too_large)
    app.add_middleware(SecureHeaders)
    return app


def _too_large(request: Request) -> Response:
    lang = reader_lang(request)
    return problem(request, status=413, key="body_too_large", detail=say("api.body_too_large", lang), lang=lang)
