"""Rate limits: how many requests a caller may make in a time, by the world's clock."""

from msgspec import Struct

from mockapify import errors
from mockapify.clock import Clock

PER_MINUTE = 250_000
"""Requests of one caller a minute, whatever they ask for."""

FORGET_ABOVE = 10_000
"""How many windows are kept before those that are over are forgotten."""


class Window(Struct):
    """A stretch of time that begins with a request and ends at `end`, in seconds since 1970."""

    end: float
    requests: int = 0


class RateLimits:
    """Counts requests in windows of a fixed length.

    How the platform measures is not public. A window begins with its first request, so that a test meets the limit
    after exactly as many requests, wherever in a second it begins.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, ...], Window] = {}

    def count(self, caller: str, resource: str, per_second: int) -> None:
        """Count one request, also when it is refused.

        Args:
            caller: Who asks: the user's id, or the address of somebody without a token.
            resource: What is asked for; operations on it that have the same limit count together.
            per_second: The limit.

        Raises:
            ApiError: 429 `rate-limit-exceeded`.
        """
        if self._count((caller, resource, str(per_second)), seconds=1) > per_second:
            raise errors.rate_limit_exceeded(per_second, "second")
        if self._count((caller,), seconds=60) > PER_MINUTE:
            raise errors.rate_limit_exceeded(PER_MINUTE, "minute")

    def _count(self, key: tuple[str, ...], *, seconds: float) -> int:
        now = self._clock.time()
        window = self._windows.get(key)
        if window is None or window.end <= now:
            if len(self._windows) > FORGET_ABOVE:
                self._windows = {key: one for key, one in self._windows.items() if one.end > now}
            window = self._windows[key] = Window(now + seconds)
        window.requests += 1
        return window.requests
