import json
import threading
from datetime import UTC, datetime

import pytest
from cases import each_case

from mockapify import Hangs

START = datetime(2026, 1, 31, 12, tzinfo=UTC)
PATIENCE = 20

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START)


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", items=[{"n": n} for n in range(3)], output={"ok": True}, duration=10)


@each_case("query", ["waitForFinish=0", "waitForFinish="])
def test_waiting_no_seconds_is_answered_at_once(scraper, start, get, query):
    assert start(query)["status"] == "READY"


@each_case(("seconds", "status"), [("1", "RUNNING"), ("10", "SUCCEEDED"), ("60", "SUCCEEDED")])
@pytest.mark.mockapify(clock="auto", start=None)
def test_in_auto_mode_time_jumps_to_the_end_of_the_wait_or_of_the_run(scraper, start, seconds, status):
    assert start(f"waitForFinish={seconds}")["status"] == status


@pytest.mark.mockapify(clock="auto", start=None)
def test_clients_that_wait_for_ever_see_the_end(scraper, start, get):
    assert start("waitForFinish=999999")["status"] == "SUCCEEDED"
    run = start()
    assert get(run, "?waitForFinish=999999").data["status"] == "SUCCEEDED"


@pytest.mark.mockapify(clock="auto", start=None)
def test_a_reader_of_a_log_takes_time_no_further_than_who_waits_for_the_run(mockapify, start, get, connect):
    mockapify.actor("me/scraper", Hangs(log="hello"))
    run = start("timeout=3600")
    reader = connect()
    reader.request("GET", f"/v2/logs/{run['id']}?stream=1&token={mockapify.token}")

    assert get(run, "?waitForFinish=10").data["status"] == "RUNNING"
    assert b"hello\n" in reader.getresponse().read()
    assert get(run).data["status"] == "TIMED-OUT"


def test_a_shift_gives_code_that_is_due_on_the_way_its_time(mockapify):
    @mockapify.actor("me/cleaner")
    def cleaner(run):
        run.sleep(40)

    mockapify.schedules.add("0 8 * * *", cleaner)
    mockapify.clock.shift(days=3)
    assert [run.status for run in cleaner.runs] == ["SUCCEEDED"] * 3


@pytest.fixture
def blocked(mockapify, connect):
    """Sends a request that will have to wait, and returns how to get its answer."""

    def sending(method, path):
        connection = connect()
        world = mockapify._world
        waiting_before = len(world._wakers)
        connection.request(method, path, headers={"Authorization": f"Bearer {mockapify.token}"})
        assert world.wait(lambda: len(world._wakers) > waiting_before, PATIENCE)

        def answer():
            response = connection.getresponse()
            return response.status, json.loads(response.read())

        return answer

    return sending


def test_in_manual_mode_a_waiting_request_is_woken_by_a_shift(mockapify, scraper, blocked):
    answer = blocked("POST", "/v2/actors/~scraper/runs?waitForFinish=60")
    mockapify.clock.shift(seconds=10)
    status, body = answer()
    assert (status, body["data"]["status"]) == (201, "SUCCEEDED")


@each_case("asked", ["60", "999999"])
def test_in_manual_mode_a_wait_is_over_after_60_seconds_at_most(mockapify, blocked, asked):
    mockapify.actor("me/scraper", Hangs())
    answer = blocked("POST", f"/v2/actors/~scraper/runs?waitForFinish={asked}")
    mockapify.clock.shift(seconds=60)
    assert answer()[1]["data"]["status"] == "RUNNING"


def test_many_waiting_requests_are_answered_by_one_shift(mockapify, scraper, start, blocked):
    run = start()
    answers = [blocked("GET", f"/v2/actor-runs/{run['id']}?waitForFinish=60") for _ in range(8)]
    mockapify.clock.shift(seconds=10)
    assert {answer()[1]["data"]["status"] for answer in answers} == {"SUCCEEDED"}


def test_a_waiting_request_holds_up_nobody_else(mockapify, ask, scraper, blocked):
    answer = blocked("POST", "/v2/actors/~scraper/runs?waitForFinish=60")
    assert ask("GET", "/v2/users/me").status == 200
    mockapify.clock.shift(seconds=10)
    assert answer()[0] == 201


@pytest.mark.mockapify(clock="auto", start=None)
def test_while_actor_code_works_time_does_not_jump_over_it(mockapify, connect):
    go = threading.Event()

    @mockapify.actor("me/scraper")
    def scraper(run):
        go.wait(PATIENCE)
        run.push_data({"n": 1})

    connection = connect()
    connection.request(
        "POST",
        "/v2/actors/~scraper/runs?waitForFinish=60&timeout=30",
        headers={"Authorization": f"Bearer {mockapify.token}"},
    )
    assert mockapify._world.wait(lambda: mockapify._world.working == 1, PATIENCE)
    go.set()
    assert json.loads(connection.getresponse().read())["data"]["status"] == "SUCCEEDED"


@pytest.mark.mockapify(clock="auto", start=None)
def test_actor_code_that_sleeps_for_hours_takes_no_time(mockapify, start):
    @mockapify.actor("me/scraper")
    def scraper(run):
        for n in range(3):
            run.sleep(15)
            run.push_data({"n": n})

    assert start("waitForFinish=60")["status"] == "SUCCEEDED"
    assert len(mockapify.runs[0].items) == 3
