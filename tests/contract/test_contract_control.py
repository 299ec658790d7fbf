"""The control API of a standalone mock."""

import pytest
from cases import each_case

CLOCK = "/__mockapify__/clock"


@pytest.mark.mockapify(clock="manual", seed=1)
def test_the_clock_is_moved_by_seconds(ask, mockapify):
    before = mockapify.clock.now()
    answer = ask("POST", CLOCK, {"shiftSeconds": 90})
    assert (mockapify.clock.now() - before).total_seconds() == 90
    assert answer.json == {"mode": "manual", "now": mockapify.clock.now().text(), "jumpedSeconds": 90}
    assert ask("GET", CLOCK).json == answer.json


@pytest.mark.mockapify(clock="manual")
def test_the_clock_is_moved_to_a_moment(ask, mockapify):
    ask("POST", CLOCK, {"moveTo": "2199-01-31T12:00:00Z"})
    assert mockapify.clock.now().text() == "2199-01-31T12:00:00.000Z"


@pytest.mark.mockapify(clock="manual")
def test_the_clock_runs_until_nothing_is_under_way(ask, mockapify):
    mockapify.actor("me/scraper", duration=50)
    run = ask("POST", "/v2/acts/me~scraper/runs").data
    ask("POST", CLOCK, {"runUntilIdle": True})
    assert ask("GET", f"/v2/actor-runs/{run['id']}").data["status"] == "SUCCEEDED"


@each_case(
    ("body", "told"),
    [
        ({"shiftSecond": 1}, "shiftSecond"),
        ({}, "exactly one of shiftSeconds, moveTo and runUntilIdle"),
        ({"shiftSeconds": 1, "runUntilIdle": True}, "exactly one"),
        ({"shiftSeconds": -1}, "time cannot go backwards"),
        ({"moveTo": "tomorrow"}, "moveTo"),
        ([], "object"),
    ],
)
def test_a_wrong_move_is_a_problem_that_says_what_is_wrong(ask, body, told):
    answer = ask("POST", CLOCK, body)
    assert answer.status == answer.json["status"] == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.json["detail"]


def test_the_calls_are_listed_with_what_had_no_effect(ask):
    ask("GET", "/v2/datasets?colour=red")
    (call,) = ask("GET", "/__mockapify__/calls").json["calls"]
    assert (call["method"], call["path"], call["status"]) == ("GET", "/v2/datasets", 200)
    assert call["operation"] == "datasets.list_all"
    assert call["notes"] == ["query parameter 'colour' is unknown here and had no effect"]


def test_with_several_worlds_the_call_says_which(ask, mockapify_server):
    with mockapify_server.open(user="another"):
        answer = ask("GET", CLOCK)
        names = mockapify_server.worlds.names()
        assert answer.status == 404
        assert answer.json["detail"].endswith(f"open worlds: {', '.join(names)}")
        assert ask("GET", f"{CLOCK}?world={names[0]}").status == 200
