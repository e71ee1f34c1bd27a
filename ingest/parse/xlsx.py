"""Excel workbooks."""

from collections.abc import Iterator

from ingest.blocks import File, Parsed
from ingest.parse.office import open_package
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

        Hidden sheets, rows and columns are left out, which is said. Raises IngestError when the file needs a password,
        is damaged, unpacks to more than is read, or holds no text.
        """
        with open_package(file) as package:
            workbook = read_workbook(package)
        pieces = list(_pieces(workbook))
        return assemble(file, Facts(), lambda slug: number_sections(slug, pieces), warnings=_notices(workbook))


def _pieces(workbook: Workbook) -> Iterator[Piece]:
    for sheet in workbook.sheets:
        yield Heading(1, sheet.name)
        for group in group_rows(sheet.rows):
            yield Paragraph(group.text, f"rows={group.first}-{group.last}")


def _notices(workbook: Workbook) -> Iterator[Notice]:
    if workbook.hidden:
        yield Notice("hidden_sheets", {"names": ", ".join(workbook.hidden)})
    if left_out := [sheet.name for sheet in workbook.sheets if sheet.left_out]:
        yield Notice("hidden_rows", {"names": ", ".join(left_out)})
    if uncomputed := [sheet.name for sheet in workbook.sheets if sheet.uncomputed]:
        yield Notice("formulas_without_value", {"names": ", ".join(uncomputed)})
