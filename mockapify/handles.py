"""Handles: objects of a world as a test sees them. Every method is one turn."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from mockapify import wire
from mockapify.clock import Mode
from mockapify.state import actors, datasets, key_value_stores, runs
from mockapify.state.behaviours import Behaviour, Outcome, Program
from mockapify.state.functions import Function
from mockapify.state.runs import Run
from mockapify.world import World

IDLE_LIMIT = 100_000


class MockClock:
    """The virtual clock of a mock."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def mode(self) -> Mode:
        """`auto`, `manual` or `real`."""
        return self._world.clock.mode

    def now(self) -> datetime:
        """The current moment, in UTC."""
        with self._world:
            return self._world.clock.now()

    def shift(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; everything that is due on the way happens in order.

        Raises:
            ValueError: The sum is negative; time does not go backwards.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
        with self._world:
            self._world.clock.advance_to(self._world.clock.time() + step)

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, which needs a time zone.

        Raises:
            ValueError: It lies in the past, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; give an aware datetime, such as datetime(..., tzinfo=UTC)")
        with self._world:
            self._world.clock.advance_to(moment.timestamp())

    def run_until_idle(self) -> None:
        """Let time pass until nothing is under way any more: all runs are over.

        Raises:
            RuntimeError: Something goes on and on.
        """
        world = self._world
        for _ in range(IDLE_LIMIT):
            world.wait(lambda: world.working == 0)
            with world:
                if world.clock.is_idle():
                    return
                world.clock.advance_to_next(float("inf"))
        raise RuntimeError(f"after {IDLE_LIMIT} timers it is still not idle; move the clock by shift(...) instead")


class MockDataset:
    """A dataset."""

    def __init__(self, world: World, dataset: datasets.Dataset) -> None:
        self._world = world
        self._dataset = dataset

    @property
    def id(self) -> str:
        """The dataset's id."""
        return self._dataset.id

    @property
    def items(self) -> list[dict[str, Any]]:
        """The items, in the order they were pushed."""
        with self._world:
            stored = self._dataset.items[:]
        return [wire.decode(item) for item in stored]

    def push(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Append items.

        Raises:
            ApiError: 400: one does not fit the dataset's schema; none is stored then.
        """
        with self._world:
            datasets.push(self._dataset, items)


class MockKeyValueStore:
    """A key-value store, used like a mapping from keys to values: JSON decoded, text as str, else bytes."""

    def __init__(self, world: World, store: key_value_stores.KeyValueStore) -> None:
        self._world = world
        self._store = store

    @property
    def id(self) -> str:
        """The store's id."""
        return self._store.id

    def keys(self) -> list[str]:
        """All keys in order."""
        with self._world:
            return self._store.keys[:]

    def __getitem__(self, key: str) -> Any:
        with self._world:
            return self._store.records[key].as_python()

    def __setitem__(self, key: str, value: object) -> None:
        with self._world:
            self._store.put(key_value_stores.record_of(key, value))

    def __contains__(self, key: object) -> bool:
        with self._world:
            return key in self._store.records


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
    def options(self) -> runs.RunOptions:
        """What the run was asked for: `build`, `timeout_secs`, `memory_mbytes`, `max_items`..."""
        return self._run.options

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
    def items(self) -> list[dict[str, Any]]:
        """The items of the default dataset."""
        return self.dataset.items


class MockBehaviour:
    """What runs do: one outcome per run, the last one repeats."""

    def __init__(self, world: World, behaviour: Callable[[], Behaviour]) -> None:
        self._world = world
        self._behaviour = behaviour

    def behaves(self, *outcomes: Outcome) -> None:
        """Replace the outcomes and begin with the first.

        Raises:
            TypeError: One of them is no outcome.
        """
        with self._world:
            self._behaviour().set(*outcomes)


class MockActor(MockBehaviour):
    """An Actor, and what its runs do. Called with a function it makes that the Actor's code (a decorator)."""

    def __init__(self, world: World, actor: actors.Actor) -> None:
        super().__init__(world, lambda: actor.behaviour)
        self._actor = actor

    def __repr__(self) -> str:
        return f"<MockActor {self.name}>"

    @property
    def id(self) -> str:
        """The Actor's id."""
        return self._actor.id

    @property
    def name(self) -> str:
        """`username/name`"""
        return self._actor.full_name

    @property
    def runs(self) -> list[MockRun]:
        """Its runs, oldest first, whoever started them."""
        with self._world:
            return [MockRun(self._world, run) for run in self._world.runs.values() if run.act_id == self._actor.id]

    def when(self, *, input: object) -> MockBehaviour:  # noqa: A002 # the platform's word for it
        """The behaviour of runs whose input matches.

        An object matches when each wanted key does, an array element by element, a compiled regular expression when it
        is found in a text, a callable when it says so, anything else (`unittest.mock.ANY`, too) when it is equal.
        """
        with self._world:
            behaviour = self._actor.behaviour.when(input)
        return MockBehaviour(self._world, lambda: behaviour)

    def __call__(self, function: Function) -> "MockActor":
        self.behaves(Program(function))
        return self
