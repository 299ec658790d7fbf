"""The websocket over which a program is told the events of its run."""

import asyncio
from typing import Any

from starlette.websockets import WebSocket

from mockapify.state import run_events
from mockapify.worlds import Worlds

POLICY_VIOLATION = 1008
"""How the platform closes a connection that it will not take again: clients do not come back after it."""


class RunEvents:
    """The endpoint, over the worlds of a server. The query parameter `token` picks the world."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    async def follow(self, websocket: WebSocket) -> None:
        """Tell the events of a run until the client leaves, the run is deleted or its world ends.

        Closes with 1008 when there is no such run, or no longer, or when it has too many connections.
        """
        await websocket.accept()
        world = self._worlds.of_token(websocket.query_params.get("token", "")) or self._worlds.only()
        messages: asyncio.Queue[bytes | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def listener(message: bytes | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(messages.put_nowait, message)

        refusal = "There is no run with this ID"
        if world is not None:
            with world:
                run = world.runs.get(websocket.path_params["run_id"])
                if run is not None and not world.closed:
                    refusal = "" if run_events.listen(world, run, listener) else "The run has too many connections"
        if world is None or run is None or refusal:
            await websocket.close(POLICY_VIOLATION, refusal)
            return
        sending = asyncio.ensure_future(_send(websocket, messages))
        leaving = asyncio.ensure_future(_left(websocket))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sending.cancel()
            leaving.cancel()
            with world:
                run_events.ignore(run, listener)


async def _send(websocket: WebSocket, messages: asyncio.Queue[bytes | None]) -> None:
    while (message := await messages.get()) is not None:
        await websocket.send_text(message.decode())
    await websocket.close(POLICY_VIOLATION, "The run is gone")


async def _left(websocket: WebSocket) -> None:
    """Return when the client has left; what it says is of no matter."""
    message: dict[str, Any] = {}
    while message.get("type") != "websocket.disconnect":
        message = dict(await websocket.receive())
