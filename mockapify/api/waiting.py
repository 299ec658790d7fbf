"""Blocked requests: they let virtual time jump, or sleep until something happens in their world."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive

from mockapify.api.body import ClientGoneError
from mockapify.world import World

FOREVER = float("inf")


async def wait(world: World, until: Callable[[], bool], seconds: float = FOREVER) -> None:
    """Return when `until` holds or `seconds` of virtual time have passed, or the world is closed.

    `until` is asked in turns. While the clock is `auto` and no Actor code is really running, time jumps from timer to
    timer, other requests getting their turns in between. Without a limit of `seconds` it jumps only as long as
    something is under way that may end: else a schedule would carry it through the years.
    """
    loop = asyncio.get_running_loop()
    something_happened = asyncio.Event()

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(something_happened.set)

    with world:
        deadline = world.clock.time() + seconds
        world.clock.expect_all()
    world.on_turn(wake)
    try:
        while True:
            something_happened.clear()
            with world:
                world.only_look()
                if until() or world.closed or world.clock.time() >= deadline:
                    return
                due = world.clock.next_due()
                target = deadline if due is None else min(deadline, due)
                jumps = world.may_jump() and target < FOREVER and not (deadline == FOREVER and world.clock.is_idle())
                if jumps:
                    world.clock.advance_to_next(deadline)
                sleep = None if target == FOREVER else world.clock.real_seconds_until(target)
            if jumps:
                await asyncio.sleep(0)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(sleep):
                        await something_happened.wait()
    finally:
        world.off_turn(wake)


async def wait_for_client(receive: Receive, world: World, until: Callable[[], bool], seconds: float) -> None:
    """The same for a request whose body was read, given up when its client goes away.

    Raises:
        ClientGoneError: The client went away.
    """
    waiting = asyncio.ensure_future(wait(world, until, seconds))
    # After the body the next message is the disconnect.
    leaving = asyncio.ensure_future(receive())
    try:
        await asyncio.wait((waiting, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            raise ClientGoneError
        waiting.result()
    finally:
        waiting.cancel()
        leaving.cancel()
