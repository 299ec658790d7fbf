"""Captures: targets of webhooks that keep what is posted to them."""

from collections.abc import Sequence

from msgspec import Struct

from mockapify.clock import Clock, Timestamp
from mockapify.state.dispatches import Answer, Delivery


class Captured(Struct, frozen=True):
    """A request that came."""

    at: Timestamp
    delivery: Delivery


class Capture:
    """Answers at once, in the turn that asks, so that time may jump from one retry to the next. To be used inside a
    turn."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._statuses: list[int] = [200]
        self.requests: list[Captured] = []

    def answer_with(self, statuses: Sequence[int]) -> None:
        """One status per request from now on, the last one repeats.

        Raises:
            ValueError: There is none, or one is no status of an answer.
        """
        if not statuses or not all(200 <= status <= 599 for status in statuses):
            raise ValueError(f"{[*statuses]} will not do; give one status or several, each from 200 to 599")
        self._statuses = [*statuses]

    def __call__(self, delivery: Delivery) -> Answer:
        """Keep the request, and answer it."""
        self.requests.append(Captured(self._clock.now(), delivery))
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        return Answer(status=status, body="")
