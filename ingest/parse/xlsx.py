"""Excel workbooks."""

from collections.abc import Iterator

from ingest.blocks import File, Hidden, Parsed
from ingest.parse.office import descriptions, open_package
from ingest.parse.own import Facts, assemble
from ingest.parse.reading import Notice
from ingest.parse.sections import Heading, Paragraph, Piece, number_sections
from ingest.parse.tables import group_rows
from ingest.parse.workbook import Workbook, read_workbook


class XlsxParser:
    """Reads Excel workbooks: a sheet is a section, a group of its rows a paragraph, each value after its header."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as a workbook."""
        return file.path.suffix.lower() == ".xlsx"

    def parse(self, file: File) -> Parsed:
        """The sheets as `sec_NAME.par_1` …, with `rows=2-21` for locator; formulas give the value last computed.

        Hidden sheets, rows and columns are left out, which is said, and cells that are not seen (white on white). Raises
        IngestError when the file needs a password, is damaged, unpacks to more than is read, or holds no text.
        """
        with open_package(file) as package:
            workbook = read_workbook(package)
            hidden = (*_hidden(workbook), *descriptions(package))
        pieces = list(_pieces(workbook))
        notices = _notices(workbook)
        return assemble(file, Facts(), lambda slug: number_sections(slug, pieces), warnings=notices, hidden=hidden)


def _pieces(workbook: Workbook) -> Iterator[Piece]:
    for sheet in workbook.sheets:
        yield Heading(1, sheet.name)
        for group in group_rows(sheet.rows):
            yield Paragraph(group.text, f"rows={group.first}-{group.last}")


def _hidden(workbook: Workbook) -> Iterator[Hidden]:
    for sheet in (*workbook.sheets, *workbook.hidden):
        yield from sheet.hidden
    for sheet in workbook.hidden:
        words = " ".join(text for row in sheet.rows for text in row.cells.values())
        yield Hidden(f"{sheet.name}: {words}", "style", sheet.name)


def _notices(workbook: Workbook) -> Iterator[Notice]:
    if workbook.hidden:
        yield Notice("hidden_sheets", {"names": ", ".join(sheet.name for sheet in workbook.hidden)})
    if left_out := [sheet.name for sheet in workbook.sheets if sheet.hidden]:
        yield Notice("hidden_rows", {"names": ", ".join(left_out)})
    if uncomputed := [sheet.name for sheet in workbook.sheets if sheet.uncomputed]:
        yield Notice("formulas_without_value", {"names": ", ".join(uncomputed)})
