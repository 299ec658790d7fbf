"""What the runs of an Actor do: outcomes, and which run gets which."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, ClassVar

from mockapify import wire
from mockapify.state.jobs import JobStatus
from mockapify.wire import UNSET

if TYPE_CHECKING:
    from mockapify.state.functions import RunContext


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a run goes and ends.

    Args:
        items: What it pushes to its default dataset, a part at a time over `duration`.
        output: What it stores as the record OUTPUT: bytes, text, or a JSON value.
        log: Lines for its log: one text or several.
        duration: From its start to its end, in virtual seconds or as a timedelta.
        status_message: The run's message at the end, in place of the platform's default.
        exit_code: The exit code, in place of the status's usual one.
        charges: Pay-per-event charges: event name to count.
    """

    status: ClassVar[JobStatus]
    default_exit_code: ClassVar[int | None] = None
    default_message: ClassVar[str]

    items: Sequence[Mapping[str, Any]] = ()
    output: object = UNSET
    log: str | Sequence[str] = ()
    duration: float | timedelta = 1.0
    status_message: str | None = None
    exit_code: int | None = None
    charges: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        duration = self.duration.total_seconds() if isinstance(self.duration, timedelta) else self.duration
        if not isinstance(duration, int | float) or not 0 <= duration < float("inf"):
            raise ValueError(f"duration is in virtual seconds and cannot be {duration!r}; give a number, 0 or more")
        items = list(self.items)
        for position, item in enumerate(items):
            if not isinstance(item, Mapping):
                raise TypeError(f"items[{position}] is {item!r}; every item of a dataset is an object, so give a dict")
        # As they are now: what the test does to its own objects later must not reach the runs.
        object.__setattr__(self, "items", wire.decode(wire.encode(items)))
        if self.output is not UNSET and not isinstance(self.output, bytes | bytearray | str):
            object.__setattr__(self, "output", wire.decode(wire.encode(self.output)))

    @property
    def seconds(self) -> float:
        """The duration in virtual seconds."""
        return self.duration.total_seconds() if isinstance(self.duration, timedelta) else self.duration


@dataclass(frozen=True, kw_only=True)
class Succeeded(Outcome):
    """The run ends SUCCEEDED with exit code 0."""

    status = "SUCCEEDED"
    default_exit_code = 0
    default_message = "Actor finished successfully"


@dataclass(frozen=True, kw_only=True)
class Failed(Outcome):
    """The run ends FAILED with exit code 1; what it pushed before stays. The message may be given by position."""

    status = "FAILED"
    default_exit_code = 1
    default_message = "Actor finished with exit code {exit_code}"

    status_message: str | None = field(default=None, kw_only=False)


@dataclass(frozen=True, kw_only=True)
class TimedOut(Outcome):
    """The run goes on until its time is up and ends TIMED-OUT.

    Its time is the run's `timeout`; a run without one gives up after `duration`, by which its items are there.
    """

    status = "TIMED-OUT"
    default_message = "Actor timed out"


@dataclass(frozen=True, kw_only=True)
class Aborted(Outcome):
    """The run ends ABORTED, as if somebody had aborted it."""

    status = "ABORTED"
    default_message = "Actor was aborted"


@dataclass(frozen=True, kw_only=True)
class Hangs(Outcome):
    """The run pushes its items over `duration` and then does nothing until it is aborted or its `timeout` is up."""

    status = "RUNNING"
    default_message = ""


@dataclass(frozen=True, kw_only=True)
class Program(Outcome):
    """The run calls a function in a worker thread and ends SUCCEEDED, or FAILED by an exception."""

    status = "SUCCEEDED"
    default_exit_code = 0
    default_message = "Actor finished successfully"

    function: Callable[["RunContext"], Any] = field(kw_only=False)


@dataclass(frozen=True, kw_only=True)
class Command(Outcome):
    """The run starts a local program and ends SUCCEEDED when that exits with 0, else FAILED.

    Args:
        command: The program and its arguments.
        cwd: The folder it starts in; that of this process when not given.
        env: Variables in place of those that it has anyway.

    Raises:
        TypeError: The command is no list of texts or paths.
        ValueError: It is empty.
    """

    status = "SUCCEEDED"
    default_exit_code = 0
    default_message = "Actor finished successfully"

    command: Sequence[str | PathLike[str]] = field(kw_only=False)
    cwd: str | PathLike[str] | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.command, str | bytes | PathLike):
            raise TypeError(f"command={self.command!r} will not do: give a list, such as [sys.executable, 'main.py']")
        if not self.command:
            raise ValueError("command=[] will not do: give the program and its arguments, such as ['node', 'main.js']")
        object.__setattr__(self, "command", tuple(map(fspath, self.command)))


def scripted_or_command(
    scripted: Outcome,
    command: Sequence[str | PathLike[str]] | None,
    *,
    cwd: str | PathLike[str] | None,
    env: Mapping[str, str] | None,
    outcomes: Collection[object] = (),
) -> Outcome:
    """What runs do that may start a program: the command if there is one, else what was scripted.

    `outcomes` are what else they would do, which goes with no command either.

    Raises:
        TypeError: The command is no list of texts or paths.
        ValueError: There are both, or there is a folder or variables and no program.
    """
    if command is None:
        if cwd is not None or env is not None:
            raise ValueError("cwd and env are those of a program: give its command, too, or leave them out")
        return scripted
    is_plain = not scripted.items and scripted.output is UNSET and not scripted.log
    if outcomes or not is_plain or scripted.duration != Outcome.duration:
        raise ValueError(
            "runs that start a program do what it does: leave out outcomes, items, output, log and duration"
        )
    return Command(command, cwd=cwd, env=env or {})


class Behaviour:
    """Hands out outcomes: one per run, the last one repeats. Conditions are asked first, in the order they were set."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._conditions: list[tuple[object, Behaviour]] = []
        self._outcomes: list[Outcome] = []
        self._used = 0
        self.set(*outcomes)

    def set(self, *outcomes: Outcome) -> None:
        """Replace the outcomes and begin with the first.

        Raises:
            TypeError: One of them is no outcome.
        """
        for outcome in outcomes:
            if not isinstance(outcome, Outcome):
                raise TypeError(
                    f"{outcome!r} is no outcome; give Succeeded(...), Failed(...), TimedOut(...), Aborted(...) "
                    "or Hangs(...)"
                )
        self._outcomes = [*outcomes]
        self._used = 0

    def when(self, input_: object) -> "Behaviour":
        """The behaviour of runs whose input matches; see `matches`."""
        behaviour = Behaviour()
        self._conditions.append((input_, behaviour))
        return behaviour

    def next(self, input_: object) -> Outcome:
        """The outcome of the next run with this input; Succeeded without items when none was set."""
        for wanted, behaviour in self._conditions:
            if behaviour._outcomes and matches(wanted, input_):
                return behaviour.next(input_)
        if not self._outcomes:
            return Succeeded()
        outcome = self._outcomes[min(self._used, len(self._outcomes) - 1)]
        self._used += 1
        return outcome


def matches(wanted: object, given: object) -> bool:
    """Whether a value is as wanted.

    An object matches when each wanted key does (others do not matter), an array element by element, a compiled
    regular expression when it is found in a text, a callable when it says so; anything else when it is equal.
    """
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(key in given and matches(wanted[key], given[key]) for key in wanted)
    if isinstance(wanted, list | tuple):
        return isinstance(given, list) and len(wanted) == len(given) and all(map(matches, wanted, given))
    if isinstance(wanted, re.Pattern):
        return isinstance(given, str) and wanted.search(given) is not None
    if callable(wanted):
        return bool(wanted(given))
    if isinstance(wanted, bool | int | float) and isinstance(wanted, bool) != isinstance(given, bool):
        return False  # In JSON, unlike in Python, 1 is not true.
    return bool(wanted == given)
