"""Pictures of the product for the README, taken of the assistant as it is served.

    python -m evals.screens http://127.0.0.1:8000 docs/screens

Needs Chromium at /usr/bin/chromium and Playwright, which the development dependencies bring.
"""

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from PIL import Image

from corpus.texts import LANGS, Lang, say

if TYPE_CHECKING:
    from playwright.sync_api import Page

_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
_QUESTIONS: dict[Lang, str] = {
    "en": "When must a personal data breach be notified to the supervisory authority?",
    "fr": "Sous combien de temps faut-il notifier une violation de données à l’autorité ?",
}
_WIDE, _PHONE = (1280, 860), (390, 844)
_ANSWERED_MS = 120_000


def main(
    address: Annotated[str, typer.Argument(help="Where the assistant is served.")],
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")],
) -> None:
    """Take each picture in both languages."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_CHROMIUM, args=list(_ARGUMENTS))
        for lang in LANGS:
            for name, (width, height), dark in (("wide", _WIDE, False), ("phone", _PHONE, False), ("dark", _WIDE, True)):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
                )
                page = context.new_page()
                page.goto(f"{address}/?lang={lang}")
                _take(page, folder / f"{name}-{lang}", lang)
                context.close()
        browser.close()


def _take(page: "Page", stem: Path, lang: Lang) -> None:
    """The opening, an answer with a citation from near, and the text cited."""
    page.locator(".starters").wait_for()
    _shoot(page, f"{stem}-opening.png")
    page.locator("textarea.question").fill(_QUESTIONS[lang])
    page.locator("textarea.question").press("Enter")
    page.locator(".exchange .how").wait_for(timeout=_ANSWERED_MS)
    page.locator(".exchange .chip").first.click()
    page.locator(".preview").wait_for()
    _shoot(page, f"{stem}-answer.png")
    page.locator(".preview").get_by_role("button", name=say("widget.in_article", lang)).click()
    page.locator("aside.source article.leaf mark").first.wait_for()
    _shoot(page, f"{stem}-source.png")


def _shoot(page: "Page", path: str) -> None:
    # In 64 colours a picture takes a third of the room, and the eye sees no difference.
    Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    typer.run(main)
