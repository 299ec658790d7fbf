import pytest
from cases import each_case

from mockapify.exports import Selection

BOM = b"\xef\xbb\xbf"
ITEMS = [{"b": 1, "a": {"y": [10, 20], "x": None}, "e": []}, {"b": "", "C": True, "a": {"y": [7]}}]
HEADER = b'"C","a/x","a/y/0","a/y/1","b"\r\n'
ROWS = b',,"10","20","1"\r\n"true",,"7",,""\r\n'


def test_the_worked_example_comes_out(render):
    assert render(ITEMS, "csv") == BOM + HEADER + ROWS


@each_case(
    ("options", "expected"),
    [
        ({"bom": False}, HEADER + ROWS),
        ({"bom": True}, BOM + HEADER + ROWS),
        ({"skip_header_row": True}, BOM + ROWS),
        ({"skip_header_row": True, "bom": False}, ROWS),
        ({"delimiter": ";"}, BOM + (HEADER + ROWS).replace(b",", b";")),
        ({"delimiter": "\t"}, BOM + (HEADER + ROWS).replace(b",", b"\t")),
        ({"delimiter": "→"}, BOM + (HEADER + ROWS).replace(b",", "→".encode())),
    ],
)
def test_options_change_what_they_name_and_nothing_else(render, options, expected):
    assert render(ITEMS, "csv", **options) == expected


@each_case(
    ("value", "cell"),
    [
        (b"null", b""),
        (b'""', b'""'),
        (b"false", b'"false"'),
        (b"5", b'"5"'),
        (b"4.8", b'"4.8"'),
        (b"5.0", b'"5"'),
        (b"1e21", b'"1e+21"'),
        (b"9007199254740993", b'"9007199254740992"'),
        (b'"say \\"hi\\""', b'"say ""hi"""'),
        (b'"a,b;c"', b'"a,b;c"'),
        (b'"a\\r\\nb\\nc"', b'"a\r\nb\nc"'),
        (b'"+44 20"', b'"+44 20"'),
        (b'"=1+1"', b'"=1+1"'),
        (b'"\\u017e"', '"ž"'.encode()),
    ],
)
def test_values_are_quoted_and_only_quotes_are_escaped(render, value, cell):
    assert render([b'{"a":%s}' % value], "csv", bom=False) == b'"a"\r\n' + cell + b"\r\n"


def test_quotes_in_header_names_are_doubled(render):
    assert render([b'{"a\\"b":1}'], "csv", bom=False) == b'"a""b"\r\n"1"\r\n'


@pytest.mark.parametrize(
    ("items", "selection"), [([], None), ([{"a": 1}], Selection(limit=0)), ([{}, {"a": []}], None)]
)
def test_without_columns_the_byte_order_mark_stands_alone(render, items, selection):
    assert render(items, "csv", selection) == BOM


def test_listed_fields_make_a_header_even_without_items(render):
    assert render([], "csv", Selection(fields=("b", "a"))) == BOM + b'"b","a"\r\n'


def test_an_item_without_any_listed_field_is_a_row_of_empty_cells(render):
    assert render([{"c": 1}], "csv", Selection(fields=("b", "a")), bom=False) == b'"b","a"\r\n,\r\n'
