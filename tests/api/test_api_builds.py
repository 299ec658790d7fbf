"""Builds over HTTP."""

import pytest

from mockapify import Failed, Hangs, Succeeded

INPUT = '{"title": "In", "type": "object", "schemaVersion": 1, "required": ["a"], "properties": {"a": %s}}'
FIELD = '{"title": "A", "type": "string", "description": "An a", "editor": "textfield", "prefill": "x", "default": "y"}'
FILES = [{"name": "INPUT_SCHEMA.json", "content": INPUT % FIELD}, {"name": "README.md", "content": "# Hello"}]
VERSION = {"versionNumber": "0.1", "sourceType": "SOURCE_FILES", "sourceFiles": FILES}


@pytest.fixture
def actor(ask):
    """An Actor that was created through the API."""
    return ask("POST", "/v2/actors", {"name": "scraper", "title": "Scraper", "versions": [VERSION]}).data


@pytest.fixture
def start(ask, actor):
    def started(query="", **more):
        answer = ask("POST", f"/v2/actors/{actor['id']}/builds?version=0.1&{query}", **more)
        assert answer.status == 201, answer.body
        return answer.data

    return started


def told(answer):
    return answer.status, answer.error["type"]


def test_a_build_says_where_it_is_and_is_waited_for(ask, actor, mockapify):
    answer = ask("POST", "/v2/acts/~scraper/builds?version=0.1&useCache=1", headers={"User-Agent": "me/1"})
    build = answer.data
    assert (answer.status, build["status"], build["buildNumber"]) == (201, "READY", "0.1.1")
    assert answer.headers["Location"] == f"{mockapify.url}/v2/actor-builds/{build['id']}"
    assert build["meta"] == {"origin": "API", "clientIp": "127.0.0.1", "userAgent": "me/1"}
    assert build["options"] == {"useCache": True, "betaPackages": False, "memoryMbytes": 4096, "diskMbytes": 8192}
    assert build["actVersion"]["sourceFiles"] == FILES

    for path in (f"/v2/actor-builds/{build['id']}", f"/v2/actors/{actor['id']}/builds/{build['id']}"):
        finished = ask("GET", f"{path}?waitForFinish=60").data
        assert finished["status"] == "SUCCEEDED"
    assert finished["stats"]["computeUnits"] > 0
    assert finished["readme"] == "# Hello"
    assert finished["inputSchema"].startswith('{"title":"In"')


def test_a_start_may_wait_itself(start):
    assert start("waitForFinish=60")["status"] == "SUCCEEDED"


def test_a_start_names_a_version_of_the_actor(ask, actor):
    address = f"/v2/actors/{actor['id']}/builds"
    assert told(ask("POST", address)) == (400, "parameter-required")
    assert told(ask("POST", f"{address}?version=0.2")) == (404, "record-not-found")


def test_where_a_build_comes_from_is_told(start):
    assert start(headers={"X-Apify-Request-Origin": "CI"})["meta"]["origin"] == "CI"


def test_the_default_build_is_the_one_that_runs_take(ask, actor, start, mockapify):
    mockapify.actors[0].behaves(Succeeded())
    address = f"/v2/actors/{actor['id']}/builds/default"
    assert told(ask("GET", address)) == (403, "unknown-build-tag")
    start("waitForFinish=60&tag=beta")
    build = start("waitForFinish=60")
    assert ask("GET", f"{address}?waitForFinish=5").data == build
    tags = ask("GET", "/v2/actors/~scraper").data["taggedBuilds"]
    assert {tag: tagged["buildNumber"] for tag, tagged in tags.items()} == {"beta": "0.1.1", "latest": "0.1.2"}
    run = ask("POST", "/v2/actors/~scraper/runs?waitForFinish=60", {"a": "b"}).data
    assert (run["status"], run["buildNumber"]) == ("SUCCEEDED", "0.1.2")


def test_a_malformed_source_fails_the_build_and_its_log_says_why(ask, actor, start):
    broken = [{"name": ".actor/actor.json", "content": "{"}]
    ask("PUT", "/v2/actors/~scraper/versions/0.1", {"sourceFiles": broken})
    build = start("waitForFinish=60")
    assert build["status"] == "FAILED"
    for path in (f"/v2/actor-builds/{build['id']}/log", f"/v2/logs/{build['id']}"):
        log = ask("GET", path)
        assert log.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "ACTOR: ERROR: .actor/actor.json is not valid JSON" in log.body.decode()


def test_a_log_is_streamed_until_the_build_ends(ask, start):
    build = start()
    streamed = ask("GET", f"/v2/actor-builds/{build['id']}/log?stream=1").body
    assert streamed.endswith(b"ACTOR: Build finished.\n")
    assert streamed == ask("GET", f"/v2/logs/{build['id']}").body


def test_builds_go_as_the_test_says(ask, actor, start, mockapify):
    (handle,) = mockapify.actors
    handle.builds_behave(Failed("no space left", log="Step 1/7"), Hangs())
    assert start("waitForFinish=60")["status"] == "FAILED"
    hanging = start("waitForFinish=30")
    assert hanging["status"] == "RUNNING"
    assert ask("POST", f"/v2/actor-builds/{hanging['id']}/abort").data["status"] == "ABORTING"
    aborted = ask("GET", f"/v2/actor-builds/{hanging['id']}?waitForFinish=5").data
    assert aborted["status"] == "ABORTED"
    assert ask("POST", f"/v2/actors/~scraper/builds/{hanging['id']}/abort").data == aborted


def test_builds_are_listed_of_an_actor_and_of_a_user(ask, actor, start, mockapify):
    mockapify.actor("janedoe/other")
    numbers = [start()["buildNumber"] for _ in range(3)]
    page = ask("GET", "/v2/actors/~scraper/builds?desc=1&limit=2").data
    assert [build["buildNumber"] for build in page["items"]] == numbers[:0:-1]
    assert (page["total"], page["count"], page["items"][0]["buildNumberInt"]) == (3, 2, 100_003)
    assert ask("GET", "/v2/actor-builds").data["total"] == 3
    assert ask("GET", "/v2/actors/janedoe~other/builds").data["total"] == 1


def test_builds_are_deleted_but_for_the_default_one(ask, start, mockapify):
    mockapify.actors[0].behaves(Succeeded())
    old, new = start("waitForFinish=60"), start("waitForFinish=60")
    assert told(ask("DELETE", f"/v2/actor-builds/{new['id']}")) == (400, "deleting-default-build")
    assert told(ask("DELETE", f"/v2/actor-builds/{start()['id']}")) == (400, "deleting-unfinished-build")
    run = ask("POST", f"/v2/actors/~scraper/runs?build={old['buildNumber']}&waitForFinish=60", {"a": "b"}).data
    assert ask("DELETE", f"/v2/actor-builds/{old['id']}").status == 204
    assert told(ask("GET", f"/v2/actor-builds/{old['id']}")) == (404, "record-not-found")
    assert ask("GET", f"/v2/actor-runs/{run['id']}").data["buildNumber"] == "0.1.1"
    assert ask("GET", "/v2/actor-runs").data["items"][0]["buildNumberInt"] == 100_001


def test_others_see_builds_of_public_actors_without_their_sources(ask, mockapify):
    mockapify.actor("janedoe/public", input_schema={"title": "In", "type": "object", "properties": {}})
    address = "/v2/actors/janedoe~public/builds/default"
    build = ask("GET", address).data
    assert "actVersion" not in build
    assert build["actorDefinition"]["input"]["title"] == "In"
    assert build["meta"] == {"origin": "CI"}
    anonymous = ask("GET", f"/v2/actor-builds/{build['id']}", token=None).data
    assert {"usage", "usageUsd", "usageTotalUsd", "actVersion"}.isdisjoint(anonymous)
    for method, end in [("POST", "/abort"), ("DELETE", "")]:
        assert told(ask(method, f"/v2/actor-builds/{build['id']}{end}")) == (403, "insufficient-permissions")


def test_builds_of_private_actors_are_their_owners_only(ask, start, mockapify):
    build = start()
    assert told(ask("GET", f"/v2/actor-builds/{build['id']}", token=mockapify.user("other").token))[0] == 404
    assert told(ask("GET", f"/v2/actor-builds/{build['id']}", token=None))[0] == 404


def test_the_openapi_document_takes_its_input_from_the_input_schema(ask, actor, start, mockapify):
    build = start("waitForFinish=60")
    addresses = (f"/v2/actor-builds/{build['id']}", f"/v2/actors/{actor['id']}/builds/{build['id']}",
                 "/v2/acts/~scraper/builds/default")  # fmt: skip
    first, *others = [ask("GET", f"{address}/openapi.json").json for address in addresses]
    assert others == [first, first]
    assert first["openapi"].startswith("3.")
    assert first["info"] == {"title": "Scraper", "description": "", "version": "0.1", "x-build-id": build["id"]}
    assert first["servers"] == [{"url": f"{mockapify.url}/v2"}]
    assert [path.rpartition("/")[2] for path in first["paths"]] == ["run-sync-get-dataset-items", "run-sync", "runs"]
    assert first["components"]["schemas"]["inputSchema"] == {
        "title": "In",
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"title": "A", "type": "string", "description": "An a", "default": "y"}},
    }


def test_what_the_openapi_document_says_can_be_done(ask, start, mockapify):
    mockapify.actors[0].behaves(Succeeded())
    start("waitForFinish=60")
    document = ask("GET", "/v2/actors/~scraper/builds/default/openapi.json").json
    for path, item in document["paths"].items():
        (answer,) = item["post"]["responses"]
        called = ask("POST", f"/v2{path}?token={mockapify.token}", {"a": "b"}, token=None)
        assert called.status == int(answer)


def test_an_actor_that_was_never_built_has_no_openapi_document(ask, actor):
    assert told(ask("GET", "/v2/actors/~scraper/builds/default/openapi.json")) == (403, "unknown-build-tag")


def test_webhooks_are_told_of_builds(ask, actor, start, mockapify):
    events = ["ACTOR.BUILD.CREATED", "ACTOR.BUILD.SUCCEEDED", "ACTOR.BUILD.FAILED"]
    webhook = {"eventTypes": events, "condition": {"actorId": actor["id"]}, "requestUrl": "http://127.0.0.1:1/"}
    id_ = ask("POST", "/v2/webhooks", webhook).data["id"]
    (handle,) = mockapify.actors
    handle.builds_behave(Failed(), Succeeded())
    first, second = start("waitForFinish=60"), start("waitForFinish=60")
    told_of = [
        (dispatch["eventType"], dispatch["eventData"]["actorBuildId"])
        for dispatch in ask("GET", f"/v2/webhooks/{id_}/dispatches").data["items"]
    ]
    assert told_of == [
        ("ACTOR.BUILD.CREATED", first["id"]),
        ("ACTOR.BUILD.FAILED", first["id"]),
        ("ACTOR.BUILD.CREATED", second["id"]),
        ("ACTOR.BUILD.SUCCEEDED", second["id"]),
    ]


def test_builds_need_memory_of_the_account(ask, start, mockapify):
    mockapify.account(memory_mbytes=8192)
    (handle,) = mockapify.actors
    handle.builds_behave(Hangs())
    start()
    start()
    refused = ask("POST", "/v2/actors/~scraper/builds?version=0.1")
    assert told(refused) == (402, "actor-memory-limit-exceeded")
    assert ask("GET", "/v2/actor-builds").data["total"] == 2
