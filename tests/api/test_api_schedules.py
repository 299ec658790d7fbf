"""Schedules over HTTP."""

from datetime import UTC, datetime

import pytest
from cases import each_case

from mockapify import Hangs

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=datetime(2026, 1, 31, 12, tzinfo=UTC))


@pytest.fixture
def actor(mockapify):
    return mockapify.actor("me/scraper")


@pytest.fixture
def create(ask, actor):
    """Makes a schedule of the mock's own user and hands out its address."""

    def made(**more):
        body = {"cronExpression": "0 8 * * *", "isEnabled": True, "actions": [run_of(actor)], **more}
        answer = ask("POST", "/v2/schedules", body)
        assert answer.status == 201, answer.body
        return f"/v2/schedules/{answer.data['id']}"

    return made


def run_of(actor, **more):
    return {"type": "RUN_ACTOR", "actorId": actor.id, **more}


def test_a_schedule_is_created_and_can_be_read_at_its_location(ask, mockapify, actor):
    action = run_of(
        actor,
        runInput={"body": '{"a": 1}', "contentType": "application/json; charset=utf-8"},
        runOptions={"build": "latest", "timeoutSecs": 300, "memoryMbytes": 1024},
    )
    answer = ask(
        "POST",
        "/v2/schedules",
        {
            "name": "nightly",
            "cronExpression": "0 3 * * *",
            "timezone": "Europe/Prague",
            "isEnabled": True,
            "isExclusive": True,
            "title": "Nightly",
            "description": "Every night",
            "notifications": {"email": True},
            "actions": [action],
        },
    )
    assert answer.status == 201
    data = answer.data
    assert answer.headers["Location"] == f"{mockapify.url}/v2/schedules/{data['id']}"
    assert data == {
        "id": data["id"],
        "userId": data["userId"],
        "name": "nightly",
        "title": "Nightly",
        "description": "Every night",
        "cronExpression": "0 3 * * *",
        "timezone": "Europe/Prague",
        "isEnabled": True,
        "isExclusive": True,
        "createdAt": "2026-01-31T12:00:00.000Z",
        "modifiedAt": "2026-01-31T12:00:00.000Z",
        "nextRunAt": "2026-02-01T02:00:00.000Z",
        "lastRunAt": None,
        "notifications": {"email": True},
        "actions": [{"id": data["actions"][0]["id"], **action}],
    }
    assert ask("GET", f"/v2/schedules/{data['id']}").data == data


def test_only_the_expression_is_needed(ask):
    data = ask("POST", "/v2/schedules", {"cronExpression": "@daily"}).data
    assert (data["name"], data["timezone"], data["isEnabled"], data["isExclusive"]) == (
        "my-schedule",
        "UTC",
        False,
        False,
    )
    assert (data["nextRunAt"], data["actions"]) == (None, [])


def test_the_list_shows_no_inputs(ask, actor, mockapify, create):
    task = mockapify.task("me/nightly", actor)
    create(name="first", actions=[run_of(actor, runInput={"body": "{}"}, runOptions={"build": "latest"})])
    create(name="second", actions=[{"type": "RUN_ACTOR_TASK", "actorTaskId": task.id, "input": {"a": 1}}])
    page = ask("GET", "/v2/schedules").data
    assert (page["total"], page["limit"], page["offset"], page["desc"]) == (2, 1000, 0, False)
    assert [one["name"] for one in page["items"]] == ["first", "second"]
    assert [one["actions"][0].keys() for one in page["items"]] == [
        {"type", "id", "actorId"},
        {"type", "id", "actorTaskId"},
    ]
    assert [one["name"] for one in ask("GET", "/v2/schedules?desc=1&limit=1").data["items"]] == ["second"]


def test_an_update_changes_what_it_names(ask, create):
    schedule = create(name="nightly", title="Nightly")
    data = ask("PUT", schedule, {"cronExpression": "0 9 * * *", "title": None, "isEnabled": None}).data
    assert (data["name"], data["title"], data["isEnabled"]) == ("nightly", None, True)
    assert data["nextRunAt"] == "2026-02-01T09:00:00.000Z"
    assert ask("PUT", schedule, {"actions": []}).data["actions"] == []
    assert ask("GET", schedule).data["actions"] == []


def test_a_deleted_schedule_is_gone(ask, mockapify, actor, create):
    schedule = create()
    assert ask("DELETE", schedule).status == 204
    for method, path in (("GET", schedule), ("DELETE", schedule), ("GET", f"{schedule}/log")):
        answer = ask(method, path)
        assert (answer.status, answer.error) == (
            404,
            {"type": "record-not-found", "message": "Schedule was not found"},
        )
    mockapify.clock.shift(days=2)
    assert actor.runs == []


def test_the_log_tells_what_was_started_and_what_was_not(ask, mockapify, actor, create):
    task = mockapify.task("me/nightly", actor)
    schedule = create(actions=[{"type": "RUN_ACTOR_TASK", "actorTaskId": task.id}])
    assert ask("GET", f"{schedule}/log").data == []
    mockapify.clock.shift(days=1)
    ask("DELETE", f"/v2/actor-tasks/{task.id}")
    mockapify.clock.shift(days=1)
    invoked = {"message": "Schedule invoked", "level": "INFO"}
    failed = f'Cannot start Actor task "{task.id}": Actor task was not found'
    assert ask("GET", f"{schedule}/log").data == [
        {**invoked, "createdAt": "2026-02-01T08:00:00.000Z"},
        {**invoked, "createdAt": "2026-02-02T08:00:00.000Z"},
        {"message": failed, "level": "ERROR", "createdAt": "2026-02-02T08:00:00.000Z"},
    ]


def test_the_run_says_which_schedule_started_it(ask, mockapify, actor, create):
    schedule = create()
    mockapify.clock.shift(days=1)
    (run,) = actor.runs
    assert ask("GET", f"/v2/actor-runs/{run.id}").data["meta"] == {
        "origin": "SCHEDULER",
        "scheduleId": schedule.rpartition("/")[2],
        "scheduledAt": "2026-02-01T08:00:00.000Z",
    }


@each_case(
    ("body", "status", "type_"),
    [
        ({}, 400, "invalid-value"),
        ({"cronExpression": "0 0 30 2 *"}, 400, "cron-expression-invalid"),
        ({"cronExpression": 5}, 400, "invalid-value"),
        ({"timezone": "Mars"}, 400, "invalid-value"),
        ({"name": "a"}, 400, "invalid-value"),
        ({"name": "taken"}, 409, "schedule-name-not-unique"),
        ({"actions": [{}]}, 400, "invalid-value"),
        ({"actions": [{"type": "SEND_MAIL"}]}, 400, "invalid-value"),
        ({"actions": [{"type": "RUN_ACTOR_TASK", "actorTaskId": "x", "input": "text"}]}, 400, "invalid-value"),
        ({"actions": [{"type": "RUN_ACTOR", "actorId": "x"}]}, 404, "schedule-actor-not-found"),
        ({"actions": [{"type": "RUN_ACTOR_TASK", "actorTaskId": "x"}]}, 404, "schedule-actor-task-not-found"),
        ([], 400, "invalid-request"),
    ],
)
def test_what_will_not_do_is_refused_when_it_is_made_and_when_it_is_changed(ask, again, create, body, status, type_):
    again()
    schedule = create()
    create(name="taken")
    valid = {"cronExpression": "@daily"} if body else {}
    made = ask("POST", "/v2/schedules", {**valid, **body} if isinstance(body, dict) else body)
    assert (made.status, made.error["type"]) == (status, type_)
    if body != {}:
        changed = ask("PUT", schedule, body)
        assert (changed.status, changed.error["type"]) == (status, type_)


def test_an_input_that_should_be_json_is_refused(ask, actor):
    body = {"cronExpression": "@daily", "actions": [run_of(actor, runInput={"body": "{a"})]}
    answer = ask("POST", "/v2/schedules", body)
    assert (answer.status, answer.error["type"]) == (400, "run-input-body-not-valid-json")


def test_a_hundred_schedules_are_enough(ask, create):
    for _ in range(100):
        create(actions=[])
    current = ask("GET", "/v2/users/me/limits").data["current"]
    assert current["scheduleCount"] == 100
    answer = ask("POST", "/v2/schedules", {"cronExpression": "@daily"})
    assert (answer.status, answer.error["type"]) == (403, "too-many-schedules")


def test_schedules_are_their_owners_only(ask, mockapify, create):
    schedule = create()
    stranger = mockapify.user("stranger").token
    for method in ("GET", "PUT", "DELETE"):
        body = {} if method == "PUT" else None
        assert ask(method, schedule, body, token=stranger).status == 404
        assert ask(method, schedule, body, token=None).status == 401
    assert ask("GET", "/v2/schedules", token=stranger).data["items"] == []


def test_a_test_adds_schedules_by_itself(mockapify, actor):
    task = mockapify.task("me/nightly", actor, input={"query": "cats"})
    schedule = mockapify.schedules.add("0 8 * * *", task, name="daily", input={"limit": 1}, timezone="Europe/Prague")
    other = mockapify.schedules.add("*/30 * * * *", actor, input={"a": 1}, exclusive=True, enabled=False)
    assert [one.id for one in mockapify.schedules] == [schedule.id, other.id]
    assert len(mockapify.schedules) == 2
    assert (schedule.name, schedule.cron, schedule.is_enabled) == ("daily", "0 8 * * *", True)
    assert (schedule.next_run_at, other.next_run_at) == (datetime(2026, 2, 1, 7, tzinfo=UTC), None)
    assert repr(schedule) == "<MockSchedule daily 0 8 * * *>"

    mockapify.clock.shift(days=1)

    assert [run.input for run in schedule.runs] == [{"query": "cats", "limit": 1}]
    assert schedule.log == ["Schedule invoked"]
    assert other.runs == []


def test_time_passes_until_all_is_idle_although_schedules_go_on(mockapify, actor):
    schedule = mockapify.schedules.add("* * * * *", mockapify.actor("me/slow", duration=90))
    mockapify.clock.run_until_idle()
    assert schedule.runs == []
    mockapify.clock.shift(minutes=1)
    mockapify.clock.run_until_idle()
    assert [run.status for run in schedule.runs] == ["SUCCEEDED", "RUNNING"]
    mockapify.clock.run_until_idle()
    assert [run.status for run in schedule.runs] == ["SUCCEEDED", "SUCCEEDED", "RUNNING"]


@pytest.mark.mockapify(clock="auto")
def test_whoever_waits_without_a_limit_is_not_carried_through_the_years(ask, mockapify, connect):
    """The log of a run that never ends is read while a schedule goes on."""
    mockapify.schedules.add("@hourly", mockapify.actor("me/scraper"))
    mockapify.actor("me/hangs").behaves(Hangs(log="begun"))
    run = ask("POST", "/v2/actors/~hangs/runs?timeout=0").data
    connection = connect()
    connection.request("GET", f"/v2/logs/{run['id']}?stream=1&token={mockapify.token}")
    stream = connection.getresponse()
    assert b"begun" in b"".join(stream.readline() for _ in range(4))
    before = mockapify.clock.now()

    for _ in range(20):
        ask("GET", "/v2/users/me")

    assert (mockapify.clock.now() - before).total_seconds() < 60
    assert mockapify.schedules[0].runs == []
