"""What the runs of an Actor do: outcomes, and which run gets which."""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from os import PathLike, fspath
from typing import Any, ClassVar

from msgspec import Struct, field, structs

from mockapify.errors import ApiError, ErrorType
from mockapify.item_files import Items
from mockapify.state import steps
from mockapify.state.jobs import JobStatus
from mockapify.state.patterns import NO_TRAITS, RunPattern, RunTraits
from mockapify.state.steps import Deed, Kept, Log, Step
from mockapify.wire import UNSET

DEFAULT_DURATION = 1.0
"""Virtual seconds."""


class Outcome(Struct, frozen=True, kw_only=True):
    """How a run goes and ends.

    Args:
        items: What it pushes to its default dataset, a part at a time over `duration`; or the path of the `.json`,
            `.jsonl` or `.csv` file with it.
        output: What it stores as the record OUTPUT: bytes, text, or a JSON value.
        log: Lines for its log: one text or several.
        duration: From its start to its end, in virtual seconds or as a timedelta.
        status_message: The run's message at the end, in place of the platform's default.
        exit_code: The exit code, in place of the status's usual one.
        charges: Pay-per-event charges: event name to count.
        steps: What it does one after the other, in place of `items`, `log` and `duration`, such as
            `[PushItems({"page": 1}), Sleep(30), Log("page 2")]`. It takes as long as it sleeps.

    Raises:
        TypeError: An item is no object, or a step no step.
        ValueError: The duration or the file will not do; or there are steps and something that they stand for.
    """

    status: ClassVar[JobStatus]
    default_exit_code: ClassVar[int | None] = None
    default_message: ClassVar[str]

    items: Items = ()
    output: object = UNSET
    log: str | Sequence[str] = ()
    duration: float | timedelta = DEFAULT_DURATION
    status_message: str | None = None
    exit_code: int | None = None
    charges: Mapping[str, int] = field(default_factory=dict)
    steps: Sequence[Step] = ()

    def __post_init__(self) -> None:
        duration = steps.as_seconds(self.duration, "duration")
        items = steps.kept(self.items)
        structs.force_setattr(self, "items", items)
        if self.steps:
            if items or self.log or duration != DEFAULT_DURATION:
                raise ValueError("a run with steps does what they say: leave out items, log and duration")
            structs.force_setattr(self, "steps", tuple(steps.checked(self.steps)))
        if self.output is not UNSET:
            structs.force_setattr(self, "output", steps.kept_value(self.output))

    @property
    def seconds(self) -> float:
        """How many virtual seconds it takes."""
        return steps.length(self.steps) if self.steps else steps.as_seconds(self.duration)

    @property
    def deeds(self) -> Iterator[tuple[float, Deed]]:
        """What it does on its way, and how many seconds after its begin."""
        if self.steps:
            yield from steps.timed(self.steps)
            return
        if self.log:
            yield 0.0, Log(self.log)
        assert isinstance(self.items, Kept)
        yield from steps.emitted(self.items, self.seconds)


def as_it_is(outcome: Outcome) -> Outcome:
    """What becomes of an outcome where nothing else does."""
    return outcome


class Succeeded(Outcome, frozen=True):
    """The run ends SUCCEEDED with exit code 0."""

    status = "SUCCEEDED"
    default_exit_code = 0
    default_message = "Actor finished successfully"


class Unsuccessful(Outcome, frozen=True):
    """The run ends, but not well. The message may be given by position: why is what there is to say."""

    status_message: str | None = None


class Failed(Unsuccessful, frozen=True):
    """The run ends FAILED with exit code 1; what it pushed before stays. The message may be given by position."""

    status = "FAILED"
    default_exit_code = 1
    default_message = "Actor finished with exit code {exit_code}"


class TimedOut(Unsuccessful, frozen=True):
    """The run goes on until its time is up and ends TIMED-OUT. The message may be given by position.

    Its time is the run's `timeout`; a run without one gives up after `duration`, by which its items are there.
    """

    status = "TIMED-OUT"
    default_message = "Actor timed out"


class Aborted(Unsuccessful, frozen=True):
    """The run ends ABORTED, as if somebody had aborted it. The message may be given by position."""

    status = "ABORTED"
    default_message = "Actor was aborted"


class Hangs(Outcome, frozen=True):
    """The run pushes its items over `duration` and then does nothing until it is aborted or its `timeout` is up."""

    status = "RUNNING"
    default_message = ""


class Program(Outcome, frozen=True):
    """The run calls a function in a worker thread and ends SUCCEEDED, or FAILED by an exception."""

    status = "SUCCEEDED"
    default_exit_code = 0
    default_message = "Actor finished successfully"

    function: Callable[..., Any]
    """Called with the RunContext."""


class Command(Outcome, frozen=True):
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

    command: Sequence[str | PathLike[str]]
    cwd: str | PathLike[str] | None = None
    env: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.command, str | bytes | PathLike):
            raise TypeError(f"command={self.command!r} will not do: give a list, such as [sys.executable, 'main.py']")
        if not self.command:
            raise ValueError("command=[] will not do: give the program and its arguments, such as ['node', 'main.js']")
        structs.force_setattr(self, "command", tuple(map(fspath, self.command)))


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
    is_plain = not scripted.items and scripted.output is UNSET and not scripted.log and not scripted.steps
    if outcomes or not is_plain or scripted.duration != DEFAULT_DURATION:
        raise ValueError(
            "runs that start a program do what it does: leave out outcomes, items, output, log and duration"
        )
    return Command(command, cwd=cwd, env=env or {})


class Rejected(Struct, frozen=True):
    """The run is not started: who starts it gets an error of the platform, and no run is made.

    It is for starts, whoever makes them: calls, tasks, schedules. What begins again in a run that is there (after a
    reboot, a metamorph, a restart or a resurrection) takes the next outcome that is none of these. The official clients
    start again by themselves after 429 and 5xx, which takes the next outcome, too.

    Args:
        error: Which one: `ErrorType.ACTOR_IS_NOT_RENTED`, or its name, `"actor-is-not-rented"`.
        message: Its sentence, in place of the platform's.
        status: Its HTTP status, in place of the usual one.

    Raises:
        ValueError: The platform has no such error.
    """

    error: ErrorType | str
    message: str | None = None
    status: int | None = None

    def __post_init__(self) -> None:
        structs.force_setattr(self, "error", ErrorType(self.error))

    def make(self) -> ApiError:
        """The error."""
        return ErrorType(self.error).error(self.message, status=self.status)


def _no_outcome(given: object) -> str:
    """What to say of something that is no outcome."""
    inside: Sequence[object] = given if isinstance(given, list | tuple) else [given]
    has_items = any(isinstance(one, Mapping) for one in inside)
    if inside is given and not has_items:
        kind = type(given).__name__
        return f"a {kind} is no outcome; give them one by one, without the {kind}"
    return (
        f"{given!r:.200} is no outcome; give Succeeded(...), Failed(...), TimedOut(...), Aborted(...), Hangs(...) or "
        f"Rejected(...){'; items are given as items=, such as Succeeded(items=[...])' if has_items else ''}"
    )


ASKED = 100


class Behaviour:
    """Hands out outcomes: one per run, the last one repeats. Conditions are asked first, in the order they were set."""

    def __init__(self, *outcomes: Outcome | Rejected) -> None:
        self._conditions: list[tuple[RunPattern, Behaviour]] = []
        self._outcomes: list[Outcome | Rejected] = []
        self._used = 0
        self.asked: deque[RunTraits] = deque(maxlen=ASKED)
        """The latest runs that the conditions were asked for."""
        self.unplanned = 0
        """How many runs there was no outcome for."""
        self.set(*outcomes)

    def set(self, *outcomes: Outcome | Rejected) -> None:
        """Replace the outcomes and begin with the first.

        Raises:
            TypeError: One of them is no outcome.
        """
        for outcome in outcomes:
            if not isinstance(outcome, Outcome | Rejected):
                raise TypeError(_no_outcome(outcome))
        self._outcomes = [*outcomes]
        self._used = 0

    @property
    def conditions(self) -> tuple[tuple[RunPattern, "Behaviour"], ...]:
        """Which runs have a behaviour of their own."""
        return tuple(self._conditions)

    @property
    def outcomes(self) -> tuple[Outcome | Rejected, ...]:
        """The outcomes, in their order."""
        return tuple(self._outcomes)

    @property
    def unused(self) -> tuple[Outcome | Rejected, ...]:
        """The outcomes whose turn has not come."""
        return tuple(self._outcomes[self._used :])

    def when(self, pattern: RunPattern) -> "Behaviour":
        """The behaviour of the runs that are meant."""
        behaviour = Behaviour()
        self._conditions.append((pattern, behaviour))
        return behaviour

    def start(self, run: RunTraits) -> Outcome:
        """The outcome of a run that is about to be started; Succeeded without items when none was set.

        Raises:
            ApiError: It is not to be started.
        """
        behaviour = self._of(run)
        if not behaviour._outcomes:
            self.unplanned += 1
            return Succeeded()
        outcome = behaviour._take()
        if isinstance(outcome, Rejected):
            raise outcome.make()
        return outcome

    def next(self, run: RunTraits = NO_TRAITS) -> Outcome:
        """The next outcome for a run that is there already; Succeeded without items when there is none."""
        behaviour = self._of(run)
        for _ in behaviour._outcomes:
            outcome = behaviour._take()
            if isinstance(outcome, Outcome):
                return outcome
        self.unplanned += not behaviour._outcomes
        return Succeeded()

    def _of(self, run: RunTraits) -> "Behaviour":
        """Whose turn it is: the first condition that fits, or else this one."""
        if self._conditions:
            self.asked.append(run)
        fitting = (behaviour for pattern, behaviour in self._conditions if behaviour._outcomes and pattern.fits(run))
        return next(fitting, self)

    def _take(self) -> Outcome | Rejected:
        outcome = self._outcomes[min(self._used, len(self._outcomes) - 1)]
        self._used += 1
        return outcome
