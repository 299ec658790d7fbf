"""Actors and tasks: what can be run."""

from collections.abc import Callable
from typing import Any

from mockapify.handles.runs import MockRun
from mockapify.state import actors, constructions
from mockapify.state.behaviours import Behaviour, Outcome, Program
from mockapify.state.functions import Function
from mockapify.state.tasks import Task
from mockapify.world import World


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

    def builds_behave(self, *outcomes: Outcome) -> None:
        """Say how its builds go: one outcome per build, the last one repeats. They end as it says, with its `log` and
        `status_message`, after its `duration`. One that succeeds still fails when its sources are malformed.

        Raises:
            TypeError: One of them is no outcome.
            ValueError: One has what no build has, such as items.
        """
        with self._world:
            constructions.plan(self._actor, *outcomes)

    def __call__(self, function: Function) -> "MockActor":
        self.behaves(Program(function))
        return self


class MockTask:
    """An Actor task. What its runs do is its Actor's affair."""

    def __init__(self, world: World, task: Task) -> None:
        self._world = world
        self._task = task

    def __repr__(self) -> str:
        return f"<MockTask {self.name}>"

    @property
    def id(self) -> str:
        """The task's id."""
        return self._task.id

    @property
    def name(self) -> str:
        """`username/name`"""
        with self._world:
            return f"{self._task.username}/{self._task.name}"

    @property
    def input(self) -> dict[str, Any]:
        """Its own input, which what a run is started with is laid over."""
        with self._world:
            return dict(self._task.input or {})

    @property
    def runs(self) -> list[MockRun]:
        """Its runs, oldest first."""
        with self._world:
            return [MockRun(self._world, run) for run in self._world.runs.values() if self._task.has_run(run)]
