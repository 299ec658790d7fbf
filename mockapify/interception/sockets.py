"""The guard: no other library finds its way to the real hosts, because their names are not resolved."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from mockapify.interception.route import Route
from mockapify.interception.seam import Seam

RESOLVERS = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")
CONNECTS = ("connect", "connect_ex")


def seams(route: Route) -> list[Seam]:
    """What turns a name into an address."""

    def check(host: Any, call: str) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if isinstance(name, str):
            route(name, f"{call} {name!r} (by a library that mockapify does not know)", answerable=False)

    def resolves(original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
            check(host, "looking up")
            return original(host, *args, **kwargs)

        return resolve

    def connects(original: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def connect(self: Any, address: Any) -> Any:
            if isinstance(address, tuple):
                check(address[0], "a connection to")
            return original(self, address)

        return connect

    return [
        *(Seam("socket", name, resolves) for name in RESOLVERS),
        *(Seam("socket", f"socket.{name}", connects) for name in CONNECTS),
    ]
