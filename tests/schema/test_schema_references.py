"""Where references lead and how the paths of errors behind them begin."""

from cases import each_case

from mockapify.schema import compile_schema

D2019 = "https://json-schema.org/draft/2019-09/schema"
D2020 = "https://json-schema.org/draft/2020-12/schema"
DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def places(schema, item):
    return [(error["instancePath"], error["schemaPath"]) for error in compile_schema(schema).errors(item)]


def behind(reference, definitions, **beside):
    """A schema whose property `a` is the reference."""
    return {"properties": {"a": {"$ref": reference}}, "definitions": definitions, **beside}


def test_a_target_without_references_is_named_as_the_reference_was_written():
    schema = behind("#/definitions/x%20y", {"x y": {"properties": {"b": {"type": "null"}}}})

    assert places(schema, {"a": {"b": 1}}) == [("/a/b", "#/definitions/x%20y/properties/b/type")]


def test_a_target_with_references_is_a_unit_with_paths_of_its_own():
    node = {"properties": {"next": {"$ref": "#/definitions/node"}, "value": {"type": "null"}}}

    item = {"a": {"value": 1, "next": {"value": 2}}}
    assert places(behind("#/definitions/node", {"node": node}), item) == [
        ("/a/next/value", "#/properties/value/type"),
        ("/a/value", "#/properties/value/type"),
    ]


def test_a_property_that_is_spelled_like_a_reference_makes_a_unit_too():
    schema = behind("#/definitions/d", {"d": {"properties": {"$ref": True, "b": {"type": "null"}}}})

    assert places(schema, {"a": {"b": 1}}) == [("/a/b", "#/properties/b/type")]


def test_a_definition_that_is_only_a_reference_is_skipped_through():
    definitions = {"first": {"$ref": "#/definitions/second", "title": "t"}, "second": {"type": "null"}}

    assert places(behind("#/definitions/first", definitions), {"a": 1}) == [("/a", "#/definitions/first/type")]


def test_the_root_can_be_referenced():
    schema = {"properties": {"a": {"$ref": "#"}}, "maxProperties": 1}

    assert places(schema, {"a": {"b": 1, "c": 1}}) == [("/a", "#/maxProperties")]


@each_case(
    "definition",
    [False, {"type": "null"}],
)
def test_names_in_a_pointer_are_unescaped(definition):
    [(at, path)] = places(behind("#/definitions/m~0n~1o%25", {"m~n/o%": definition}), {"a": 1})

    assert (at, path.rpartition("/")[0]) == ("/a", "#/definitions/m~0n~1o%25")


ADDRESSES = {
    "an id relative to the root's": (
        {**behind("item.json", {"d": {"$id": "item.json", "type": "null"}}), "$id": "http://x.y/root.json"},
        "item.json/type",
    ),
    "an id without a base": (behind("item.json", {"d": {"$id": "item.json", "type": "null"}}), "item.json/type"),
    "a pointer into an id": (
        behind("http://x.y/i#/items", {"d": {"$id": "http://x.y/i", "items": {"type": "null"}}}),
        "http://x.y/i#/items/type",
    ),
    "a fragment id": (behind("#here", {"d": {"$id": "#here", "type": "null"}}), "#here/type"),
    "an anchor": ({"$schema": D2020, **behind("#here", {"d": {"$anchor": "here", "type": "null"}})}, "#here/type"),
    "a name that is no address on the web": (
        {**behind("urn:x:y#/definitions/d", {"d": {"type": "null"}}), "$id": "urn:x:y"},
        "urn:x:y#/definitions/d/type",
    ),
    "the metaschema": (behind(DRAFT_07, {}), "#/type"),
}


@each_case(("schema", "path"), ADDRESSES.values())
def test_a_reference_reaches(schema, path):
    assert places(schema, {"a": 1}) == [("/a", path)]


def test_a_reference_inside_an_id_is_relative_to_it():
    inner = {"$id": "http://x.y/inner", "allOf": [{"$ref": "#/definitions/d"}], "definitions": {"d": {"type": "null"}}}
    schema = {"properties": {"a": inner}, "definitions": {"d": {"type": "string"}}}

    assert places(schema, {"a": "text"}) == [("/a", "#/definitions/d/type")]


def test_a_recursive_reference_leads_to_the_outermost_schema_that_allows_it():
    tree = {
        "$id": "tree",
        "$recursiveAnchor": True,
        "properties": {"data": True, "children": {"items": {"$recursiveRef": "#"}}},
    }
    strict = {
        "$schema": D2019,
        "$id": "http://x.y/strict",
        "$recursiveAnchor": True,
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {"tree": tree},
    }

    assert places(strict, {"children": [{"daat": 1}]}) == [("/children/0", "#/unevaluatedProperties")]


def test_a_dynamic_reference_leads_to_the_anchor_met_first():
    schema = {
        "$schema": D2020,
        "allOf": [{"$dynamicAnchor": "node", "minProperties": 1}],
        "properties": {"a": {"$dynamicRef": "#node"}},
    }

    assert places(schema, {"a": {}}) == [("/a", "#/minProperties")]


def test_a_dynamic_reference_without_its_anchor_leads_to_the_schema_itself():
    schema = {"$schema": D2020, "properties": {"a": {"$dynamicRef": "#nowhere"}}, "maxProperties": 1}

    assert places(schema, {"a": {"b": 1, "c": 1}}) == [("/a", "#/maxProperties")]


def test_a_property_name_is_not_handed_into_a_unit():
    schema = {
        "propertyNames": {"$ref": "#/definitions/d"},
        "definitions": {"d": {"allOf": [{"$ref": "#/definitions/e"}]}, "e": {"maxLength": 0}},
    }

    assert [error.get("propertyName") for error in compile_schema(schema).errors({"a": 1})] == [None, None]
