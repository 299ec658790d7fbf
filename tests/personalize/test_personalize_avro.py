import json

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from personalize_samples import ITEMS_SCHEMA, column, record

from mockapify.personalize import avro

LETTERS = st.text(st.sampled_from("ABCXYZ"), min_size=1, max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@each_case(
    ("name", "camel"),
    [
        ("ITEM_ID", "itemId"),
        ("GENRES", "genres"),
        ("CREATION_TIMESTAMP", "creationTimestamp"),
        ("GENRE_L2", "genreL2"),
        ("releaseYear", "releaseYear"),
        ("_HIDDEN", "hidden"),
        ("_", "_"),
    ],
)
def test_properties_are_columns_in_camel_case(name, camel):
    assert avro.property_name(name) == camel


@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_a_column_in_constant_case_is_read_back_from_its_property(words):
    camel = avro.property_name("_".join(words))

    assert "".join(f"_{char}" if char.isupper() else char.upper() for char in camel) == "_".join(words)


@each_case(
    ("type_", "fitting", "other"),
    [
        ("null", [None], [0, "", "null", False]),
        ("boolean", [True, False, "true", "false"], [None, 0, 1, "yes", "True", ""]),
        (
            "int",
            [0, -5, 2**31 - 1, -(2**31), "12", "-1", "+1"],
            [None, 2**31, 1.5, True, "1.5", "1_0", "", "x", "9" * 50],
        ),
        ("long", [2**31, 2**63 - 1, "1"], [2**63, "9223372036854775808", 1.0, [1]]),
        ("float", [0, 1.5, -1e10, "1", "1.5", ".5", "5.", "1e-3"], [None, True, "NaN", "inf", "", "1,5", "1.5.0"]),
        ("double", [0, 1.5, "1.5"], [None, False, {}]),
        ("string", ["", "x", "12"], [None, 1, True, ["x"], {}]),
        (["null", "int"], [None, 1, "1"], ["x", 1.5]),
        ({"type": "int"}, [1], ["x"]),
        ({"type": "array", "items": ["string", "null"]}, [[], ["x", None]], ["x", [1], None]),
        (["null", {"type": "array", "items": "int"}], [None, [1]], [["x"]]),
    ],
)
def test_values_fit_types(type_, fitting, other):
    assert [value for value in fitting if not avro.fits(type_, value)] == []
    assert [value for value in other if avro.fits(type_, value)] == []


@given(JSON)
def test_any_json_either_fits_a_type_or_does_not(value):
    fitting = {name for name in avro.PRIMITIVES if avro.fits(name, value)}

    assert avro.fits(list(avro.PRIMITIVES), value) == bool(fitting)
    assert "int" not in fitting or "long" in fitting
    assert "long" not in fitting or "double" in fitting


@each_case(
    ("properties", "reasons"),
    [
        ({"price": 1}, []),
        ({"PRICE": 1, "genres": None, "creationTimestamp": 5}, []),
        ({"price": 1, "CREATION_TIMESTAMP": None}, []),
        ({}, ["missing field price"]),
        ({"price": None}, ["field price must be of type float"]),
        ({"price": 1, "genres": 5}, ["field genres must be of type null or string"]),
        ({"price": 1, "itemId": "1"}, ["unknown field itemId"]),
        ({"Price": 1, "creation_timestamp": 5}, []),
        ({"prices": 1}, ["unknown field prices", "missing field price"]),
    ],
)
def test_misfits_are_named(properties, reasons):
    assert avro.misfits(ITEMS_SCHEMA, properties, apart={"ITEM_ID"}) == reasons


def test_extra_properties_may_be_allowed():
    properties = {"itemId": 1, "prices": 1, "price": "x"}

    reasons = avro.misfits(ITEMS_SCHEMA, properties, apart={"ITEM_ID"}, extra=True)

    assert reasons == ["field price must be of type float"]


def test_a_column_with_a_default_can_be_left_out():
    assert avro.misfits(record(column("A", "int", default=0)), {}, apart=()) == []


def test_a_schema_is_read_from_its_text():
    assert avro.parse(json.dumps(ITEMS_SCHEMA)) == ITEMS_SCHEMA


@each_case(
    ("text", "reason"),
    [
        ("", "not valid JSON"),
        ("[" * 10_000, "not valid JSON"),
        ("null", "object of type record"),
        ("[]", "object of type record"),
        ('{"type": "enum", "name": "A"}', "object of type record"),
        ('{"type": "record", "fields": [{"name": "A", "type": "int"}]}', "must have a name"),
        ('{"type": "record", "name": "A"}', "list of fields"),
        ('{"type": "record", "name": "A", "fields": []}', "list of fields"),
        (json.dumps(record("A")), "object with a name"),
        (json.dumps(record({"name": 1, "type": "int"})), "object with a name"),
        (json.dumps(record(column("A-B"))), "letters, digits and underscores"),
        (json.dumps(record({"name": "A"})), "type of the field A"),
        (json.dumps(record(column("A", []))), "type of the field A"),
        (json.dumps(record(column("A", "bytes"))), "type of the field A"),
        (json.dumps(record(column("A", ["int", ["int"]]))), "type of the field A"),
        (json.dumps(record(column("A", {"type": ["int"]}))), "type of the field A"),
        (json.dumps(record(column("A", {"type": "array", "items": "int"}))), "type of the field A"),
        (json.dumps(record(column("A", ["null", {"type": "array", "items": "int"}]))), "type of the field A"),
        (json.dumps(record(column("A", categorical="yes"))), "categorical of the field A"),
        (json.dumps(record(column("A", "int", textual=True))), "must be a string to be textual"),
        (json.dumps(record(column("GENRES_1"), column("GENRES1"))), "the field name GENRES_1 is not unique"),
    ],
)
def test_what_is_no_schema_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        avro.parse(text)


def test_arrays_are_for_schemas_of_test_authors_only():
    avro.check(record(column("A", {"type": "array", "items": "int"})))


@settings(max_examples=50)
@given(JSON)
def test_any_json_is_a_schema_or_refused(value):
    try:
        avro.check({"type": "record", "name": "A", "fields": [{"name": "A", "type": value}]})
    except ValueError:
        return
    assert avro.fits(value, None) in (True, False)
