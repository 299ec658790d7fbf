"""The websocket of a run, as a program sees it."""

import json
from contextlib import ExitStack

import pytest

from mockapify import Hangs
from mockapify.state.run_events import MAX_LISTENERS

client = pytest.importorskip("websockets.sync.client", reason="the tests listen by websockets")
ConnectionClosed = pytest.importorskip("websockets.exceptions").ConnectionClosed

PATIENCE = 10


@pytest.fixture
def run(mockapify, ask):
    """A run under way."""
    actor = mockapify.actor("me/scraper", Hangs())
    ask("POST", "/v2/acts/me~scraper/runs")
    return actor.runs[0]


@pytest.fixture
def url(mockapify, run):
    """Where the run's events are."""
    return mockapify.env_for(run)["ACTOR_EVENTS_WEBSOCKET_URL"]


def next_of(connection):
    return json.loads(connection.recv(timeout=PATIENCE))


def end_of(connection):
    """Code and reason with which it closes."""
    try:
        while True:
            connection.recv(timeout=PATIENCE)
    except ConnectionClosed as closed:
        return closed.rcvd.code, closed.rcvd.reason


@pytest.mark.mockapify(clock="manual")
def test_a_program_is_told_how_the_system_is_and_what_happens(mockapify, run, url):
    assert run.emit("migrating") == 0
    with client.connect(url) as connection:
        assert next_of(connection)["name"] == "systemInfo"
        assert run.emit("migrating", {"timeRemainingSecs": 5}) == 1
        message = next_of(connection)
        assert (message["name"], message["data"]) == ("migrating", {"timeRemainingSecs": 5})
        connection.send("it is of no matter what a program says")
        mockapify.clock.shift(seconds=1)
        assert {next_of(connection)["name"] for _ in range(2)} == {"systemInfo", "cpuInfo"}


@pytest.mark.mockapify(clock="manual")
def test_a_graceful_abort_is_told(ask, run, url):
    with client.connect(url) as connection:
        ask("POST", f"/v2/actor-runs/{run.id}/abort?gracefully=1")
        names = [next_of(connection)["name"] for _ in range(3)]
    assert names == ["systemInfo", "aborting", "persistState"]


def test_a_run_that_is_not_there_is_closed_with_1008(run, url):
    with client.connect(url.replace(run.id, "nobody")) as connection:
        assert end_of(connection) == (1008, "There is no run with this ID")


def test_too_many_connections_are_closed_with_1008(run, url):
    with ExitStack() as stack:
        connections = [stack.enter_context(client.connect(url)) for _ in range(MAX_LISTENERS + 1)]
        assert end_of(connections[-1]) == (1008, "The run has too many connections")
    with client.connect(url) as connection:
        assert next_of(connection)["name"] == "systemInfo"


def test_the_end_of_the_run_in_memory_is_the_end_of_its_events(mockapify, ask, run, url):
    ask("POST", f"/v2/actor-runs/{run.id}/abort")
    with client.connect(url) as connection:
        ask("DELETE", f"/v2/actor-runs/{run.id}")
        assert end_of(connection) == (1008, "The run is gone")


def test_the_end_of_a_mock_is_the_end_of_its_events(mockapify, url):
    with client.connect(url) as connection:
        mockapify.close()
        assert end_of(connection)[0] == 1008


def test_with_several_mocks_the_token_says_whose_run_it_is(mockapify_server, url):
    with mockapify_server.open(user="another"), client.connect(url) as connection:
        assert next_of(connection)["name"] == "systemInfo"
