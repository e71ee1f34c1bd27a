"""A real browser, and the assistant as `make run` leaves it: its index, its embedding model, its language model."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from house import ROOT, House, lend

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def home() -> Path:
    """Where `make run` put the index; skipped where there is none."""
    found = Path(os.environ.get("CAIO_HOME", ROOT / "data")).resolve()
    if not (found / "index" / "CURRENT").exists():
        pytest.skip(f"there is no index in {found}: `make run` makes it")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.Browser"]:
    """Chromium, for the whole run."""
    if not CHROMIUM.exists():
        pytest.skip("there is no /usr/bin/chromium (`apt install chromium`)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def open_house(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., House]]:
    """Opens a house with settings of its own; all are closed at the end."""
    opened: list[House] = []

    def start(**settings: str) -> House:
        house = House(lend(home, tmp_path_factory.mktemp("house")), settings=settings)
        opened.append(house)
        house.start()
        return house

    yield start
    for house in opened:
        house.close()


@pytest.fixture(scope="session")
def house(open_house: Callable[..., House]) -> House:
    """The assistant with the engine that `make run` chooses."""
    return open_house(CAIO_RATE="1000/minute")


@pytest.fixture(scope="session")
def quoting(open_house: Callable[..., House]) -> House:
    """The assistant without a language model: quick, the same words each time."""
    return open_house(CAIO_ENGINE="none", CAIO_RATE="1000/minute")


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complained of; empty at the end, unless a test expects it and clears it."""
    return []


@pytest.fixture
def visit(browser: "playwright.Browser", complaints: list[str]) -> Iterator[Callable[..., "playwright.Page"]]:
    """Opens an address in a fresh context. At the end: nothing was fetched from elsewhere, and nobody complained."""
    contexts: list[playwright.BrowserContext] = []
    fetched: list[str] = []

    def open_page(
        url: str, *, locale: str = "en-GB", width: int = 1280, height: int = 900, dark: bool = False
    ) -> "playwright.Page":
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: fetched.append(request.url))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in fetched if not url.startswith(("http://127.0.0.1:", "blob:", "data:"))] == []
