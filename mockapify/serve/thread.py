"""A server in a thread of the test process."""

import asyncio
import sys
import threading
import traceback
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from socket import socket
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp

from mockapify.serve.listener import listen, url_of
from mockapify.serve.loop import new_event_loop, run

STOP_LIMIT_SECONDS = 5.0


class ServerThread:
    """Serves `app` on `http://host:port` from a daemon thread with an event loop of its own.

    `port=0` takes any free port; `port` is the real one after `start()`. A server starts once: make a new one to serve
    again. Use it as a context manager, or call `start()` and `stop()`.

    - `errors`: what the app let escape, and what went wrong in its callbacks and forgotten tasks. Nothing is logged.
    - `loop`: the server's event loop, from `start()` on. Other threads may only use its thread-safe methods. Tasks put
      on it are cancelled by `stop()`.
    """

    loop: asyncio.AbstractEventLoop

    def __init__(self, app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.app = app
        self.host = host
        self.port = port
        self.errors: list[BaseException] = []
        self._stopping = asyncio.Event()
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:53211`, without a slash at the end."""
        if not self.port:
            raise RuntimeError("the server has no port yet: call start() first, or give a port other than 0")
        return url_of(self.host, self.port)

    def start(self) -> None:
        """Return once connections are accepted. Raises what `listen` raises, `PortTaken` above all."""
        if self._thread is not None:
            raise RuntimeError("this server was started before: make a new ServerThread to serve again")
        listener = listen(self.host, self.port)
        self.port = listener.getsockname()[1]
        self.loop = new_event_loop()
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(listener, ready), name=f"mockapify server on {self.url}", daemon=True
        )
        self._thread.start()
        ready.result()

    def stop(self) -> None:
        """Close the socket and all connections, cancel what runs, and wait for the thread, which takes about 1 ms.

        Does nothing when the server is not running. Called from the app itself, it returns before the server has
        stopped. Raises `RuntimeError` with a traceback of the server's thread when its loop is blocked.
        """
        thread = self._thread
        if thread is None:
            return
        with suppress(RuntimeError):  # the loop is closed already
            self.loop.call_soon_threadsafe(self._stopping.set)
        if thread is threading.current_thread():
            return
        thread.join(STOP_LIMIT_SECONDS)
        if thread.is_alive():
            raise RuntimeError(
                f"{thread.name} did not stop in {STOP_LIMIT_SECONDS:g} s, blocked in\n{_stack_of(thread)}"
            )

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self, listener: socket, ready: Future[None]) -> None:
        try:
            run(
                self.loop,
                listener,
                self.app,
                on_ready=partial(ready.set_result, None),
                on_error=self.errors.append,
                stopping=self._stopping,
            )
        except BaseException as error:  # a thread has nobody above it to tell
            if ready.done():
                self.errors.append(error)
            else:
                ready.set_exception(error)


def _stack_of(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    return "".join(traceback.format_stack(frame)) if frame else "an unknown place"
