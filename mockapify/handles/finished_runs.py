"""Whether a run ended as expected."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from mockapify.assertions import fail
from mockapify.differences import differences, shown, within, written
from mockapify.state import runs
from mockapify.state.patterns import matches
from mockapify.state.runs import Run
from mockapify.wire import UNSET
from mockapify.world import World

LOG_LINES = 8
"""How many of the last lines of the log a failed assertion shows."""


def assert_finished_with(
    world: World, run: Run, wanted: Mapping[str, object], logs: Iterable[object], forbidden_logs: Iterable[object]
) -> None:
    """Fail unless the run ended with all that is wanted, where UNSET stands for anything.

    Raises:
        AssertionError: It did not.
    """
    __tracebackhide__ = True
    compared = {name: _comparable(name, value) for name, value in wanted.items() if value is not UNSET}
    with world:
        given = _given(world, run, compared)
        lines = str(run.log).splitlines()
        status = run.status
    searched = {"logs": _listed(logs), "forbidden_logs": _listed(forbidden_logs)}
    told = [*differences(compared, given), *_of_log(lines, **searched)]
    if not told:
        return
    if not run.is_finished:
        told.append(f"it is {status} still: mockapify.clock.run_until_idle() lets time pass until nothing is under way")
    asked = compared | {name: texts for name, texts in searched.items() if texts}
    named = ", ".join(f"{name}={written(value)}" for name, value in asked.items())
    tail = [f"log: {line}" for line in lines[-LOG_LINES:]]
    fail(f"expected run {run.id} to have finished with {named}; it did not", [*told, *tail])


def _comparable(name: str, value: Any) -> object:
    if name == "charged_event_counts" and isinstance(value, Mapping):
        return {event: within(count) for event, count in value.items()}
    if name == "duration":
        pair = value if isinstance(value, tuple) else (value,)
        seconds = tuple(one.total_seconds() if isinstance(one, timedelta) else one for one in pair)
        return within(seconds) if len(seconds) == 2 else seconds[0]
    return within(value) if name == "dataset_item_count" else value


def _given(world: World, run: Run, compared: Mapping[str, Any]) -> dict[str, Any]:
    """What the run has of all that is compared."""
    given = {name: TRAITS[name](world, run) for name in compared}
    if isinstance(compared.get("charged_event_counts"), Mapping):  # Others may have been charged, too.
        charged = given["charged_event_counts"]
        given["charged_event_counts"] = {name: charged.get(name, 0) for name in compared["charged_event_counts"]}
    return given


def _duration(world: World, run: Run) -> float:
    return ((run.finished_at or world.clock.now()) - run.started_at).total_seconds()


def _output(world: World, run: Run) -> object:
    record = runs.store_of(world, run).records.get("OUTPUT")
    return None if record is None else record.as_python()


TRAITS: Mapping[str, Callable[[World, Run], Any]] = {
    "status": lambda _, run: run.status,
    "status_message": lambda _, run: run.status_message or None,
    "exit_code": lambda _, run: None if run.exit_code is UNSET else run.exit_code,
    "dataset_item_count": lambda world, run: runs.dataset_of(world, run).item_count,
    "output": _output,
    "duration": _duration,
    "charged_event_counts": lambda _, run: run.charged_event_counts or {},
}
"""What is compared."""


def _of_log(lines: list[str], logs: Iterable[object], forbidden_logs: Iterable[object]) -> Iterator[str]:
    for wanted in logs:
        if not any(_is_in(wanted, line) for line in lines):
            yield f"log: expected {written(wanted)}, but no line has it"
    for forbidden in forbidden_logs:
        found = [line for line in lines if _is_in(forbidden, line)]
        if found:
            yield f"log: {written(forbidden)} is forbidden, got {shown(found[0])}"


def _listed(texts: Iterable[object]) -> list[object]:
    """A text by itself is one, too, and not its letters."""
    return [texts] if isinstance(texts, str) else [*texts]


def _is_in(wanted: object, line: str) -> bool:
    return wanted in line if isinstance(wanted, str) else matches(wanted, line)
