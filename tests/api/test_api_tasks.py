"""Actor tasks over HTTP."""

from datetime import timedelta

import pytest
from cases import each_case

from mockapify import Failed, Hangs, Succeeded

pytestmark = pytest.mark.mockapify(seed=7)

ITEMS = [{"n": 1, "t": "<a>"}, {"n": 2, "deep": {"x": [1, 2]}}]
TASK = "/v2/actor-tasks/~nightly"


@pytest.fixture
def actor(mockapify):
    return mockapify.actor("me/scraper", items=ITEMS, output={"ok": True}, duration=10)


@pytest.fixture
def task(mockapify, actor):
    return mockapify.task("me/nightly", actor, input={"query": "cats", "limit": 1}, memory_mbytes=256, run_timeout=60)


def test_a_task_is_created_and_can_be_read_at_its_location(ask, actor):
    answer = ask(
        "POST",
        "/v2/actor-tasks",
        {
            "actId": "tester/scraper",
            "name": "nightly",
            "options": {"memoryMbytes": 256, "timeoutSecs": 60, "build": "latest"},
            "input": {"query": "cats"},
            "description": "Every night",
        },
    )
    data = answer.data
    assert answer.status == 201
    assert answer.headers["Location"].endswith(f"/v2/actor-tasks/{data['id']}")
    assert {
        key: data[key] for key in ("actId", "name", "username", "title", "isPublic", "stats", "options", "input")
    } == {
        "actId": actor.id,
        "name": "nightly",
        "username": "tester",
        "title": "Nightly",
        "isPublic": False,
        "stats": {"totalRuns": 0},
        "options": {"build": "latest", "timeoutSecs": 60, "memoryMbytes": 256},
        "input": {"query": "cats"},
    }
    assert ask("GET", f"/v2/actor-tasks/{data['id']}").data == data


@each_case("actor_id", ["tester/scraper", "tester~scraper", "~scraper", "me/scraper", None])
def test_the_actor_is_named_by_its_id_or_its_owner_and_name(ask, again, actor, actor_id):
    again()
    answer = ask("POST", "/v2/actor-tasks", {"actId": actor_id or actor.id})
    assert (answer.status, answer.data["actId"], answer.data["name"]) == (201, actor.id, "scraper-task")


@each_case(
    ("body", "status", "type_"),
    [
        ({}, 400, "invalid-value"),
        ({"actId": 5}, 400, "invalid-value"),
        ({"actId": ""}, 404, "record-not-found"),
        ({"actId": "none"}, 404, "record-not-found"),
        ({"actId": "nobody/scraper"}, 404, "record-not-found"),
        ({"actId": "bobby/secret"}, 404, "record-not-found"),
        ({"actId": "~scraper", "name": "a b"}, 400, "invalid-value"),
        ({"actId": "~scraper", "name": "nightly"}, 409, "actor-task-name-not-unique"),
        ({"actId": "~scraper", "options": {"timeoutSecs": "60"}}, 400, "invalid-value"),
        ({"actId": "~scraper", "options": {"timeoutSecs": -1}}, 400, "invalid-value"),
        ({"actId": "~scraper", "options": {"memoryMbytes": 100}}, 400, "invalid-value"),
        ({"actId": "~scraper", "options": {"restartOnError": 1}}, 400, "invalid-value"),
        ({"actId": "~scraper", "options": []}, 400, "invalid-value"),
        ({"actId": "~scraper", "options": {"build": "beta"}}, 403, "unknown-build-tag"),
        ({"actId": "~scraper", "input": []}, 403, "invalid-input"),
        ({"actId": "~scraper", "publicConfig": {"seoTitle": "x" * 61}}, 400, "invalid-value"),
        ({"actId": "~scraper", "isPublic": True}, 400, "cannot-publish-actor-task"),
        ([], 400, "invalid-request"),
    ],
)
def test_a_task_that_will_not_do_is_refused(mockapify, ask, task, body, status, type_):
    mockapify.actor("bobby/secret", public=False)
    answer = ask("POST", "/v2/actor-tasks", body)
    assert (answer.status, answer.error["type"]) == (status, type_)
    assert ask("GET", "/v2/actor-tasks").data["total"] == 1


@each_case("address", ["~nightly", "tester~nightly", "me~nightly", "tester%2Fnightly", "TESTER~NIGHTLY", None])
def test_a_task_is_found_by_id_and_by_name(ask, task, address):
    assert ask("GET", f"/v2/actor-tasks/{address or task.id}").data["id"] == task.id


@each_case("method", ["GET", "PUT", "DELETE"])
def test_nobody_else_finds_a_task(mockapify, ask, task, method):
    stranger = mockapify.user("stranger").token
    for address in (task.id, "tester~nightly"):
        answer = ask(method, f"/v2/actor-tasks/{address}", {}, token=stranger)
        assert (answer.status, answer.error) == (
            404,
            {"type": "record-not-found", "message": "Actor task was not found"},
        )
        assert ask(method, f"/v2/actor-tasks/{address}", {}, token=None).error["type"] == "token-not-provided"


def test_tasks_are_listed_with_the_names_of_their_actors(mockapify, ask, actor, task):
    other = mockapify.task("me/weekly", actor)
    mockapify.task("bobby/nightly", actor)
    page = ask("GET", "/v2/actor-tasks").data
    assert ([item["id"] for item in page["items"]], page["total"]) == ([task.id, other.id], 2)
    first = page["items"][0]
    assert (first["actName"], first["actUsername"], first["username"], first["name"]) == (
        "scraper",
        "tester",
        "tester",
        "nightly",
    )
    assert first.keys().isdisjoint({"input", "options"})
    newest = ask("GET", "/v2/actor-tasks?desc=1&limit=1").data
    assert ([item["id"] for item in newest["items"]], newest["count"]) == ([other.id], 1)


def test_an_update_changes_what_it_names(ask, task):
    ask("PUT", TASK, {"name": "Daily", "title": None, "options": {"memoryMbytes": None}, "unknown": 1})
    data = ask("GET", "/v2/actor-tasks/~daily").data
    assert (data["name"], data["title"], data["options"]) == ("Daily", None, {"timeoutSecs": 60})
    assert data["input"] == {"query": "cats", "limit": 1}


def test_the_empty_objects_that_the_python_client_sends_take_nothing_away(ask, task):
    before = ask("GET", TASK).data
    after = ask("PUT", TASK, {"options": {}, "publicConfig": {}, "actorStandby": {}}).data
    assert {**after, "modifiedAt": before["modifiedAt"]} == before


def test_standby_settings_are_kept_and_shown(ask, task):
    ask("PUT", TASK, {"actorStandby": {"isEnabled": True, "idleTimeoutSecs": 5}})
    data = ask("PUT", TASK, {"actorStandby": {"idleTimeoutSecs": None, "build": "latest"}}).data
    assert data["actorStandby"] == {"isEnabled": True, "build": "latest"}


def test_the_input_is_bare_and_an_update_keeps_other_keys(ask, task):
    assert ask("GET", f"{TASK}/input").body == b'{"query":"cats","limit":1}'
    answer = ask("PUT", f"{TASK}/input", {"limit": 2, "fooBar": None})
    assert (answer.status, answer.json) == (200, {"query": "cats", "limit": 2, "fooBar": None})
    assert ask("GET", f"{TASK}/input").json == answer.json


@each_case(
    ("body", "content_type", "status"),
    [("[1]", "application/json", 400), ("{", "application/json", 400), ("", "", 400), ("{}", "text/plain", 415)],
)
def test_an_input_update_that_is_no_json_object_is_refused(ask, task, body, content_type, status):
    assert ask("PUT", f"{TASK}/input", body, headers={"Content-Type": content_type}).status == status
    assert task.input == {"query": "cats", "limit": 1}


def test_a_task_without_an_input_has_an_empty_one(ask, task):
    assert ask("PUT", TASK, {"input": None}).data["input"] is None
    assert ask("GET", f"{TASK}/input").body == b"{}"


def test_a_deleted_task_is_gone_and_what_ran_stays(mockapify, ask, actor, task):
    actor.behaves(Succeeded(), Hangs())
    done, hanging = (ask("POST", f"{TASK}/runs").data["id"] for _ in range(2))
    ask("GET", f"/v2/actor-runs/{done}?waitForFinish=60")
    answer = ask("DELETE", TASK)
    assert (answer.status, answer.body) == (204, b"")
    assert ask("GET", TASK).status == 404
    assert ask("GET", f"/v2/actor-runs/{done}").data["status"] == "SUCCEEDED"
    shown = ask("GET", f"/v2/actor-runs/{hanging}?waitForFinish=60").data
    assert (shown["status"], shown["actorTaskId"]) == ("ABORTED", task.id)


def test_a_run_of_a_task_has_its_input_and_options(ask, task):
    run = ask("POST", f"{TASK}/runs?timeout=5", {"limit": 7, "more": True}).data
    assert (run["actorTaskId"], run["meta"]["origin"]) == (task.id, "API")
    assert (run["options"]["memoryMbytes"], run["options"]["timeoutSecs"]) == (256, 5)
    stored = ask("GET", f"/v2/actor-runs/{run['id']}/key-value-store/records/INPUT")
    assert stored.json == {"query": "cats", "limit": 7, "more": True}
    assert ask("GET", TASK).data["stats"]["totalRuns"] == 1


@each_case(
    ("body", "content_type", "status"),
    [("x", "text/plain", 403), ("{}", "", 403), ("[1]", "application/json", 403), ("{", "application/json", 403)],
)
def test_a_run_of_a_task_takes_a_json_object_only(mockapify, ask, task, body, content_type, status):
    answer = ask("POST", f"{TASK}/runs", body, headers={"Content-Type": content_type})
    assert (answer.status, answer.error["type"]) == (status, "invalid-input")
    assert mockapify.runs == []


def test_runs_are_listed_for_the_task_and_for_its_actor(ask, task):
    ask("POST", "/v2/actors/~scraper/runs")
    run = ask("POST", f"{TASK}/runs").data
    of_task, of_actor = ask("GET", f"{TASK}/runs").data, ask("GET", "/v2/actors/~scraper/runs").data
    assert ([item["id"] for item in of_task["items"]], of_actor["total"]) == ([run["id"]], 2)
    assert [item["actorTaskId"] for item in of_actor["items"]] == [None, task.id]
    assert ask("GET", f"{TASK}/runs?status=FAILED").data["total"] == 0


def test_the_last_run_and_everything_below_it(ask, task):
    assert ask("GET", f"{TASK}/runs/last").status == 404
    run = ask("POST", f"{TASK}/runs?waitForFinish=60").data
    ask("POST", "/v2/actors/~scraper/runs")
    last = f"{TASK}/runs/last"
    for below, answer in {
        "": ("id", run["id"]),
        "/dataset": ("id", run["defaultDatasetId"]),
        "/key-value-store": ("id", run["defaultKeyValueStoreId"]),
        "/request-queue": ("id", run["defaultRequestQueueId"]),
    }.items():
        assert ask("GET", last + below).data[answer[0]] == answer[1]
    assert ask("GET", f"{last}/dataset/items").json == ITEMS
    assert ask("GET", f"{last}/key-value-store/records/OUTPUT").json == {"ok": True}
    assert ask("GET", f"{last}/key-value-store/keys").data["count"] == 2
    assert ask("POST", f"{last}/dataset/items", {"n": 3}).status == 201
    assert ask("GET", f"{last}/dataset").data["itemCount"] == 3
    assert ask("GET", f"{last}/log").body.endswith(b"\n")
    assert ask("GET", f"{last}?status=FAILED").status == 404
    assert ask("GET", f"{last}/dataset/items?status=SUCCEEDED&origin=API&limit=1").json == ITEMS[:1]


def test_the_last_run_is_aborted(ask, actor, task):
    actor.behaves(Hangs())
    run = ask("POST", f"{TASK}/runs").data
    assert ask("POST", f"{TASK}/runs/last/abort").data["id"] == run["id"]
    assert ask("GET", f"{TASK}/runs/last?waitForFinish=60").data["status"] == "ABORTED"


@each_case("method", ["GET", "POST"])
@each_case("format_", ["json", "jsonl", "csv", "html", "xlsx", "xml", "rss"])
def test_a_synchronous_run_answers_with_the_items_as_the_dataset_does(mockapify, again, ask, task, method, format_):
    again()
    query = f"format={format_}&flatten=deep&limit=2"
    answer = ask(method, f"{TASK}/run-sync-get-dataset-items?{query}")
    (run,) = task.runs
    direct = ask("GET", f"/v2/datasets/{run.dataset.id}/items?{query}")
    assert (answer.status, answer.body) == (201, direct.body)
    for header in ("Content-Type", "X-Apify-Pagination-Total", "X-Apify-Pagination-Count"):
        assert answer.headers[header] == direct.headers[header]


def test_a_synchronous_run_answers_with_a_record(ask, task):
    assert ask("POST", f"{TASK}/run-sync").json == {"ok": True}
    assert ask("GET", f"{TASK}/run-sync?outputRecordKey=INPUT").json == {"query": "cats", "limit": 1}
    sent = ask("POST", f"{TASK}/run-sync?outputRecordKey=INPUT", {"limit": 2})
    assert (sent.status, sent.json) == (201, {"query": "cats", "limit": 2})


def test_a_synchronous_run_that_fails_is_an_error(ask, actor, task):
    actor.behaves(Failed())
    for operation in ("run-sync", "run-sync-get-dataset-items"):
        assert ask("POST", f"{TASK}/{operation}").error["type"] == "run-failed"


def test_a_task_is_not_run_without_a_token(mockapify, ask, task):
    for operation in ("runs", "run-sync", "run-sync-get-dataset-items"):
        answer = ask("POST", f"/v2/actor-tasks/{task.id}/{operation}", token=None)
        assert (answer.status, answer.error["type"]) == (401, "token-not-provided")
    assert mockapify.runs == []


def test_a_task_is_published_once_its_page_is_complete(mockapify, ask):
    mockapify.actor(
        "me/scraper",
        input_schema={"type": "object", "properties": {"query": {"type": "string"}}},
        dataset_schema={"views": {"overview": {"transformation": {}}}},
    )
    mockapify.task("me/nightly", "me/scraper", input={})
    assert ask("PUT", TASK, {"isPublic": False}).data["isPublic"] is False
    assert ask("PUT", TASK, {"isPublic": True}).error["type"] == "cannot-publish-actor-task"
    page = {"seoDescription": "A", "inputSchemaFields": ["query"], "datasetView": "overview"}
    assert ask("PUT", TASK, {"publicConfig": page, "description": "B"}).data["isPublic"] is False
    published = ask("PUT", TASK, {"isPublic": True}).data
    assert (published["isPublic"], published["publicConfig"]["seoDescription"]) == (True, "A")
    assert published["publicConfig"]["publishedAt"].endswith("Z")
    assert ask("PUT", TASK, {"isPublic": True}).data["publicConfig"] == published["publicConfig"]
    assert ask("PUT", TASK, {"isPublic": False}).data["publicConfig"] == {**page, "publishedAt": None}


def test_a_task_of_somebody_elses_actor_is_not_published(mockapify, ask):
    mockapify.actor("apify/hello-world")
    mockapify.task("me/nightly", "apify/hello-world")
    answer = ask("PUT", TASK, {"isPublic": True})
    assert (answer.status, answer.error["type"]) == (403, "insufficient-permissions")
    assert ask("PUT", TASK, {"title": "Mine", "publicConfig": {}}).status == 200


def test_a_declared_task_is_held_by_a_handle(mockapify, ask, actor):
    task = mockapify.task(
        "me/nightly",
        "me/scraper",
        input={"query": "cats"},
        title="Every night",
        description="Reads cats",
        build="latest",
        run_timeout=timedelta(minutes=1),
        memory_mbytes=256,
        max_items=5,
        max_total_charge_usd=0.5,
        restart_on_error=True,
    )
    data = ask("GET", TASK).data
    assert (repr(task), task.id, task.input) == ("<MockTask tester/nightly>", data["id"], {"query": "cats"})
    assert (data["title"], data["description"]) == ("Every night", "Reads cats")
    assert data["options"] == {
        "build": "latest",
        "timeoutSecs": 60,
        "memoryMbytes": 256,
        "maxItems": 5,
        "maxTotalChargeUsd": 0.5,
        "restartOnError": True,
    }
    ask("POST", f"{TASK}/runs")
    assert [run.id for run in task.runs] == [run.id for run in actor.runs]


def test_a_task_declared_again_is_the_same_task(mockapify, actor):
    first = mockapify.task("me/nightly", actor, input={"query": "cats"})
    again = mockapify.task("me/nightly", actor)
    assert (again.id, again.input) == (first.id, {})


def test_a_task_of_an_actor_that_nobody_declared_is_refused(mockapify):
    with pytest.raises(ValueError, match="no Actor 'tester/none' for a task; declare it first"):
        mockapify.task("me/nightly", "me/none")
