"""One app on one listening socket in one event loop: what the server thread and the standalone process share."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp

from mockapify.pauses import let_others_run
from mockapify.serve.connection import Serving
from mockapify.serve.parsers import is_installed
from mockapify.serve.transaction import OnError

# More than the steps of the task in which asyncio accepts a connection.
STEPS_OF_ACCEPTING = 5

# A task that catches its cancellation is cancelled again; after all rounds, one second together, it is given up.
ROUNDS = 20
ROUND_SECONDS = 0.05


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A uvloop where it is installed, an asyncio loop otherwise. No policy is set and no loop made current."""
    if not is_installed("uvloop"):
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


def run(
    loop: asyncio.AbstractEventLoop,
    listener: socket.socket,
    app: ASGIApp,
    *,
    on_ready: Callable[[], object],
    on_error: OnError,
    stopping: asyncio.Event,
) -> None:
    """Answer on `listener` until `stopping` is set, then end everything at once and close the loop and the socket.

    `on_ready` is called once connections are accepted. `on_error` gets what escapes the app, and what would go to the
    log of asyncio: an exception in a callback or in a task nobody awaits.
    """
    try:
        loop.set_exception_handler(lambda _loop, context: on_error(_error_in(context)))
        loop.run_until_complete(_serve(listener, app, on_ready, on_error, stopping))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
        listener.close()


async def _serve(
    listener: socket.socket,
    app: ASGIApp,
    on_ready: Callable[[], object],
    on_error: OnError,
    stopping: asyncio.Event,
) -> None:
    serving = Serving(app, on_error)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(serving.connect, sock=listener)
    try:
        on_ready()
        await stopping.wait()
    finally:
        await _stop_accepting(listener)
        server.close()
        await _end_all(serving)


async def _stop_accepting(listener: socket.socket) -> None:
    """Let the connections in that are half accepted: `Server.close` of asyncio would leave their sockets unclosed."""
    with suppress(NotImplementedError):  # the loop of Windows, which accepts in one step
        asyncio.get_running_loop().remove_reader(listener)
    for _ in range(STEPS_OF_ACCEPTING):
        await let_others_run()


async def _end_all(serving: Serving) -> None:
    """Abort all connections, cancel all tasks of the loop (the app's own too) and wait until they are gone."""
    for _ in range(ROUNDS):
        for connection in list(serving.connections):
            connection.transport.abort()
        tasks = _other_tasks()
        if not tasks and not serving.connections:
            return
        for task in tasks:
            task.cancel()
        # Connections are closed by the loop's next step; tasks get a little longer.
        await (asyncio.wait(tasks, timeout=ROUND_SECONDS) if tasks else let_others_run())
    for task in _other_tasks():
        serving.on_error(RuntimeError(f"a task went on after it was cancelled {ROUNDS} times: {task!r}"))


def _other_tasks() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}


def _error_in(context: dict[str, Any]) -> BaseException:
    return context.get("exception") or RuntimeError(context["message"])
