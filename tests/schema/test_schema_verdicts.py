"""Lists of raw items, the fast first verdict, and agreement with a validator by other authors."""

import json

import jsonschema_rs
import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.schema import compile_schema, formats
from mockapify.schema.drafts import DRAFT_07, DRAFT_2020_12
from mockapify.schema.verdict import quick_verdict

NAMES = st.sampled_from(["a", "b", "1", "x/y", ""])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.5, 2.0, -1.5])
    | st.sampled_from(["", "a", "ab", "é😀"])
)
ITEMS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
SMALL = st.integers(0, 3)
TYPE = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])


def keywords(inner):
    """Schema objects from keywords on whose verdict AJV and the specification agree."""
    schemas = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(NAMES, inner, max_size=3)
    return st.fixed_dictionaries(
        {},
        optional={
            "type": TYPE | st.lists(TYPE, min_size=1, max_size=3, unique=True),
            "enum": st.lists(SCALARS, min_size=1, max_size=3, unique_by=repr).filter(
                lambda v: len({*map(json.dumps, v)}) == len(v) and 2.0 not in v
            ),
            "const": ITEMS,
            "minimum": SMALL,
            "exclusiveMaximum": SMALL,
            "maxLength": SMALL,
            "minItems": SMALL,
            "maxProperties": SMALL,
            "required": st.lists(NAMES, max_size=3, unique=True),
            "properties": named,
            "additionalProperties": inner,
            "propertyNames": inner,
            "items": inner | schemas,
            "additionalItems": inner,
            "contains": inner,
            "uniqueItems": st.booleans(),
            "dependencies": st.dictionaries(NAMES, inner | st.lists(NAMES, max_size=2, unique=True), max_size=2),
            "not": inner,
            "anyOf": schemas,
            "oneOf": schemas,
            "allOf": schemas,
            "if": inner,
            "then": inner,
            "else": inner,
            "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$", "^\\d"]), inner, max_size=2),
        },
    )


def keywords_of_ajv(inner):
    """Schema objects with what AJV reads in its own way as well."""
    tests = st.fixed_dictionaries(
        {},
        optional={
            "format": st.sampled_from([*formats.STRINGS, "int32", "password", "unknown"]),
            "pattern": st.sampled_from(["^a", "b$", "^(a|[b-z]+)*$", "\\d", "^.$", "[^\\w]", "\\u{1F600}"]),
            "nullable": st.booleans(),
            "title": st.text(max_size=3),
        },
    )
    return st.builds(lambda plain, tests: consistent({**plain, **tests}), keywords(inner), tests)


def consistent(schema):
    """Without a `nullable` that AJV refuses."""
    types = schema.get("type", [])
    if not types or ("null" in types and not schema.get("nullable")):
        schema.pop("nullable", None)
    return schema


LEAVES = st.booleans() | st.builds(lambda t: {"type": t}, TYPE)
SCHEMAS = st.recursive(LEAVES, keywords, max_leaves=6)
SCHEMAS_OF_AJV = st.recursive(LEAVES, keywords_of_ajv, max_leaves=6)
WRITTEN = st.sampled_from(
    ["2026-02-28", "2026-02-30", "2026-01-01T00:00:00Z", "2016-12-31T23:59:60Z", "1h", "http://a.b/c", "a@b.co", "::1"]
)
WRITTEN_ITEMS = st.recursive(
    SCALARS | WRITTEN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=50, deadline=None)
@given(SCHEMAS, ITEMS)
def test_the_walk_agrees_with_another_validator_about_what_is_valid(schema, item):
    judge = jsonschema_rs.Draft7Validator(schema)

    assert (compile_schema(schema).errors(item) == []) == judge.is_valid(item)


@settings(max_examples=50, deadline=None)
@given(SCHEMAS_OF_AJV, WRITTEN_ITEMS)
def test_the_fast_verdict_never_changes_the_answer(schema, item):
    compiled = compile_schema(schema)

    found = compiled.invalid_items([item])

    assert (found[0]["validationErrors"] if found else []) == compiled.errors(item)


@settings(max_examples=40, deadline=None)
@given(SCHEMAS, ANY_JSON)
def test_no_json_value_makes_the_walk_fail(schema, item):
    errors = compile_schema(schema).errors(item)

    assert all(error["schemaPath"].startswith("#/") and error["message"] for error in errors)


@each_case(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}, "required": ["a"], "title": "t"},
        {"items": {"$ref": "#/definitions/d"}, "definitions": {"d": {"enum": ["a", 1]}}},
        {"uniqueItems": True, "items": {"type": "string"}},
        {"format": "password"},
        {"type": "string", "format": "uri", "pattern": "^https"},
        {"type": ["string", "array"], "nullable": True, "items": {"not": {"format": "date"}}},
        {"definitions": {"d": {"pattern": "a"}}, "allOf": [{"$ref": "#/definitions/d"}]},
    ],
)
def test_plain_schemas_get_the_fast_verdict(schema):
    assert quick_verdict(schema, DRAFT_07) is not None


@each_case(
    "schema",
    [
        True,
        {"format": "int32"},
        {"patternProperties": {}},
        {"multipleOf": 2},
        {"required": ["toString"]},
        {"properties": {"constructor": {}}},
        {"maximum": 2**53},
        {"enum": [[{"a": 2**60}]]},
        {"uniqueItems": True},
        {"$ref": "#/definitions/d", "minimum": 1, "definitions": {"d": {}}},
        {"$ref": "#"},
        {"$id": "http://x.y/z"},
        {"items": [{"not": {"multipleOf": 2}}]},
        {"definitions": {"d": {"format": "int64"}}},
    ],
)
def test_schemas_that_leave_room_for_doubt_are_always_walked(schema):
    assert quick_verdict(schema, DRAFT_07) is None


def test_later_drafts_are_always_walked():
    assert quick_verdict({"type": "string"}, DRAFT_2020_12) is None


def test_only_the_invalid_items_are_listed_with_their_positions():
    found = compile_schema({"properties": {"a": {"type": "string"}}}).invalid_items(
        [{"a": "x"}, {"a": 1}, {}, {"a": None}]
    )

    assert [(item["itemPosition"], len(item["validationErrors"])) for item in found] == [(1, 1), (3, 1)]


def test_the_array_form_has_paths_as_if_the_list_were_one_array():
    [found] = compile_schema({"properties": {"a": {"type": "string"}}}).invalid_items([{}, {"a": 1}], paths="array")

    assert found == {
        "itemPosition": 1,
        "validationErrors": [
            {
                "instancePath": "/1/a",
                "schemaPath": "/items/properties/a/type",
                "keyword": "type",
                "params": {"type": "string"},
                "message": "must be string",
            }
        ],
    }


def test_another_form_of_paths_is_refused():
    with pytest.raises(ValueError, match="paths must be one of 'item', 'array', not 'list'"):
        compile_schema(True).invalid_items([], paths="list")


def test_errors_do_not_share_their_parameters():
    compiled = compile_schema({"items": {"type": "string"}})
    compiled.errors([1])[0]["params"]["type"] = "changed"

    assert compiled.errors([1])[0]["params"] == {"type": "string"}


def test_deep_items_are_walked():
    tree = {"properties": {"child": {"$ref": "#"}, "leaf": {"type": "null", "format": "date"}}}
    item = {"leaf": 1}
    for _ in range(100):
        item = {"child": item}

    assert len(compile_schema(tree).errors(item)) == 1


def test_a_schema_that_leads_back_to_itself_at_once_overflows_as_in_javascript():
    with pytest.raises(RecursionError):
        compile_schema({"allOf": [{"$ref": "#"}]}).errors(1)
