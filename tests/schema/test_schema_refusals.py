"""Schemas that AJV refuses, and what it says about them."""

import pytest
from cases import each_case

from mockapify.schema import ItemSchema, SchemaError, compile_schema

D2020 = "https://json-schema.org/draft/2020-12/schema"


def refusal(schema):
    with pytest.raises(SchemaError) as refused:
        compile_schema(schema)
    return refused.value


def test_all_that_the_metaschema_says_is_one_sentence():
    error = refusal({"properties": {"f": {"type": "text", "minLength": -1}}, "required": "f"})

    assert str(error) == (
        "schema is invalid: data/required must be array, data/properties/f/minLength must be >= 0, "
        "data/properties/f/type must be equal to one of the allowed values, data/properties/f/type must be array, "
        "data/properties/f/type must match a schema in anyOf"
    )
    assert error.path == "/required"
    assert [e["keyword"] for e in error.errors] == ["type", "minimum", "enum", "type", "anyOf"]


REFUSED = {
    "a list": ([], "schema is invalid: data must be object,boolean", ""),
    "a text": ("text", "schema must be object or boolean", ""),
    "nothing": (None, "schema must be object or boolean", ""),
    "an empty enum": ({"enum": []}, "schema is invalid: data/enum must NOT have fewer than 1 items", "/enum"),
    "an empty enum in later drafts": ({"$schema": D2020, "enum": []}, "enum must have non-empty array", "/enum"),
    "a bad pattern": (
        {"properties": {"a/b": {"pattern": "[a"}}},
        "Invalid regular expression: /[a/u: Unterminated character class",
        "/properties/a~1b/pattern",
    ),
    "a bad pattern for names": (
        {"patternProperties": {"a\\_": {}}},
        "Invalid regular expression: /a\\_/u: Invalid escape",
        "/patternProperties",
    ),
    "a reference to nowhere": (
        {"items": {"$ref": "#/definitions/x"}},
        "can't resolve reference #/definitions/x from id #",
        "/items/$ref",
    ),
    "a reference to the web": (
        {"$id": "http://x.y/z", "$ref": "http://x.y/w"},
        "can't resolve reference http://x.y/w from id http://x.y/z",
        "/$ref",
    ),
    "a badly encoded reference": ({"$ref": "#/definitions/a%"}, "URI contains malformed percent-encoding.", "/$ref"),
    "the old word for an id": (
        {"items": {"id": "x"}},
        'NOT SUPPORTED: keyword "id", use "$id" for schema ID',
        "/items/id",
    ),
    "nullable alone": ({"nullable": True}, '"nullable" cannot be used without "type"', "/nullable"),
    "nullable against its type": (
        {"type": "null", "nullable": False},
        "type: null contradicts nullable: false",
        "/nullable",
    ),
    "nullable that is no boolean": (
        {"type": "null", "nullable": "yes"},
        'nullable value must be ["boolean"]',
        "/nullable",
    ),
    "an unknown draft": (
        {"$schema": "http://json-schema.org/draft-04/schema#"},
        'no schema with key or ref "http://json-schema.org/draft-04/schema#"',
        "/$schema",
    ),
    "a draft that is no text": ({"$schema": 4}, "$schema must be a string", "/$schema"),
    "an anchor twice": (
        {"$schema": D2020, "$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x", "type": "null"}}},
        'reference "#x" resolves to more than one schema',
        "/$defs/b",
    ),
    "an anchor that is no name": ({"$defs": {"a": {"$anchor": "1"}}}, 'invalid anchor "1"', "/$defs/a"),
    "the id of a metaschema": (
        {"$id": "http://json-schema.org/draft-07/schema#"},
        'schema with key or id "http://json-schema.org/draft-07/schema" already exists',
        "/$id",
    ),
    "a dynamic reference to elsewhere": (
        {"$schema": D2020, "$dynamicRef": "other.json#x"},
        '"$dynamicRef" only supports hash fragment reference',
        "/$dynamicRef",
    ),
    "a circle of references": (
        {"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#/definitions/a"}}},
        "the schema is nested too deeply, or a reference in it leads only to itself",
        "",
    ),
}


@each_case(("schema", "message", "path"), REFUSED.values())
def test_refused_is(schema, message, path):
    error = refusal(schema)

    assert str(error).startswith(message)
    assert error.path == path
    assert path in str(error) or error.errors


@each_case(
    "schema",
    [
        True,
        {},
        {"$schema": "http://json-schema.org/draft-07/schema"},
        {"$schema": "http://json-schema.org/draft-07/schema#"},
        {"$schema": D2020 + "#"},
        {"$schema": ""},
        {"properties": {"id": {"type": "string"}}},
        {"enum": [{"$id": "a"}, {"$id": "a", "b": 1}]},
        {"default": {"$ref": "#/nowhere"}, "examples": [{"$ref": "#/nowhere"}]},
        {"example": 1, "label": "x", "editor": "textfield"},
    ],
)
def test_compiled_without_complaint(schema):
    assert isinstance(compile_schema(schema), ItemSchema)
