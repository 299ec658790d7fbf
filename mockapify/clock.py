"""The only clock of a world: virtual time and the timers that hang on it."""

import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal, Self

Mode = Literal["auto", "manual", "real"]
MODES: tuple[Mode, ...] = ("auto", "manual", "real")


class Timestamp(datetime):
    """A moment in UTC, cut to the milliseconds that the platform prints.

    A class of its own because msgspec prints a plain datetime with microseconds.
    """

    @classmethod
    def at(cls, seconds: float) -> Self:
        """The moment `seconds` after 1970-01-01T00:00:00Z."""
        # Integer milliseconds first: 1.001 as a float is 1.00099..., which truncates to 1.000.
        millis = round(seconds * 1000)
        return cls.fromtimestamp(millis // 1000, UTC).replace(microsecond=millis % 1000 * 1000)

    def text(self) -> str:
        """ISO 8601 with milliseconds and `Z`, as everywhere in the API."""
        return self._text

    @cached_property  # The same few moments are printed again whenever an object is looked at.
    def _text(self) -> str:
        return self.isoformat(timespec="milliseconds")[:-6] + "Z"


class Timer:
    """A callback that is due at a moment of virtual time."""

    __slots__ = ("background", "callback", "cancelled", "due", "started_later")

    def __init__(self, due: float, callback: Callable[[], None], *, background: bool, started_later: bool) -> None:
        self.due = due
        self.callback = callback
        self.background = background
        self.started_later = started_later
        """Whether it comes of a background timer that was called since `Clock.expect_all`."""
        self.cancelled = False

    def cancel(self) -> None:
        """Keep the callback from being called; cancelling twice does no harm."""
        self.cancelled = True


class Clock:
    """Virtual time as a heap of timers. To be used inside a turn (`with world:`).

    Modes: `auto`: real time flows, and the edge lets time jump while a request waits and no Actor code is really
    running; `manual`: time stands still but for `advance`; `real`: time flows and never jumps by itself.
    """

    def __init__(self, mode: Mode = "auto", start: datetime | None = None) -> None:
        if mode not in MODES:
            raise ValueError(f"clock mode {mode!r} is unknown; choose one of {', '.join(MODES)}")
        if start is not None and start.tzinfo is None:
            raise ValueError(f"{start!r} has no time zone; give an aware datetime, such as datetime(..., tzinfo=UTC)")
        self.mode: Mode = mode
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._settling = False
        self._starting_later = False
        self.fired = 0
        """How many timers have been called so far."""
        self._time = (start or datetime.now(UTC)).timestamp()
        self.started = self._time
        """Its first moment, in seconds since 1970."""
        self.on_jump: Callable[[float, float], None] = lambda _start, _end: None
        """Called when time is moved instead of flowing, with the seconds since 1970 before and after."""
        self._real_at_zero = time.monotonic() - self._time

    def time(self) -> float:
        """Seconds since 1970 in virtual time; stands still within a turn."""
        return self._time

    def now(self) -> Timestamp:
        """The current moment of virtual time; stands still within a turn."""
        return Timestamp.at(self._time)

    def real_time(self) -> float:
        """Seconds since 1970 by the machine's clock, for what clients date by their own (signatures)."""
        return time.time()

    def call_at(self, due: float, callback: Callable[[], None], *, background: bool = False) -> Timer:
        """Call back when virtual time reaches `due` (seconds since 1970), inside a turn.

        Args:
            due: A moment in the past means the next turn.
            callback: Called with the clock standing at `due`.
            background: Comes again and again, so that nobody can wait for its end: schedules.
        """
        timer = Timer(due, callback, background=background, started_later=self._starting_later)
        heapq.heappush(self._timers, (due, next(self._order), timer))
        return timer

    def call_later(self, seconds: float, callback: Callable[[], None], *, background: bool = False) -> Timer:
        """Call back `seconds` of virtual time from now, inside a turn."""
        return self.call_at(self._time + seconds, callback, background=background)

    def real_moment(self, due: float) -> float | None:
        """When virtual time gets to `due` by itself, by the machine's monotonic clock; None when it stands still."""
        return None if self.mode == "manual" else due + self._real_at_zero

    def real_seconds_until(self, due: float) -> float | None:
        """How long until virtual time gets to `due` by itself; None when it stands still. Needs no turn."""
        moment = self.real_moment(due)
        return None if moment is None else max(0.0, moment - time.monotonic())

    def settle(self) -> None:
        """Let the time that really flowed pass, and call the timers that are due. Called when a turn begins."""
        flowed = self._time if self.mode == "manual" else time.monotonic() - self._real_at_zero
        self._pass_to(max(flowed, self._time))

    def next_due(self) -> float | None:
        """When the next timer is due, in seconds since 1970; None without one."""
        while self._timers and self._timers[0][2].cancelled:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def advance_to(self, moment: float) -> None:
        """Move time forward to `moment`, calling each timer on the way with the clock standing at its due time.

        Raises:
            ValueError: `moment` lies in the past by a millisecond at least; time does not go backwards.
        """
        if moment < self._time and Timestamp.at(moment) < self.now():
            raise ValueError(
                f"time cannot go backwards: it is {self.now().text()}, and {Timestamp.at(moment).text()} is earlier"
            )
        if moment > self._time:
            self.on_jump(self._time, moment)
        self._pass_to(moment)
        self.flow_from_here()

    def flow_from_here(self) -> None:
        """Let real time flow on from the moment that the clock shows, whenever that is."""
        self._real_at_zero = time.monotonic() - self._time

    def advance_to_next(self, limit: float) -> None:
        """Move time to the next timer, or to `limit` when that comes first."""
        due = self.next_due()
        self.advance_to(max(self._time, min(limit, limit if due is None else due)))

    def expect_all(self) -> None:
        """Let `is_idle` wait for all that is under way now, whatever started it."""
        for _, _, timer in self._timers:
            timer.started_later = False

    def is_idle(self) -> bool:
        """Whether nothing is left to wait for: no timer but background ones, and what those started since
        `expect_all`. Without that exception a schedule whose runs overlap would never let a clock be idle."""
        return all(timer.background or timer.started_later or timer.cancelled for _, _, timer in self._timers)

    def _pass_to(self, moment: float) -> None:
        if self._settling:  # A timer's callback opened a turn: the outer loop goes on when it returns.
            return
        self._settling = True
        try:
            while (due := self.next_due()) is not None and due <= moment:
                _, _, timer = heapq.heappop(self._timers)
                self._time = max(self._time, due)
                self.fired += 1
                self._starting_later = timer.background or timer.started_later
                timer.callback()
            self._time = max(self._time, moment)
        finally:
            self._settling = self._starting_later = False
