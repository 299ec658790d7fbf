"""The route: where a call to a host goes while a mock is active."""

from collections.abc import Callable

from mockapify.hosts import is_refused, is_served

Address = tuple[str, int]

Route = Callable[[str, str], Address | None]
"""`route(host, call)`: the mock's address for the hosts it answers for, None for a host that is not its business.

Raises RealHostError, naming the `call`, for the other hosts of the real platform.
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


def route_to(address: Address) -> Route:
    """The route of a mock at this address."""

    def route(host: str, call: str) -> Address | None:
        if is_served(host):
            return address
        if is_refused(host):
            raise RealHostError(call)
        return None

    return route
