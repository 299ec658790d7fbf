"""Actor input against the Actor's input schema."""

import pytest

from mockapify.schema import SchemaError, compile_input_schema, validate_input, with_defaults

SCHEMA = {
    "title": "Scraper input",
    "type": "object",
    "schemaVersion": 1,
    "$schema": "https://apify.com/schemas/v1/input.ide.json",
    "properties": {
        "startUrls": {"type": "array", "editor": "requestListSources", "prefill": [{"url": "https://a.bc"}]},
        "mode": {"type": "string", "editor": "select", "enum": ["fast", "slow"], "default": "fast"},
        "limit": {"type": "integer", "minimum": 1, "maximum": 10, "nullable": True, "default": 5},
        "name": {"type": "string", "pattern": "^[a-z]+\\-$", "maxLength": 9},
        "headers": {"type": "array", "editor": "keyValue", "patternKey": "^x-", "patternValue": "^v"},
        "words": {"type": "array", "editor": "stringList", "patternValue": "^w", "items": {"type": "string"}},
        "cookies": {"type": "object", "editor": "json", "patternKey": "^k", "patternValue": "^v"},
        "proxy": {"type": "object", "properties": {"groups": {"type": "array", "items": {"type": "string"}}}},
    },
    "required": ["startUrls"],
}

PROBLEMS = {
    "a missing field": ({}, "Field input.startUrls is required"),
    "a wrong type": ({"startUrls": "x"}, "Field input.startUrls must be array"),
    "null": ({"startUrls": None}, "Field input.startUrls must be array"),
    "a value out of the list": (
        {"startUrls": [], "mode": "other"},
        'Field input.mode must be equal to one of the allowed values: "fast", "slow"',
    ),
    "a number too small": ({"startUrls": [], "limit": 0}, "Field input.limit must be >= 1"),
    "a fraction": ({"startUrls": [], "limit": 1.5}, "Field input.limit must be integer"),
    "a text against the pattern": ({"startUrls": [], "name": "A"}, 'Field input.name must match pattern "^[a-z]+\\-$"'),
    "something within a field": (
        {"startUrls": [], "proxy": {"groups": ["A", 1]}},
        "Field input.proxy.groups.1 must be string",
    ),
    "URLs that are none": (
        {
            "startUrls": [
                {"url": "no"},
                {"url": "https://a.bc"},
                {},
                "https://a.bc",
                {"requestsFromUrl": "https://a.bc"},
            ]
        },
        "Items in input.startUrls at positions [0,2,3] do not contain valid URLs",
    ),
    "keys of pairs": (
        {"startUrls": [], "headers": [{"key": "x-a", "value": "v"}, {"key": "a", "value": "v"}]},
        'Keys in input.headers at positions [1] must match regular expression "^x-"',
    ),
    "values of pairs": (
        {"startUrls": [], "headers": [{"key": "x-a", "value": 5}]},
        'Values in input.headers at positions [0] must match regular expression "^v"',
    ),
    "values of a list": (
        {"startUrls": [], "words": ["w", "v"]},
        'Values in input.words at positions [1] must match regular expression "^w"',
    ),
    "keys of an object": (
        {"startUrls": [], "cookies": {"a": "v", "k": "v"}},
        'Keys [a] in input.cookies must match regular expression "^k"',
    ),
    "values of an object": (
        {"startUrls": [], "cookies": {"k": "a"}},
        'Keys [k] in input.cookies must have string value which matches regular expression "^v"',
    ),
    "no object at all": ([], "Field input must be object"),
}


@pytest.mark.parametrize(("actor_input", "problem"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_the_first_problem_is_told_in_the_words_of_the_platform(actor_input, problem):
    assert validate_input(SCHEMA, actor_input) == problem


@pytest.mark.parametrize(
    "actor_input",
    [
        {"startUrls": [{"url": "https://a.bc/d"}], "mode": "slow", "limit": 10, "name": "abc-", "unknown": 1},
        {"startUrls": [], "limit": None, "headers": [], "words": ["w"], "cookies": {"k": "v"}},
    ],
)
def test_input_that_fits_has_no_problem(actor_input):
    assert validate_input(SCHEMA, actor_input) is None


def test_unknown_fields_are_refused_only_when_the_schema_says_so():
    closed = {**SCHEMA, "additionalProperties": False}

    assert validate_input(closed, {"startUrls": [], "other": 1}) == "Property input.other is not allowed."


def test_allowed_values_are_listed_as_javascript_joins_them():
    schema = {"type": "object", "properties": {"a": {"enum": [1.0, None, True, "x"]}}}

    assert validate_input(schema, {"a": 2}) == (
        'Field input.a must be equal to one of the allowed values: "1", "", "true", "x"'
    )


def test_defaults_fill_what_is_absent_and_nothing_else():
    assert with_defaults(SCHEMA, {"limit": None, "other": 1}) == {"limit": None, "other": 1, "mode": "fast"}
    assert with_defaults(SCHEMA, None) == {"mode": "fast", "limit": 5}


def test_a_default_is_a_copy_and_the_input_stays_as_it_was():
    schema = {"type": "object", "properties": {"list": {"type": "array", "default": []}}}
    given = {}

    compile_input_schema(schema).with_defaults(given)["list"].append(1)

    assert given == {}
    assert with_defaults(schema, {}) == {"list": []}


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ([], "an input schema is an object, not list"),
        ({"type": "objekt"}, "schema is invalid: data/type"),
        ({"properties": {"a": {"type": "array", "patternKey": "["}}}, "Invalid regular expression: /[/"),
    ],
)
def test_a_schema_that_is_none_is_refused(schema, message):
    with pytest.raises(SchemaError) as refused:
        compile_input_schema(schema)

    assert str(refused.value).startswith(message)
