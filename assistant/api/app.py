"""The assistant over HTTP: the routes, the page, problems for errors, headers and limits for every exchange."""

from fastapi import FastAPI, Request, Response
from starlette.staticfiles import StaticFiles

from assistant.api.articles import articles
from assistant.api.middleware import BodyLimit, SecureHeaders
from assistant.api.negotiation import reader_lang
from assistant.api.pages import page_routes
from assistant.api.problems import answer_with_problems, problem
from assistant.api.routes import routes
from assistant.api.service import Service
from assistant.api.wire import MAX_BODY
from assistant.web.rendering import WEB
from corpus.texts import Lang, say


def create_app(service: Service, *, lang: Lang = "en") -> FastAPI:
    """The application that serves `service`; `lang` is for readers who name neither French nor English."""
    # FastAPI's own documentation pages load scripts from another host: the schema alone is served.
    app = FastAPI(title="CAIO", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.service = service
    app.state.lang = lang
    answer_with_problems(app)
    app.include_router(routes)
    app.include_router(articles)
    app.router.routes.extend(page_routes)
    app.mount("/static", StaticFiles(directory=WEB / "static"))
    app.add_middleware(BodyLimit, limit=MAX_BODY, refuse=_too_large)
    app.add_middleware(SecureHeaders)
    return app


def _too_large(request: Request) -> Response:
    lang = reader_lang(request)
    return problem(request, status=413, key="body_too_large", detail=say("api.body_too_large", lang), lang=lang)
