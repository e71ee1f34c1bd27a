"""Our handbook written in every form, and read back."""

from collections import defaultdict

import pytest

from evals.formats.keeping import count_kept
from evals.formats.written import Written, write_handbook
from ingest.document import read_document
from ingest.parse.reading import read_file
from ingest.passages import build_passages
from ingest.screening import screen


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Written]]:
    """The files, by form."""
    forms = defaultdict(list)
    for written in write_handbook(tmp_path_factory.mktemp("handbook")):
        forms[written.path.suffix].append(written)
    return forms


@pytest.mark.parametrize("form", [".csv", ".docx", ".eml", ".html", ".md", ".pdf", ".pptx", ".txt", ".xlsx"])
def test_every_heading_paragraph_and_page_is_kept_and_nothing_raises_an_alarm(
    handbook: dict[str, list[Written]], form: str
) -> None:
    for written in handbook[form]:
        parsed = read_document(read_file(written.path))
        kept = count_kept(written, build_passages(parsed))
        assert (kept.headings, kept.paragraphs, kept.pages) == (kept.of_headings, kept.of_paragraphs, kept.of_pages)
        assert kept.of_paragraphs > 10
        assert parsed.lang == written.guide.lang
        assert not [finding for finding in screen(parsed) if finding.grave]


def test_pages_that_are_wrong_are_counted_as_wrong(handbook: dict[str, list[Written]]) -> None:
    one, other = handbook[".pdf"][:2]
    passages = build_passages(read_document(read_file(other.path)))
    kept = count_kept(one, passages)
    assert (kept.headings, kept.paragraphs, kept.pages) == (0, 0, 0)
