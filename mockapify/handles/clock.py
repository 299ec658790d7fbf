"""The virtual clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from mockapify.clock import Mode
from mockapify.handles.handle import Handle
from mockapify.world import World

IDLE_LIMIT = 100_000
PATIENCE_SECONDS = 1.0
"""Real time that a shift gives to what is really under way."""


class MockClock(Handle):
    """The virtual clock of a mock."""

    _instead = "move it by .shift(...) or .move_to(...)"

    def __init__(self, world: World, rollback: Callable[[], AbstractContextManager[None]]) -> None:
        self._world = world
        self._rollback = rollback

    @property
    def mode(self) -> Mode:
        """`auto`, `manual` or `real`."""
        return self._world.clock.mode

    @property
    def jumped(self) -> float:
        """How many seconds have passed by jumps so far, or because the test moved the clock, without taking time."""
        return self._world.journal.jumped_seconds

    def now(self) -> datetime:
        """The current moment, in UTC."""
        with self._world:
            return self._world.clock.now()

    def shift(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; everything that is due on the way happens in order.

        Before each thing that is due the code of Actors and the targets of webhooks get the real time that they take,
        unless one of them takes longer than a second: from then on nobody is waited for.

        Raises:
            ValueError: The sum is negative; time does not go backwards.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
        if step < 0:
            raise ValueError(f"time cannot go backwards: it cannot be shifted by {step:g} s")
        with self._world:
            target = self._world.clock.time() + step
        self._pass_to(target)

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, which needs a time zone, as `shift` does.

        Raises:
            ValueError: It lies in the past, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; give an aware datetime, such as datetime(..., tzinfo=UTC)")
        target = moment.timestamp()
        with self._world:
            if target < self._world.clock.time():
                self._world.clock.advance_to(target)  # which refuses what was a millisecond ago
        self._pass_to(target)

    @contextmanager
    def travel(
        self,
        moment: datetime | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> Iterator[None]:
        """A visit to the future: `with mockapify.clock.travel(days=40): ...`

        Everything that is due on the way happens in order, as with `shift` and `move_to`. At the end of the block not
        only the time is what it was before, but all there is, see `MockApify.rollback`.

        Args:
            moment: Where to, with a time zone; the other arguments say how far instead.
            days: These and the others are added up.
            hours: See `days`.
            minutes: See `days`.
            seconds: See `days`.

        Raises:
            ValueError: It lies in the past, has no time zone, or both the moment and a distance are given.
            RuntimeError: Of what is under way there is no copy.
        """
        if moment is not None and any((days, hours, minutes, seconds)):
            raise ValueError(f"give either a moment or a distance, not both {moment!r} and days=, hours=...")
        with self._rollback():
            if moment is not None:
                self.move_to(moment)
            else:
                self.shift(days=days, hours=hours, minutes=minutes, seconds=seconds)
            yield

    def _pass_to(self, target: float) -> None:
        world = self._world
        patient = True
        while True:
            with world:
                world.clock.advance_to_next(target)  # Real time may have got beyond it by itself: then it is past.
                due = world.clock.next_due()
                if world.clock.time() >= target and (due is None or due > target):
                    return
            patient = patient and world.wait(lambda: world.working == 0, PATIENCE_SECONDS)

    def run_until_idle(self) -> None:
        """Let time pass until nothing is under way any more: all runs are over, and webhooks delivered or given up.

        Schedules that become due on the way start their runs, but those are not waited for, nor is the next time that a
        schedule is due: `shift` and `move_to` go there.

        Raises:
            RuntimeError: Something goes on and on.
        """
        world = self._world
        with world:
            world.clock.expect_all()
        for _ in range(IDLE_LIMIT):
            world.wait(lambda: world.working == 0)
            with world:
                if world.clock.is_idle():
                    return
                world.clock.advance_to_next(float("inf"))
        raise RuntimeError(f"after {IDLE_LIMIT} timers it is still not idle; move the clock by shift(...) instead")
