"""Excel workbooks and CSV into groups of rows."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import a_file
from made_office import (
    LOCKED,
    OLE,
    assert_read_or_refused,
    assert_refused,
    bomb,
    damaged,
    damaged_package,
    flagged_locked,
    saved,
    with_entity,
    with_part,
)
from openpyxl.worksheet.worksheet import Worksheet

from ingest.blocks import Parsed
from ingest.parse import parse
from ingest.parse.tables import GROUP_LENGTH


def a_register() -> bytes:
    book = openpyxl.Workbook()
    sheet = a_sheet(book, "Registre")
    for row in (
        ["Registre des systèmes d’IA"],
        [],
        ["Système", "Risque", "Revu le", "Part"],
        ["Tri des CV", "élevé", date(2026, 3, 9), 0.125],
        ["Traduction", "limité", datetime(2026, 3, 10, 14, 30), 1],
    ):
        sheet.append(row)
    sheet["D4"].number_format = sheet["D5"].number_format = "0.0%"
    a_sheet(book, "Rôles").append(["La direction décide, le délégué conseille."])
    book.remove(book["Sheet"])
    return saved(book)


def a_sheet(book: openpyxl.Workbook, name: str) -> Worksheet:
    sheet = book.create_sheet(name)
    assert isinstance(sheet, Worksheet)
    return sheet


def read(book: openpyxl.Workbook) -> Parsed:
    return parse(a_file("book.xlsx", saved(book)))


def as_excel_writes(*rows: Sequence[object], since_1904: bool = False) -> bytes:
    """A workbook whose texts are shared, formulas computed: openpyxl writes neither."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"date_1904": since_1904}) as book:
        sheet = book.add_worksheet("Feuille")
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, datetime.combine(value, time()), day)
                elif isinstance(value, tuple):
                    sheet.write_rich_string(number, column, bold, *value)
                else:
                    sheet.write(number, column, value)
        sheet.write_formula(len(rows), 0, "=1/4", None, 0.25)
    return target.getvalue()


def texts(parsed: Parsed) -> dict[str, tuple[str, str]]:
    return {str(block.anchor).partition("#")[2]: (block.text, block.locator) for block in parsed.blocks if block.text}


REGISTER = a_register()


def test_a_sheet_is_a_section_and_its_rows_stand_after_their_headers() -> None:
    parsed = parse(a_file("registre.xlsx", REGISTER))
    assert texts(parsed) == {
        "sec_registre.par_1": (
            "Registre des systèmes d’IA\n"
            "Système: Tri des CV; Risque: élevé; Revu le: 2026-03-09; Part: 12.5%\n"
            "Système: Traduction; Risque: limité; Revu le: 2026-03-10 14:30:00; Part: 100.0%",
            "rows=1-5",
        ),
        "sec_roles.par_1": ("La direction décide, le délégué conseille.", "rows=1-1"),
    }
    assert [block.title for block in parsed.blocks if block.title] == ["Registre", "Rôles"]
    assert (parsed.document.title, parsed.lang, parsed.warnings) == ("registre", "fr", ())


def test_long_tables_are_parted_between_rows() -> None:
    book = openpyxl.Workbook()
    sheet = a_sheet(book, "Long")
    sheet.append(["System", "Owner"])
    for number in range(100):
        sheet.append([f"System number {number}", "The team of the town hall"])
    found = texts(read(book))
    assert found["sec_long.par_1"][1] == "rows=2-18"
    assert found["sec_long.par_2"][0].startswith("System: System number 17; Owner: The team")
    assert all(len(text) <= GROUP_LENGTH + 20 for text, _ in found.values())


def test_what_is_hidden_is_left_out_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = a_sheet(book, "Open")
    for row in (["System", "Owner", "Salary"], ["Sorting", "Ada", "100"], ["Secret", "Bob", "200"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    closed = a_sheet(book, "Closed")
    closed.append(["Nothing of this"])
    closed.sheet_state = "veryHidden"
    parsed = read(book)
    assert texts(parsed) == {"sec_open.par_1": ("System: Sorting; Owner: Ada", "rows=2-2")}
    assert [re.search("Closed|of Open", warning) is not None for warning in parsed.warnings] == [True, True]


def test_formulas_give_the_value_last_computed_and_those_without_are_said() -> None:
    book = openpyxl.Workbook()
    sheet = a_sheet(book, "Sums")
    sheet.append(["Systems", "=1+1"])
    data = saved(book)
    assert "never computed" in parse(a_file("book.xlsx", data)).warnings[0]
    computed = with_part(
        data, "xl/worksheets/sheet2.xml", lambda part: re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>2</v>", part)
    )
    parsed = parse(a_file("book.xlsx", computed))
    assert texts(parsed) == {"sec_sums.par_1": ("Systems | 2", "rows=1-1")}
    assert not parsed.warnings


@pytest.mark.parametrize("since_1904", [False, True])
def test_shared_and_rich_texts_dates_switches_and_computed_formulas_are_read(since_1904: bool) -> None:
    rows = (
        ["Système", "Revu le", "Actif"],
        [("Tri", " des CV"), date(2026, 3, 9), True],
        ["Traduction", date(2026, 4, 1), False],
    )
    parsed = parse(a_file("book.xlsx", as_excel_writes(*rows, since_1904=since_1904)))
    assert texts(parsed)["sec_feuille.par_1"][0].split("\n") == [
        "Système: Tri des CV; Revu le: 2026-03-09; Actif: TRUE",
        "Système: Traduction; Revu le: 2026-04-01; Actif: FALSE",
        "Système: 0.25",
    ]
    assert not parsed.warnings


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    book = openpyxl.Workbook()
    a_sheet(book, "Far")["XFD1048576"] = "Here all the same."
    assert texts(read(book)) == {"sec_far.par_1": ("Here all the same.", "rows=1048576-1048576")}


def test_entities_are_not_followed() -> None:
    data = with_part(as_excel_writes(["Some words, ENTITY and no more."]), "xl/sharedStrings.xml", with_entity)
    assert all("root:" not in block.text for block in parse(a_file("stolen.xlsx", data)).blocks)


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (LOCKED, "office_locked"),
        (flagged_locked(REGISTER), "office_locked"),
        (OLE, "office_old"),
        (bomb(REGISTER), "office_too_large"),
        (REGISTER[: len(REGISTER) // 2], "office_damaged"),
        (b"no workbook", "office_damaged"),
        (saved(openpyxl.Workbook()), "nothing_to_read"),
        (b"", "file_empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, key: str) -> None:
    assert_refused("register.xlsx", data, key)


PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels")
SHARED = as_excel_writes(["Système", "Revu le"], ["Tri des CV", date(2026, 3, 9)])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(damaged_package(REGISTER, *PARTS), damaged_package(SHARED, *PARTS, "xl/sharedStrings.xml")))
def test_any_damaged_workbook_is_read_or_refused(data: bytes) -> None:
    assert_read_or_refused("any.xlsx", data)


CSV = 'Système;Risque;Durée\r\nTri des CV;élevé;1,5 an\r\nTraduction;"limité;\nsauf « santé »";2 ans\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_csv_is_read_whatever_its_separator_and_encoding(separator: str, encoding: str) -> None:
    text = CSV.replace(",", ".").replace(";", separator)
    parsed = parse(a_file("registre.csv", text.encode(encoding)))
    assert texts(parsed) == {
        "sec_rows.par_1": (
            "Système: Tri des CV; Risque: élevé; Durée: 1.5 an\n"
            f"Système: Traduction; Risque: limité{separator.strip()} sauf « santé »; Durée: 2 ans",
            "rows=2-3",
        )
    }
    assert bool(parsed.warnings) == (encoding == "cp1252")
    assert parsed.lang == "fr"


def test_commas_in_cells_do_not_part_a_table_of_semicolons() -> None:
    assert texts(parse(a_file("a.csv", CSV)))["sec_rows.par_1"][0].startswith(
        "Système: Tri des CV; Risque: élevé; Durée: 1,5 an"
    )


def test_a_list_without_header_is_read_as_it_stands() -> None:
    assert texts(parse(a_file("list.csv", "Ada,2026\nBob,2027\n")))["sec_rows.par_1"] == ("Ada | 2026\nBob | 2027", "rows=1-2")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b'System;Owner\nSorting;"Ada\nTranslation;Bob\n', "csv_damaged"),
        (b"System;Owner\n\x00\x01\x02", "file_not_text"),
        (b";;\n;;\n", "nothing_to_read"),
        (b"", "file_empty"),
    ],
)
def test_csv_that_cannot_be_read_is_refused_with_its_reason(data: bytes, key: str) -> None:
    assert_refused("register.csv", data, key)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        damaged(CSV.encode()), damaged(CSV.encode("utf-16")), st.text(alphabet='a;,|\t\n\r"é', max_size=80).map(str.encode)
    )
)
def test_any_damaged_csv_is_read_or_refused(data: bytes) -> None:
    assert_read_or_refused("any.csv", data)
