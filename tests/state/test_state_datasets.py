import json

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify import wire
from mockapify.errors import ApiError
from mockapify.schema import compile_schema
from mockapify.state import datasets, storages
from mockapify.state.datasets import Dataset

PRICED = {"type": "object", "properties": {"price": {"type": "number"}}, "required": ["price"]}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("a é\u2028\U0001f600\"\\\n", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("a#é\u2028\"", max_size=3), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
ITEMS = st.lists(st.dictionaries(st.text("ab#", max_size=3), JSON, max_size=4), max_size=6)


@pytest.fixture
def dataset(world, user):
    made, _ = storages.get_or_create(world, Dataset, user, "orders")
    return made


def refusal(body, schema=None):
    with pytest.raises(ApiError) as caught:
        datasets.parse(body, schema)
    assert caught.value.status == 400
    return caught.value


@each_case(
    ("body", "items"),
    [
        (b'{"a":1}', [b'{"a":1}']),
        (b' \n{"a":1}\t', [b'{"a":1}']),
        (b"[]", []),
        (b" [ ] ", []),
        (b"{}", [b"{}"]),
        (b'[ {"a":1} , {"b":[1, 2]} ]', [b'{"a":1}', b'{"b":[1,2]}']),
        (b'[{"a":1.0},{"a":1e5}]', [b'{"a":1}', b'{"a":100000}']),
        ('{"ä":"\\u00e4\u2028"}'.encode(), ['{"ä":"ä\u2028"}'.encode()]),
    ],
)
def test_a_pushed_body_is_cut_into_items_as_javascript_writes_them(body, items):
    assert datasets.parse(body).items.compact == items


@each_case(
    "body",
    [
        b"", b" ", b"{", b"}", b"[", b'{"a":1', b'[{"a":1}', b'[{"a":1},]', b'[{"a":1}{"a":2}]', b'{"a":1} x',
        b'{"a":1}{"a":2}', b'{"a":NaN}', b'{"a":Infinity}', b"{'a':1}", b'{a:1}', b'{"a":01}', b'{"a":+1}',
        b'{"a":"\xff"}', b"\xff", b"\xef\xbb\xbf{}", b'{"a":"\n"}', b'{"a":1e999}', b'[{"a":-1E+0999}]', b"\0",
        b'{"a":' + b"[" * 100_000, b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused_as_a_whole(body):
    error = refusal(body)
    assert error.type == "invalid-request"
    assert error.message.startswith("The request body is not valid JSON: ")


@each_case("body", [b"null", b"1", b'"x"', b"true", b" 5 "])
def test_json_that_is_neither_object_nor_array_is_refused(body):
    assert refusal(body).body() == {"error": {"type": "invalid-request", "message": "POST data must be a JSON object"}}


def test_members_that_are_no_objects_are_all_named_as_ajv_would():
    problem = {
        "instancePath": "",
        "schemaPath": "#/type",
        "keyword": "type",
        "params": {"type": "object"},
        "message": "must be object",
    }
    error = refusal(b'[{"a":1}, 5, {}, null, [{}]]')
    assert (error.type, error.message) == ("schema-validation-error", "Schema validation failed")
    assert error.data == {
        "invalidItems": [{"itemPosition": position, "validationErrors": [problem]} for position in (1, 3, 4)]
    }


def test_items_that_do_not_fit_the_schema_are_refused_with_the_errors_of_each():
    error = refusal(b'[{"price":1}, {"price":"2"}, {}]', compile_schema(PRICED))
    assert error.type == "schema-validation-error"
    assert error.data == {
        "invalidItems": [
            {
                "itemPosition": 1,
                "validationErrors": [
                    {
                        "instancePath": "/price",
                        "schemaPath": "#/properties/price/type",
                        "keyword": "type",
                        "params": {"type": "number"},
                        "message": "must be number",
                    }
                ],
            },
            {
                "itemPosition": 2,
                "validationErrors": [
                    {
                        "instancePath": "",
                        "schemaPath": "#/required",
                        "keyword": "required",
                        "params": {"missingProperty": "price"},
                        "message": "must have required property 'price'",
                    }
                ],
            },
        ]
    }


@each_case(
    ("items", "clean"),
    [
        ([], 0),
        ([{}], 0),
        ([{"a": 1}], 1),
        ([{"#a": 1}], 0),
        ([{"#a": 1, "b": None}], 1),
        ([{"a": 1}, {"#b": 2}, {}], 1),
        ([{"a#": 1}], 1),
        ([{"": 1}], 1),
    ],
)
def test_an_item_counts_as_clean_when_something_is_left_without_its_hidden_fields(items, clean):
    assert datasets.parse(wire.encode(items)).clean_count == clean


def test_a_hidden_field_is_seen_through_escapes():
    assert datasets.parse(b'{"\\u0023a":1}').clean_count == 0


def test_field_names_come_in_the_order_they_were_first_seen():
    assert datasets.parse(b'[{"b":1,"a":2},{"c":{"d":1},"a":3}]').fields == ["b", "a", "c"]


def test_pushing_counts_items_bytes_fields_and_writes(dataset):
    datasets.push(dataset, [{"b": 1}, {"#h": 2}])
    datasets.push(dataset, [{"a": 1, "b": 2}])
    assert dataset.items.compact == [b'{"b":1}', b'{"#h":2}', b'{"a":1,"b":2}']
    assert (dataset.item_count, dataset.clean_item_count) == (3, 2)
    assert dataset.fields == ["b", "#h", "a"]
    assert dataset.stats.write_count == 3
    assert dataset.stats.storage_bytes == dataset.stats.inflated_bytes == 7 + 8 + 13


def test_a_refused_push_leaves_nothing_behind(dataset):
    dataset.set_schema({"fields": PRICED})
    with pytest.raises(ApiError, match="schema-validation-error"):
        datasets.push(dataset, [{"price": 1}, {"price": "2"}])
    assert (dataset.items.compact, dataset.item_count, dataset.fields) == ([], 0, None)


def test_a_new_schema_is_for_new_items_and_none_lets_all_pass(dataset):
    datasets.push(dataset, [{"price": "old"}])
    dataset.set_schema({"fields": PRICED})
    with pytest.raises(ApiError):
        datasets.push(dataset, [{}])
    dataset.set_schema(None)
    datasets.push(dataset, [{}])
    assert dataset.item_count == 2


@each_case(
    ("schema", "told"),
    [
        pytest.param({"fields": []}, '"fields" must be the JSON schema of one item, an object', id="no object"),
        pytest.param({"fields": {"type": "thing"}}, "Dataset schema is not valid: ", id="unknown type"),
        pytest.param(
            {"fields": {"properties": {"a": {"pattern": "("}}}}, "Dataset schema is not valid: ", id="bad pattern"
        ),
        pytest.param({"fields": {"$ref": "#/nowhere"}}, "Dataset schema is not valid: ", id="dangling reference"),
    ],
)
def test_a_schema_that_is_none_is_refused_and_the_old_one_stays(dataset, schema, told):
    dataset.set_schema({"fields": PRICED})
    with pytest.raises(ApiError) as caught:
        dataset.set_schema(schema)
    assert (caught.value.status, caught.value.type) == (400, "dataset-schema-invalid")
    assert told in caught.value.message
    assert dataset.schema == {"fields": PRICED}
    with pytest.raises(ApiError):
        datasets.push(dataset, [{}])


def test_a_schema_without_fields_checks_nothing(dataset):
    dataset.set_schema({"views": {}})
    datasets.push(dataset, [{"anything": 1}])
    assert dataset.item_schema is None


def test_a_view_is_its_transformation(dataset):
    dataset.set_schema({"views": {"short": {"title": "Short", "transformation": {"fields": ["a"]}}}})
    assert dataset.view("short") == {"fields": ["a"]}
    with pytest.raises(ApiError, match=r'requested-dataset-view-does-not-exist: .*"long" does not exist'):
        dataset.view("long")


def test_a_view_needs_a_schema(dataset):
    with pytest.raises(ApiError, match="dataset-does-not-have-schema"):
        dataset.view("short")


@settings(max_examples=40)
@given(items=ITEMS, indent=st.sampled_from([None, 2]), ascii_only=st.booleans())
def test_what_was_pushed_is_what_is_kept(items, indent, ascii_only):
    batch = datasets.parse(json.dumps(items, indent=indent, ensure_ascii=ascii_only).encode())
    as_doubles = json.loads(json.dumps(items), parse_int=float)
    assert [json.loads(item, parse_int=float) for item in batch.items.compact] == as_doubles
    assert batch.clean_count == sum(any(not name.startswith("#") for name in item) for item in items)
    assert batch.fields == list(dict.fromkeys(name for item in items for name in item))
    assert batch.length == sum(map(len, batch.items.compact))
