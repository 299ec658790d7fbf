"""Pauses of mockapify's own. They call neither `time.sleep` nor `asyncio.sleep`: who patches the one of a module, as
`patch("shop.time.sleep")`, replaces that of the whole process, and means only what the module sleeps."""

import asyncio
from collections.abc import Generator
from contextlib import suppress
from types import coroutine


async def pause_async(seconds: float) -> None:
    """Let real time pass in this task."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()


@coroutine
def let_others_run() -> Generator[None, None, None]:
    """Let the event loop make a step with what else is ready."""
    yield
