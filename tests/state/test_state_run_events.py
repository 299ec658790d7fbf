import json

import pytest
from cases import each_case

from mockapify.state import run_endings, run_events, runs
from mockapify.state.behaviours import Hangs
from mockapify.state.run_events import MAX_LISTENERS


@pytest.fixture
def run(start, later):
    """A run under way."""
    run = start(Hangs(), memory=512)
    later()
    return run


@pytest.fixture
def heard(world, run):
    """What somebody hears who listens to the run from its beginning."""
    messages = []
    with world:
        run_events.listen(world, run, messages.append)
    return messages


def names(messages):
    return [json.loads(message)["name"] for message in messages]


def test_who_listens_hears_first_how_the_system_is(heard):
    (first,) = heard
    assert first == (
        b'{"name":"systemInfo","createdAt":"2026-01-31T12:00:00.000Z","data":{"memAvgBytes":268435456.0,'
        b'"memCurrentBytes":268435456,"memMaxBytes":536870912,"cpuAvgUsage":33.0,"cpuMaxUsage":90.0,'
        b'"cpuCurrentUsage":33.0,"isCpuOverloaded":false,"createdAt":"2026-01-31T12:00:00.000Z"}}'
    )


def test_a_minute_of_events_by_the_worlds_clock(heard, later):
    heard.clear()
    later(60)
    assert (len(heard), heard[-1] in heard[:-1]) == (121, False)
    assert {name: names(heard).count(name) for name in names(heard)} == {
        "systemInfo": 60,
        "cpuInfo": 60,
        "persistState": 1,
    }


@each_case(
    ("name", "data", "told"),
    [
        ("migrating", None, b'{"name":"migrating","createdAt":"2026-01-31T12:00:00.000Z"}'),
        ("aborting", {}, b'{"name":"aborting","createdAt":"2026-01-31T12:00:00.000Z"}'),
        (
            "migrating",
            {"timeRemainingSecs": 9},
            b'{"name":"migrating","createdAt":"2026-01-31T12:00:00.000Z","data":{"timeRemainingSecs":9}}',
        ),
        (
            "persistState",
            {"isMigrating": True},
            b'{"name":"persistState","createdAt":"2026-01-31T12:00:00.000Z","data":{"isMigrating":true}}',
        ),
        (
            "cpuInfo",
            None,
            b'{"name":"cpuInfo","createdAt":"2026-01-31T12:00:00.000Z","data":{"isCpuOverloaded":false}}',
        ),
    ],
)
def test_events_as_they_are_sent(world, run, heard, name, data, told):
    heard.clear()
    with world:
        run_events.emit(world, run, name, data)
    assert heard == [told]


def test_an_unknown_event_is_a_mistake_that_says_what_would_do(world, run):
    with world, pytest.raises(ValueError, match="choose one of systemInfo, cpuInfo, persistState, migrating, aborting"):
        run_events.emit(world, run, "migrate")


@pytest.mark.parametrize(("gracefully", "told"), [(True, ["aborting", "persistState"]), (False, [])])
def test_only_a_graceful_abort_is_told(world, run, heard, gracefully, told):
    with world:
        run_endings.abort(world, run, gracefully=gracefully)
    assert names(heard[1:]) == told


def test_a_finished_run_tells_nothing_by_itself(world, run, heard, later):
    with world:
        run_endings.abort(world, run)
    later(600)
    assert names(heard) == ["systemInfo"]


def test_who_ignores_it_again_hears_nothing_more(world, run, heard, later):
    listener = run.events.listeners[0]
    with world:
        run_events.ignore(run, listener)
        run_events.ignore(run, listener)
    later(600)
    assert len(heard) == 1
    assert run.events.timers == {}


def test_a_run_takes_so_many_listeners_and_no_more(world, run):
    with world:
        taken = [run_events.listen(world, run, [].append) for _ in range(MAX_LISTENERS + 1)]
    assert taken == [True] * MAX_LISTENERS + [False]


def test_listeners_are_told_when_the_run_is_deleted(world, run, heard, later):
    with world:
        run_endings.abort(world, run)
    later()
    with world:
        runs.delete(world, run)
    assert heard[-1] is None


def test_listeners_are_told_when_the_world_ends(world, heard):
    world.close()
    assert heard[-1] is None


def test_a_run_that_is_listened_to_is_no_less_idle(world, run, heard):
    with world:
        run_endings.abort(world, run)
        world.clock.advance_to_next(float("inf"))
        assert world.clock.is_idle()
