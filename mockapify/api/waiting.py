"""Blocked requests: they let virtual time jump, or sleep until something happens in their world."""

import asyncio
from collections.abc import Callable

from mockapify.world import World


async def wait(world: World, until: Callable[[], bool], seconds: float | None = None) -> None:
    """Return when `until` holds or `seconds` of virtual time have passed, or the world is closed.

    `until` is asked in turns. While the clock is `auto` and no Actor code is really running, time jumps from timer to
    timer, other requests getting their turns in between.
    """
    loop = asyncio.get_running_loop()
    something_happened = asyncio.Event()

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(something_happened.set)

    with world:
        deadline = float("inf") if seconds is None else world.clock.time() + seconds
    world.on_turn(wake)
    try:
        while True:
            something_happened.clear()
            with world:
                world.only_look()
                if until() or world.closed or world.clock.time() >= deadline:
                    return
                due = world.clock.next_due()
                target = min(deadline, float("inf") if due is None else due)
                jumps = world.may_jump() and target < float("inf")
                if jumps:
                    world.clock.advance_to_next(deadline)
                sleep = None if target == float("inf") else world.clock.real_seconds_until(target)
            if jumps:
                await asyncio.sleep(0)
                continue
            try:
                async with asyncio.timeout(sleep):
                    await something_happened.wait()
            except TimeoutError:
                pass
    finally:
        world.off_turn(wake)
