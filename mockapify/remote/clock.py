"""The virtual clock of another process."""

from datetime import UTC, datetime, timedelta
from typing import Any

from mockapify.clock import Mode
from mockapify.remote.control import Control


class RemoteClock:
    """The clock of a mock in another process; see `MockClock`."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def mode(self) -> Mode:
        """`auto`, `manual` or `real`."""
        mode: Mode = self._get()["mode"]
        return mode

    @property
    def jumped(self) -> float:
        """How many seconds have passed by jumps so far, without taking time."""
        seconds: float = self._get()["jumpedSeconds"]
        return seconds

    def now(self) -> datetime:
        """The current moment, in UTC."""
        return datetime.fromisoformat(self._get()["now"]).astimezone(UTC)

    def shift(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass; everything that is due on the way happens in order.

        Raises:
            ValueError: The sum is negative; time does not go backwards.
        """
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._control.post("clock", {"shiftSeconds": step.total_seconds()})

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, which needs a time zone.

        Raises:
            ValueError: It lies in the past, or has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone; give an aware datetime, such as datetime(..., tzinfo=UTC)")
        self._control.post("clock", {"moveTo": moment})

    def run_until_idle(self) -> None:
        """Let time pass until nothing is under way any more.

        Raises:
            ValueError: Something goes on and on.
        """
        self._control.post("clock", {"runUntilIdle": True})

    def _get(self) -> Any:
        return self._control.get("clock")
