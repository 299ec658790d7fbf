"""The route: where a call to a host goes while a mock is active."""

from collections.abc import Callable
from typing import Protocol

from mockapify.hosts import is_refused, is_served

Address = tuple[str, int]


class Route(Protocol):
    """Where a call goes. It is asked in whatever thread makes the call."""

    def __call__(self, host: str, call: str, *, answerable: bool = True) -> Address | None:
        """The mock's address for the hosts it answers for, None for a host that is not its business.

        Args:
            host: The host that is called.
            call: What is called and, where that is known, by which library, for the error.
            answerable: Whether the mock could answer a call that is made in this way at all.

        Raises:
            RealHostError: It is another host of the real platform, or one that could be answered for but not so.
        """


class RealHostError(RuntimeError):
    """A call to the real platform that no mock answers, stopped before it left this machine.

    No OSError: clients would take it for a broken connection and try again.
    """

    def __init__(self, call: str) -> None:
        super().__init__(
            f"{call} would leave this machine: mockapify answers for api.apify.com and AWS Personalize, and for no "
            "other host of theirs. Keep the code under test from calling it, or let all calls through: intercept=False"
        )


def route_to(address: Address, stopped: Callable[[str], None]) -> Route:
    """The route of a mock at this address. `stopped` is told of each call that is stopped, as nobody may hear the error
    of it."""

    def route(host: str, call: str, *, answerable: bool = True) -> Address | None:
        if is_served(host) and answerable:
            return address
        if is_served(host) or is_refused(host):
            stopped(call)
            raise RealHostError(call)
        return None

    return route
