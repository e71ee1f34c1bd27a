"""Sources: for whom files are, what becomes of those that go or move, web pages kept and asked for again, folders followed."""

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from corpus.documents import Trust
from corpus.errors import IngestError
from corpus.index import Corpus, Place, open_corpus
from ingest.fetch import gather_all, gather_pages, page_name
from ingest.pipeline import Indexing, ingest, remove
from ingest.sources import Source, standing_of
from ingest.watching import follow
from ingest.web import fetch, provenance_of
from tests.letters import LetterEmbedder, quiet

HARBOUR = "# Harbour\n\nBoats over twelve metres moor at the north quay, and pay by the week."
BRIDGE = "# Bridge\n\nThe bridge opens at noon for masts higher than four metres."


def indexing(home: Path, *sources: Source) -> Indexing:
    return Indexing(Place(home), "letters", LetterEmbedder, 320, sources=sources)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "docs" / "board").mkdir(parents=True)
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf8")
    (folder.parent / "bridge.md").write_text(BRIDGE, encoding="utf8")
    return folder.parent


@pytest.fixture
def opened(home: Path) -> Iterator[Callable[[], Corpus]]:
    kept: list[Corpus] = []

    def open_() -> Corpus:
        kept.append(open_corpus(Place(home), None))
        return kept[-1]

    yield open_
    for corpus in kept:
        corpus.close()


def slugs(corpus: Corpus) -> dict[str, str]:
    return {held.document.slug: Path(held.path).name for held in corpus.catalogue.held()}


def test_a_file_has_the_standing_of_the_nearest_source(folder: Path, home: Path) -> None:
    everything = Source(name="all-of-it", paths=(folder,))
    board = Source(name="board", paths=(folder / "board",), audience="manager", trust=Trust.GUIDE)
    assert standing_of(folder / "board" / "harbour.md", (board, everything), home).audience == "manager"
    assert standing_of(folder / "bridge.md", (board, everything), home).audience == "everyone"
    assert standing_of(home / "elsewhere.md", (board, everything), home).trust is None


@pytest.mark.parametrize("wrong", [{"trust": "digest"}, {"name": "Two Words"}, {"pages": ["not an address"]}, {"folder": "x"}])
def test_a_source_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Source.model_validate({"name": "docs", **wrong})


def test_whom_a_document_is_for_follows_the_settings(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    def audience() -> dict[str, tuple[str, Trust]]:
        return {h.document.slug: (h.document.audience, h.document.trust) for h in opened().catalogue.held()}

    ingest([folder], indexing(home), progress=quiet)
    assert audience()["harbour"] == ("everyone", Trust.INTERNAL)
    board = Source(name="board", paths=(folder / "board",), audience="manager", trust=Trust.GUIDE)
    ingest([folder], indexing(home, board), progress=quiet)
    assert audience() == {"harbour": ("manager", Trust.GUIDE), "bridge": ("everyone", Trust.INTERNAL)}
    before = Place(home).current()
    ingest([folder], indexing(home, board), progress=quiet)
    assert Place(home).current() == before, "nothing changed, nothing is written"


def test_what_is_deleted_goes_and_what_moves_keeps_its_address(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    ingest([folder], indexing(home), progress=quiet)
    (folder / "bridge.md").unlink()
    (folder / "board" / "harbour.md").rename(folder / "harbour.md")
    report = ingest([folder], indexing(home), progress=quiet)
    assert (report.added, report.changed) == (0, 0)
    assert report.removed > 0
    held = opened().catalogue.held()
    assert [(h.document.slug, h.path) for h in held] == [("harbour", str((folder / "harbour.md").resolve()))]


def test_a_folder_that_lost_everything_takes_nothing_along(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    ingest([folder], indexing(home), progress=quiet)
    (folder / "board" / "harbour.md").unlink()
    report = ingest([folder / "board"], indexing(home), progress=quiet)
    assert report.removed == 0
    assert "mounted" in report.warnings[0]
    assert set(slugs(opened())) == {"harbour", "bridge"}


def test_nothing_is_passed_over_in_silence(folder: Path, home: Path) -> None:
    for name in ("plan.dwg", "old.DOC", "older.doc", "~$lock.docx", "LICENSE"):
        (folder / name).write_bytes(b"\xd0\xcf")
    (notice,) = ingest([folder], indexing(home), progress=quiet).warnings
    assert ".doc 2" in notice
    assert ".dwg 1" in notice
    assert "— 1" in notice
    assert "lock" not in notice


def test_documents_are_removed_by_name_or_by_place(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    ingest([folder], indexing(home), progress=quiet)
    with pytest.raises(IngestError) as caught:
        remove(["bridge", "tunnel"], indexing(home), progress=quiet)
    assert caught.value.key == "nothing_held"
    assert set(slugs(opened())) == {"harbour", "bridge"}
    report = remove(["bridge"], indexing(home), progress=quiet)
    assert report.removed > 0
    assert set(slugs(opened())) == {"harbour"}
    remove([str(folder / "board")], indexing(home), progress=quiet)
    assert slugs(opened()) == {}


def test_files_of_one_name_keep_apart_and_keep_their_names(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    (folder / "crew").mkdir()
    (folder / "crew" / "harbour.md").write_text("# Crew\n\nThe crew eats at six.", encoding="utf8")
    (folder / "crew" / "harbour.txt").write_text("The crew sleeps at nine.", encoding="utf8")
    ingest([folder], indexing(home), progress=quiet)
    expected = {"bridge": "bridge.md", "harbour": "harbour.md", "crew-harbour": "harbour.md", "harbour-txt": "harbour.txt"}
    assert slugs(opened()) == expected
    # The first to come is edited: were names given anew, the others would move.
    (folder / "board" / "harbour.md").write_text(HARBOUR.replace("twelve", "ten"), encoding="utf8")
    (folder / "crew" / "harbour.txt").write_text("The crew sleeps at ten.", encoding="utf8")
    ingest([folder], indexing(home), progress=quiet)
    assert slugs(opened()) == expected
    assert "at ten" in opened().get("harbour-txt#sec_text.par_1", as_of=datetime.now(UTC).date(), lang="en").text


def test_a_copy_is_read_once_and_a_near_copy_is_told(folder: Path, home: Path, opened: Callable[[], Corpus]) -> None:
    rules = [f"Rule {n}: whoever rings the bell number {n} answers for what follows from it." for n in range(10)]
    (folder / "rules.txt").write_text("\n\n".join(rules), encoding="utf8")
    (folder / "board" / "old.txt").write_text(
        "\n\n".join([*rules[:9], "Rule 9: the bell was sold, and nobody answers for it any more."]), encoding="utf8"
    )
    (folder / "copy.md").write_text(BRIDGE, encoding="utf8")
    report = ingest([folder], indexing(home), progress=quiet)
    assert [w for w in report.warnings if "copy.md" in w and "bridge.md" in w and "byte for byte" in w]
    assert [w for w in report.warnings if "rules.txt" in w and "old.txt" in w and "90 %" in w]
    assert len(report.warnings) == 2
    assert set(slugs(opened())) == {"bridge", "harbour", "rules", "old"}
    (folder / "bridge.md").unlink()
    ingest([folder], indexing(home), progress=quiet)
    assert "copy" in slugs(opened()), "the copy is read once it is the only one"


class Publisher(ThreadingHTTPServer):
    """A site of one page, which says whether it has changed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.body, self.etag, self.sent = b"", '"1"', list[int]()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/guide?lang=en"


class _Page(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        known = self.headers["If-None-Match"] == self.server.etag
        self.server.sent.append(304 if known else 200)
        self.send_response(self.server.sent[-1])
        self.send_header("ETag", self.server.etag)
        self.end_headers()
        if not known:
            self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(address: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.get(address, headers=headers, timeout=5)


def page(words: str) -> bytes:
    body = f"<h1>Guide</h1><p>{words}</p>" + "<p>Tides are printed on the board beside the lock, twice a day.</p>" * 10
    return f"<html lang='en'><body><main>{body}</main></body></html>".encode()


def test_a_page_is_cited_by_its_address_and_fetched_again_only_when_it_changed(
    publisher: Publisher, home: Path, opened: Callable[[], Corpus]
) -> None:
    source = Source.model_validate({"name": "port", "pages": [publisher.address], "trust": "guide"})
    publisher.body = page("The lock closes at ten in the evening.")

    def run() -> tuple[int, int, int]:
        gathered = gather_all(["port"], [source], folder=None, home=home, get=get)
        assert gathered.failures == ()
        report = ingest(gathered.paths, indexing(home, source), progress=quiet)
        return report.added, report.changed, report.removed

    added, *_ = run()
    assert added > 0
    corpus = opened()
    held = corpus.catalogue.held()[0]
    assert held.document.trust is Trust.GUIDE
    passage = corpus.catalogue.version_passages(held.document.slug, "en", held.version.id)[0]
    assert corpus.url(passage) == publisher.address
    assert run() == (0, 0, 0)
    publisher.body, publisher.etag = page("The lock closes at eleven in the evening."), '"2"'
    # The paragraph, and the section it stands in.
    assert run() == (0, 2, 0)
    assert run() == (0, 0, 0)
    assert publisher.sent == [200, 304, 200, 304]
    assert "eleven" in "".join(text for _, text in opened().catalogue.texts())


def test_what_is_no_page_leaves_what_was_kept(publisher: Publisher, tmp_path: Path) -> None:
    kept = tmp_path / "guide.html"
    publisher.body = page("The lock closes at ten.") * 20
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert fetch(kept, publisher.address, {}, shortest=500, get=get, clock=lambda: moment)
    came = provenance_of(kept)
    assert came is not None
    assert (came.address, came.retrieved) == (publisher.address, moment)
    before = kept.read_bytes()
    publisher.body, publisher.etag = page("Are you a robot?"), '"challenge"'
    with pytest.raises(IngestError) as caught:
        fetch(kept, publisher.address, {}, shortest=500, get=get)
    assert caught.value.key == "source_implausible"
    assert kept.read_bytes() == before
    kept.write_bytes(before[:100])
    assert provenance_of(kept) is None, "a file that is not as it came is not vouched for"


def test_a_publisher_out_of_reach_leaves_what_was_kept(publisher: Publisher, home: Path) -> None:
    source = Source.model_validate({"name": "port", "pages": [publisher.address, f"{publisher.address}&page=2"]})
    publisher.body = page("The lock closes at ten.")
    (kept,) = gather_pages(source, home=home, get=get).paths
    files = sorted(kept.glob("*.html"))
    assert len(files) == 2

    def away(address: str, _headers: dict[str, str]) -> httpx.Response:
        raise httpx.ConnectError("no route", request=httpx.Request("GET", address))

    gathered = gather_pages(source, home=home, get=away)
    assert [failure.key for failure in gathered.failures] == ["source_unreachable"], "a silent host is asked once"
    assert sorted(kept.glob("*.html")) == files
    fewer = Source.model_validate({"name": "port", "pages": [publisher.address]})
    gather_pages(fewer, home=home, get=get)
    assert [path.name for path in kept.glob("*.html")] == [page_name(publisher.address)]


def test_a_source_unknown_is_said_with_those_known(home: Path) -> None:
    with pytest.raises(IngestError) as caught:
        gather_all(["nowhere"], [Source(name="port")], folder=None, home=home, get=get)
    assert "port" in caught.value.message("fr")
    assert "gdpr" in caught.value.message("fr")


def test_a_folder_followed_is_indexed_when_it_changes(folder: Path) -> None:
    runs: queue.Queue[set[str]] = queue.Queue()
    stop = threading.Event()

    def index() -> None:
        runs.put({path.name for path in folder.rglob("*.md")})

    follower = threading.Thread(target=follow, args=([folder], index), kwargs={"stop": stop, "quiet_ms": 50})
    follower.start()
    try:
        assert runs.get(timeout=30) == {"harbour.md", "bridge.md"}
        (folder / "~$bridge.md").write_text("owner", encoding="utf8")
        (folder / "tunnel.md").write_text("# Tunnel", encoding="utf8")
        while "tunnel.md" not in runs.get(timeout=30):
            pass
        (folder / "board").rename(folder.parent / "away")
        while "harbour.md" in runs.get(timeout=30):
            pass
    finally:
        stop.set()
        follower.join(timeout=30)
    assert not follower.is_alive()
