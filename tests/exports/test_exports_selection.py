import json

import pytest
from cases import each_case

from mockapify.exports import Selection, StoredItems, apply_view, scanned, select
from mockapify.exports.selection import Listed, listed

WORKED = [
    b'{"id":1,"#dbg":{"t":3},"who":{"n":"A","z":"B"},"v":[{"p":5},{"p":6,"id":9}]}',
    b'{"#dbg":{}}',
]
WHO = '"who":{"n":"A","z":"B"}'
V = '"v":[{"p":5},{"p":6,"id":9}]'


def chosen(items, **parameters):
    return select(StoredItems.of(map(json.loads, items)), Selection(**parameters))


def lines(items, **parameters):
    return [json.dumps(item, separators=(",", ":")) for item in chosen(items, **parameters)]


@each_case(
    ("parameters", "expected"),
    [
        ({"clean": True}, [f'{{"id":1,{WHO},{V}}}']),
        (
            {"unwind": ("v",)},
            [f'{{"id":1,"#dbg":{{"t":3}},{WHO},"p":5}}', f'{{"id":9,"#dbg":{{"t":3}},{WHO},"p":6}}', '{"#dbg":{}}'],
        ),
        ({"fields": ("v", "id"), "unwind": ("v",)}, ['{"id":1,"p":5}', '{"id":9,"p":6}', "{}"]),
        (
            {"flatten": ("who",)},
            [f'{{"id":1,"#dbg":{{"t":3}},"who.n":"A","who.z":"B",{V}}}', '{"#dbg":{}}'],
        ),
        ({"fields": ("who.z", "id"), "flatten": ("who",)}, ['{"who.z":"B","id":1}', "{}"]),
        ({"fields": ("id", "who"), "omit": ("who",)}, ['{"id":1}', "{}"]),
        (
            {"limit": 1, "unwind": ("v",)},
            [f'{{"id":1,"#dbg":{{"t":3}},{WHO},"p":5}}', f'{{"id":9,"#dbg":{{"t":3}},{WHO},"p":6}}'],
        ),
    ],
)
def test_the_worked_examples_come_out(parameters, expected):
    assert lines(WORKED, **parameters) == expected


@each_case(
    ("parameters", "expected"),
    [
        ({"skip_hidden": True}, ['{"a":1}', "{}", '{"a":3,"errorInfo":"x"}']),
        ({"skip_empty": True}, ['{"a":1,"#h":1}', '{"#h":2}', '{"a":3,"errorInfo":"x"}']),
        ({"clean": True}, ['{"a":1}', '{"a":3,"errorInfo":"x"}']),
        ({"skip_failed_pages": True}, ['{"a":1,"#h":1}', '{"#h":2}']),
        ({"fields": ("a",), "skip_empty": True}, ['{"a":1}', '{"a":3}']),
        ({"fields": ("errorInfo", "a"), "output_fields": ("error", "A")}, ['{"A":1}', "{}", '{"error":"x","A":3}']),
        ({"fields": ("a", "errorInfo"), "output_fields": ("errorInfo", "a"), "limit": 1}, ['{"errorInfo":1}']),
        ({"omit": ("a", "missing")}, ['{"#h":1}', '{"#h":2}', '{"errorInfo":"x"}']),
    ],
)
def test_fields_and_items_are_chosen(parameters, expected):
    items = [b'{"a":1,"#h":1}', b'{"#h":2}', b'{"a":3,"errorInfo":"x"}']
    assert lines(items, **parameters) == expected


def test_failed_pages_are_dropped_even_when_the_error_is_not_among_the_fields():
    assert lines([b'{"a":1,"errorInfo":"x"}'], skip_failed_pages=True, fields=("a",)) == []


def test_hidden_fields_are_stripped_before_an_item_counts_as_empty():
    assert lines([b'{"#error":true,"#debug":{}}'], clean=True) == []


def test_simplified_picks_the_three_legacy_fields_and_unwinds_the_result():
    item = b'{"id":7,"pageFunctionResult":[{"t":1},{"t":2}],"url":"u"}'
    assert lines([item], simplified=True) == ['{"url":"u","t":1}', '{"url":"u","t":2}']


def test_fields_of_unwound_elements_are_picked_after_unwinding():
    item = b'{"productName":"P","id":1,"reviews":[{"rating":5,"by":"x"},{"rating":4}]}'
    assert lines([item], unwind=("reviews",), fields=("rating", "productName")) == [
        '{"rating":5,"productName":"P"}',
        '{"rating":4,"productName":"P"}',
    ]


def test_fields_are_unwound_in_the_given_order():
    item = b'{"a":[{"b":[{"x":1},{"x":2}]},{"b":{"x":3}}],"k":0}'
    assert lines([item], unwind=("a", "b")) == ['{"k":0,"x":1}', '{"k":0,"x":2}', '{"k":0,"x":3}']


def test_desc_reverses_items_but_not_the_elements_of_an_unwound_array():
    items = [b'{"v":[{"p":1},{"p":2}]}', b'{"v":[{"p":3},{"p":4}]}']
    assert lines(items, desc=True, unwind=("v",)) == ['{"p":3}', '{"p":4}', '{"p":1}', '{"p":2}']


@each_case(
    ("parameters", "expected"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"offset": 3}, [3, 4]),
        ({"limit": 2}, [0, 1]),
        ({"offset": 1, "limit": 2}, [1, 2]),
        ({"desc": True, "offset": 1, "limit": 2}, [3, 2]),
        ({"limit": 0}, []),
        ({"offset": 5}, []),
        ({"offset": 10**30, "limit": 10**30}, []),
        ({"limit": 999_999_999_999}, [0, 1, 2, 3, 4]),
    ],
)
def test_pages_are_cut_from_stored_items(parameters, expected):
    items = [b'{"n":%d}' % n for n in range(5)]
    assert [item["n"] for item in chosen(items, **parameters)] == expected
    assert scanned(5, Selection(**parameters)) == len(expected)


def test_scanned_counts_stored_items_whatever_becomes_of_them():
    assert scanned(2, Selection(clean=True, unwind=("v",))) == 2


def test_a_selection_can_be_read_twice():
    selected = chosen(WORKED, unwind=("v",), flatten=("who",), omit=("who.n",))
    assert list(selected) == list(selected)


@each_case(
    ("parameters", "names"),
    [
        ({"output_fields": ("a",)}, ("outputFields", "fields")),
        ({"output_fields": ("a",), "simplified": True}, ("outputFields", "fields")),
        ({"output_fields": ("a",), "fields": ("b", "c")}, ("outputFields", "1 and 2")),
        ({"offset": -1}, ("offset", "-1")),
        ({"limit": -5}, ("limit", "-5")),
    ],
)
def test_parameters_that_do_not_fit_are_named(parameters, names):
    with pytest.raises(ValueError, match=".*".join(names)):
        Selection(**parameters)


def test_a_view_fills_in_what_the_request_leaves_open():
    transformation = {
        "fields": ["a", "b.c"],
        "unwind": ["u"],
        "flatten": ["b"],
        "omit": ["x"],
        "limit": 9,
        "desc": True,
        "clean": True,
        "skipHidden": True,
        "skipEmpty": True,
    }
    assert apply_view(Selection(offset=1), transformation) == Selection(
        offset=1,
        limit=9,
        desc=True,
        clean=True,
        skip_hidden=True,
        skip_empty=True,
        fields=("a", "b.c"),
        unwind=("u",),
        flatten=("b",),
        omit=("x",),
    )


def test_explicit_parameters_win_over_a_view():
    asked = Selection(limit=0, fields=("z",), unwind=("w",))
    assert apply_view(asked, {"limit": 9, "fields": ["a"], "unwind": ["u"], "omit": None}) == asked


@each_case("transformation", [{"fields": "a"}, {"limit": "1"}, {"desc": 1}])
def test_a_malformed_view_is_refused(transformation):
    with pytest.raises(ValueError, match=r"transformation of the view.*\$"):
        apply_view(Selection(), transformation)


@each_case(
    ("parameters", "expected"),
    [
        ({}, ()),
        ({"fields": ("b", "a")}, (Listed("b", True), Listed("a", True))),
        ({"fields": ("b", "a"), "output_fields": ("x", "y")}, (Listed("x", True), Listed("y", True))),
        ({"fields": ("b", "a"), "omit": ("b",)}, (Listed("a", True),)),
        ({"fields": ("b", "a"), "unwind": ("b",)}, (Listed("b", False), Listed("a", True))),
    ],
)
def test_listed_fields_stand_in_their_order(parameters, expected):
    assert listed(Selection(**parameters)) == expected
