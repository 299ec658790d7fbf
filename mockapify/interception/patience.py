"""Patience: what the clients sleep between attempts and polls costs virtual time instead of real time.

Only the names `time`, `asyncio` and `datetime` inside the modules that sleep are replaced, never the functions
themselves: code under test that sleeps by itself really sleeps.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import wraps
from typing import Any, Protocol, Self

from mockapify.interception.seam import Seam
from mockapify.pauses import let_others_run, pause_async
from mockapify.world import World

POLL_SECONDS = 0.02
"""How long what polls beside the caller really sleeps: virtual time is the caller's to move."""

LOG_SECONDS = 0.1
"""How long the log of a run that has ended is given to arrive; that of one under way is waited for in vain."""


class Virtual(Protocol):
    """The time that clients wait by."""

    @property
    def is_real(self) -> bool:
        """Whether waiting takes its time."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Let time pass where it may, and return at once."""


class VirtualTime:
    """Of a world in this process: its's, and what it slept while the world's stood still."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._slept = 0.0

    @property
    def is_real(self) -> bool:
        """Whether the world's clock is a real one, so that waiting takes its time."""
        return self._world.clock.mode == "real"

    def now(self) -> float:
        """Seconds since 1970."""
        with self._world as world:
            world.only_look()
            return world.clock.time() + self._slept

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass where it may jump, and return at once."""
        with self._world as world:
            until = world.clock.time() + seconds
            while world.clock.time() < until and world.may_jump():
                world.clock.advance_to_next(until)
            # In manual mode, and while Actor code is really running, only the client's own time passes.
            self._slept += max(0.0, until - world.clock.time())


Now = Callable[[], Virtual | None]
"""The virtual time to use at this moment; None for real time."""


def seams(virtual: Now) -> list[Seam]:
    """Where clients sleep."""

    def with_time(kind: Callable[[Any, Now], Any]) -> Callable[[Any], Any]:
        return lambda real: kind(real, virtual)

    time_of_caller, asyncio_of_caller = with_time(Time), with_time(Asyncio)
    time_beside, asyncio_beside = with_time(TimeBeside), with_time(AsyncioBeside)

    def datetime_of_caller(_: type[datetime]) -> type[datetime]:
        return datetime_by(virtual)

    def value(replacement: float) -> Callable[[float], float]:
        return lambda _: replacement

    return [
        Seam("apify_client", "http_clients._base.time", time_of_caller),
        Seam("apify_client", "http_clients._base.asyncio", asyncio_of_caller),
        Seam("apify_client", "_resource_clients._resource_client.time", time_of_caller),
        Seam("apify_client", "_resource_clients._resource_client.asyncio", asyncio_of_caller),
        Seam("apify_client", "_resource_clients._resource_client.datetime", datetime_of_caller),
        Seam("apify_client", "_utils.wait_for_resources.time", time_of_caller),
        Seam("apify_client", "_utils.wait_for_resources.asyncio", asyncio_of_caller),
        Seam("apify_client", "_status_message_watcher.time", time_beside),
        Seam("apify_client", "_status_message_watcher.asyncio", asyncio_beside),
        Seam("apify_client", "_status_message_watcher.StatusMessageWatcherBase._final_sleep_time_s", value(0)),
        Seam("apify_client", "_status_message_watcher.StatusMessageWatcher.stop", thread_asks_once_more),
        Seam("apify_client", "_status_message_watcher.StatusMessageWatcherAsync.stop", task_asks_once_more),
        Seam("apify_client", "_streamed_log.StreamedLogBase._empty_stream_retry_s", value(POLL_SECONDS)),
        Seam("apify_client", "_streamed_log.StreamedLogBase._empty_stream_max_retry_s", value(POLL_SECONDS)),
        Seam("apify_client", "_streamed_log.StreamedLog._stop_timeout_s", value(LOG_SECONDS)),
        Seam("apify_client", "_streamed_log.StreamedLog.stop", lets_thread_end),
        Seam("apify_client", "_streamed_log.StreamedLogAsync.stop", lets_task_end),
        Seam("botocore.endpoint", "time", time_of_caller),
    ]


class Time:
    """The module `time`, for a caller that waits."""

    def __init__(self, real: Any, virtual: Now) -> None:
        self._real = real
        self._virtual = virtual

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass."""
        virtual = self._virtual()
        if virtual is None:
            self._real.sleep(seconds)
        else:
            virtual.sleep(seconds)

    def monotonic(self) -> float:
        """Seconds that grow with virtual time."""
        virtual = self._virtual()
        now: float = self._real.monotonic() if virtual is None else virtual.now()
        return now

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class Asyncio:
    """The module `asyncio`, for a caller that waits."""

    def __init__(self, real: Any, virtual: Now) -> None:
        self._real = real
        self._virtual = virtual

    async def sleep(self, delay: float, result: Any = None) -> Any:
        """Let virtual time pass."""
        virtual = self._virtual()
        if virtual is None:
            return await self._real.sleep(delay, result)
        virtual.sleep(delay)
        await let_others_run()
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class TimeBeside(Time):
    """The module `time`, for a thread that polls beside the caller."""

    def sleep(self, seconds: float) -> None:
        """Sleep a little."""
        if self._virtual() is None:
            self._real.sleep(seconds)
        else:
            waking_of(threading.current_thread()).wait(min(seconds, POLL_SECONDS))


def waking_of(thread: threading.Thread) -> threading.Event:
    """What wakes a thread that polls, for its last round."""
    waking: threading.Event = thread.__dict__.setdefault("mockapify_waking", threading.Event())
    return waking


class AsyncioBeside(Asyncio):
    """The module `asyncio`, for a task that polls beside the caller."""

    async def sleep(self, delay: float, result: Any = None) -> Any:
        """Sleep a little."""
        if self._virtual() is None:
            return await self._real.sleep(delay, result)
        await pause_async(min(delay, POLL_SECONDS))
        return result


def datetime_by(virtual: Now) -> type[datetime]:
    """The class `datetime`, whose `now` is the virtual one."""

    class Datetime(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            moment = virtual()
            return super().now(tz) if moment is None else cls.fromtimestamp(moment.now(), tz)

    return Datetime


Stop = Callable[[Any], Any]


def thread_asks_once_more(original: Stop) -> Stop:
    """The watcher's thread may stop between two polls: the last message, for which it slept, is asked for instead."""

    @wraps(original)
    def stop(self: Any) -> None:
        thread = self._logging_thread
        if thread is not None:
            self._stop_logging = True  # as the original will say, but the thread is to know when it wakes
            waking_of(thread).set()
        original(self)
        with suppress(Exception):  # As a poll that fails: the call itself went well.
            self._log_run_data(self._run_client.get())

    return stop


def task_asks_once_more(original: Stop) -> Stop:
    """The same for a task, which is cancelled when it stops."""

    @wraps(original)
    async def stop(self: Any) -> None:
        task = self._logging_task
        if task is not None and not task.done():
            with suppress(Exception):  # As a poll that fails: the call itself went well.
                self._log_run_data(await self._run_client.get())
        await original(self)

    return stop


def lets_thread_end(original: Stop) -> Stop:
    """A log that is cut off when the run ends would lack its last lines: time jumped over what they had to arrive."""

    @wraps(original)
    def stop(self: Any) -> None:
        if self._streaming_thread is not None:
            self._streaming_thread.join(LOG_SECONDS)
        original(self)

    return stop


def lets_task_end(original: Stop) -> Stop:
    """The same for a task."""

    @wraps(original)
    async def stop(self: Any) -> None:
        if self._streaming_task is not None:
            await asyncio.wait({self._streaming_task}, timeout=LOG_SECONDS)
        await original(self)

    return stop
