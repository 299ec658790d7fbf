"""Runs as calls of what is run, with unittest.mock's assertions."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from mockapify.assertions import Called
from mockapify.differences import Sighting, Ways
from mockapify.handles.handle import Handle
from mockapify.handles.runs import MockRun
from mockapify.state import runs
from mockapify.state.patterns import RunTraits
from mockapify.state.runs import Run
from mockapify.wire import UNSET
from mockapify.world import World

OPTIONS: Mapping[str, Callable[[World, Run], object]] = {
    "run_timeout": lambda _, run: run.options.timeout_secs,
    "max_items": lambda _, run: _said(run.options.max_items),
    "max_total_charge_usd": lambda _, run: _said(run.options.max_total_charge_usd),
    "restart_on_error": lambda _, run: run.options.restart_on_error is True,
    "user": lambda world, run: world.users[run.user_id].username,
    "origin": lambda _, run: run.meta.origin,
}
"""What a run can be told by besides the traits that conditions know."""

NAMES = (*RunTraits._fields, *OPTIONS)

REFUSED_SHOWN = 5


class CalledRuns(Called, Handle):
    """An Actor or a task, whose runs are its calls.

    They are told by `input`, `build` (tag or number), `memory_mbytes`, `task` (`username/name`, name or id; None for
    runs of the Actor itself), `run_timeout` (seconds, or a timedelta), `max_items`, `max_total_charge_usd`,
    `restart_on_error`, `user` (whose runs they are) and `origin` (`API`, `SCHEDULER`...). The input is the one that the
    run has, with a task's own and the defaults of the input schema in it.
    """

    _called = ".runs"

    _world: World

    @property
    def name(self) -> str:
        """`username/name`"""
        raise NotImplementedError

    @property
    def runs(self) -> list[MockRun]:
        """Its runs, oldest first, whoever started them."""
        with self._world:
            return [MockRun(self._world, run) for run in self._own_runs()]

    def _own_runs(self) -> Sequence[Run]:
        raise NotImplementedError

    def _seen(self, names: Collection[str]) -> Sequence[Sighting]:
        with self._world as world:
            return [Sighting(_title(run), _fields(world, run) if names else {}) for run in self._own_runs()]

    def _names(self) -> Collection[str]:
        return NAMES

    def _compared(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        compared = dict(wanted)
        task, timeout = compared.get("task"), compared.get("run_timeout")
        if task is not None:
            compared["task"] = task.removeprefix("me/") if isinstance(task, str) else getattr(task, "id", task)
        if isinstance(timeout, timedelta):
            seconds = timeout.total_seconds()
            compared["run_timeout"] = int(seconds) if seconds.is_integer() else seconds
        return compared

    def _noun(self, article: str = "a ") -> str:
        return f"{article}run of {self.name}"

    def _elsewhere(self) -> Iterable[str]:
        refused = [entry for entry in self._world.journal if entry.status >= 400 or not entry.status]
        for entry in refused[-REFUSED_SHOWN:]:
            yield entry.line
            yield from (f"    {remark}" for remark in entry.remarks)
        with self._world as world:
            started = {run.act_id for run in world.runs.values()}
            others = [actor.full_name for actor in world.actors if actor.id in started]
        if others:
            yield f"there were runs of {', '.join(others)}"
        elif not refused:
            yield "there was no run at all, and no call that was refused"


def _title(run: Run) -> str:
    return f"run {run.id} {run.status}, started at {run.started_at.text()}"


def _fields(world: World, run: Run) -> dict[str, object]:
    traits = {name: Ways(said) for name, said in runs.traits(world, run)._asdict().items()}
    return traits | {name: told(world, run) for name, told in OPTIONS.items()}


def _said(option: object) -> object:
    return None if option is UNSET else option
