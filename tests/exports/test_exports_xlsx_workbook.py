import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from cases import each_case

from mockapify.exports import Selection, xlsx_workbook
from mockapify.exports.xlsx_workbook import column_letters

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(workbook):
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        assert archive.testzip() is None
        return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def cells(workbook):
    """Each row as a dict of reference -> (type, text)."""
    return [
        {cell.get("r"): (cell.get("t"), cell.findtext(f"{MAIN}is/{MAIN}t", cell.findtext(f"{MAIN}v"))) for cell in row}
        for row in sheet(workbook).iter(f"{MAIN}row")
    ]


def test_cells_follow_the_kinds_of_values(render):
    item = b'{"b":true,"c":4.50,"d":1e21,"e":"","f":null,"g":"2024-01-01T00:00:00.000Z","a":{"x":[7]},"h":[]}'
    assert cells(render([item, b'{"b":"x"}'], "xlsx")) == [
        {f"{letter}1": ("inlineStr", name) for letter, name in zip("ABCDEFG", ["a/x/0", *"bcdefg"], strict=True)},
        {
            "A2": ("n", "7"),
            "B2": ("inlineStr", "true"),
            "C2": ("n", "4.5"),
            "D2": ("n", "1e+21"),
            "E2": ("inlineStr", ""),
            "G2": ("inlineStr", "2024-01-01T00:00:00.000Z"),
        },
        {"B3": ("inlineStr", "x")},
    ]


def test_text_is_escaped_and_sanitised(render):
    workbook = render([{"a<b": 'x & <y> "q" \x00\x1f\t\n😀 é\ufffe'}], "xlsx")
    assert cells(workbook) == [
        {"A1": ("inlineStr", "a<b")},
        {"A2": ("inlineStr", 'x & <y> "q" \t\n é')},
    ]


def test_rows_carry_their_number_and_span_all_columns(render):
    rows = sheet(render([{"a": 1}, {"c": 1, "b": 2}], "xlsx")).iter(f"{MAIN}row")
    assert [row.attrib for row in rows] == [{"r": str(number), "spans": "1:3"} for number in (1, 2, 3)]


def test_the_archive_has_the_parts_of_the_platform_in_its_order(render):
    with zipfile.ZipFile(io.BytesIO(render([{"a": 1}], "xlsx"))) as archive:
        entries = archive.infolist()
        parts = {entry.filename: ElementTree.fromstring(archive.read(entry)) for entry in entries}
    assert list(parts) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml",
    ]
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_DEFLATED}
    assert [each.get("name") for each in parts["xl/workbook.xml"].iter(f"{MAIN}sheet")] == ["Data"]


@pytest.mark.parametrize(("items", "selection"), [([], None), ([{"a": 1}], Selection(limit=0)), ([{}], None)])
def test_without_columns_the_sheet_has_no_rows(render, items, selection):
    assert cells(render(items, "xlsx", selection)) == []


def test_the_header_row_and_the_mark_of_csv_do_not_matter(render):
    assert render([{"a": 1}], "xlsx", skip_header_row=True, bom=True) == render([{"a": 1}], "xlsx")


def test_a_large_sheet_is_written_in_pieces_that_fit_together(render):
    rows = cells(render([{"n": n, "text": f"{n:x}" * 50} for n in range(2000)], "xlsx"))
    assert [row[f"A{number}"] for number, row in enumerate(rows[1:], 2)] == [("n", str(n)) for n in range(2000)]


def test_a_sheet_that_may_pass_2_gib_gets_64_bit_sizes(render, monkeypatch):
    monkeypatch.setattr(xlsx_workbook, "SHEET_GROWTH", 2**40)
    workbook = render([{"a": 1}], "xlsx")
    assert cells(workbook)[1] == {"A2": ("n", "1")}


def test_wide_tables_stop_at_2000_columns(render):
    header, row = cells(render([{f"k{n:05}": n for n in range(2500)}], "xlsx"))
    assert len(header) == len(row) == 2000
    assert re.fullmatch("BXX1", list(header)[-1])


@each_case(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_spreadsheets_do(index, letters):
    assert column_letters(index) == letters
