"""Runs."""

from collections.abc import Mapping
from typing import Any

from mockapify.handles.storages import MockDataset, MockKeyValueStore, MockRequestQueue
from mockapify.state import run_events, run_stats, run_tokens, runs
from mockapify.state.run_events import EventName
from mockapify.state.runs import Run
from mockapify.world import World


class MockRun:
    """A run that somebody started."""

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
    def items(self) -> list[dict[str, Any]]:
        """The items of the default dataset."""
        return self.dataset.items

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
