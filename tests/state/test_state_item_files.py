import json
import re

import pytest
from cases import each_case
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockapify.item_files import read_items


@pytest.fixture
def write(tmp_path):
    def writing(text, name):
        path = tmp_path / name
        path.write_bytes(text)
        return path

    return writing


@each_case(
    ("name", "text", "items"),
    [
        ("a.json", '[{"a": 1}, {"b": [2]}]', [{"a": 1}, {"b": [2]}]),
        ("a.json", "[]", []),
        ("a.JSON", '\ufeff[{"a": "é"}]', [{"a": "é"}]),
        ("a.jsonl", '{"a": 1}\n\n  \n{"a": 2}', [{"a": 1}, {"a": 2}]),
        ("a.jsonl", '\ufeff{"a": 1}\r\n{"a": 2}\r\n', [{"a": 1}, {"a": 2}]),
        ("a.jsonl", '{"a": "x\u2028y\u2029z\u0085"}\n', [{"a": "x\u2028y\u2029z\u0085"}]),
        ("a.jsonl", "", []),
        ("a.csv", "a,b\r\n1,x\r\n2,\r\n", [{"a": "1", "b": "x"}, {"a": "2", "b": ""}]),
        ("a.csv", '\ufeff"a"\n"two\nlines, ""quoted"""\n', [{"a": 'two\nlines, "quoted"'}]),
        ("a.csv", "a\nx\u2028y\n", [{"a": "x\u2028y"}]),
        ("a.csv", "a,b\n1\n", [{"a": "1", "b": None}]),
        ("a.csv", ",a\n0,x\n", [{"": "0", "a": "x"}]),
        ("a.csv", "", []),
    ],
)  # fmt: skip
def test_items_are_read_by_the_files_ending(write, name, text, items):
    assert read_items(write(text.encode(), name)) == items


@each_case(
    ("name", "text", "told"),
    [
        ("a.json", b"[", ": not valid JSON: "),
        ("a.json", b"{}", ": items are an array of objects; this is dict"),
        ("a.json", b'[{"a":1}, 5]', ": element 1 is no object"),
        ("a.jsonl", b'{"a":1}\n\n{"a":}', ", line 3: not valid JSON: "),
        ("a.jsonl", b'{"a":1}\n[1]', ", line 2: an item is an object"),
        ("a.csv", b"a,b\n1,2\n1,2,3\n", ", row 3: it has more cells than the header"),
        ("a.csv", b'a\n"x"y\n', ", line 2: not valid CSV: "),
        ("a.json", b"\xff", ": cannot be read: "),
        ("a.txt", b"", ": items come from files that end in .json, .jsonl, .csv"),
        ("a", b"", ": items come from files that end in .json, .jsonl, .csv"),
    ],
)
def test_a_file_that_will_not_do_is_named_with_its_line(write, name, text, told):
    path = write(text, name)
    with pytest.raises(ValueError, match=re.escape(f"{path}{told}")):
        read_items(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match="there is no such file"):
        read_items(tmp_path / "a.json")


VALUES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text('a"\\\n\r\u2028\u0085é,', max_size=4)
ITEMS = st.lists(st.dictionaries(st.sampled_from(["a", "b", "é"]), VALUES), max_size=4)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=ITEMS)
def test_what_python_writes_as_lines_is_read_back(tmp_path, items):
    path = tmp_path / "items.jsonl"
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8", newline="")
    assert read_items(path) == items
