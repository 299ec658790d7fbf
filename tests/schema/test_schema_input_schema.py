"""Actor input against the Actor's input schema."""

import pytest
from cases import each_case

from mockapify.schema import SchemaError, compile_input_schema, prefilled, validate_input, with_defaults

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

URLS = [{"url": "https://a.bc"}]
PROBLEMS = {
    "an empty list that is required": ({"startUrls": []}, "Field input.startUrls must NOT have fewer than 1 items"),
    "a missing field": ({}, "Field input.startUrls is required"),
    "a wrong type": ({"startUrls": "x"}, "Field input.startUrls must be array"),
    "null": ({"startUrls": None}, "Field input.startUrls must be array"),
    "a value out of the list": (
        {"startUrls": URLS, "mode": "other"},
        'Field input.mode must be equal to one of the allowed values: "fast", "slow"',
    ),
    "a number too small": ({"startUrls": URLS, "limit": 0}, "Field input.limit must be >= 1"),
    "a fraction": ({"startUrls": URLS, "limit": 1.5}, "Field input.limit must be integer"),
    "a text against the pattern": (
        {"startUrls": URLS, "name": "A"},
        'Field input.name must match pattern "^[a-z]+\\-$"',
    ),
    "something within a field": (
        {"startUrls": URLS, "proxy": {"groups": ["A", 1]}},
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
        {"startUrls": URLS, "headers": [{"key": "x-a", "value": "v"}, {"key": "a", "value": "v"}]},
        'Keys in input.headers at positions [1] must match regular expression "^x-"',
    ),
    "values of pairs": (
        {"startUrls": URLS, "headers": [{"key": "x-a", "value": 5}]},
        'Values in input.headers at positions [0] must match regular expression "^v"',
    ),
    "values of a list": (
        {"startUrls": URLS, "words": ["w", "v"]},
        'Values in input.words at positions [1] must match regular expression "^w"',
    ),
    "keys of an object": (
        {"startUrls": URLS, "cookies": {"a": "v", "k": "v"}},
        'Keys [a] in input.cookies must match regular expression "^k"',
    ),
    "values of an object": (
        {"startUrls": URLS, "cookies": {"k": "a"}},
        'Keys [k] in input.cookies must have string value which matches regular expression "^v"',
    ),
    "no object at all": ([], "Field input must be object"),
}


@each_case(("actor_input", "problem"), PROBLEMS.values())
def test_the_first_problem_is_told_in_the_words_of_the_platform(actor_input, problem):
    assert validate_input(SCHEMA, actor_input) == problem


@each_case(
    "actor_input",
    [
        {"startUrls": [{"url": "https://a.bc/d"}], "mode": "slow", "limit": 10, "name": "abc-", "unknown": 1},
        {"startUrls": URLS, "limit": None, "headers": [], "words": ["w"], "cookies": {"k": "v"}},
    ],
)
def test_input_that_fits_has_no_problem(actor_input):
    assert validate_input(SCHEMA, actor_input) is None


def test_unknown_fields_are_refused_only_when_the_schema_says_so():
    closed = {**SCHEMA, "additionalProperties": False}

    assert validate_input(closed, {"startUrls": URLS, "other": 1}) == "Property input.other is not allowed."


def test_allowed_values_are_listed_as_javascript_joins_them():
    schema = {"type": "object", "properties": {"a": {"enum": [1.0, None, True, "x"]}}}

    assert validate_input(schema, {"a": 2}) == (
        'Field input.a must be equal to one of the allowed values: "1", "", "true", "x"'
    )


def test_defaults_fill_what_is_absent_and_nothing_else():
    assert with_defaults(SCHEMA, {"limit": None, "other": 1}) == {"limit": None, "other": 1, "mode": "fast"}
    assert with_defaults(SCHEMA, None) == {"mode": "fast", "limit": 5}


NESTED = {
    "type": "object",
    "properties": {
        "proxy": {
            "type": "object",
            "properties": {"use": {"type": "boolean", "default": True}, "country": {"type": "string", "default": "DE"}},
            "default": {"country": "US", "groups": []},
        },
        "crawl": {"type": "object", "properties": {"depth": {"type": "integer", "default": 2}, "name": {}}},
        "pages": {
            "type": "array",
            "items": {"type": "object", "properties": {"wait": {"type": "integer", "default": 5}, "url": {}}},
        },
    },
}


def test_an_absent_object_is_made_of_the_defaults_of_its_fields_under_its_own():
    assert with_defaults(NESTED, {}) == {
        "proxy": {"use": True, "country": "US", "groups": []},
        "crawl": {"depth": 2},
    }


def test_a_present_object_stays_incomplete_but_objects_in_a_list_are_completed():
    given = {"proxy": {}, "crawl": None, "pages": [{"url": "a"}, {"wait": None}, "b"]}

    assert with_defaults(NESTED, given) == {
        "proxy": {},
        "crawl": None,
        "pages": [{"url": "a", "wait": 5}, {"wait": None}, "b"],
    }
    assert given["pages"][0] == {"url": "a"}


def test_a_form_begins_with_prefills_and_the_defaults_of_what_it_hides():
    schema = {
        "properties": {
            "query": {"type": "string", "prefill": "cats"},
            "mode": {"type": "string", "editor": "hidden", "default": "fast", "prefill": "slow"},
            "limit": {"type": "integer", "default": 3},
        }
    }

    assert prefilled(schema) == {"query": "cats", "mode": "fast"}


@each_case(
    ("schema", "is_open"),
    [
        ({"title": "Any", "type": "object", "schemaVersion": 1, "properties": {}, "required": []}, True),
        ({"title": "Any"}, True),
        ({"properties": {"a": {}}}, False),
        ({"properties": {}, "additionalProperties": False}, False),
    ],
)
def test_a_schema_that_asks_for_nothing_is_open(schema, is_open):
    assert compile_input_schema(schema).is_open is is_open


def test_a_schema_that_refers_to_itself_stops_an_input_that_goes_too_deep():
    schema = {"type": "object", "properties": {"in": {"$ref": "#"}}}
    deep = {}
    for _ in range(600):
        deep = {"in": deep}

    assert validate_input(schema, deep) == "Field input is nested too deeply"


def test_a_default_is_a_copy_and_the_input_stays_as_it_was():
    schema = {"type": "object", "properties": {"list": {"type": "array", "default": []}}}
    given = {}

    compile_input_schema(schema).with_defaults(given)["list"].append(1)

    assert given == {}
    assert with_defaults(schema, {}) == {"list": []}


@each_case(
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


PROXY = {"type": "object", "properties": {"proxy": {"type": "object", "editor": "proxy"}}}
NEEDED = "Field input.proxy is required. Please provide custom proxy URLs or use Apify Proxy."
BAD_URL = 'Proxy URL "{}" has invalid format, it must be http://[username[:password]]@hostname:port.'


@each_case(
    ("value", "optional", "required"),
    [
        ({}, None, NEEDED),
        ({"useApifyProxy": False}, None, NEEDED),
        ({"proxyUrls": []}, None, NEEDED),
        ({"useApifyProxy": True, "apifyProxyGroups": ["ANY"]}, None, None),
        ({"useApifyProxy": True, "apifyProxyCountry": "DE"}, None, None),
        ({"proxyUrls": ["http://user:secret@proxy.example.com:8000", " socks5://a.bc:1 "]}, None, None),
        ({"proxyUrls": ["http://a.bc:1", "a.bc", "http://a.bc"]}, BAD_URL.format("http://a.bc"), "same"),
        ({"proxyUrls": [5]}, BAD_URL.format("5"), "same"),
        (
            {"useApifyProxy": True, "apifyProxyCountry": "Germany"},
            'Country code "Germany" is invalid. Only ISO 3166-1 alpha-2 country codes are supported.',
            "same",
        ),
        (
            {"proxyUrls": ["http://a.bc:1"], "apifyProxyCountry": "DE"},
            "The country for Apify Proxy can be specified only when using Apify Proxy.",
            "same",
        ),
        (None, "Field input.proxy must be object", "same"),
    ],
)
def test_a_proxy_field_needs_apify_proxy_or_urls_of_proxies(value, optional, required):
    assert validate_input(PROXY, {"proxy": value}) == optional
    assert validate_input({**PROXY, "required": ["proxy"]}, {"proxy": value}) == (
        optional if required == "same" else required
    )


def test_a_proxy_field_may_be_absent_unless_it_is_required():
    assert validate_input(PROXY, {}) is None
    assert "Field input.proxy is required" in validate_input({**PROXY, "required": ["proxy"]}, {})


def test_what_editors_find_is_told_after_what_the_json_schema_finds():
    actor_input = {"startUrls": [{"url": "no"}], "limit": 0, "name": "A", "words": ["v"]}

    assert validate_input(SCHEMA, actor_input) == (
        "Field input.limit must be >= 1, "
        "Items in input.startUrls at positions [0] do not contain valid URLs, "
        'Values in input.words at positions [0] must match regular expression "^w"'
    )
