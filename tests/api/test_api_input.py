"""Actor input against the input schema of the build that runs."""

import pytest
from cases import each_case

from mockapify import Succeeded
from mockapify.state import builds

SCHEMA = {
    "title": "Input",
    "type": "object",
    "schemaVersion": 1,
    "properties": {
        "query": {"type": "string", "prefill": "cats", "minLength": 2},
        "limit": {"type": "integer", "minimum": 1, "default": 3},
        "proxy": {"type": "object", "properties": {"use": {"type": "boolean", "default": True}}},
    },
    "required": ["query"],
}
RUNS = "/v2/actors/~scraper/runs"
STARTS = pytest.mark.parametrize("operation", ["runs", "run-sync", "run-sync-get-dataset-items"])
DEFAULTS = {"limit": 3, "proxy": {"use": True}}


@pytest.fixture
def actor(mockapify):
    return mockapify.actor("me/scraper", input_schema=SCHEMA, output={"ok": True})


@STARTS
@each_case(
    ("body", "problem"),
    [
        pytest.param(None, "Field input.query is required", id="none"),
        pytest.param({}, "Field input.query is required", id="empty"),
        pytest.param("null", "Field input.query is required", id="null"),
        pytest.param({"query": 5}, "Field input.query must be string", id="type"),
        pytest.param({"query": "ab", "limit": 0}, "Field input.limit must be >= 1", id="range"),
    ],
)
def test_an_input_that_does_not_fit_is_refused_before_the_run(mockapify, ask, actor, operation, body, problem):
    answer = ask("POST", f"/v2/actors/~scraper/{operation}", body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.error) == (
        400,
        {"type": "invalid-input", "message": f"Input is not valid: {problem}"},
    )
    assert mockapify.runs == []
    assert ask("GET", "/v2/datasets?unnamed=1").data["total"] == 0
    assert ask("GET", "/v2/actors/~scraper").data["stats"]["totalRuns"] == 0


@each_case(
    ("body", "content_type", "message"),
    [
        ("hello", "text/plain", 'Actor input must have content type "application/json".'),
        ('{"query":"ab"}', "", 'Actor input must have content type "application/json".'),
        ("[1]", "application/json", 'The input JSON must be object, got "array" instead.'),
        ("5", "application/json", 'The input JSON must be object, got "number" instead.'),
        ("true", "application/json", 'The input JSON must be object, got "boolean" instead.'),
        ("{", "application/json", "Cannot parse input JSON body: "),
    ],
)
def test_an_actor_with_a_schema_takes_a_json_object_only(mockapify, ask, actor, body, content_type, message):
    for path in (RUNS, "/v2/actors/~scraper/validate-input"):
        answer = ask("POST", path, body, headers={"Content-Type": content_type})
        assert (answer.status, answer.error["type"]) == (400, "invalid-input")
        assert answer.error["message"].startswith(message)
    assert mockapify.runs == []


def test_gaps_are_filled_with_defaults_but_not_with_prefills(ask, actor):
    answer = ask("POST", "/v2/actors/~scraper/run-sync?outputRecordKey=INPUT", {"query": "ab", "other": 1})
    assert (answer.status, answer.json) == (201, {"query": "ab", "other": 1, **DEFAULTS})
    assert actor.runs[0].input == {"query": "ab", "other": 1, **DEFAULTS}


def test_an_input_without_gaps_is_stored_as_it_was_sent(ask, actor):
    body = '{"query": "ab",\n "limit": 1.0, "proxy": {}}'
    headers = {"Content-Type": "application/json; charset=utf-8; x=y"}
    answer = ask("POST", "/v2/actors/~scraper/run-sync?outputRecordKey=INPUT", body, headers=headers)
    assert (answer.body, answer.headers["Content-Type"]) == (body.encode(), headers["Content-Type"])


def test_a_run_without_a_body_has_the_defaults_as_its_input(mockapify, ask):
    mockapify.actor("me/scraper", input_schema={**SCHEMA, "required": []})
    run = ask("POST", RUNS).data
    stored = ask("GET", f"/v2/actor-runs/{run['id']}/key-value-store/records/INPUT")
    assert (stored.json, stored.headers["Content-Type"]) == (DEFAULTS, "application/json; charset=utf-8")
    assert run["stats"]["inputBodyLen"] == len(stored.body)


def test_a_run_without_a_body_and_without_defaults_has_no_input(mockapify, ask):
    mockapify.actor("me/scraper", input_schema={"type": "object", "properties": {"a": {"type": "string"}}})
    run = ask("POST", RUNS).data
    assert run["stats"]["inputBodyLen"] is None
    assert ask("GET", f"/v2/actor-runs/{run['id']}/key-value-store/records/INPUT").status == 404


@each_case("schema", [None, {"title": "Any", "type": "object", "properties": {}}])
@each_case(
    ("body", "content_type"),
    [(b"hello", "text/x-own"), (b"[1]", "application/json"), (b"{", "application/json"), (b"\x00\xff", "image/png")],
)
def test_an_actor_that_asks_for_nothing_takes_anything(mockapify, ask, schema, body, content_type):
    mockapify.actor("me/scraper", input_schema=schema)
    headers = {"Content-Type": content_type}
    answer = ask("POST", "/v2/actors/~scraper/run-sync?outputRecordKey=INPUT", body, headers=headers)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (201, body, content_type)
    assert ask("POST", "/v2/actors/~scraper/validate-input", body, headers=headers).json == {"valid": True}


@each_case("path", ["/v2/actors/~scraper", "/v2/acts/tester~scraper"])
def test_an_input_can_be_checked_without_a_run(mockapify, ask, actor, path):
    assert ask("POST", f"{path}/validate-input", {"query": "ab"}).body == b'{"valid":true}'
    refused = ask("POST", f"{path}/validate-input", {"query": "a"})
    assert refused.error == {
        "type": "invalid-input",
        "message": "Input is not valid: Field input.query must NOT have fewer than 2 characters",
    }
    assert mockapify.runs == []


def test_the_build_that_is_asked_for_tells_what_fits(mockapify, ask, actor):
    mockapify.actor("me/scraper", input_schema={"type": "object", "properties": {"query": {"type": "integer"}}})
    for path, good in (("validate-input", 200), ("runs", 201)):
        assert ask("POST", f"/v2/actors/~scraper/{path}?build=latest", {"query": 5}).status == good
        assert ask("POST", f"/v2/actors/~scraper/{path}?build=0.0.1", {"query": 5}).status == 400
        assert ask("POST", f"/v2/actors/~scraper/{path}?build=0.0.1", {"query": "ab"}).status == good
    missing = ask("POST", "/v2/actors/~scraper/validate-input?build=beta", {"query": 5})
    assert (missing.status, missing.error["type"]) == (403, "unknown-build-tag")


def test_the_build_that_runs_gives_the_dataset_its_schema(mockapify, ask):
    for type_ in ("string", "number"):
        mockapify.actor("me/scraper", dataset_schema={"fields": {"properties": {"a": {"type": type_}}}})
    for build, item, status in (("0.0.1", {"a": "x"}, 201), ("0.0.1", {"a": 1}, 400), ("latest", {"a": 1}, 201)):
        run = ask("POST", f"{RUNS}?build={build}").data
        assert ask("POST", f"/v2/actor-runs/{run['id']}/dataset/items", item).status == status


def test_a_build_compiles_its_schemas_once(mockapify, ask, actor):
    world = mockapify._world
    with world:
        build = builds.find(world, actor._actor, "latest")
        compiled = build.input_schema, build.item_schema
    for _ in range(2):
        ask("POST", RUNS, {"query": "ab"})
    assert (build.input_schema, build.item_schema) == compiled
    assert build.input_schema is compiled[0]


def test_the_input_of_a_task_is_checked_when_it_is_saved_and_merged_when_it_runs(mockapify, ask, actor):
    task = {"actId": "~scraper", "name": "nightly"}
    for wrong in ({"query": 1}, {}):
        answer = ask("POST", "/v2/actor-tasks", {**task, "input": wrong})
        assert (answer.status, answer.error["type"]) == (400, "invalid-input")
    assert ask("POST", "/v2/actor-tasks", {**task, "input": {"query": "ab"}}).data["input"] == {"query": "ab"}
    assert ask("PUT", "/v2/actor-tasks/~nightly/input", {"limit": 0}).status == 400
    assert ask("PUT", "/v2/actor-tasks/~nightly", {"input": {"limit": 5}}).status == 400
    run = ask("POST", "/v2/actor-tasks/~nightly/runs", {"limit": 9}).data
    stored = ask("GET", f"/v2/actor-runs/{run['id']}/key-value-store/records/INPUT")
    assert stored.json == {**DEFAULTS, "query": "ab", "limit": 9}
    assert ask("POST", "/v2/actor-tasks/~nightly/runs", {"limit": 0}).error["type"] == "invalid-input"
    assert len(mockapify.runs) == 1


def test_what_runs_do_may_depend_on_a_default(ask, actor):
    actor.when(input={"limit": 3}).behaves(Succeeded(output="three"))
    assert ask("POST", "/v2/actors/~scraper/run-sync", {"query": "ab"}).body == b"three"
    assert ask("POST", "/v2/actors/~scraper/run-sync", {"query": "ab", "limit": 4}).json == {"ok": True}


@each_case(
    ("schema", "told"),
    [
        ({"type": "objekt"}, "the input schema of tester/scraper will not do: schema is invalid: data/type"),
        (
            {"properties": {"a": {"type": "array", "patternKey": "["}}},
            r"Invalid regular expression: .* \(at /properties/a/patternKey\)",
        ),
    ],
)
def test_a_schema_that_will_not_do_is_told_when_the_actor_is_declared(mockapify, schema, told):
    with pytest.raises(ValueError, match=told):
        mockapify.actor("me/scraper", input_schema=schema)
