"""Deeds: what a run does to its storages, its log and its price, whoever says so: a script, or a function."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mockapify.state import charges, datasets, key_value_stores, runs
from mockapify.state.runs import Run
from mockapify.state.steps import Charge, Deed, Log, PushItems, SetValue, StatusMessage

if TYPE_CHECKING:
    from mockapify.world import World


def do(world: "World", run: Run, deed: Deed) -> None:
    """Do what the step says.

    Raises:
        ApiError: The platform would refuse it.
    """
    DOERS[type(deed)](world, run, deed)


def push(world: "World", run: Run, items: Iterable[Mapping[str, Any]]) -> None:
    """Append to the default dataset.

    Raises:
        ApiError: 400: an item does not fit the dataset's schema; none is stored then. 404: somebody deleted it.
    """
    datasets.push(runs.dataset_of(world, run), items)


def set_value(world: "World", run: Run, key: str, value: object) -> None:
    """Store a record in the default key-value store.

    Raises:
        ApiError: 400: the key is malformed, or the record does not fit the store's schema. 404: somebody deleted it.
        TypeError: The value has no JSON form.
    """
    key_value_stores.set_value(runs.store_of(world, run), key, value)


def write(world: "World", run: Run, lines: str | Iterable[str]) -> None:
    """Write to the log: one text or several."""
    for line in [lines] if isinstance(lines, str) else lines:
        run.log.write(world.clock.now(), line)


def tell(_world: "World", run: Run, message: str) -> None:
    """Let the run show a message while it goes on."""
    run.status_message = message


DOERS: dict[type, Callable[["World", Run, Any], None]] = {
    PushItems: lambda world, run, step: push(world, run, step.listed),
    SetValue: lambda world, run, step: set_value(world, run, step.key, step.value),
    Log: lambda world, run, step: write(world, run, step.lines),
    StatusMessage: lambda world, run, step: tell(world, run, step.message),
    Charge: lambda world, run, step: charges.count(world, run, step.event_name, step.count),
}
