import pytest
from cases import each_case

from mockapify.exports import Selection

ITEMS = [b'{"a":1,"b":[]}', '{"a":"ž"}'.encode()]


def test_json_indents_each_item_by_itself(render):
    assert render(ITEMS) == '[{\n  "a": 1,\n  "b": []\n},\n{\n  "a": "ž"\n}]'.encode()


def test_json_indents_nested_values_by_two_more_spaces(render):
    item = b'{"a":{"b":[1,{"c":[]},{}],"d":null},"e":"/"}'
    assert render([item]).decode().split("\n") == [
        "[{",
        '  "a": {',
        '    "b": [',
        "      1,",
        "      {",
        '        "c": []',
        "      },",
        "      {}",
        "    ],",
        '    "d": null',
        "  },",
        '  "e": "/"',
        "}]",
    ]


def test_json_lines_have_no_line_feed_at_the_end(render):
    assert render([b' { "a" : 1 } ', b'{"b":[1, 2]}'], "jsonl") == b'{"a":1}\n{"b":[1,2]}'


@each_case(("kind", "empty"), [("json", b"[]"), ("jsonl", b"")])
@each_case(
    "selection",
    [Selection(limit=0), Selection(offset=10**20), Selection(fields=("none",), skip_empty=True)],
)
def test_no_items_are_an_empty_array_and_an_empty_body(render, kind, empty, selection):
    assert render(ITEMS, kind, selection) == empty


def test_empty_items_stay(render):
    assert render([b"{}", b"{ }"]) == b"[{},\n{}]"
    assert render([b"{}", b"{ }"], "jsonl") == b"{}\n{}"


def test_many_items_keep_their_separators_across_chunks(render):
    items = [{"n": n, "text": "x" * 1000} for n in range(300)]
    assert render(items, "jsonl").decode().split("\n") == [f'{{"n":{n},"text":"{"x" * 1000}"}}' for n in range(300)]


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_reshaped_items_are_written_the_javascript_way(render, kind):
    selection = Selection(fields=("b", "1", "0"))
    printed = render([b'{"0":1.0,"1":1e21,"b":"\\u0041"}'], kind, selection)
    assert b"".join(printed.split()) in (b'[{"0":1,"1":1e+21,"b":"A"}]', b'{"0":1,"1":1e+21,"b":"A"}')
