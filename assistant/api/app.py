"""The assistant over HTTP: the routes, the page, problems for errors, headers and limits for every exchange."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response

from assistant.api.about import about
from assistant.api.articles import articles
from assistant.api.exchanges import Exchanges
from assistant.api.keeping import keeping
from assistant.api.middleware import BodyLimit, SecureHeaders
from assistant.api.negotiation import reader_lang
from assistant.api.origins import Origins
from assistant.api.pages import FILES, page_routes
from assistant.api.problems import answer_with_problems, problem
from assistant.api.rates import Rate
from assistant.api.routes import routes
from assistant.api.service import Service
from assistant.api.tokens import Tokens
from assistant.api.wire import MAX_BODY
from assistant.records import Records
from corpus.texts import Lang, say


def create_app(
    service: Service,
    *,
    lang: Lang = "en",
    rate: str = "20/minute",
    origins: Collection[str] = (),
    tokens: Tokens | None = None,
    exchanges: Exchanges | None = None,
    records: Records | None = None,
    contact: str = "",
    privacy: str = "",
) -> FastAPI:
    """The application that serves `service`; `lang` is for readers who name neither French nor English.

    `rate` limits the questions of one address; pages of `origins` may ask besides its own, with `tokens`. `records` is where
    exchanges are kept (None: nowhere). `contact` and `privacy` are shown to readers: whom else to ask, and what becomes of
    their data.
    """
    # FastAPI's own documentation pages load scripts from another host: the schema alone is served.
    app = FastAPI(title="CAIO", docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_lifespan)
    app.state.service = service
    app.state.lang = lang
    app.state.rate = Rate(rate)
    app.state.tokens = tokens or Tokens()
    app.state.exchanges = exchanges or Exchanges()
    app.state.records = records
    app.state.contact = contact
    app.state.privacy = privacy
    answer_with_problems(app)
    app.include_router(routes)
    app.include_router(keeping)
    app.include_router(about)
    app.include_router(articles)
    app.router.routes.extend(page_routes)
    app.mount("/static", FILES)
    app.add_middleware(BodyLimit, limit=MAX_BODY, refuse=_too_large)
    app.add_middleware(Origins, listed=origins, tokens=app.state.tokens)
    app.add_middleware(SecureHeaders)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.exchanges.close()


def _too_large(request: Request) -> Response:
    lang = reader_lang(request)
    return problem(request, status=413, key="body_too_large", detail=say("api.body_too_large", lang), lang=lang)
