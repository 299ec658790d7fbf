import re
from urllib.parse import urlsplit

import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify import fake_items
from mockapify.schema import SchemaError, compile_schema

DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"

PRODUCT = {
    "type": "object",
    "required": ["title", "price", "url", "tags"],
    "properties": {
        "title": {"type": "string"},
        "price": {"type": "number", "minimum": 0},
        "currency": {"enum": ["EUR", "USD"]},
        "url": {"type": "string", "format": "uri"},
        "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "minItems": 1},
        "seller": {"type": "object", "properties": {"email": {"type": "string"}, "rating": {"type": "number"}}},
        "scrapedAt": {"type": "string", "format": "date-time"},
        "description": {"type": ["string", "null"], "maxLength": 12},
    },
}


def judged(schema, count=8, seed=0):
    """Fake items, all of them valid."""
    items = fake_items(schema, count, seed)
    assert len(items) == count
    assert compile_schema(schema).invalid_items(items) == []
    return items


def of(**schema):
    """The schema of items with one key that has to be there."""
    return {"type": "object", "required": ["a"], "properties": {"a": schema}}


def test_values_look_like_their_keys():
    item = judged(PRODUCT, 1)[0]
    assert item["title"] == "Title 1"
    assert urlsplit(item["url"]).netloc == "example.com"
    assert 0 < item["price"] <= 200
    assert item["tags"][0] == "Tag 1"


def test_the_same_seed_gives_the_same_items_and_another_one_others():
    assert fake_items(PRODUCT, 5, 7) == fake_items(PRODUCT, 5, 7)
    assert fake_items(PRODUCT, 5, 7) != fake_items(PRODUCT, 5, 8)


def test_fewer_items_are_the_first_of_more():
    assert fake_items(PRODUCT, 10)[:4] == fake_items(PRODUCT, 4)


def test_what_need_not_be_there_is_missing_now_and_then():
    items = judged(PRODUCT, 30)
    assert 0 < sum("sku" in item for item in items) < 30
    assert {None} < {item.get("description", None) for item in items}


def test_a_dataset_schema_is_read_by_its_fields():
    assert fake_items({"actorSpecification": 1, "fields": PRODUCT}, 3) == fake_items(PRODUCT, 3)


def test_a_property_may_be_called_fields():
    assert fake_items({"properties": {"fields": {"const": 1}}, "required": ["fields"]}, 1) == [{"fields": 1}]


def test_items_fit_the_actor_that_they_are_made_for(mockapify, ask):
    schema = {"actorSpecification": 1, "fields": PRODUCT}
    mockapify.actor("me/scraper", items=fake_items(schema, 3), dataset_schema=schema)
    assert len(ask("POST", "/v2/acts/~scraper/run-sync-get-dataset-items").json) == 3


@each_case(
    "schema",
    [
        {},
        {"enum": [1, {"a": 1}]},
        of(const={"b": [1]}),
        of(enum=[1, "b", None], type="string"),
        of(type="integer", minimum=5, maximum=5),
        of(type="integer", exclusiveMinimum=5, exclusiveMaximum=7),
        of(type="number", exclusiveMinimum=0, exclusiveMaximum=0.001),
        of(type="number", multipleOf=0.01, minimum=0.05, maximum=0.07),
        of(type="integer", multipleOf=7, maximum=-100),
        of(allOf=[{"multipleOf": 4}, {"multipleOf": 6}], type="number", minimum=1),
        of(type="string", minLength=200),
        of(type="string", minLength=3, maxLength=3),
        of(type="string", maxLength=0),
        of(type="string", format="email", minLength=40),
        of(type="string", format="uri", minLength=100),
        of(type="string", pattern="^(?:foo|bar){2,3}-\\d{4}$"),
        of(type="string", pattern="[A-Z]", minLength=30),
        of(type="string", pattern=r"^[^@\s]+@[^@\s]+\.(?<tld>com|org)$", maxLength=20),
        of(type="string", pattern=r"^\p{Lu}\p{Ll}*$"),
        of(type="string", pattern=r"^(a|b)\1\u{43}\x44\/$"),
        of(type="array", items={"enum": [1, 2, 3]}, uniqueItems=True, minItems=3),
        of(type="array", items=[{"type": "number"}, {"const": "x"}], additionalItems=False, minItems=2),
        of(type="array", contains={"const": 5}, items={"type": "integer"}, minItems=4),
        of(type="object", additionalProperties={"type": "integer"}, minProperties=2),
        of(type="object", patternProperties={"^x-[a-z]+$": {"type": "integer"}}, additionalProperties=False),
        of(type="object", propertyNames={"pattern": "^[a-z]{5}$"}, minProperties=4),
        of(type="object", properties={"b": {}, "c": {}}, dependencies={"b": ["c"]}),
        of(type="object", properties={"b": {}, "c": {}}, maxProperties=1),
        of(anyOf=[{"type": "string"}, {"type": "object", "required": ["b"]}]),
        of(oneOf=[{"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}]),
        of(**{"not": {"type": "string"}}, type=["string", "integer"]),
        of(**{"$ref": "#/definitions/b"}) | {"definitions": {"b": {"type": "boolean"}}},
        {"required": ["b"]},
        {"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}},
        {"properties": {"a": False, "b": {}}, "additionalProperties": False},
        {"properties": {"k": {"enum": ["x", "y"]}}, "if": {"properties": {"k": {"const": "x"}}},
         "then": {"required": ["a"]}, "else": {"required": ["b"]}, "required": ["k"]},
        {"type": "object", "required": ["v"], "properties": {
            "v": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#"}}}},
        {"$schema": DRAFT_2019, "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b", "c"]}},
        {"$schema": DRAFT_2020, "properties": {"a": {"$ref": "#pair"}}, "required": ["a"],
         "unevaluatedProperties": False, "$defs": {"pair": {
             "$anchor": "pair", "prefixItems": [{"type": "number"}, {"const": "b"}], "items": False, "minItems": 2}}},
        {"$schema": DRAFT_2020, "properties": {"a": {"contains": {"const": 1}, "minContains": 2, "type": "array"}},
         "required": ["a"]},
    ],
)  # fmt: skip
def test_items_are_valid(schema):
    judged(schema)


@each_case("format_", [
    "date", "time", "date-time", "duration", "uri", "uri-reference", "uri-template", "url", "email", "hostname", "ipv4",
    "ipv6", "regex", "uuid", "json-pointer", "relative-json-pointer", "json-pointer-uri-fragment", "byte", "iso-time",
    "iso-date-time", "password",
])  # fmt: skip
def test_every_format_is_met(format_):
    judged(of(type="string", format=format_), 30)


@each_case(
    ("schema", "told"),
    [
        (of(type="string", format="uri", maxLength=5), r"at /a: must NOT have more than 5 characters"),
        (of(type="object", properties={"b/c": False}, required=["b/c"]), r"at /a/b~1c: its schema allows no value"),
        (of(type="integer", minimum=5, maximum=4), "at /a: there is no number between its limits"),
        (of(type="string", pattern=r"^\p{Emoji}$"), r"at /a: no text is made for the pattern"),
        (of(allOf=[{"type": "string"}, {"type": "integer"}]), "at /a: it would have to be of two types"),
        (of(enum=[1], type="string"), "at /a: none of the values in const or enum"),
        (of(type="array", items={"const": 1}, uniqueItems=True, minItems=2), "at /a/1: all elements are to differ"),
        ({"type": "array"}, "at the item itself: an item is an object, and its schema allows none"),
        ({"enum": [1]}, "at the item itself: none of the values in const or enum"),
        ({"properties": {"a": {"$ref": "#"}}, "required": ["a"]}, "at /a/a/a/a/a: .* nested without end"),
    ],
)
def test_what_no_item_is_found_for_is_named_with_its_place(schema, told):
    with pytest.raises(ValueError, match=rf"no item was found that the schema allows: {told}"):
        fake_items(schema, 1)


def test_a_schema_that_will_not_do_is_refused():
    with pytest.raises(SchemaError, match="type"):
        fake_items({"type": "objekt"}, 1)


NAMES = st.sampled_from(["url", "price", "a", "isNew", "x-y"])
LENGTHS = st.tuples(st.integers(0, 12), st.integers(0, 30)).map(lambda pair: (pair[0], sum(pair)))
LEAVES = st.one_of(
    st.just({}),
    st.just({"type": "boolean"}),
    st.just({"type": ["null", "integer"]}),
    st.fixed_dictionaries({"enum": st.lists(st.integers() | st.text(max_size=3), min_size=1, max_size=3, unique=True)}),
    LENGTHS.map(lambda pair: {"type": "string", "minLength": pair[0], "maxLength": pair[1]}),
    st.tuples(st.floats(-1000, 1000), st.floats(0.01, 1000)).map(
        lambda pair: {"type": "number", "minimum": pair[0], "maximum": pair[0] + pair[1]}
    ),
    st.tuples(st.integers(-99, 99), st.integers(1, 9)).map(
        lambda pair: {"type": "integer", "minimum": pair[0], "multipleOf": pair[1]}
    ),
)


def deeper(schemas):
    counts = st.tuples(st.integers(0, 2), st.integers(0, 2))
    return st.one_of(
        objects(schemas),
        st.tuples(schemas, counts).map(
            lambda given: {"type": "array", "items": given[0], "minItems": given[1][0], "maxItems": sum(given[1])}
        ),
        st.lists(schemas, min_size=1, max_size=2).map(lambda options: {"anyOf": options}),
    )


def objects(schemas):
    return st.tuples(st.dictionaries(NAMES, schemas, max_size=4), st.lists(NAMES, max_size=2, unique=True)).map(
        lambda given: {"type": "object", "properties": given[0], "required": given[1]}
    )


@settings(max_examples=25)
@given(schema=objects(st.recursive(LEAVES, deeper, max_leaves=6)), seed=st.integers(0, 3))
def test_whatever_the_schema_its_items_are_valid(schema, seed):
    judged(schema, 2, seed)


PATTERNS = st.recursive(
    st.sampled_from(["a", "[b-d]", r"\d", r"\w", ".", "[^x-z]", r"\.", r"\s", "é"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=2).map(lambda parts: f"({'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,3}"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=25)
@given(pattern=PATTERNS.map(lambda pattern: f"^{pattern}$"))
def test_whatever_the_pattern_it_finds_the_text(pattern):
    judged(of(type="string", pattern=pattern), 2)


def test_names_are_read_word_by_word():
    [item] = fake_items({"properties": {"productURLs": {}, "seller_email": {}}, "minProperties": 2}, 1)
    assert re.fullmatch(r"https://example.com/\d+", item["productURLs"])
    assert item["seller_email"].endswith("@example.com")
