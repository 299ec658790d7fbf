"""A server that is a process of its own, until a signal ends it."""

import asyncio
import os
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType

from starlette.types import ASGIApp

from mockapify.serve.listener import listen, url_of
from mockapify.serve.loop import new_event_loop, run
from mockapify.serve.transaction import OnError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 3


def run_until_signal(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    on_end: Callable[[], None] = lambda: None,
    on_error: OnError = traceback.print_exception,
) -> int:
    """Serve `app` in this thread, which must be the main one, until SIGINT or SIGTERM; the exit code is 0.

    `on_ready` is called with the URL once connections are accepted, `on_end` once all are closed. `on_error` gets each
    exception that escapes the app; by default its traceback goes to stderr. Raises what `listen` raises, `PortTaken`
    above all.

    After a signal the process is expected to end: the handlers stay, so that a second Ctrl-C, or the double one that
    launchers pass on, cannot put a traceback into a clean exit. The third signal kills a process that hangs (exit
    code 1).
    """
    listener = listen(host, port)
    url = url_of(host, listener.getsockname()[1])
    loop = new_event_loop()
    stopping = asyncio.Event()
    # Handlers of the interpreter, not of the loop: they also run while a handler blocks the loop, and on Windows.
    handler = _Signals(partial(loop.call_soon_threadsafe, stopping.set))
    previous = {number: signal.signal(number, handler) for number in SIGNALS}
    try:
        run(loop, listener, app, on_ready=partial(on_ready, url), on_error=on_error, stopping=stopping)
    except BaseException:
        for number, before in previous.items():
            signal.signal(number, before)
        raise
    finally:
        on_end()
    return 0


class _Signals:
    def __init__(self, stop: Callable[[], object]) -> None:
        self.stop = stop
        self.received = 0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.received += 1
        if self.received >= PATIENCE:
            os._exit(1)
        with suppress(RuntimeError):  # the loop is closed already
            self.stop()
