"""What each keyword says, where, and in which order; every row was once compared with AJV 8.20."""

from cases import each_case

from mockapify.schema import compile_schema

D2019 = "https://json-schema.org/draft/2019-09/schema"
D2020 = "https://json-schema.org/draft/2020-12/schema"


def brief(schema, item):
    """Errors as (instancePath, schemaPath, params, message)."""
    errors = compile_schema(schema).errors(item)
    return [(e["instancePath"], e["schemaPath"], e["params"], e["message"]) for e in errors]


def only_places(schema, item):
    return [(e["instancePath"], e["schemaPath"]) for e in compile_schema(schema).errors(item)]


def test_an_error_has_the_members_of_ajv_in_its_order():
    [error] = compile_schema({"type": "string"}).errors(1)

    assert list(error.items()) == [
        ("instancePath", ""),
        ("schemaPath", "#/type"),
        ("keyword", "type"),
        ("params", {"type": "string"}),
        ("message", "must be string"),
    ]


TYPES = {
    "a single type": ({"type": "string"}, 1, [("", "#/type", {"type": "string"}, "must be string")]),
    "a list of types": (
        {"type": ["string", "null"]},
        1,
        [("", "#/type", {"type": ["string", "null"]}, "must be string,null")],
    ),
    "a list of one stays a list": ({"type": ["string"]}, 1, [("", "#/type", {"type": ["string"]}, "must be string")]),
    "nullable beside one type is not mentioned": (
        {"type": "string", "nullable": True},
        1,
        [("", "#/type", {"type": "string"}, "must be string")],
    ),
    "nullable beside a list joins it": (
        {"type": ["string"], "nullable": True},
        1,
        [("", "#/type", {"type": ["string", "null"]}, "must be string,null")],
    ),
    "false is refused with two words as keyword": (False, 1, [("", "#/false schema", {}, "boolean schema is false")]),
}


@each_case(("schema", "item", "expected"), TYPES.values())
def test_types(schema, item, expected):
    assert brief(schema, item) == expected


@each_case(
    ("name", "fitting", "others"),
    [
        ("string", ["", "a"], [1, True, None, [], {}]),
        ("number", [1, 1.5, -0.0], ["1", True, None]),
        ("integer", [1, 5.0, 1e2, 2**70], [1.5, "1", False]),
        ("boolean", [True, False], [0, 1, "true"]),
        ("null", [None], [0, "", False]),
        ("array", [[], [1]], [{}, "a"]),
        ("object", [{}, {"a": 1}], [[], None]),
    ],
)
def test_a_type_takes_its_values_and_no_others(name, fitting, others):
    schema = compile_schema({"type": name})

    assert [schema.errors(item) for item in fitting] == [[] for _ in fitting]
    assert all(schema.errors(item) for item in others)


def test_null_passes_where_nullable_is_true():
    assert compile_schema({"type": "string", "nullable": True}).errors(None) == []


VALUES = {
    "const": ({"const": 1}, 2, [("", "#/const", {"allowedValue": 1}, "must be equal to constant")]),
    "enum": (
        {"enum": [1.0, {"b": 1, "2": 2}]},
        2,
        [
            (
                "",
                "#/enum",
                {"allowedValues": [1, {"2": 2, "b": 1}]},
                "must be equal to one of the allowed values",
            )
        ],
    ),
    "maximum": ({"maximum": 5}, 6, [("", "#/maximum", {"comparison": "<=", "limit": 5}, "must be <= 5")]),
    "minimum": ({"minimum": 1e21}, 6, [("", "#/minimum", {"comparison": ">=", "limit": 1e21}, "must be >= 1e+21")]),
    "exclusiveMaximum": (
        {"exclusiveMaximum": 5.0},
        5,
        [("", "#/exclusiveMaximum", {"comparison": "<", "limit": 5}, "must be < 5")],
    ),
    "exclusiveMinimum": (
        {"exclusiveMinimum": 5},
        5,
        [("", "#/exclusiveMinimum", {"comparison": ">", "limit": 5}, "must be > 5")],
    ),
    "multipleOf": ({"multipleOf": 0.1}, 0.3, [("", "#/multipleOf", {"multipleOf": 0.1}, "must be multiple of 0.1")]),
    "maxLength": (
        {"maxLength": 1},
        "ab",
        [("", "#/maxLength", {"limit": 1}, "must NOT have more than 1 characters")],
    ),
    "minLength": (
        {"minLength": 2.0},
        "😀",
        [("", "#/minLength", {"limit": 2}, "must NOT have fewer than 2 characters")],
    ),
    "pattern": ({"pattern": '^"a/'}, "b", [("", "#/pattern", {"pattern": '^"a/'}, 'must match pattern "^"a/"')]),
    "format": ({"format": "date"}, "b", [("", "#/format", {"format": "date"}, 'must match format "date"')]),
    "format of a number": (
        {"format": "int32"},
        2**31,
        [("", "#/format", {"format": "int32"}, 'must match format "int32"')],
    ),
}


@each_case(("schema", "item", "expected"), VALUES.values())
def test_keywords_for_scalars(schema, item, expected):
    assert brief(schema, item) == expected


@each_case(
    ("schema", "item"),
    [
        ({"maximum": 5, "multipleOf": 2, "format": "int32"}, "text"),
        ({"maxLength": 0, "pattern": "^$", "format": "date"}, 5),
        ({"format": "int32"}, "text"),
        ({"format": "no-such-format"}, "text"),
        ({"multipleOf": 0.5}, -0.0),
        ({"const": 1}, 1.0),
        ({"const": {"a": 1, "b": [2]}}, {"b": [2.0], "a": 1}),
        ({"enum": [2**53]}, 2**53 + 1),
        ({"maximum": 2**53}, 2**53 + 1),
        ({"maxLength": 1}, "😀"),
        ({"then": False, "else": False}, 1),
        ({"if": True, "then": {"title": "x"}}, 1),
        ({"if": False}, 1),
        ({"additionalItems": False, "items": {}}, [1]),
        ({"prefixItems": [False], "dependentRequired": {"a": ["b"]}, "unevaluatedProperties": False}, {"a": 1}),
        ({"contains": True, "minContains": 5}, [1]),
        ({"$schema": D2020, "additionalItems": False, "prefixItems": [True]}, [1, 2]),
        ({"$schema": D2019, "contains": {"type": "null"}, "minContains": 0}, []),
        ({"uniqueItems": True}, [1, "1", True, None, [1], {"a": 1}]),
        ({"uniqueItems": False}, [1, 1]),
    ],
)
def test_what_a_keyword_does_not_look_at_passes(schema, item):
    assert brief(schema, item) == []


@each_case(
    ("schema", "item"),
    [
        ({"const": 1}, True),
        ({"const": 0}, False),
        ({"const": [1]}, [True]),
        ({"enum": [{"a": 0}]}, {"a": False}),
        ({"enum": ["1"]}, 1),
        ({"multipleOf": 1}, 1e21),
        ({"multipleOf": 0.01}, 0.07),
        ({"multipleOf": 1e-300}, 1e300),
        ({"multipleOf": 2}, 10**400),
        ({"format": "int64"}, 10**400),
    ],
)
def test_values_are_compared_as_javascript_does(schema, item):
    assert len(brief(schema, item)) == 1


ARRAYS = {
    "maxItems": ({"maxItems": 1}, [1, 2], [("", "#/maxItems", {"limit": 1}, "must NOT have more than 1 items")]),
    "minItems": ({"minItems": 1}, [], [("", "#/minItems", {"limit": 1}, "must NOT have fewer than 1 items")]),
    "additionalItems false": (
        {"items": [{"type": "string"}], "additionalItems": False},
        [1, 2],
        [
            ("", "#/additionalItems", {"limit": 1}, "must NOT have more than 1 items"),
            ("/0", "#/items/0/type", {"type": "string"}, "must be string"),
        ],
    ),
    "items false after prefixItems": (
        {"$schema": D2020, "prefixItems": [True], "items": False},
        [1, 2],
        [("", "#/items", {"limit": 1}, "must NOT have more than 1 items")],
    ),
    "items false alone": (
        {"items": False},
        [1, 2],
        [
            ("/0", "#/items/false schema", {}, "boolean schema is false"),
            ("/1", "#/items/false schema", {}, "boolean schema is false"),
        ],
    ),
    "contains": (
        {"contains": {"type": "string"}},
        [1],
        [
            ("/0", "#/contains/type", {"type": "string"}, "must be string"),
            ("", "#/contains", {"minContains": 1}, "must contain at least 1 valid item(s)"),
        ],
    ),
    "contains in an empty array": (
        {"contains": {"type": "string"}},
        [],
        [("", "#/contains", {"minContains": 1}, "must contain at least 1 valid item(s)")],
    ),
    "maxContains ends the scan": (
        {"$schema": D2019, "contains": {"type": "string"}, "maxContains": 1},
        [1, "a", "b", 2],
        [
            ("/0", "#/contains/type", {"type": "string"}, "must be string"),
            (
                "",
                "#/contains",
                {"minContains": 1, "maxContains": 1},
                "must contain at least 1 and no more than 1 valid item(s)",
            ),
        ],
    ),
    "minContains above maxContains": (
        {"$schema": D2019, "contains": {"type": "string"}, "minContains": 2, "maxContains": 1},
        [1],
        [
            (
                "",
                "#/contains",
                {"minContains": 2, "maxContains": 1},
                "must contain at least 2 and no more than 1 valid item(s)",
            )
        ],
    ),
    "contains anything compares the length": (
        {"$schema": D2019, "contains": {}, "minContains": 2},
        [1],
        [("", "#/contains", {"minContains": 2}, "must contain at least 2 valid item(s)")],
    ),
    "uniqueItems of any type": (
        {"uniqueItems": True},
        [1, {"a": [1]}, 1, {"a": [1.0]}],
        [("", "#/uniqueItems", {"i": 3, "j": 1}, "must NOT have duplicate items (items ## 1 and 3 are identical)")],
    ),
    "uniqueItems of scalars": (
        {"uniqueItems": True, "items": {"type": ["integer", "string"]}},
        [1, "1", 1],
        [("", "#/uniqueItems", {"i": 0, "j": 2}, "must NOT have duplicate items (items ## 2 and 0 are identical)")],
    ),
    "unevaluatedItems false": (
        {"$schema": D2020, "allOf": [{"prefixItems": [True, True]}], "unevaluatedItems": False},
        [1, 2, 3],
        [("", "#/unevaluatedItems", {"limit": 2}, "must NOT have more than 2 items")],
    ),
    "unevaluatedItems with a schema": (
        {"$schema": D2019, "items": [True], "unevaluatedItems": {"type": "null"}},
        [1, 2],
        [("/1", "#/unevaluatedItems/type", {"type": "null"}, "must be null")],
    ),
}


@each_case(("schema", "item", "expected"), ARRAYS.values())
def test_keywords_for_arrays(schema, item, expected):
    assert brief(schema, item) == expected


OBJECTS = {
    "maxProperties": (
        {"maxProperties": 0},
        {"a": 1},
        [("", "#/maxProperties", {"limit": 0}, "must NOT have more than 0 properties")],
    ),
    "minProperties": (
        {"minProperties": 1},
        {},
        [("", "#/minProperties", {"limit": 1}, "must NOT have fewer than 1 properties")],
    ),
    "required": (
        {"required": ["b", "a"]},
        {},
        [
            ("", "#/required", {"missingProperty": "b"}, "must have required property 'b'"),
            ("", "#/required", {"missingProperty": "a"}, "must have required property 'a'"),
        ],
    ),
    "additionalProperties false": (
        {"properties": {"a": {}}, "patternProperties": {"^x": {}}, "additionalProperties": False},
        {"a": 1, "xa": 1, "b": 1},
        [
            (
                "",
                "#/additionalProperties",
                {"additionalProperty": "b"},
                "must NOT have additional properties",
            )
        ],
    ),
    "additionalProperties with a schema": (
        {"additionalProperties": {"type": "null"}},
        {"a/b": 1},
        [("/a~1b", "#/additionalProperties/type", {"type": "null"}, "must be null")],
    ),
    "unevaluatedProperties false": (
        {"$schema": D2019, "properties": {"a": {}}, "unevaluatedProperties": False},
        {"a": 1, "b": 1},
        [
            (
                "",
                "#/unevaluatedProperties",
                {"unevaluatedProperty": "b"},
                "must NOT have unevaluated properties",
            )
        ],
    ),
    "dependencies": (
        {"dependencies": {"a": {"maxProperties": 0}, "b": ["x", "y"], "c": ["z"]}},
        {"a": 1, "b": 1, "c": 1, "x": 1},
        [
            (
                "",
                "#/dependencies",
                {"property": "b", "missingProperty": "y", "depsCount": 2, "deps": "x, y"},
                "must have properties x, y when property b is present",
            ),
            (
                "",
                "#/dependencies",
                {"property": "c", "missingProperty": "z", "depsCount": 1, "deps": "z"},
                "must have property z when property c is present",
            ),
            ("", "#/dependencies/a/maxProperties", {"limit": 0}, "must NOT have more than 0 properties"),
        ],
    ),
    "dependentRequired": (
        {"$schema": D2020, "dependentRequired": {"a": ["b"]}},
        {"a": 1},
        [
            (
                "",
                "#/dependentRequired",
                {"property": "a", "missingProperty": "b", "depsCount": 1, "deps": "b"},
                "must have property b when property a is present",
            )
        ],
    ),
    "dependentSchemas": (
        {"$schema": D2020, "dependentSchemas": {"a": False}},
        {"a": 1},
        [("", "#/dependentSchemas/a/false schema", {}, "boolean schema is false")],
    ),
}


@each_case(("schema", "item", "expected"), OBJECTS.values())
def test_keywords_for_objects(schema, item, expected):
    assert brief(schema, item) == expected


def test_errors_of_a_property_name_carry_the_name():
    errors = compile_schema({"propertyNames": {"maxLength": 1}}).errors({"a": 1, "bc": 2})

    assert errors == [
        {
            "instancePath": "",
            "schemaPath": "#/propertyNames/maxLength",
            "keyword": "maxLength",
            "params": {"limit": 1},
            "message": "must NOT have more than 1 characters",
            "propertyName": "bc",
        },
        {
            "instancePath": "",
            "schemaPath": "#/propertyNames",
            "keyword": "propertyNames",
            "params": {"propertyName": "bc"},
            "message": "property name must be valid",
        },
    ]


COMBINED = {
    "not": ({"not": {"type": "string"}}, "a", [("", "#/not", {}, "must NOT be valid")]),
    "anyOf": (
        {"anyOf": [{"type": "string"}, {"minimum": 2}]},
        1,
        [
            ("", "#/anyOf/0/type", {"type": "string"}, "must be string"),
            ("", "#/anyOf/1/minimum", {"comparison": ">=", "limit": 2}, "must be >= 2"),
            ("", "#/anyOf", {}, "must match a schema in anyOf"),
        ],
    ),
    "oneOf without a match": (
        {"oneOf": [{"type": "string"}]},
        1,
        [
            ("", "#/oneOf/0/type", {"type": "string"}, "must be string"),
            ("", "#/oneOf", {"passingSchemas": None}, "must match exactly one schema in oneOf"),
        ],
    ),
    "oneOf with too many matches stops at the second": (
        {"oneOf": [{"type": "string"}, {"minimum": 1}, True, {"type": "null"}]},
        1,
        [
            ("", "#/oneOf/0/type", {"type": "string"}, "must be string"),
            ("", "#/oneOf", {"passingSchemas": [1, 2]}, "must match exactly one schema in oneOf"),
        ],
    ),
    "allOf": (
        {"allOf": [{"type": "string"}, {"minimum": 2}]},
        1,
        [
            ("", "#/allOf/0/type", {"type": "string"}, "must be string"),
            ("", "#/allOf/1/minimum", {"comparison": ">=", "limit": 2}, "must be >= 2"),
        ],
    ),
    "then": (
        {"if": {"type": "number"}, "then": {"minimum": 2}, "else": False},
        1,
        [
            ("", "#/then/minimum", {"comparison": ">=", "limit": 2}, "must be >= 2"),
            ("", "#/if", {"failingKeyword": "then"}, 'must match "then" schema'),
        ],
    ),
    "else": (
        {"if": {"type": "string"}, "else": {"minimum": 2}},
        1,
        [
            ("", "#/else/minimum", {"comparison": ">=", "limit": 2}, "must be >= 2"),
            ("", "#/if", {"failingKeyword": "else"}, 'must match "else" schema'),
        ],
    ),
}


@each_case(("schema", "item", "expected"), COMBINED.values())
def test_keywords_made_of_schemas(schema, item, expected):
    assert brief(schema, item) == expected


ORDERS = {
    "a type without keywords of its own comes first": (
        {"enum": ["a"], "type": "string"},
        1,
        ["#/type", "#/enum"],
    ),
    "a type with keywords of its own comes at their place": (
        {"type": "object", "required": ["x"], "enum": [1], "minLength": 9},
        "a",
        ["#/enum", "#/minLength", "#/type"],
    ),
    "integer always comes first": (
        {"minimum": 5, "enum": [1], "type": "integer"},
        3.5,
        ["#/type", "#/enum", "#/minimum"],
    ),
    "groups have an order of their own": (
        {
            "format": "int32",
            "multipleOf": 2,
            "exclusiveMinimum": 9,
            "minimum": 8,
            "maximum": 1,
            "oneOf": [False],
            "not": {},
        },
        3.5,
        [
            "#/not",
            "#/oneOf/0/false schema",
            "#/oneOf",
            "#/maximum",
            "#/minimum",
            "#/exclusiveMinimum",
            "#/multipleOf",
            "#/format",
        ],
    ),
    "a reference comes before comparison": (
        {"const": 1, "$ref": "#/definitions/s", "definitions": {"s": {"type": "string"}}},
        2,
        ["#/definitions/s/type", "#/const"],
    ),
    "array keywords": (
        {
            "uniqueItems": True,
            "contains": False,
            "items": [False],
            "additionalItems": False,
            "minItems": 9,
            "maxItems": 1,
        },
        [1, 1],
        [
            "#/maxItems",
            "#/minItems",
            "#/additionalItems",
            "#/items/0/false schema",
            "#/contains/false schema",
            "#/contains/false schema",
            "#/contains",
            "#/uniqueItems",
        ],
    ),
    "object keywords": (
        {
            "$schema": D2019,
            "dependentSchemas": {"a": False},
            "dependentRequired": {"a": ["q"]},
            "patternProperties": {"a": False},
            "properties": {"a": False},
            "dependencies": {"a": ["q"]},
            "additionalProperties": False,
            "propertyNames": False,
            "required": ["q"],
            "minProperties": 9,
        },
        {"a": 1, "b": 1},
        [
            "#/minProperties",
            "#/required",
            "#/propertyNames/false schema",
            "#/propertyNames",
            "#/propertyNames/false schema",
            "#/propertyNames",
            "#/additionalProperties",
            "#/dependencies",
            "#/properties/a/false schema",
            "#/patternProperties/a/false schema",
            "#/dependentRequired",
            "#/dependentSchemas/a/false schema",
        ],
    ),
    "names that are numbers come first, ascending": (
        {"properties": {"b": False, "10": False, "2": False, "01": False}},
        {"b": 1, "10": 1, "2": 1, "01": 1},
        [
            "#/properties/2/false schema",
            "#/properties/10/false schema",
            "#/properties/b/false schema",
            "#/properties/01/false schema",
        ],
    ),
}


@each_case(("schema", "item", "expected"), ORDERS.values())
def test_the_order_is_the_one_of_ajv_whatever_the_order_in_the_schema(schema, item, expected):
    assert [path for _, path in only_places(schema, item)] == expected


def test_names_are_escaped_in_both_paths_and_encoded_in_the_schema_path():
    names = ["a/b", "m~n", "x y", "é", "^$", "", "it's(ok)!*"]

    assert only_places({"properties": dict.fromkeys(names, False)}, dict.fromkeys(names, 1)) == [
        ("/a~1b", "#/properties/a~1b/false schema"),
        ("/m~0n", "#/properties/m~0n/false schema"),
        ("/x y", "#/properties/x%20y/false schema"),
        ("/é", "#/properties/%C3%A9/false schema"),
        ("/^$", "#/properties/%5E%24/false schema"),
        ("/", "#/properties//false schema"),
        ("/it's(ok)!*", "#/properties/it's(ok)!*/false schema"),
    ]


def test_members_that_every_javascript_object_inherits_count_as_present():
    schema = {"properties": {"toString": {"type": "string"}}, "required": ["constructor", "title"]}

    assert only_places(schema, {}) == [("", "#/required"), ("/toString", "#/properties/toString/type")]
    assert only_places(schema, {"toString": "x", "title": 1}) == []


MARKS = {
    "allOf marks though it failed": ({"allOf": [{"properties": {"a": False}}]}, {"a": 1}, []),
    "a passing branch of anyOf marks": ({"anyOf": [{"properties": {"a": True}}, False]}, {"a": 1}, []),
    "a failing branch of anyOf does not": ({"anyOf": [{"properties": {"a": False}}, True]}, {"a": 1}, ["a"]),
    "not never marks": ({"not": {"required": ["z"], "properties": {"a": True}}}, {"a": 1}, ["a"]),
    "then marks when it passed": ({"if": True, "then": {"properties": {"a": True}, "minProperties": 1}}, {"a": 1}, []),
    "dependentSchemas mark when they passed": ({"dependentSchemas": {"a": {"properties": {"a": True}}}}, {"a": 1}, []),
    "additionalProperties marks everything": ({"additionalProperties": True}, {"a": 1}, []),
    "patternProperties mark what they match": ({"patternProperties": {"^a": True}}, {"ab": 1, "b": 1}, ["b"]),
    "a reference marks": ({"$ref": "#/$defs/d", "$defs": {"d": {"properties": {"a": True}}}}, {"a": 1, "b": 1}, ["b"]),
    "properties of the parent do not count inside": (
        {"properties": {"a": True}, "allOf": [{"unevaluatedProperties": False}]},
        {"a": 1},
        ["a"],
    ),
}


@each_case(("schema", "item", "expected"), MARKS.values())
def test_unevaluated_properties_are_those_that_nothing_has_marked(schema, item, expected):
    errors = compile_schema({"$schema": D2020, "unevaluatedProperties": False, **schema}).errors(item)

    assert [e["params"]["unevaluatedProperty"] for e in errors if e["keyword"] == "unevaluatedProperties"] == expected
