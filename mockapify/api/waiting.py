"""Blocked requests: they let virtual time jump, or sleep until something happens in their world."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive

from mockapify.api.body import ClientGoneError
from mockapify.pauses import let_others_run
from mockapify.world import World

FOREVER = float("inf")

HEAD_START_SECONDS = 0.03
"""Real time that who waits without a limit, the reader of a log, leaves to those who wait for a run as well and send
their request a moment later: they say how far time may go."""


async def wait(world: World, until: Callable[[], bool], seconds: float = FOREVER) -> None:
    """Return when `until` holds or `seconds` of virtual time have passed, or the world is closed.

    `until` is asked in turns. While the clock is `auto` and no Actor code is really running, time jumps from timer to
    timer, other requests getting their turns in between, and never past a limit of `seconds` before who waited so long
    has looked. Without a limit it jumps only as long as something is under way that may end: else a schedule would
    carry it through the years.
    """
    loop = asyncio.get_running_loop()
    something_happened = asyncio.Event()
    patience = loop.time() + (HEAD_START_SECONDS if seconds == FOREVER else 0)

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(something_happened.set)

    with world:
        deadline = world.clock.time() + seconds
        world.clock.expect_all()
        limit = _Limit(world, deadline)
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
                head_start = max(0.0, patience - loop.time()) if jumps else 0.0
                jumps = jumps and not head_start
                if jumps:
                    world.clock.advance_to_next(deadline)
                sleep = head_start or (None if target == FOREVER else world.clock.real_seconds_until(target))
            if jumps:
                await let_others_run()
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(sleep):
                        await something_happened.wait()
    finally:
        world.off_turn(wake)
        with world:
            limit.lift()


class _Limit:
    """The end of a wait. Once time has got there it jumps no further until the limit is lifted."""

    def __init__(self, world: World, deadline: float) -> None:
        self._world = world
        self._is_reached = False
        self._timer = world.clock.call_at(deadline, self._reach, background=True) if deadline < FOREVER else None

    def _reach(self) -> None:
        self._is_reached = True
        self._world.working += 1

    def lift(self) -> None:
        """The wait is over, one way or the other."""
        if self._timer is not None:
            self._timer.cancel()
        if self._is_reached:
            self._world.working -= 1
        else:
            self._world.only_look()


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
