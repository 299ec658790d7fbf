import re

import pytest
from cases import each_case

from mockapify import Failed, Hangs, Succeeded
from mockapify.state import runs

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

LINE = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z .*")


@pytest.fixture
def scraper(mockapify):
    return mockapify.actor("me/scraper", Succeeded(log=["one", "two"], duration=10))


@each_case("path", ["/v2/logs/{}", "/v2/actor-runs/{}/log", "/v2/acts/~scraper/runs/last/log"])
def test_a_log_is_found_in_three_places(ask, scraper, start, path):
    run = start()
    ask("GET", f"/v2/actor-runs/{run['id']}")
    answer = ask("GET", path.format(run["id"]))
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    lines = answer.body.splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    assert [line[25:] for line in lines[-2:]] == [b"one", b"two"]


def test_the_log_of_a_build_is_there_too(ask, scraper):
    build = ask("GET", "/v2/actors/~scraper/builds/default").data
    by_id, by_build = ask("GET", f"/v2/logs/{build['id']}"), ask("GET", f"/v2/actor-builds/{build['id']}/log")
    assert by_id.body == by_build.body
    assert by_id.body


def test_a_log_that_is_not_there_is_not_found(ask):
    assert ask("GET", "/v2/logs/nothing").error["type"] == "record-not-found"


def test_a_download_has_a_file_name(ask, scraper, start):
    run = start()
    assert ask("GET", f"/v2/logs/{run['id']}").headers["Content-Disposition"] is None
    disposition = ask("GET", f"/v2/logs/{run['id']}?download=1").headers["Content-Disposition"]
    assert disposition == f'attachment; filename="{run["id"]}.log"'


@each_case("stream", ["", "&stream=1"])
def test_ansi_codes_are_left_out_unless_the_log_is_asked_for_as_it_was_written(mockapify, ask, start, stream):
    mockapify.actor("me/scraper", Succeeded(log="\x1b[32mINFO\x1b[39m  žluťoučký kůň\x07", duration=10))
    run = start()
    mockapify.clock.shift(seconds=10)
    shown, raw = (ask("GET", f"/v2/logs/{run['id']}?raw={value}{stream}").body.decode() for value in (0, 1))
    assert shown.splitlines()[-1][25:] == "INFO  žluťoučký kůň"
    assert raw.splitlines()[-1][25:] == "\x1b[32mINFO\x1b[39m  žluťoučký kůň\x07"


def test_a_stream_is_cut_within_a_character_of_several_bytes(mockapify, connect, start):
    mockapify.actor("me/scraper", Succeeded(log="žluťoučký kůň", duration=10))
    run = start()
    mockapify.clock.shift(seconds=10)
    connection = connect()
    connection.request("GET", f"/v2/logs/{run['id']}?stream=1", headers={"Authorization": f"Bearer {mockapify.token}"})
    stream = connection.getresponse()
    first = stream.read1()
    with pytest.raises(UnicodeDecodeError, match="unexpected end of data"):
        first.decode()
    assert (first + stream.read()).decode().endswith("Z žluťoučký kůň\n")


@each_case("query", ["stream=1", "stream=true&raw=1", "stream=1&download=1"])
def test_a_stream_of_a_finished_run_is_its_log(mockapify, ask, scraper, start, query):
    run = start()
    mockapify.clock.shift(seconds=10)
    assert ask("GET", f"/v2/logs/{run['id']}?{query}").body == ask("GET", f"/v2/logs/{run['id']}").body


def test_a_stream_shows_what_is_there_goes_on_and_ends_with_the_run(mockapify, ask, connect, start):
    mockapify.actor("me/scraper", Failed(log="one", duration=10), Succeeded(log="two", duration=10))
    run = start("restartOnError=1")
    ask("GET", f"/v2/actor-runs/{run['id']}")
    connection = connect()
    connection.request("GET", f"/v2/logs/{run['id']}?stream=1", headers={"Authorization": f"Bearer {mockapify.token}"})
    stream = connection.getresponse()
    seen = [stream.readline() for _ in range(4)]
    assert seen[-1].endswith(b" one\n")
    mockapify.clock.shift(seconds=10)
    seen += [stream.readline() for _ in range(2)]
    assert seen[-1].endswith(b" two\n")
    mockapify.clock.shift(seconds=10)
    seen.append(stream.read())
    assert b"".join(seen) == ask("GET", f"/v2/logs/{run['id']}").body


def test_a_stream_begins_before_there_is_any_log_and_ends_with_the_mock(mockapify, connect):
    mockapify.actor("me/scraper", Hangs())
    world = mockapify._world
    with world:  # A run that nobody plays stays READY.
        (actor,), (user,) = world.actors, world.users.values()
        run = runs.create(world, actor, user, runs.options(actor), meta=runs.RunMeta())
    connection = connect()
    connection.request("GET", f"/v2/logs/{run.id}?stream=1", headers={"Authorization": f"Bearer {mockapify.token}"})
    stream = connection.getresponse()
    assert stream.status == 200
    mockapify.close()
    assert stream.read() == b""


@pytest.mark.mockapify(clock="auto")
def test_in_auto_mode_a_stream_lets_time_jump_to_the_end(mockapify, ask, scraper, start):
    run = start()
    log = ask("GET", f"/v2/logs/{run['id']}?stream=1").body
    assert log.endswith(b" two\n")
    assert mockapify.runs[0].status == "SUCCEEDED"


def test_head_of_a_stream_does_not_wait_for_the_run(mockapify, ask, start):
    mockapify.actor("me/scraper", Hangs())
    run = start()
    answer = ask("HEAD", f"/v2/logs/{run['id']}?stream=1")
    assert (answer.status, answer.body) == (200, b"")
