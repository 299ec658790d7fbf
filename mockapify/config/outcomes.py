"""From the tables of `behaves` and `when` to outcomes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import structs

from mockapify.config.blame import blaming
from mockapify.config.source import Place, Source
from mockapify.config.tables import ActorTable, Items, OutcomeTable, StepTable
from mockapify.item_files import read_items
from mockapify.state import actors
from mockapify.state.behaviours import Aborted, Failed, Hangs, Outcome, Rejected, Succeeded, TimedOut
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage, Step
from mockapify.wire import UNSET

OUTCOMES: dict[str, type[Outcome]] = {
    "SUCCEEDED": Succeeded,
    "FAILED": Failed,
    "TIMED-OUT": TimedOut,
    "ABORTED": Aborted,
    "HANGS": Hangs,
}

STEPS: dict[str, Callable[[Any], list[Step]]] = {
    "push_items": lambda items: [PushItems(items)],
    "set_value": lambda records: [SetValue(key, value) for key, value in records.items()],
    "log": lambda lines: [Log(lines)],
    "status_message": lambda message: [StatusMessage(message)],
    "charge": lambda counts: [Charge(name, count) for name, count in counts.items()],
    "sleep": lambda seconds: [Sleep(seconds)],
}


def common(source: Source, place: Place, table: ActorTable) -> dict[str, Any]:
    """What all runs of an Actor do when they do not say otherwise.

    Raises:
        ConfigError: The file of its items will not do.
    """
    return {
        "items": items(source, place, table.items),
        "output": table.output,
        "log": table.log,
        "duration": table.duration,
    }


def outcome(
    source: Source, place: Place, table: OutcomeTable, actor: ActorTable, common: Mapping[str, Any]
) -> Outcome | Rejected:
    """What a table says that runs of the Actor do. `common` is what all of them do when they do not say otherwise.

    Raises:
        ConfigError: It will not do.
    """
    if table.status == "REJECTED":
        with blaming(source, *place):
            return _rejected(table)
    if table.steps:
        common = {"output": common["output"]}
    given = {key: getattr(table, key) for key in ("items", "output", "log", "duration")}
    given = {**common, **{key: value for key, value in given.items() if value is not UNSET}}
    if isinstance(given.get("items"), str):
        given["items"] = items(source, place, given["items"])
    steps = [step for nth, one in enumerate(table.steps) for step in _steps(source, (*place, "steps", nth), one)]
    with blaming(source, *place):
        if table.error is not None or table.message is not None:
            raise ValueError("error and message are those of a start that is refused: status = 'REJECTED'")
        made = OUTCOMES[table.status](
            **given,
            status_message=table.status_message,
            exit_code=table.exit_code,
            charges=table.charges,
            steps=steps,
        )
        actors.check_outcome(actor.dataset_schema, actor.key_value_store_schema, made)
        return made


def items(source: Source, place: Place, given: Items) -> Sequence[Mapping[str, Any]]:
    """Items of a table, or in a file beside the one that names it.

    Raises:
        ConfigError: That file will not do.
    """
    if not isinstance(given, str):
        return given
    with blaming(source, *place, "items"):
        return read_items(source.beside(given))


def _steps(source: Source, place: Place, table: StepTable) -> list[Step]:
    said = {key: value for key, value in structs.asdict(table).items() if value is not UNSET}
    with blaming(source, *place):
        if len(said) != 1:
            raise ValueError(f"a step says one thing; give one of {', '.join(STEPS)}")
        [(key, value)] = said.items()
        if key == "push_items":
            value = items(source, place, value)
        return STEPS[key](value)


def _rejected(table: OutcomeTable) -> Rejected:
    plain = OutcomeTable(status=table.status, error=table.error, message=table.message)
    meant = [name for name in OutcomeTable.__struct_fields__ if getattr(table, name) != getattr(plain, name)]
    if meant:
        raise ValueError(f"a run that is REJECTED does nothing: leave out {', '.join(meant)}")
    if table.error is None:
        raise ValueError("say which error of the platform it is, such as error = 'actor-is-not-rented'")
    return Rejected(table.error, table.message)
