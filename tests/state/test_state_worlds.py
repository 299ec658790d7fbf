import asyncio
import threading

import pytest
from cases import each_case

from mockapify.state import users
from mockapify.world import World
from mockapify.worlds import Worlds

PATIENCE = 10
"""Real seconds after which a timer that was not called counts as forgotten."""


def world_of(token, mode="manual"):
    world = World(mode=mode)
    with world:
        users.create(world, "janedoe", token)
    return world


def test_the_token_picks_the_world():
    worlds = Worlds()
    one, other = world_of("one"), world_of("other")
    worlds.open("1", one)
    worlds.open("2", other)
    assert worlds.of_token("one") is one
    assert worlds.of_token("other") is other
    assert worlds.of_token("nobody's") is None


def test_a_world_is_found_by_its_name():
    worlds = Worlds()
    one = world_of("one")
    worlds.open("1", one)
    assert worlds.named("1") is one
    assert worlds.named("2") is None
    assert worlds.names() == ["1"]


def test_the_only_world_is_known_as_long_as_it_is_the_only_one():
    worlds = Worlds()
    assert worlds.only() is None
    one = world_of("one")
    worlds.open("1", one)
    assert worlds.only() is one
    worlds.open("2", world_of("other"))
    assert worlds.only() is None


@each_case(
    ("name", "token", "told"),
    [
        pytest.param("1", "other", "already hosts a world named '1'", id="the name"),
        pytest.param("2", "same", "token 'same' belongs to another open world", id="the token"),
    ],
)
def test_a_collision_is_refused_and_changes_nothing(name, token, told):
    worlds = Worlds()
    worlds.open("1", world_of("same"))
    with pytest.raises(ValueError, match=told):
        worlds.open(name, world_of(token))
    assert len(worlds) == 1


def test_a_closed_world_frees_its_name_and_its_tokens():
    worlds = Worlds()
    first = world_of("same")
    worlds.open("1", first)
    worlds.close("1")
    assert first.closed
    assert len(worlds) == 0
    worlds.open("1", world_of("same"))


@each_case("mode", ["auto", "real"])
@each_case("opened_first", [pytest.param(True, id="opened before the loop"), pytest.param(False, id="opened after it")])
def test_time_passes_in_a_world_that_nobody_calls(mode, opened_first):
    async def live():
        worlds, world = Worlds(), World(mode=mode)
        if opened_first:
            worlds.open("1", world)
        worlds.run_here()
        if not opened_first:
            worlds.open("1", world)
        called = asyncio.Event()
        with world:
            world.clock.call_later(0.01, called.set)
        async with asyncio.timeout(PATIENCE):
            await called.wait()

    asyncio.run(live())


def test_a_timer_set_in_another_thread_and_before_a_later_one_is_called_in_time():
    async def live():
        worlds, world = Worlds(), World()
        worlds.run_here()
        worlds.open("1", world)
        called = asyncio.Event()
        with world:
            world.clock.call_later(3600, called.clear)
        await asyncio.sleep(0)

        def work():
            with world:
                world.clock.call_later(0.01, called.set)

        thread = threading.Thread(target=work)
        thread.start()
        async with asyncio.timeout(PATIENCE):
            await called.wait()
        thread.join()

    asyncio.run(live())


def test_a_timer_is_called_in_time_after_time_has_jumped():
    async def live():
        worlds, world = Worlds(), World()
        worlds.run_here()
        worlds.open("1", world)
        called = asyncio.Event()
        with world:
            world.clock.call_later(3600, called.set)
        await asyncio.sleep(0)  # The loop gets to know of it.
        with world:
            world.clock.advance_to(world.clock.time() + 3599.99)
        async with asyncio.timeout(PATIENCE):
            await called.wait()

    asyncio.run(live())


def test_a_timer_after_one_that_was_jumped_over_is_called_in_time():
    async def live():
        worlds, world = Worlds(), World()
        worlds.run_here()
        worlds.open("1", world)
        called = asyncio.Event()
        with world:
            world.clock.call_later(3600, lambda: world.clock.call_later(0.01, called.set))
        await asyncio.sleep(0)
        with world:
            world.clock.advance_to(world.clock.time() + 3600)
        async with asyncio.timeout(PATIENCE):
            await called.wait()

    asyncio.run(live())


def test_a_moment_beyond_all_calendars_does_not_stop_the_pacer():
    async def live():
        worlds, world = Worlds(), World()
        worlds.run_here()
        worlds.open("1", world)
        failures = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
        called = asyncio.Event()
        with world:
            world.clock.call_later(1e300, called.clear)
        await asyncio.sleep(0)
        with world:
            world.clock.call_later(0.01, called.set)
        async with asyncio.timeout(PATIENCE):
            await called.wait()
        assert failures == []

    asyncio.run(live())


def test_a_world_with_a_manual_clock_is_left_alone():
    async def live():
        worlds, world = Worlds(), World(mode="manual")
        worlds.run_here()
        worlds.open("1", world)
        called = []
        with world:
            world.clock.call_later(0.001, lambda: called.append(True))
        real = World(mode="real")
        worlds.open("2", real)
        passed = asyncio.Event()
        with real:
            real.clock.call_later(0.02, passed.set)
        async with asyncio.timeout(PATIENCE):
            await passed.wait()
        assert called == []

    asyncio.run(live())


def test_a_closed_world_is_left_alone():
    async def live():
        worlds, world = Worlds(), World()
        worlds.run_here()
        worlds.open("1", world)
        called = []
        worlds.close("1")
        with world:
            world.clock.call_later(0.001, lambda: called.append(True))
        other = World()
        worlds.open("2", other)
        passed = asyncio.Event()
        with other:
            other.clock.call_later(0.02, passed.set)
        async with asyncio.timeout(PATIENCE):
            await passed.wait()
        assert called == []

    asyncio.run(live())
