"""The listening socket: bound in the caller's thread, so that its errors are raised where the server was asked for."""

import errno
import socket

BACKLOG = 2048
HIGHEST_PORT = 65535
# A server on every address is reached at the loopback one; Windows refuses to connect to 0.0.0.0.
LOOPBACK_OF = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class PortTaken(OSError):  # noqa: N818 - the public name says what happened
    """Somebody else listens on this host and port. `errno` is `EADDRINUSE`."""

    def __init__(self, host: str, port: int) -> None:
        hint = "stop what listens there, or choose another --port (0 takes any free one)"
        super().__init__(errno.EADDRINUSE, f"{netloc(host, port)} is taken: {hint}")

    def __str__(self) -> str:
        return str(self.strerror)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on `host` (a name or an address) and `port` (0: any free one).

    Raises `PortTaken`, `ValueError` for a number that is no port, and `OSError` naming the address for everything else
    (an unknown host, an address of another machine, a port reserved for root).
    """
    if not 0 <= port <= HIGHEST_PORT:
        raise ValueError(f"{port} is not a port: give one from 1 to {HIGHEST_PORT}, or 0 for any free one")
    try:
        return _first_that_binds(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from error
        raise OSError(error.errno, f"cannot listen on {netloc(host, port)}: {error.strerror}") from error


def _first_that_binds(host: str, port: int) -> socket.socket:
    refused: OSError | None = None
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE):
        try:
            listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
        except OSError as error:
            # "localhost" often stands for ::1 first, also on machines without IPv6.
            if error.errno == errno.EADDRINUSE:
                raise
            refused = error
        else:
            # Its connections inherit it. asyncio sets it only where sockets name their protocol, which these do not,
            # and without it the body of each answer waits 40 ms for the client to acknowledge the head.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listener
    raise refused or OSError(errno.EADDRNOTAVAIL, "the host has no address")


def netloc(host: str, port: int) -> str:
    """Host and port as a URL writes them: `127.0.0.1:8000`, `[::1]:8000`."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def url_of(host: str, port: int) -> str:
    """The URL under which a client on this machine reaches a server that listens on `host` and `port`."""
    return f"http://{netloc(LOOPBACK_OF.get(host, host), port)}"
