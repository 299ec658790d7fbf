from datetime import UTC, datetime

import pytest
from cases import each_case

from mockapify import Failed, Succeeded

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START)


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", items=[{"n": n} for n in range(3)], output={"ok": True}, duration=10)


@pytest.fixture
def history(mockapify, scraper, start):
    """A FAILED, a SUCCEEDED and a READY run, a minute apart; the second one from the CLI."""
    scraper.behaves(Failed(), Succeeded())
    started = [start()]
    mockapify.clock.shift(seconds=60)
    started.append(start(headers={"X-Apify-Request-Origin": "CLI"}))
    mockapify.clock.shift(seconds=60)
    started.append(start())
    return [run["id"] for run in started]


@each_case(
    ("query", "positions"),
    [
        ("", [0, 1, 2]),
        ("desc=1", [2, 1, 0]),
        ("limit=1&offset=1", [1]),
        ("status=FAILED", [0]),
        ("status=FAILED,SUCCEEDED", [0, 1]),
        ("status=ABORTED", []),
        ("status=", [0, 1, 2]),
        ("startedAfter=2026-01-31T12:01:00.000Z", [1, 2]),
        ("startedBefore=2026-01-31T12:01:00.000Z", [0, 1]),
        ("startedAfter=2026-01-31T12:00:00.001Z&startedBefore=2026-01-31T12:01:59.999Z", [1]),
        ("startedAfter=2100-01-01T00:00:00.000Z&startedBefore=2100-01-01T00:00:00.000Z", []),
        ("startedAfter=2026-01-31T13:01:00%2B01:00", [1, 2]),
        ("startedAfter=2026-01-31", [0, 1, 2]),
    ],
)
@each_case("path", ["/v2/actor-runs", "/v2/acts/~scraper/runs"])
def test_runs_are_listed_by_status_and_start(ask, history, path, query, positions):
    answer = ask("GET", f"{path}?{query}")
    assert [item["id"] for item in answer.data["items"]] == [history[position] for position in positions]


@each_case("query", ["status=DONE", "status=FAILED,DONE", "startedAfter=yesterday", "startedBefore=0",
                                   "limit=x", "desc=x"])  # fmt: skip
def test_a_list_refuses_what_it_does_not_know(ask, history, query):
    answer = ask("GET", f"/v2/actor-runs?{query}")
    assert (answer.status, answer.error["type"]) == (400, "invalid-value")
    assert f'"{query.partition("=")[0]}"' in answer.error["message"]


def test_a_listed_run_has_the_short_form(ask, history):
    item = ask("GET", "/v2/actor-runs?limit=1").data["items"][0]
    assert item.keys() == {
        "id", "actId", "userId", "actorTaskId", "status", "startedAt", "finishedAt", "buildId", "buildNumber",
        "buildNumberInt", "meta", "usageTotalUsd", "defaultKeyValueStoreId", "defaultDatasetId",
        "defaultRequestQueueId",
    }  # fmt: skip
    assert (item["buildNumber"], item["buildNumberInt"], item["actorTaskId"]) == ("0.0.1", 1, None)


def test_runs_of_another_user_are_not_listed(mockapify, ask, history):
    assert ask("GET", "/v2/actor-runs", token=mockapify.user("stranger").token).data["total"] == 0


@each_case(
    ("query", "position"),
    [("", 2), ("status=FAILED", 0), ("status=SUCCEEDED", 1), ("origin=CLI", 1), ("origin=API&status=FAILED", 0)],
)
def test_the_last_run_is_the_latest_that_is_meant(ask, history, query, position):
    assert ask("GET", f"/v2/actors/~scraper/runs/last?{query}").data["id"] == history[position]


@each_case(
    ("query", "status", "type_"),
    [
        ("status=ABORTED", 404, "record-not-found"),
        ("origin=WEBHOOK", 404, "record-not-found"),
        ("status=DONE", 400, "invalid-value"),
        ("origin=SPACE", 400, "invalid-value"),
    ],
)
@each_case("path", ["", "/log", "/dataset/items"])
def test_a_last_run_that_is_not_there_is_not_found(ask, history, path, query, status, type_):
    answer = ask("GET", f"/v2/actors/~scraper/runs/last{path}?{query}")
    assert (answer.status, answer.error["type"]) == (status, type_)


@pytest.mark.mockapify(clock="auto", start=None)
def test_the_last_run_can_be_waited_for(ask, scraper, start):
    start()
    assert ask("GET", "/v2/actors/~scraper/runs/last?waitForFinish=60").data["status"] == "SUCCEEDED"
