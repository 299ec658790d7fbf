"""Outcomes as a mockapify.toml says them, for a process that cannot be handed objects of this one."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import to_builtins

from mockapify.state.behaviours import Aborted, Failed, Hangs, Outcome, Rejected, Succeeded, TimedOut
from mockapify.state.steps import Charge, Log, PushItems, SetValue, Sleep, StatusMessage
from mockapify.wire import UNSET

STATUSES: Mapping[type[Outcome], str] = {
    Succeeded: "SUCCEEDED",
    Failed: "FAILED",
    TimedOut: "TIMED-OUT",
    Aborted: "ABORTED",
    Hangs: "HANGS",
}

STEPS: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    PushItems: lambda step: {"push_items": step.listed},
    SetValue: lambda step: {"set_value": {step.key: _value(step.value)}},
    Log: lambda step: {"log": step.lines},
    StatusMessage: lambda step: {"status_message": step.message},
    Charge: lambda step: {"charge": {step.event_name: step.count}},
    Sleep: lambda step: {"sleep": step.seconds},
}


def tables(outcomes: Iterable[Outcome | Rejected]) -> list[dict[str, Any]]:
    """The outcomes as tables of `[[actors.behaves]]`.

    Raises:
        TypeError: One of them is nothing that can be said in a file.
    """
    return [_table(outcome) for outcome in outcomes]


def _table(outcome: Outcome | Rejected) -> dict[str, Any]:
    if isinstance(outcome, Rejected):
        if outcome.status is not None:
            raise TypeError(f"{outcome!r}: a mock in another process rejects with the usual status of an error only")
        return {"status": "REJECTED", "error": str(outcome.error), "message": outcome.message}
    if type(outcome) not in STATUSES:
        raise TypeError(f"a mock in another process cannot do {outcome!r}; say Succeeded(...), Failed(...) or such")
    said: dict[str, Any] = {
        "status": STATUSES[type(outcome)],
        "status_message": outcome.status_message,
        "exit_code": outcome.exit_code,
        "charges": dict(outcome.charges),
    }
    if outcome.steps:
        said["steps"] = [STEPS[type(step)](step) for step in outcome.steps]
    else:
        said |= {"items": outcome.items, "log": outcome.log, "duration": outcome.seconds}
    if outcome.output is not UNSET:
        said["output"] = _value(outcome.output)
    plain: dict[str, Any] = to_builtins(said)
    return plain


def _value(value: object) -> object:
    if isinstance(value, bytes | bytearray):
        raise TypeError(f"a mock in another process takes texts and JSON as records, not {bytes(value)!r:.60}")
    return value
