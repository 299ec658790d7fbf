"""httpcore and httpcore2, and with them httpx and httpx2: a pool makes a connection whose stream leads to the mock.

Also the pools of proxies. The request stays as it is, only TLS is left out.
"""

import ssl
from collections.abc import Awaitable, Callable
from functools import wraps
from sys import modules
from typing import Any, Self

from mockapify.interception.route import Address, Route
from mockapify.interception.seam import Seam

LIBRARIES = ("httpcore", "httpcore2")
# Class names of the pool, of the connection that it makes, and whether it needs an extra of the library.
POOLS = (
    ("ConnectionPool", "HTTPConnection", False),
    ("HTTPProxy", "HTTPConnection", False),
    ("SOCKSProxy", "HTTPConnection", True),
    ("AsyncConnectionPool", "AsyncHTTPConnection", False),
    ("AsyncHTTPProxy", "AsyncHTTPConnection", False),
    ("AsyncSOCKSProxy", "AsyncHTTPConnection", True),
)

CreateConnection = Callable[[Any, Any], Any]


def seams(route: Route) -> list[Seam]:
    """Where pools make connections."""

    def creates(library: str, connection: str) -> Callable[[CreateConnection], CreateConnection]:
        def make(original: CreateConnection) -> CreateConnection:
            @wraps(original)
            def create_connection(self: Any, origin: Any) -> Any:
                host = origin.host.decode("ascii", "replace")
                address = route(host, f"a connection of {library} to {host}:{origin.port}")
                if address is None:
                    return original(self, origin)
                return getattr(modules[library], connection)(
                    origin=origin,
                    # Never used, but without one a context with all certificates would be loaded.
                    ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                    network_backend=Backend(self._network_backend, address),
                )

            return create_connection

        return make

    return [
        Seam(library, f"{pool}.create_connection", creates(library, connection), optional)
        for library in LIBRARIES
        for pool, connection, optional in POOLS
    ]


class Backend:
    """A network backend, synchronous or asynchronous as the one below it, that connects to the mock."""

    def __init__(self, below: Any, address: Address) -> None:
        self._below = below
        self._address = address

    def connect_tcp(self, *_: Any, timeout: float | None = None, **__: Any) -> Any:
        """A connection to the mock instead."""
        # A local address or socket options were meant for a way out of this machine.
        address, number = self._address
        stream = self._below.connect_tcp(address, number, timeout=timeout)
        return _opened(stream) if isinstance(stream, Awaitable) else Stream(stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)


async def _opened(stream: Awaitable[Any]) -> "AsyncStream":
    return AsyncStream(await stream)


class Stream:
    """A network stream that leaves TLS out."""

    def __init__(self, below: Any) -> None:
        self._below = below

    def start_tls(self, *_: Any, **__: Any) -> Self:
        """Go on in plain text."""
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self._below, name)


class AsyncStream(Stream):
    """The same, awaited."""

    async def start_tls(self, *_: Any, **__: Any) -> Self:  # type: ignore[override]  # its base is not awaited
        """Go on in plain text."""
        return self
