import pytest
from cases import each_case

from mockapify.errors import ApiError
from mockapify.state import storages
from mockapify.state.key_value_stores import KeyValueStore, Record, page_of_keys, record_of, set_value
from mockapify.state.store_schemas import NO_SCHEMA, compile_store_schema


def schema(**collections):
    return {"actorKeyValueStoreSchemaVersion": 1, "title": "Things", "collections": collections}


PICTURES = {"title": "Pictures", "keyPrefix": "picture-", "contentTypes": ["image/png", "image/jpeg"]}
REPORT = {
    "title": "Report",
    "key": "REPORT",
    "contentTypes": ["application/json"],
    "jsonSchema": {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}},
}


def checked(collections, key, value=b"", content_type="text/plain"):
    compile_store_schema(schema(**collections)).check(Record(key, value, content_type), value)


@pytest.fixture
def store(world, user):
    return storages.create(world, KeyValueStore, user, "things")


@each_case(
    "given",
    [
        schema(),
        schema(all={"keyPrefix": "a"}),
        schema(one={"title": "One", "description": "Just one.", "key": "ONE"}),
        schema(pictures=PICTURES, report=REPORT),
        {**schema(), "description": "With more.", "unknown": 5},
    ],
)
def test_a_well_formed_schema_is_taken(given):
    compile_store_schema(given)


@each_case(
    ("given", "told"),
    [
        ({}, "must have required property 'actorKeyValueStoreSchemaVersion'"),
        ({**schema(), "actorKeyValueStoreSchemaVersion": 2}, "/actorKeyValueStoreSchemaVersion must be equal to"),
        ({"actorKeyValueStoreSchemaVersion": 1, "collections": {}}, "must have required property 'title'"),
        ({**schema(), "title": 5}, "/title must be string"),
        ({**schema(), "collections": []}, "/collections must be object"),
        (schema(a={}), "/collections/a must have either key or keyPrefix"),
        (schema(a={"key": "x", "keyPrefix": "x"}), "/collections/a must have either key or keyPrefix"),
        (schema(a={"key": ""}), "/collections/a/key must NOT have fewer than 1 characters"),
        (schema(a={"keyPrefix": ""}), "/collections/a/keyPrefix must NOT have fewer than 1 characters"),
        (schema(a={"key": "x", "contentTypes": []}), "/collections/a/contentTypes must NOT have fewer than 1 items"),
        (schema(a={"key": "x", "contentTypes": "text/plain"}), "/collections/a/contentTypes must be array"),
        (schema(a={"key": "x", "jsonSchema": {}}), "/collections/a must have required property 'contentTypes'"),
        (schema(a={**REPORT, "contentTypes": ["text/plain"]}), "/collections/a/contentTypes must be equal to constant"),
        (schema(a={**REPORT, "jsonSchema": {"type": "text"}}), "/collections/a/jsonSchema: "),
        (schema(a={**REPORT, "jsonSchema": {"$ref": "#"}}), "/collections/a/jsonSchema: "),
    ],
)
def test_a_malformed_schema_is_refused_and_the_place_is_told(given, told):
    with pytest.raises(ApiError) as caught:
        compile_store_schema(given)
    assert (caught.value.status, caught.value.type) == (400, "store-schema-invalid")
    assert told in caught.value.message


def test_the_old_schema_stays_when_the_new_one_is_refused(store):
    store.set_schema(schema(pictures=PICTURES))
    with pytest.raises(ApiError):
        store.set_schema({"title": "no"})
    assert store.schema == schema(pictures=PICTURES)
    assert store.store_schema.collection("pictures").prefix == "picture-"


def test_a_schema_is_taken_away_by_none(store):
    store.set_schema(schema(pictures=PICTURES))
    store.set_schema(None)
    assert (store.schema, store.store_schema) == (None, NO_SCHEMA)


@each_case("content_type", ["image/png", "IMAGE/PNG", "image/jpeg; quality=high"])
def test_a_record_of_an_allowed_content_type_is_taken(content_type):
    checked({"pictures": PICTURES}, "picture-1", content_type=content_type)


@each_case("content_type", ["image/gif", "text/plain", "", "image", "image/png+xml"])
def test_a_record_of_another_content_type_is_refused(content_type):
    with pytest.raises(ApiError) as caught:
        checked({"pictures": PICTURES}, "picture-1", content_type=content_type)
    assert (caught.value.status, caught.value.type) == (400, "schema-validation-error")
    assert '"pictures": content type must be image/png or image/jpeg' in caught.value.message


@each_case(("content_type", "fits"), [("image/webp", True), ("text/plain", False), ("imagery/x", False)])
def test_a_star_stands_for_all_kinds_of_a_type(content_type, fits):
    collections = {"pictures": {"keyPrefix": "p", "contentTypes": ["image/*"]}}
    if fits:
        checked(collections, "p1", content_type=content_type)
    else:
        with pytest.raises(ApiError):
            checked(collections, "p1", content_type=content_type)


def test_a_key_outside_all_collections_may_hold_anything():
    checked({"pictures": PICTURES, "report": REPORT}, "REPORT-2", b"{", "application/x-nothing")


def test_json_that_fits_its_schema_is_taken():
    checked({"report": REPORT}, "REPORT", b'{"total": 5, "more": null}', "application/json; charset=utf-8")


def test_json_that_does_not_fit_its_schema_is_refused_with_the_errors_of_ajv():
    with pytest.raises(ApiError) as caught:
        checked({"report": REPORT}, "REPORT", b'{"total": "five"}', "application/json")
    assert caught.value.message.endswith('"report": /total must be number')
    assert caught.value.data == {
        "validationErrors": [
            {
                "instancePath": "/total",
                "schemaPath": "#/properties/total/type",
                "keyword": "type",
                "params": {"type": "number"},
                "message": "must be number",
            }
        ]
    }


@each_case("value", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_does_not_fit_a_json_schema(value):
    with pytest.raises(ApiError) as caught:
        checked({"report": REPORT}, "REPORT", value, "application/json")
    assert caught.value.type == "schema-validation-error"


def test_a_record_in_several_collections_must_fit_them_all():
    both = {"texts": {"keyPrefix": "a", "contentTypes": ["text/plain"]}, "all": {"key": "ab"}}
    checked(both, "ab")
    with pytest.raises(ApiError):
        checked({**both, "all": {"key": "ab", "contentTypes": ["text/html"]}}, "ab")


def test_a_value_that_does_not_fit_is_not_stored(store):
    store.set_schema(schema(report=REPORT))
    set_value(store, "REPORT", {"total": 1})
    with pytest.raises(ApiError):
        set_value(store, "REPORT", {})
    with pytest.raises(ApiError):
        set_value(store, "REPORT", "text")
    assert store.records["REPORT"].as_python() == {"total": 1}
    assert store.stats.write_count == 1


@each_case(
    ("collection", "prefix", "after", "keys"),
    [
        ("letters", None, None, ["a", "a1", "ab"]),
        ("letters", "ab", None, ["ab"]),
        ("letters", "b", None, []),
        ("letters", None, "a", ["a1", "ab"]),
        ("one", None, None, ["b"]),
        ("one", None, "b", []),
        ("missing", None, None, []),
    ],
)
def test_the_keys_of_a_collection_are_listed(store, collection, prefix, after, keys):
    store.set_schema(schema(letters={"keyPrefix": "a"}, one={"key": "b"}, missing={"key": "z"}))
    for key in ("b", "ab", "a", "b1", "a1"):
        store.put(record_of(key, b""))
    records, more = page_of_keys(store, after=after, prefix=prefix, collection=collection, limit=10)
    assert ([record.key for record in records], more) == (keys, False)


@each_case("given", [None, schema(pictures=PICTURES)])
def test_an_unknown_collection_is_refused_also_by_a_store_without_a_schema(store, given):
    store.set_schema(given)
    with pytest.raises(ApiError) as caught:
        page_of_keys(store, after=None, prefix=None, collection="nothing", limit=10)
    assert (caught.value.status, caught.value.type) == (400, "invalid-collection")
    assert "nothing" in caught.value.message
