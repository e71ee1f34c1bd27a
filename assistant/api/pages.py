"""The page at `/`, its files and its sentences: nothing in it comes from elsewhere."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

from assistant.api.negotiation import reader_lang
from assistant.api.wire import Texts
from corpus.texts import Lang, texts

WEB = Path(__file__).parents[1] / "web"
WIDGET = WEB / "widget" / "dist" / "widget.js"

FILES = StaticFiles(directory=WEB / "static")

pages = APIRouter()


@pages.get("/", include_in_schema=False)
async def page() -> FileResponse:
    """The page where questions are asked."""
    return FileResponse(WEB / "index.html", headers={"cache-control": "no-cache"})


@pages.get("/widget/1/widget.js", include_in_schema=False)
async def widget(request: Request) -> Response:
    """The widget, for a page of any origin; 304 where its reader has it already."""
    if not WIDGET.is_file():
        raise HTTPException(404)
    response = FILES.file_response(WIDGET, WIDGET.stat(), request.scope)
    response.headers["access-control-allow-origin"] = "*"
    response.headers["cross-origin-resource-policy"] = "cross-origin"
    return response


@pages.get("/api/texts")
async def page_texts(lang: Annotated[Lang, Depends(reader_lang)]) -> Texts:
    """The sentences of the page in the reader's language."""
    section = "web."
    return Texts(
        lang=lang,
        texts={key.removeprefix(section): text for key, text in texts(lang).items() if key.startswith(section)},
    )
