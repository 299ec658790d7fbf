"""The virtual clock."""

from datetime import datetime, timedelta

from mockapify.clock import Mode
from mockapify.world import World

IDLE_LIMIT = 100_000


class MockClock:
    """The virtual clock of a mock."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def mode(self) -> Mode:
        """`auto`, `manual` or `real`."""
        return self._world.clock.mode

    def now(self) -> datetime:
        """The current moment, in UTC."""
        with self._world:
            return self._world.clock.now()

    def shift(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; everything that is due on the way happens in order.

        Raises:
            ValueError: The sum is negative; time does not go backwards.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
        with self._world:
            self._world.clock.advance_to(self._world.clock.time() + step)

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, which needs a time zone.

        Raises:
            ValueError: It lies in the past, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; give an aware datetime, such as datetime(..., tzinfo=UTC)")
        with self._world:
            self._world.clock.advance_to(moment.timestamp())

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
