"""The page at `/`, its files and its sentences: nothing in it comes from elsewhere."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse

from assistant.api.negotiation import reader_lang
from assistant.api.wire import Texts
from corpus.texts import Lang, texts

WEB = Path(__file__).parents[1] / "web"

pages = APIRouter()


@pages.get("/", include_in_schema=False)
async def page() -> FileResponse:
    """The page where questions are asked."""
    return FileResponse(WEB / "index.html", headers={"cache-control": "no-cache"})


@pages.get("/api/texts")
async def page_texts(lang: Annotated[Lang, Depends(reader_lang)]) -> Texts:
    """The sentences of the page in the reader's language."""
    section = "web."
    return Texts(
        lang=lang,
        texts={key.removeprefix(section): text for key, text in texts(lang).items() if key.startswith(section)},
    )
