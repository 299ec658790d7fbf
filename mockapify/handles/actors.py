"""Actors and tasks: what can be run."""

from collections.abc import Callable
from typing import Any, Self

from mockapify.handles.called_runs import CalledRuns
from mockapify.handles.handle import Handle
from mockapify.state import actors, constructions
from mockapify.state.behaviours import Behaviour, Outcome, Program, Rejected
from mockapify.state.functions import Function
from mockapify.state.patterns import RunPattern
from mockapify.state.runs import Run
from mockapify.state.tasks import Task
from mockapify.wire import UNSET
from mockapify.world import World


class MockBehaviour(Handle):
    """What runs do: one outcome per run, the last one repeats. Called with a function it makes that the code of them
    all (a decorator)."""

    _instead = "say what its runs do: .behaves(...)"

    def __init__(self, world: World, behaviour: Callable[[], Behaviour]) -> None:
        self._world = world
        self._behaviour = behaviour

    def behaves(self, *outcomes: Outcome | Rejected) -> None:
        """Replace the outcomes and begin with the first.

        Raises:
            TypeError: One of them is no outcome.
        """
        with self._world:
            self._behaviour().set(*outcomes)

    def __call__(self, function: Function) -> Self:
        """Let runs call the function, sync or async, with their `RunContext`; see there.

        What it returns is the record OUTPUT. It may also be a generator: an object that it yields is pushed to the
        default dataset, a list of them as well, and a step (`PushItems`, `SetValue`, `Log`, `StatusMessage`, `Charge`,
        `Sleep`) is carried out.
        """
        self.behaves(Program(function))
        return self


class MockActor(MockBehaviour, CalledRuns):
    """An Actor, and what its runs do. With unittest.mock's assertions on its runs, see `CalledRuns`."""

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

    def _own_runs(self) -> list[Run]:
        return [run for run in self._world.runs.values() if run.act_id == self._actor.id]

    def when(
        self,
        *,
        input: object = UNSET,  # noqa: A002 # the platform's word for it
        build: object = UNSET,
        memory_mbytes: object = UNSET,
        task: "MockTask | object" = UNSET,
    ) -> MockBehaviour:
        """The behaviour of the runs of which all holds that is said here. The first condition that fits wins.

        An object matches when each wanted key does (others do not matter), an array element by element, a compiled
        regular expression when it is found in a text, a class when the value is one of it, a callable when it says so;
        anything else when it is equal, which objects that compare themselves decide (`unittest.mock.ANY`,
        dirty-equals).

        Args:
            input: Their input, with the task's own and the defaults of the input schema in it.
            build: The tag that they ask for, or the number of their build.
            memory_mbytes: Their memory.
            task: The task that they were started as, or its name; None for runs of the Actor itself.

        Raises:
            ValueError: Nothing is said.
        """
        if isinstance(task, MockTask):
            task = task.id
        elif isinstance(task, str):
            task = task.removeprefix("me/")
        pattern = RunPattern(input=input, build=build, memory_mbytes=memory_mbytes, task=task)
        with self._world:
            behaviour = self._actor.behaviour.when(pattern)
        return MockBehaviour(self._world, lambda: behaviour)

    def builds_behave(self, *outcomes: Outcome | Rejected) -> None:
        """Say how its builds go: one outcome per build, the last one repeats. They end as it says, with its `log` and
        `status_message`, after its `duration`. One that succeeds still fails when its sources are malformed.

        Raises:
            TypeError: One of them is no outcome.
            ValueError: One has what no build has, such as items.
        """
        with self._world:
            constructions.plan(self._actor, *outcomes)


class MockTask(CalledRuns):
    """An Actor task. What its runs do is its Actor's affair. With unittest.mock's assertions, see `CalledRuns`."""

    _instead = "say what its Actor's runs do: .when(task=...).behaves(...)"

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

    def _own_runs(self) -> list[Run]:
        return [run for run in self._world.runs.values() if self._task.has_run(run)]
