"""The article around a provision, and the pages of PDFs as pictures."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from assistant.api.problems import problem
from assistant.api.routes import AsOf, InLang, Reader
from assistant.api.service import FromService
from assistant.api.wire import VersionId
from assistant.views import Article
from corpus.texts import Lang, say

articles = APIRouter()

InVersion = Annotated[VersionId | None, Query()]
PageNumber = Annotated[int, Path(ge=1, le=100_000)]


@articles.get("/api/articles/{anchor:path}")
def article(
    anchor: str, assistant: FromService, reader: Reader, lang: InLang = None, as_of: AsOf = None, version: InVersion = None
) -> Article:
    """The article (or annex, recital, section, page…) that holds a provision; the `#` of its anchor is written `%23`."""
    return assistant.article(anchor, lang=lang or reader, as_of=as_of, version=version)


@articles.get(
    "/api/pages/{document}/{version}/{lang}/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def page_picture(
    document: str, version: str, lang: Lang, number: PageNumber, request: Request, assistant: FromService, reader: Reader
) -> Response:
    """A page, 2 pixels a point, of a PDF that is still where it was read."""
    drawn = assistant.picture(document, version=version, lang=lang, page=number)
    if drawn is None:
        return problem(request, status=404, key="page_missing", detail=say("pages.page_missing", reader), lang=reader)
    # A version is the sum of its file, or the number its publisher gave it: the page does not change.
    return Response(drawn, media_type="image/png", headers={"cache-control": "private, max-age=86400"})
