"""Which run does what, as callers see it."""

import re
from datetime import UTC, datetime

import pytest
from cases import each_case

from mockapify import ErrorType, Failed, PushItems, Rejected, Sleep, Succeeded

NOT_RENTED = Rejected(ErrorType.ACTOR_IS_NOT_RENTED, "You must rent a paid Actor")


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper")


@pytest.mark.mockapify(allow="unused")
@each_case(
    ("condition", "query", "meets"),
    [
        ({"memory_mbytes": 4096}, "memory=4096", True),
        ({"memory_mbytes": 4096}, "memory=1024", False),
        ({"build": "latest"}, "build=latest", True),
        ({"build": re.compile(r"^0\.0\.")}, "", True),
        ({"build": "beta"}, "", False),
        ({"task": None}, "", True),
        ({"task": "me/daily"}, "", False),
        ({"memory_mbytes": 4096, "input": {"q": "cats"}}, "memory=4096", True),
        ({"memory_mbytes": 4096, "input": {"q": "dogs"}}, "memory=4096", False),
    ],
)
def test_a_condition_looks_at_what_a_run_was_started_with(mockapify, again, scraper, start, condition, query, meets):
    again()
    scraper.when(**condition).behaves(Failed("met"))
    start(query, {"q": "cats", "page": 1})
    mockapify.clock.run_until_idle()
    assert scraper.runs[0].status == ("FAILED" if meets else "SUCCEEDED")


def test_a_condition_on_a_task_sees_the_tasks_input(mockapify, scraper, ask):
    task = mockapify.task("me/daily", "me/scraper", input={"q": "cats"})
    scraper.when(task=task, input={"q": "cats", "page": int}).behaves(Failed("met"))
    scraper.when(task="me/daily").behaves(Failed("of the task"))
    for body in ({"page": 1}, {}):
        ask("POST", f"/v2/actor-tasks/{task.id}/runs", body)
    mockapify.clock.run_until_idle()
    assert [run.status_message for run in scraper.runs] == ["met", "of the task"]


def test_a_condition_that_says_nothing_is_refused(scraper):
    with pytest.raises(ValueError, match="say at least one of input, build, memory_mbytes, task"):
        scraper.when()


def test_a_function_may_be_for_some_runs_only(mockapify, scraper, ask):
    @scraper.when(input={"q": "cats"})
    def cats(run):
        yield {"cat": 1}

    answers = [ask("POST", "/v2/acts/~scraper/run-sync-get-dataset-items", {"q": q}) for q in ("cats", "dogs")]
    assert [answer.json for answer in answers] == [[{"cat": 1}], []]


@each_case(
    "path",
    [
        "/v2/acts/~scraper/runs",
        "/v2/actors/~scraper/run-sync",
        "/v2/acts/~scraper/run-sync-get-dataset-items",
        "/v2/actor-tasks/~daily/runs",
        "/v2/actor-tasks/~daily/run-sync",
    ],
)
def test_a_start_may_be_refused_before_there_is_a_run(mockapify, again, scraper, ask, path):
    again()
    mockapify.task("me/daily", "me/scraper")
    scraper.behaves(NOT_RENTED, Succeeded())
    answer = ask("POST", path)
    assert answer.status == 403
    assert answer.json == {"error": {"type": "actor-is-not-rented", "message": "You must rent a paid Actor"}}
    assert scraper.runs == []
    assert ask("POST", path).status == 201


@each_case("error", ["actor-memory-limit-exceeded", "actor-disabled", "actor-not-found", "rate-limit-exceeded"])
def test_every_error_of_the_platform_may_refuse_it(scraper, ask, again, error):
    again()
    scraper.when(input={"q": "cats"}).behaves(Rejected(error))
    answer = ask("POST", "/v2/acts/~scraper/runs", {"q": "cats"})
    assert (answer.status, answer.json["error"]["type"]) == (ErrorType(error).status, error)
    assert ask("POST", "/v2/acts/~scraper/runs", {"q": "dogs"}).status == 201


@pytest.mark.mockapify(allow="unused")
def test_what_is_wrong_with_the_call_comes_first(scraper, ask):
    scraper.behaves(NOT_RENTED)
    assert ask("POST", "/v2/acts/~scraper/runs?memory=1").json["error"]["type"] == "invalid-value"


@pytest.mark.mockapify(clock="manual", start=datetime(2026, 1, 31, 12, tzinfo=UTC))
def test_a_schedule_logs_that_its_start_was_refused(mockapify, scraper, ask):
    scraper.behaves(NOT_RENTED)
    body = {
        "cronExpression": "0 13 * * *",
        "isEnabled": True,
        "actions": [{"type": "RUN_ACTOR", "actorId": scraper.id}],
    }
    schedule = ask("POST", "/v2/schedules", body).data
    mockapify.clock.shift(hours=2)
    told = [entry["message"] for entry in ask("GET", f"/v2/schedules/{schedule['id']}/log").data]
    assert scraper.runs == []
    assert any("You must rent a paid Actor" in message for message in told)


@pytest.mark.mockapify(clock="manual")
def test_items_of_steps_appear_over_virtual_time(mockapify, scraper, start, get):
    scraper.behaves(Succeeded(steps=[PushItems({"n": 1}), Sleep(60), PushItems({"n": 2})]))
    run = start()
    assert get(run, "/dataset/items").json == [{"n": 1}]
    mockapify.clock.shift(seconds=60)
    assert get(run, "/dataset/items").json == [{"n": 1}, {"n": 2}]
    assert get(run).data["status"] == "SUCCEEDED"


@each_case(
    ("name", "text", "items"),
    [("a.json", '[{"n": 1}]', [{"n": 1}]), ("a.jsonl", '{"n": 1}', [{"n": 1}]), ("a.csv", "n\n1\n", [{"n": "1"}])],
)
def test_items_of_actors_and_datasets_may_come_from_files(mockapify, again, ask, tmp_path, name, text, items):
    again()
    path = tmp_path / name
    path.write_text(text)
    mockapify.actor("me/scraper", items=str(path))
    assert ask("POST", "/v2/acts/~scraper/run-sync-get-dataset-items").json == items
    assert mockapify.dataset("orders", items=path).items == items


def test_a_build_is_not_rejected(scraper):
    with pytest.raises(ValueError, match="a build cannot be Rejected"):
        scraper.builds_behave(NOT_RENTED)
