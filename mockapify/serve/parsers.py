"""What reads requests off a connection's bytes: httptools, and h11 where httptools cannot be installed.

Both call the same methods of the connection: `on_url`, `on_header`, `on_headers_complete`, `on_body` and
`on_message_complete`, for one request after the other.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import h11


class NotHTTPError(Exception):
    """The bytes are no request."""


class OtherProtocol(Exception):  # noqa: N818 - no error, but what a client asks for
    """The request whose head was read asks to go on in another protocol. `rest` is what came behind its head."""

    def __init__(self, rest: bytes) -> None:
        super().__init__()
        self.rest = rest


class Parser(Protocol):
    """Reads the requests of one connection."""

    def feed(self, data: bytes) -> None:
        """Read on.

        Raises:
            NotHTTPError: That is no request.
            OtherProtocol: The request asks to go on in another protocol. This parser reads no further.
        """

    def method(self) -> str:
        """The method of the request whose headers are complete."""

    def http_version(self) -> str:
        """Its version of HTTP, `1.1` or `1.0`."""

    def asks_for_other_protocol(self) -> bool:
        """Whether reading ends behind this head, by OtherProtocol."""


@cache  # Looking takes a tenth of a millisecond, of the three that a server needs to its first answer.
def is_installed(library: str) -> bool:
    """Whether a library can be imported."""
    return find_spec(library) is not None


def parser_type() -> Callable[[Any], Parser]:
    """Makes parsers for connections."""
    return HttptoolsParser if is_installed("httptools") else H11Parser


class HttptoolsParser:
    """httptools: that of Node, which takes a third of h11's time."""

    def __init__(self, connection: Any) -> None:
        import httptools

        self._httptools = httptools
        self._parser = httptools.HttpRequestParser(connection)
        # Requests behind one that ends the connection are not answered, but they are no reason to refuse that one.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.method = lambda: str(self._parser.get_method(), "ascii")
        self.http_version = self._parser.get_http_version
        self.asks_for_other_protocol = self._parser.should_upgrade

    def feed(self, data: bytes) -> None:
        """Read on, see `Parser`."""
        try:
            self._parser.feed_data(data)
        except self._httptools.HttpParserUpgrade as upgrade:
            raise OtherProtocol(data[upgrade.args[0] :]) from None
        except self._httptools.HttpParserCallbackError as error:
            raise error.__context__ or error from None  # what the connection raised, not what was read
        except self._httptools.HttpParserError as error:
            raise NotHTTPError(str(error)) from None


class H11Parser:
    """h11, in pure Python. It is asked for requests only: for each one it gets as new a connection as it knows."""

    def __init__(self, connection: Any) -> None:
        import h11

        self._h11 = h11
        self._connection = connection
        self._reader = h11.Connection(h11.SERVER)
        self._request: h11.Request

    def method(self) -> str:
        """The method, see `Parser`."""
        return str(self._request.method, "ascii")

    def http_version(self) -> str:
        """The version, see `Parser`."""
        return str(self._request.http_version, "ascii")

    def feed(self, data: bytes) -> None:
        """Read on, see `Parser`."""
        self._reader.receive_data(data)
        while True:
            try:
                event = self._reader.next_event()
            except self._h11.RemoteProtocolError as error:
                raise NotHTTPError(str(error)) from None
            if isinstance(event, self._h11.Request):
                self._begin(event)
            elif isinstance(event, self._h11.Data):
                self._connection.on_body(bytes(event.data))
            elif isinstance(event, self._h11.EndOfMessage):
                self._end()
            else:  # More is needed.
                return

    def asks_for_other_protocol(self) -> bool:
        """Whether it does, see `Parser`."""
        if self._request.method == b"CONNECT":
            return True
        named = dict(self._request.headers)
        return b"upgrade" in named and b"upgrade" in named.get(b"connection", b"").lower()

    def _begin(self, request: "h11.Request") -> None:
        self._request = request
        self._connection.on_url(request.target)
        for name, value in request.headers:
            self._connection.on_header(name, value)
        self._connection.on_headers_complete()
        if self.asks_for_other_protocol():
            raise OtherProtocol(bytes(self._reader.trailing_data[0]))

    def _end(self) -> None:
        self._connection.on_message_complete()
        rest = bytes(self._reader.trailing_data[0])
        self._reader = self._h11.Connection(self._h11.SERVER)
        if rest:  # To h11 nothing at all is the end of the connection.
            self._reader.receive_data(rest)
