import gzip

import pytest
from cases import each_case

from mockapify import Succeeded
from mockapify.errors import ApiError

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

SCHEMA = {
    "actorKeyValueStoreSchemaVersion": 1,
    "title": "Stuff",
    "collections": {
        "pictures": {"title": "Pictures", "keyPrefix": "picture-", "contentTypes": ["image/png"]},
        "output": {
            "title": "Output",
            "key": "OUTPUT",
            "contentTypes": ["application/json"],
            "jsonSchema": {"type": "object", "required": ["total"]},
        },
    },
}
STUFF = "/v2/key-value-stores/~stuff"


def output(ask, value, **headers):
    sent = {"Content-Type": "application/json", **headers}
    return ask("PUT", f"{STUFF}/records/OUTPUT", value, headers=sent)


def test_a_store_is_created_with_a_schema_and_shows_it(ask):
    assert ask("POST", "/v2/key-value-stores?name=stuff", {"schema": SCHEMA}).data["schema"] == SCHEMA
    assert ask("GET", STUFF).data["schema"] == SCHEMA
    assert ask("POST", "/v2/key-value-stores?name=stuff").data["schema"] == SCHEMA


def test_a_schema_is_changed_and_taken_away(mockapify, ask):
    mockapify.key_value_store("stuff")
    assert ask("PUT", STUFF, {"schema": SCHEMA}).data["schema"] == SCHEMA
    assert ask("PUT", STUFF, {"title": "Stuff"}).data["schema"] == SCHEMA
    assert output(ask, b"{}").status == 400
    assert ask("PUT", STUFF, {"schema": None}).data["schema"] is None
    assert output(ask, b"{}").status == 201


def test_a_malformed_schema_changes_nothing(mockapify, ask):
    malformed = {**SCHEMA, "collections": {"a": {}}}
    answer = ask("POST", "/v2/key-value-stores?name=new", {"schema": malformed})
    assert (answer.status, answer.error["type"]) == (400, "store-schema-invalid")
    assert ask("GET", "/v2/key-value-stores/~new").status == 404
    mockapify.key_value_store("stuff", schema=SCHEMA)
    answer = ask("PUT", STUFF, {"title": "New", "schema": malformed})
    assert (answer.status, answer.error["type"]) == (400, "store-schema-invalid")
    data = ask("GET", STUFF).data
    assert (data["schema"], "title" in data) == (SCHEMA, False)


def test_a_record_that_fits_is_stored_and_another_one_is_refused(mockapify, ask):
    store = mockapify.key_value_store("stuff", schema=SCHEMA)
    assert output(ask, b'{"total": 1}').status == 201
    refused = output(ask, b'{"sum": 1}')
    assert (refused.status, refused.error["type"]) == (400, "schema-validation-error")
    assert refused.error["data"]["validationErrors"][0]["params"] == {"missingProperty": "total"}
    assert output(ask, b'{"total": 1}', **{"Content-Type": "text/plain"}).status == 400
    assert ask("PUT", f"{STUFF}/records/picture-1", b"<p>", headers={"Content-Type": "text/html"}).status == 400
    assert ask("PUT", f"{STUFF}/records/painting-1", b"<p>", headers={"Content-Type": "text/html"}).status == 201
    assert (store["OUTPUT"], store.keys()) == ({"total": 1}, ["OUTPUT", "painting-1"])


def test_what_is_behind_an_encoding_is_checked(mockapify, ask):
    mockapify.key_value_store("stuff", schema=SCHEMA)
    gzipped = {"Content-Encoding": "gzip"}
    assert output(ask, gzip.compress(b'{"total": 1}'), **gzipped).status == 201
    assert output(ask, gzip.compress(b"{}"), **gzipped).status == 400


def test_a_long_record_is_checked_too(mockapify, ask):
    mockapify.key_value_store("stuff", schema=SCHEMA)
    assert output(ask, b'{"total": "%s"}' % (b"x" * 100_000)).status == 201
    assert output(ask, b'{"sum": "%s"}' % (b"x" * 100_000)).status == 400


def test_the_keys_of_a_collection_are_listed_in_pages(mockapify, ask):
    store = mockapify.key_value_store("stuff", schema={**SCHEMA, "collections": {"some": {"keyPrefix": "b"}}})
    for key in ("a", "b1", "b2", "b3", "c"):
        store[key] = key
    page = ask("GET", f"{STUFF}/keys?collection=some&limit=2").data
    assert ([item["key"] for item in page["items"]], page["nextExclusiveStartKey"]) == (["b1", "b2"], "b2")
    page = ask("GET", f"{STUFF}/keys?collection=some&limit=2&exclusiveStartKey=b2").data
    assert ([item["key"] for item in page["items"]], page["isTruncated"]) == (["b3"], False)


@each_case("schema", [pytest.param(None, id="no schema"), pytest.param(SCHEMA, id="a schema")])
def test_an_unknown_collection_is_refused(mockapify, ask, schema):
    mockapify.key_value_store("stuff", schema=schema)
    answer = ask("GET", f"{STUFF}/keys?collection=none")
    assert (answer.status, answer.error["type"]) == (400, "invalid-collection")
    assert ask("GET", STUFF).data["stats"] == {}


def test_the_store_of_a_run_has_the_schema_of_the_actor(mockapify, ask, start, get):
    actor = mockapify.actor("tester/scraper", output={"total": 1}, key_value_store_schema=SCHEMA)
    run = start()
    assert get(run, "/key-value-store").data["schema"] == SCHEMA
    mockapify.clock.run_until_idle()
    assert actor.runs[0].key_value_store["OUTPUT"] == {"total": 1}
    answer = ask("PUT", f"/v2/actor-runs/{run['id']}/key-value-store/records/OUTPUT", {})
    assert (answer.status, answer.error["type"]) == (400, "schema-validation-error")
    build = ask("GET", "/v2/actors/~scraper/builds/default")
    assert build.status == 200


def test_an_output_that_does_not_fit_is_refused_when_it_is_declared(mockapify):
    with pytest.raises(ApiError, match="schema-validation-error"):
        mockapify.actor("tester/scraper", output={"sum": 1}, key_value_store_schema=SCHEMA)
    with pytest.raises(ApiError, match="store-schema-invalid"):
        mockapify.actor("tester/scraper", key_value_store_schema={"title": "no"})


def test_a_run_whose_output_does_not_fit_fails_and_says_why(mockapify, start):
    actor = mockapify.actor("tester/scraper", key_value_store_schema=SCHEMA)
    actor.behaves(Succeeded(output={"sum": 1}))
    start()
    mockapify.clock.run_until_idle()
    run = actor.runs[0]
    assert run.status == "FAILED"
    assert "must have required property 'total'" in run.log


def test_a_value_that_a_test_sets_is_checked(mockapify):
    store = mockapify.key_value_store("stuff", schema=SCHEMA)
    with pytest.raises(ApiError, match="schema-validation-error"):
        store["OUTPUT"] = {}
    store["OUTPUT"] = {"total": 1}
    assert store["OUTPUT"] == {"total": 1}
