"""Tables as CSV, whatever their separator."""

import csv
from collections import Counter
from io import StringIO
from itertools import islice

from ingest.blocks import File, Parsed
from ingest.parse.own import Facts, assemble
from ingest.parse.reading import decode, refuse_damage
from ingest.parse.sections import Paragraph, number_sections
from ingest.parse.tables import group_rows, make_row

# A French Excel writes semicolons, an English one commas.
SEPARATORS = (",", ";", "\t", "|")
# Enough records to tell the separator by.
RECORDS_TRIED = 50


class CsvParser:
    """Reads CSV: a group of rows is a paragraph, each value after its header."""

    def accepts(self, file: File) -> bool:
        """Whether the file is named as CSV."""
        return file.path.suffix.lower() == ".csv"

    def parse(self, file: File) -> Parsed:
        """The rows as `sec_rows.par_1`, `.par_2` …, with `rows=2-21` for locator.

        Raises IngestError when the bytes are no text, a quotation mark is left open, or there is no row.
        """
        text, warnings = decode(file)
        with refuse_damage(file, "csv_damaged"):
            records = csv.reader(StringIO(text), delimiter=_separator(text), strict=True)
            rows = [make_row(number, enumerate(record)) for number, record in enumerate(records, start=1)]
        pieces = [Paragraph(group.text, f"rows={group.first}-{group.last}") for group in group_rows(rows)]
        return assemble(file, Facts(), lambda slug: number_sections(slug, pieces, first="rows"), warnings=warnings)


def _separator(text: str) -> str:
    """The separator that parts most of the first records into the same number of cells, the more cells the better."""

    def regularity(separator: str) -> tuple[float, int]:
        records = islice(csv.reader(StringIO(text), delimiter=separator), RECORDS_TRIED)
        widths = Counter(len(record) for record in records if record)
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        return (times / widths.total(), width) if width > 1 else (0.0, 1)

    return max(SEPARATORS, key=regularity)
