from cases import each_case

from mockapify.exports.transformations import flatten, omit, pick, rename, unwind


def after(step, item):
    return list(step(iter([item])))


@each_case(
    ("value", "records"),
    [
        ([{"p": 1}, {"p": 2}], [{"a": 0, "p": 1}, {"a": 0, "p": 2}]),
        ({"p": 1}, [{"a": 0, "p": 1}]),
        ({"a": 1, "v": 2}, [{"a": 1, "v": 2}]),
        ({}, [{"a": 0}]),
        ([], [{"a": 0}]),
        ([1, 2], [{"a": 0, "v": [1, 2]}]),
        ([{"p": 1}, 2], [{"a": 0, "v": [{"p": 1}, 2]}]),
        (5, [{"a": 0, "v": 5}]),
        ("x", [{"a": 0, "v": "x"}]),
        (None, [{"a": 0, "v": None}]),
    ],
)
def test_unwinding_merges_objects_and_leaves_anything_else(value, records):
    assert after(unwind("v"), {"a": 0, "v": value}) == records


def test_a_missing_field_to_unwind_leaves_the_item():
    assert after(unwind("v"), {"a": 0}) == [{"a": 0}]


def test_unwound_keys_stand_behind_the_keys_of_the_parent():
    (record,) = after(unwind("v"), {"v": {"p": 1, "b": 2}, "a": 0, "b": 1})
    assert list(record.items()) == [("a", 0), ("b", 2), ("p", 1)]


@each_case(
    ("fields", "item", "expected"),
    [
        (("foo",), {"foo": {"bar": "hello"}}, {"foo.bar": "hello"}),
        (("foo",), {"foo": {"a": {"b": {"c": 1}}, "d": None}}, {"foo.a.b.c": 1, "foo.d": None}),
        (("foo",), {"foo": {"list": [{"x": 1}], "none": {}}}, {"foo.list": [{"x": 1}], "foo.none": {}}),
        (("foo",), {"foo": [1]}, {"foo": [1]}),
        (("foo",), {"food": {"bar": 1}}, {"food": {"bar": 1}}),
        (("foo",), {"foo.a": {"b": 1}}, {"foo.a.b": 1}),
        (("x", "y"), {"y": {"b": 1}, "k": 0, "x": {"a": 2}}, {"y.b": 1, "k": 0, "x.a": 2}),
    ],
)
def test_flattening_makes_dotted_names_at_the_place_of_the_field(fields, item, expected):
    (record,) = after(flatten(fields), item)
    assert list(record.items()) == list(expected.items())


@each_case(
    ("fields", "expected"),
    [
        (("b", "a"), {"b": {"c": {"d": 1}}, "a": 0}),
        (("b.c", "a"), {"b.c": {"d": 1}, "a": 0}),
        (("b.c.d",), {"b.c.d": 1}),
        (("x.y",), {"x.y": "own"}),
        (("b.x", "a.b", "none", "none.at.all"), {}),
    ],
)
def test_picking_follows_the_listed_order_and_reaches_into_objects(fields, expected):
    (record,) = after(pick(fields), {"a": 0, "b": {"c": {"d": 1}}, "x.y": "own", "x": {"y": "inner"}})
    assert list(record.items()) == list(expected.items())


@each_case(
    ("fields", "dotted", "expected"),
    [
        (("a",), False, {"b": {"c": 1, "d": 2}, "b.x": 3}),
        (("b",), False, {"a": 0, "b.x": 3}),
        (("b",), True, {"a": 0}),
        (("b.c",), False, {"a": 0, "b": {"d": 2}, "b.x": 3}),
        (("b.x",), False, {"a": 0, "b": {"c": 1, "d": 2}}),
        (("a.b", "none", "none.at.all"), False, {"a": 0, "b": {"c": 1, "d": 2}, "b.x": 3}),
    ],
)
def test_omitting_takes_fields_away_also_inner_ones(fields, dotted, expected):
    item = {"a": 0, "b": {"c": 1, "d": 2}, "b.x": 3}
    assert after(omit(fields, dotted=dotted), item) == [expected]


def test_renaming_keeps_places():
    (record,) = after(rename({"a": "b", "b": "a"}), {"a": 1, "b": 2, "c": 3})
    assert list(record.items()) == [("b", 1), ("a", 2), ("c", 3)]
