"""Steps: what a run does, one thing after the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct, structs

from mockapify import wire
from mockapify.item_files import Items, read_if_file

PARTS = 20
"""Into how many pushes items are split at most that a run emits over its duration."""


def as_seconds(time: float | timedelta, what: str = "seconds") -> float:
    """A length of virtual time in seconds; `what` is its name in the error.

    Raises:
        ValueError: It is no length of time.
    """
    seconds = time.total_seconds() if isinstance(time, timedelta) else time
    if not isinstance(seconds, int | float) or not 0 <= seconds < float("inf"):
        raise ValueError(f"{what} is in virtual seconds and cannot be {time!r}; give a number, 0 or more")
    return seconds


class Kept(list[dict[str, Any]]):
    """Items that nobody else holds."""


def kept(items: Items) -> Kept:
    """The items as they are now: what the test does to its own objects later must not reach the runs.

    Raises:
        TypeError: One of them is no object, or has no JSON form.
        ValueError: The file with them will not do.
    """
    if isinstance(items, Kept):
        return items
    listed = list(read_if_file(items))
    for position, item in enumerate(listed):
        if not isinstance(item, Mapping):
            raise TypeError(f"items[{position}] is {item!r}; every item of a dataset is an object, so give a dict")
    return Kept(wire.decode(wire.encode(listed)))


def kept_value(value: object) -> object:
    """The value of a record as it is now: bytes and text as they are, anything else as plain JSON values.

    Raises:
        TypeError: It has no JSON form.
    """
    return value if isinstance(value, bytes | bytearray | str) else wire.decode(wire.encode(value))


class PushItems(Struct, frozen=True):
    """Push items to the default dataset: one, several, or those in a `.json`, `.jsonl` or `.csv` file."""

    items: Mapping[str, Any] | Items

    def __post_init__(self) -> None:
        structs.force_setattr(self, "items", kept([self.items] if isinstance(self.items, Mapping) else self.items))

    @property
    def listed(self) -> Kept:
        """The items, however they were given."""
        assert isinstance(self.items, Kept)
        return self.items


class SetValue(Struct, frozen=True):
    """Store a record in the default key-value store: bytes and text as they are, anything else as JSON."""

    key: str
    value: object

    def __post_init__(self) -> None:
        structs.force_setattr(self, "value", kept_value(self.value))


class Log(Struct, frozen=True):
    """Write to the log: one text or several."""

    lines: str | Sequence[str]


class StatusMessage(Struct, frozen=True):
    """Let the run show a message while it goes on."""

    message: str


class Charge(Struct, frozen=True):
    """Charge `count` pay-per-event events. Where the Actor is not paid by events they are only counted."""

    event_name: str
    count: int = 1


class Sleep(Struct, frozen=True):
    """Let virtual time pass: seconds, or a timedelta.

    Raises:
        ValueError: It is less than 0.
    """

    time: float | timedelta

    def __post_init__(self) -> None:
        as_seconds(self.time, "Sleep")

    @property
    def seconds(self) -> float:
        """The time in seconds."""
        return as_seconds(self.time)


Deed = PushItems | SetValue | Log | StatusMessage | Charge
"""A step that does something, which takes no time."""

Step = Deed | Sleep

NAMES = "PushItems, SetValue, Log, StatusMessage, Charge or Sleep"


def checked(steps: Iterable[object]) -> list[Step]:
    """The steps themselves.

    Raises:
        TypeError: One of them is none.
    """
    found: list[Step] = []
    for position, step in enumerate(steps):
        if not isinstance(step, Step):
            raise TypeError(f"steps[{position}] is {step!r}, which is no step; give {NAMES}")
        found.append(step)
    return found


def length(steps: Iterable[Step]) -> float:
    """How many seconds the steps take."""
    return sum(step.seconds for step in steps if isinstance(step, Sleep))


def timed(steps: Iterable[Step]) -> Iterator[tuple[float, Deed]]:
    """What the steps do, and how many seconds after the first."""
    moment = 0.0
    for step in steps:
        if isinstance(step, Sleep):
            moment += step.seconds
        else:
            yield moment, step


def emitted(items: Kept, seconds: float) -> Iterator[tuple[float, Deed]]:
    """The items, a part at a time over the seconds."""
    parts = min(len(items), PARTS)
    for part in range(parts):
        first, beyond = (len(items) * edge // parts for edge in (part, part + 1))
        yield seconds * (part + 1) / (parts + 1), PushItems(Kept(items[first:beyond]))
