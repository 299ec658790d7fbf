"""Runs."""

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from mockapify.handles.finished_runs import assert_finished_with
from mockapify.handles.handle import Handle
from mockapify.handles.pushed_items import PushedItems
from mockapify.handles.storages import MockDataset, MockKeyValueStore, MockRequestQueue
from mockapify.state import run_events, run_stats, run_tokens, runs
from mockapify.state.run_events import EventName
from mockapify.state.runs import Run
from mockapify.wire import UNSET, UnsetType
from mockapify.world import World


class MockRun(Handle):
    """A run that somebody started."""

    _instead = "its Actor says what runs do: .behaves(...)"

    def __init__(self, world: World, run: Run) -> None:
        self._world = world
        self._run = run

    def __repr__(self) -> str:
        return f"<MockRun {self.id} {self.status}>"

    @property
    def id(self) -> str:
        """The run's id."""
        return self._run.id

    @property
    def status(self) -> str:
        """READY, RUNNING, SUCCEEDED, FAILED, TIMING-OUT, TIMED-OUT, ABORTING or ABORTED."""
        with self._world:
            return self._run.status

    @property
    def status_message(self) -> str | None:
        """What the run says of itself."""
        with self._world:
            return self._run.status_message or None

    @property
    def input(self) -> Any:
        """The input: JSON as a value, text as str, anything else as bytes; None without one."""
        return self._run.input

    @property
    def token(self) -> str:
        """What the run's code calls the API with, until the run is deleted.

        With `LIMITED_PERMISSIONS` it opens what is the run's own, with `FULL_PERMISSIONS` all that is its user's.
        """
        with self._world:
            return run_tokens.token_of(self._world, self._run)

    @property
    def options(self) -> runs.RunOptions:
        """What the run was asked for: `build`, `timeout_secs`, `memory_mbytes`, `max_items`..."""
        return self._run.options

    @property
    def charges(self) -> dict[str, int]:
        """How often the run charged for each event, those of the platform itself among them."""
        with self._world:
            return dict(self._run.charged_event_counts or {})

    @property
    def cost_usd(self) -> float:
        """What the run costs its user so far, in US dollars."""
        with self._world:
            run_stats.measure(self._run, self._world.clock.now())
            return self._run.usage_total_usd or 0.0

    @property
    def log(self) -> str:
        """The log so far."""
        with self._world:
            return str(self._run.log)

    @property
    def dataset(self) -> MockDataset:
        """The default dataset."""
        with self._world:
            return MockDataset(self._world, runs.dataset_of(self._world, self._run))

    @property
    def key_value_store(self) -> MockKeyValueStore:
        """The default key-value store."""
        with self._world:
            return MockKeyValueStore(self._world, runs.store_of(self._world, self._run))

    @property
    def request_queue(self) -> MockRequestQueue:
        """The default request queue."""
        with self._world:
            return MockRequestQueue(self._world, runs.queue_of(self._world, self._run))

    @property
    def items(self) -> PushedItems:
        """The items of the default dataset."""
        return self.dataset.items

    @property
    def output(self) -> Any:
        """The record OUTPUT of its default key-value store; None without one."""
        return self.key_value_store.get("OUTPUT")

    def assert_finished_with(
        self,
        status: str = "SUCCEEDED",
        *,
        status_message: object = UNSET,
        exit_code: int | UnsetType | None = UNSET,
        dataset_item_count: int | tuple[int, int] | UnsetType = UNSET,
        output: object = UNSET,
        duration: float | timedelta | tuple[float | timedelta, float | timedelta] | UnsetType = UNSET,
        charged_event_counts: Mapping[str, int | tuple[int, int]] | UnsetType = UNSET,
        logs: Iterable[str | re.Pattern[str]] = (),
        forbidden_logs: Iterable[str | re.Pattern[str]] = (),
    ) -> None:
        """Fail unless the run ended like this. What is not given may be anything; a pair is a range with both its ends.

        Args:
            status: How it ended: SUCCEEDED, FAILED, TIMED-OUT or ABORTED.
            status_message: What it said at the end: a text, or a compiled regular expression.
            exit_code: The exit code.
            dataset_item_count: How many items its default dataset has.
            output: The record OUTPUT, None without one.
            duration: From its start to its end, in virtual seconds or as a timedelta.
            charged_event_counts: How often it charged for events, 0 for never. Others may have been charged, too.
            logs: Texts, or compiled regular expressions, that are found in a line of its log.
            forbidden_logs: Those that are found in none.

        Raises:
            AssertionError: It did not; the message tells each difference, and the end of the log.
        """
        __tracebackhide__ = True
        wanted = {
            "status": status,
            "status_message": status_message,
            "exit_code": exit_code,
            "dataset_item_count": dataset_item_count,
            "output": output,
            "duration": duration,
            "charged_event_counts": charged_event_counts,
        }
        assert_finished_with(self._world, self._run, wanted, logs, forbidden_logs)

    def emit(self, event: EventName, data: Mapping[str, Any] | None = None) -> int:
        """Tell the run's program, over its websocket, that something happens: `run.emit("migrating")`.

        Returns how many connections were told: 0 while the program has not connected yet. It is not told later.

        Args:
            event: systemInfo, cpuInfo, persistState, migrating or aborting.
            data: Laid over what such an event usually says, such as `{"isCpuOverloaded": True}`.

        Raises:
            ValueError: There is no such event.
        """
        with self._world:
            return run_events.emit(self._world, self._run, event, data)
