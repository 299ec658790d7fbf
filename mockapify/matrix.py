"""Matrices: what can go wrong, one after the other, for a test that runs under each of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct

from mockapify.api import mishaps
from mockapify.errors import ErrorType
from mockapify.faults import Fault
from mockapify.spelling import did_you_mean
from mockapify.state.behaviours import Aborted, Failed, Outcome, Succeeded, TimedOut
from mockapify.state.steps import PushItems
from mockapify.world import World

STARTS = ("runs.start", "runs.run_sync", "runs.run_sync_items")
"""The operations that start a run."""


class Failure(Struct, frozen=True, kw_only=True):
    """Something that goes wrong: with calls, with runs, or with both."""

    name: str
    told: str
    """What happens, in a few words."""
    faults: tuple[Fault, ...] = ()
    runs: Callable[[Outcome], Outcome] | None = None
    """What becomes of the outcome that a run would have had."""

    def begin(self, world: World) -> None:
        """Let it go wrong from now on."""
        for fault in self.faults:
            mishaps.declare(world, fault)
        if self.runs is not None:
            with world:
                world.twist = self.runs


def _halfway(kind: type[Outcome], outcome: Outcome) -> Outcome:
    """The run pushes the first half of its items, rounded up, and then ends in another way."""
    items = [item for _, deed in outcome.deeds if isinstance(deed, PushItems) for item in deed.listed]
    return kind(items=items[: (len(items) + 1) // 2], duration=outcome.seconds)


def _without_items(outcome: Outcome) -> Outcome:
    return Succeeded(output=outcome.output, duration=outcome.seconds)


def _always(error: ErrorType) -> tuple[Fault, ...]:
    return (Fault(error=error),)


RESILIENCE = (
    Failure(name="nothing", told="nothing goes wrong: what the code under test does on a good day"),
    Failure(
        name="429 twice",
        told="the first two calls are answered 429, the others as usual",
        faults=(Fault(error=ErrorType.RATE_LIMIT_EXCEEDED, times=2),),
    ),
    Failure(name="502 once", told="the first call is answered 502", faults=(Fault(status=502, times=1),)),
    Failure(name="502 always", told="every call is answered 502", faults=(Fault(status=502),)),
    Failure(
        name="reset",
        told="the first call is carried out, but its connection is reset in place of an answer",
        faults=(Fault(broken="reset", carried_out=True, times=1),),
    ),
    Failure(
        name="reset always", told="every connection is reset in place of an answer", faults=(Fault(broken="reset"),)
    ),
    Failure(
        name="truncated JSON",
        told="the first answer ends in the middle of its body",
        faults=(Fault(broken="truncated", times=1),),
    ),
    Failure(name="slow body", told="every answer takes 30 virtual seconds on its way", faults=(Fault(slow_body=30.0),)),
    Failure(name="FAILED", told="runs push half of their items and fail", runs=partial(_halfway, Failed)),
    Failure(name="TIMED-OUT", told="runs push half of their items and time out", runs=partial(_halfway, TimedOut)),
    Failure(name="ABORTED", told="runs push half of their items and are aborted", runs=partial(_halfway, Aborted)),
    Failure(name="empty dataset", told="runs succeed without any items", runs=_without_items),
    Failure(
        name="402",
        told="starting a run is refused, as there is not enough usage left",
        faults=tuple(
            Fault(error=ErrorType.NOT_ENOUGH_USAGE_TO_RUN_PAID_ACTOR, operation=operation) for operation in STARTS
        ),
    ),
    Failure(
        name="403",
        told="every call is refused for lack of permissions",
        faults=_always(ErrorType.INSUFFICIENT_PERMISSIONS),
    ),
    Failure(name="404", told="nothing is found", faults=_always(ErrorType.RECORD_NOT_FOUND)),
)

WIDTH = 150
"""How many characters of a line of the table are shown."""

MATRICES: Mapping[str, tuple[Failure, ...]] = {"resilience": RESILIENCE}
"""The failures of each matrix, in their order."""


def failures(matrix: str, *, only: Collection[str] | None = None, skip: Collection[str] = ()) -> list[Failure]:
    """The failures of a matrix: all, or only some, or all but some.

    Raises:
        ValueError: There is no such matrix, or no such failure in it.
    """
    wanted = _all(matrix) if only is None else [failure_named(matrix, name) for name in only]
    skipped = [failure_named(matrix, name) for name in skip]
    return [failure for failure in wanted if failure not in skipped]


def failure_named(matrix: str, name: str) -> Failure:
    """One failure of a matrix.

    Raises:
        ValueError: There is no such matrix, or no such failure in it.
    """
    known = {failure.name: failure for failure in _all(matrix)}
    if name not in known:
        hint = did_you_mean(str(name), known, f"it has {', '.join(map(repr, known))}")
        raise ValueError(f"the matrix {matrix!r} has no failure {name!r}; {hint}")
    return known[name]


def _all(matrix: str) -> tuple[Failure, ...]:
    if matrix not in MATRICES:
        raise ValueError(f"there is no matrix {matrix!r}; there is {', '.join(map(repr, MATRICES))}")
    return MATRICES[matrix]


def summarize(rows: Sequence[Mapping[str, Any]], reporter: Any) -> None:
    """Print the `table` at the end of pytest's report; whoever wants that quiet wants to hear of failures."""
    if reporter.verbosity >= 0 or any(row["outcome"] == "failed" for row in rows):
        reporter.section("mockapify: what the code under test did")
        for line in table(rows):
            reporter.write_line(line)


def table(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What the code under test did under each failure, in lines: a heading a test, below it a line a failure.

    A row has `test`, `failure`, `outcome` and `error` of the test, and how many `calls` and `runs` there were, and
    virtual `seconds`.
    """
    order = [failure.name for matrix in MATRICES.values() for failure in matrix]
    of_tests: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        of_tests.setdefault(row["test"], []).append(row)
    width = max(map(len, order))
    for test, its in sorted(of_tests.items()):
        yield test
        for row in sorted(its, key=lambda row: order.index(row["failure"])):
            did = f"{_count(row['calls'], 'call')}, {_count(row['runs'], 'run')}, {row['seconds']:.0f} virtual s"
            error = f"  {row['error']}" if row["error"] else ""
            line = f"  {row['failure']:{width}}  {row['outcome']:7}  {did}{error}"
            yield line if len(line) <= WIDTH else f"{line[: WIDTH - 4]} ..."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
