"""Function Actors: code of the test author's that runs in a worker thread while the run is RUNNING."""

import asyncio
import inspect
import threading
import traceback
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mockapify import errors
from mockapify.state import charges, deeds, runs
from mockapify.state.steps import NAMES, Deed, Sleep

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.world import World

Function = Callable[["RunContext"], Any]


class RunEnded(BaseException):
    """Raised in Actor code when its run was aborted, timed out, or its world is gone.

    No `Exception`, so that a broad `except` in the Actor's code does not keep a dead run alive.
    """


class Calling:
    """A function that is being called for a run."""

    def __init__(self) -> None:
        self.stopped = False

    def stop(self) -> None:
        """Let its next call tell it that its run is over."""
        self.stopped = True


class Ending(Struct):
    """How a function ended: by itself, by `sys.exit`, or by an exception, whose traceback `failure` is."""

    failure: str | None = None
    exit_code: int = 0


class RunLog:
    """Writes lines to the run's log, in the form that the Apify SDK gives them."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write

    def debug(self, message: object) -> None:
        """Write a DEBUG line."""
        self._write(f"DEBUG {message}")

    def info(self, message: object) -> None:
        """Write an INFO line."""
        self._write(f"INFO  {message}")

    def warning(self, message: object) -> None:
        """Write a WARN line."""
        self._write(f"WARN  {message}")

    def error(self, message: object) -> None:
        """Write an ERROR line."""
        self._write(f"ERROR {message}")


class RunContext:
    """What a function Actor gets: its run, as the Apify SDK would show it.

    Every method is one turn, and raises RunEnded when the run is over. While the function is at work, and so also while
    it calls other Actors, time passes as it really does; it jumps only while the function sleeps by `sleep`.
    """

    def __init__(self, world: "World", run: "Run", calling: Calling) -> None:
        self._world = world
        self._run = run
        self._calling = calling
        self.log = RunLog(self._write)

    @property
    def id(self) -> str:
        """The run's id."""
        return self._run.id

    @property
    def input(self) -> Any:
        """The input: JSON as a value, text as str, anything else as bytes; None without one."""
        return self._run.input

    @property
    def aborting(self) -> bool:
        """Whether the run is to end: somebody aborts it gracefully, which leaves 30 virtual seconds."""
        return self._run.status == "ABORTING"

    def push_data(self, items: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Append one item or several to the default dataset.

        Raises:
            ApiError: 400: an item does not fit the dataset's schema; none is stored then.
        """
        self._do(deeds.push, [items] if isinstance(items, Mapping) else items)

    def set_value(self, key: str, value: object) -> None:
        """Store a record in the default key-value store: bytes and text as they are, anything else as JSON.

        Raises:
            ApiError: 400: the key is malformed, or the record does not fit the store's schema.
        """
        self._do(deeds.set_value, key, value)

    def get_value(self, key: str) -> Any:
        """The record's value, JSON decoded; None without one."""
        with self._world:
            self._check()
            record = runs.store_of(self._world, self._run).records.get(key)
            return None if record is None else record.as_python()

    def set_status_message(self, message: str) -> None:
        """Let the run show a message while it goes on."""
        self._do(deeds.tell, message)

    def charge(self, event_name: str, count: int = 1) -> None:
        """Charge `count` pay-per-event events. Where the Actor is not paid by events they are only counted.

        Raises:
            ApiError: The Actor is paid by events, but has none of that name.
        """
        self._do(charges.count, event_name, count)

    def sleep(self, seconds: float) -> None:
        """Let virtual seconds pass; while all Actor code sleeps, a waiting request makes them pass at once."""
        world = self._world
        due = 0.0
        awake = False

        def wake() -> None:
            nonlocal awake
            awake = True
            world.working += 1

        with world:
            self._check()
            due = world.clock.time() + seconds
            timer = world.clock.call_at(due, wake)
            world.working -= 1
        while not world.wait(lambda: awake or self._is_over(), world.clock.real_seconds_until(due)):
            with world:
                pass  # Nobody else makes real time pass in a world that is left alone.
        with world:
            if not awake:
                timer.cancel()
                world.working += 1
            self._check()

    def _take(self, yielded: object) -> None:
        """Do what a generator has yielded: push an item or several, or play a step."""
        if isinstance(yielded, Sleep):
            self.sleep(yielded.seconds)
        elif isinstance(yielded, Deed):
            self._do(deeds.do, yielded)
        elif isinstance(yielded, Mapping | list | tuple):
            self.push_data(yielded)
        else:
            raise TypeError(f"the function yields {yielded!r}; yield an item, a list of items, or a step: {NAMES}")

    def _write(self, line: str) -> None:
        self._do(deeds.write, line)

    def _do(self, deed: Callable[..., None], *arguments: object) -> None:
        with self._world:
            self._check()
            deed(self._world, self._run, *arguments)

    def _is_over(self) -> bool:
        return self._calling.stopped or self._run.is_finished or self._world.closed

    def _check(self) -> None:
        if self._is_over():
            raise RunEnded(f"run {self._run.id} is over: {self._run.status}")


def _store_output(world: "World", run: "Run", value: object) -> str | None:
    """Store what a function returned as the record OUTPUT; what went wrong, if something did."""
    try:
        deeds.set_value(world, run, "OUTPUT", value)
    except (errors.ApiError, TypeError):
        return traceback.format_exc()
    return None


def _result(context: RunContext, function: Function) -> Any:
    """What the function returns in the end, whatever kind of function it is."""
    returned = function(context)
    if inspect.isgenerator(returned):
        return _drive(context, returned)
    if inspect.isasyncgen(returned):
        return asyncio.run(_drive_async(context, returned))
    return asyncio.run(returned) if inspect.iscoroutine(returned) else returned


def _drive(context: RunContext, generator: Generator[object, Any, object]) -> object:
    """Take all that the generator yields. What goes wrong with it is raised at its `yield`."""
    try:
        yielded = next(generator)
        while True:
            try:
                context._take(yielded)
            except BaseException as error:
                yielded = generator.throw(error)
            else:
                yielded = next(generator)
    except StopIteration as end:
        return end.value


async def _drive_async(context: RunContext, generator: AsyncGenerator[object, Any]) -> None:
    """The same, of an async generator, which returns nothing."""
    try:
        yielded = await anext(generator)
        while True:
            try:
                context._take(yielded)
            except BaseException as error:
                yielded = await generator.athrow(error)
            else:
                yielded = await anext(generator)
    except StopAsyncIteration:
        return


def call_in_thread(world: "World", run: "Run", function: Function, ended: Callable[[Ending], None]) -> Calling:
    """Call the function for the run in a thread of its own.

    Args:
        ended: Called in a turn when the function ends. Not called when the run is over by then.
    """
    calling = Calling()

    def work() -> None:
        context = RunContext(world, run, calling)
        ending = Ending()
        result = None
        try:
            result = _result(context, function)
        except RunEnded:
            pass
        except SystemExit as leaving:  # It ends the run as it would end the Actor's process.
            ending.exit_code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        except errors.ApiError as error:
            ending.failure = f"{traceback.format_exc()}{error.data or ''}"
        except BaseException:  # Whatever it is, it ends the run and not the test.
            ending.failure = traceback.format_exc()
        with world:
            world.working -= 1
            over = calling.stopped or run.is_finished or world.closed
            if result is not None and not over:
                ending.failure = _store_output(world, run, result)
            if ending.failure is not None:
                world.actor_failures.append((run.id, ending.failure))
            if not over:
                ended(ending)

    world.working += 1
    threading.Thread(target=work, name=f"mockapify run {run.id}", daemon=True).start()
    return calling
