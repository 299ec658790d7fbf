"""Faults as a test sets them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import TracebackType
from typing import Self

from msgspec import UNSET

from mockapify.api import mishaps
from mockapify.errors import ErrorType
from mockapify.faults import Broken, Fault, Rule
from mockapify.handles.actors import MockActor
from mockapify.handles.handle import Handle
from mockapify.state.users import User
from mockapify.world import World


class MockFaults(Handle):
    """What goes wrong on purpose: `mockapify.faults.add(ErrorType.RATE_LIMIT_EXCEEDED, times=2)`."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user

    def __iter__(self) -> Iterator["MockFault"]:
        with self._world:
            return iter([MockFault(self._world, rule) for rule in self._world.faults])

    def __len__(self) -> int:
        return len(self._world.faults.rules)

    def add(
        self,
        error: ErrorType | str | None = None,
        *,
        message: str | None = None,
        status: int | None = None,
        body: object = UNSET,
        headers: Mapping[str, str] | None = None,
        broken: Broken | None = None,
        latency: float | timedelta = 0.0,
        jitter: float | timedelta = 0.0,
        slow_body: float | timedelta = 0.0,
        carried_out: bool = False,
        operation: str | None = None,
        actor: str | MockActor | None = None,
        method: str | None = None,
        path: str | None = None,
        after_items: int | None = None,
        nth: int | None = None,
        times: int | None = None,
        probability: float = 1.0,
    ) -> "MockFault":
        """Let calls go wrong: from now on, or in a `with` block only until its end.

        Only calls that are in order meet faults: with a token that is known, to an address that exists. Of several
        faults for a call the first that brings or breaks an answer counts, and delays before it; so
        `add(status=502, times=1)` and then `add(ErrorType.RATE_LIMIT_EXCEEDED, times=2)` is a 502 and two 429.

        Args:
            error: The answer is this error of the platform.
            message: The sentence of that error, in place of its usual one.
            status: The answer has this status: with a page of HTML, as proxies answer, unless `body` says otherwise.
            body: The body of that answer: a text as it is, anything else as JSON.
            headers: Headers of the answer.
            broken: How the connection breaks: `reset` or `empty` (closed) in place of an answer, `silent`: no answer
                until the client gives up, `truncated`: half of the body, `garbage`: what is no HTTP in its place.
            latency: Seconds, or a timedelta, before the operation is carried out. They are virtual and cost nobody time
                while the clock is `auto`; with `real` they are real, with `manual` the call waits until the clock is
                moved.
            jitter: How much the latency varies, in both directions.
            slow_body: How long the body is on its way, of the same seconds.
            carried_out: Carry the operation out although its caller gets the error, or no answer. Answers that are
                `truncated` or `garbage` are those of the operation anyway, unless `error` or `status` is given.
            operation: Only for this operation, as the journal names them: `datasets.push_items`, or `datasets.*`.
            actor: Only for calls about this Actor: itself, its tasks, builds, runs, and the storages of its runs.
            method: Only for this method.
            path: Only for paths like this one: `*` stands for anything but a slash, `**` for anything, and `/v2/acts`
                for `/v2/actors`.
            after_items: Only for calls about a dataset with at least so many items, or a run with such a dataset.
            nth: Begin with the nth of these calls. Unless `times` says more, it is only that one.
            times: Hit so many of them at most.
            probability: Hit each of them with this probability, by the seed of this Apify.

        Raises:
            ValueError: There is no such error or operation, a value will not do, or two contradict each other.
        """
        fault = Fault(
            error=error,
            message=message,
            status=status,
            body=body,
            headers=dict(headers or {}),
            broken=broken,
            latency=_seconds(latency),
            jitter=_seconds(jitter),
            slow_body=_seconds(slow_body),
            carried_out=carried_out,
            operation=operation,
            actor=self._name(actor),
            method=method,
            path=path,
            after_items=after_items,
            nth=nth,
            times=times,
            probability=probability,
        )
        return MockFault(self._world, mishaps.declare(self._world, fault))

    def begin(self, failure: str, *, matrix: str = "resilience") -> None:
        """Let one of the failures of a matrix go wrong from now on: `mockapify.faults.begin("502 always")`.

        The marker `mockapify_matrix` does so for each of them in turn.

        Raises:
            ValueError: There is no such matrix, or no such failure in it; the message names those there are.
        """
        from mockapify.matrix import failure_named

        failure_named(matrix, failure).begin(self._world)

    def clear(self) -> None:
        """Remove them all."""
        with self._world:
            self._world.faults.clear()

    def _name(self, actor: str | MockActor | None) -> str | None:
        if isinstance(actor, MockActor):
            return actor.name
        me, slash, name = (actor or "").replace("~", "/").partition("/")
        return f"{self._user.username}/{name}" if (me, slash) == ("me", "/") else actor


class MockFault(Handle):
    """A fault that was added. As a context manager it is removed at the end of the block."""

    def __init__(self, world: World, rule: Rule) -> None:
        self._world = world
        self._rule = rule

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._world:
            self._world.faults.end(self._rule)

    def __repr__(self) -> str:
        fault = self._rule.fault
        return f"<MockFault {fault.what}, {fault.where}, fired {self.fired}>"

    @property
    def fired(self) -> int:
        """How many calls it hit."""
        return self._rule.fired

    @property
    def seen(self) -> int:
        """How many calls it was for, hit or not."""
        return self._rule.seen

    def remove(self) -> None:
        """Let nothing more go wrong by it. Removing twice does no harm."""
        with self._world:
            self._world.faults.remove(self._rule)


def _seconds(given: float | timedelta) -> float:
    return given.total_seconds() if isinstance(given, timedelta) else given
