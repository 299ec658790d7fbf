"""Connections: HTTP/1.1 as an asyncio protocol in front of an ASGI app.

Not uvicorn's: its server takes 180 ms to stop, and to import it takes longer than to import all of mockapify, which
every run of pytest would wait for. Answers carry no `server` and no `date` header: time belongs to the app's world,
this floor has no clock.
"""

import asyncio
from collections import deque
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Scope

from mockapify.serve.parsers import NotHTTPError, OtherProtocol, parser_type
from mockapify.serve.transaction import OnError, Transaction, refusal

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: with uvicorn's 5, pooled clients meet connections closed under them."""

TRANSPORT = "mockapify.transport"
"""The ASGI extension by which an app gets at the connection, to break it."""


class Serving:
    """What the connections of one server share."""

    def __init__(self, app: ASGIApp, on_error: OnError) -> None:
        self.app = app
        self.on_error = on_error
        self.connections: set[Any] = set()
        """The open ones, each with a `transport`; those that became websockets, too."""
        self.new_parser = parser_type()

    def connect(self) -> "Connection":
        """What `loop.create_server` calls for each new connection."""
        return Connection(self)


class Connection(asyncio.Protocol):
    """One connection of a client. Its requests are answered one after the other, in their order."""

    transport: asyncio.Transport

    def __init__(self, serving: Serving) -> None:
        self.writable: asyncio.Event | None = None
        self._serving = serving
        self._parser = serving.new_parser(self)
        self._loop = asyncio.get_running_loop()
        self._transactions: deque[Transaction] = deque()
        """The first is being answered, the others wait for it."""
        self._last: Transaction | None = None
        """The one whose body is being read."""
        self._is_paused = False
        self._idle_since = 0.0
        self._idle_timer: asyncio.TimerHandle | None = None
        self._target = b""
        self._headers: list[tuple[bytes, bytes]] = []

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.transport = cast("asyncio.Transport", transport)
        self._serving.connections.add(self)
        self._scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "scheme": "http",
            "root_path": "",
            "client": _address(transport.get_extra_info("peername")),
            "server": _address(transport.get_extra_info("sockname")),
            "extensions": {TRANSPORT: transport},
        }

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The client has gone, or the connection was closed."""
        self._serving.connections.discard(self)
        for transaction in self._transactions:
            transaction.leave()
        self.resume_writing()
        if self._idle_timer is not None:
            self._idle_timer.cancel()

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        try:
            self._parser.feed(data)
        except NotHTTPError:
            self._refuse()
        except OtherProtocol as other:
            self._choose_protocol(other.rest)

    def pause_writing(self) -> None:
        """The client does not read as fast as is written."""
        self.writable = asyncio.Event()

    def resume_writing(self) -> None:
        """It has read, or has gone."""
        if self.writable is not None:
            self.writable.set()
            self.writable = None

    # What the parser calls.

    def on_url(self, target: bytes) -> None:
        """The target of a request, or a part of it."""
        self._target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers."""
        self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Its head is there."""
        if self._parser.asks_for_other_protocol():
            return
        named = dict(self._headers)
        version = self._parser.http_version()
        wanted = named.get(b"connection", b"").lower()
        self._last = transaction = Transaction(
            self,
            {
                **self._scope,
                **_target_of(self._target),
                "http_version": version,
                "method": self._parser.method(),
                "headers": self._headers,
            },
            keeps_alive=b"close" not in wanted if version == "1.1" else b"keep-alive" in wanted,
            expects_continue=named.get(b"expect", b"").lower() == b"100-continue",
        )
        self._target, self._headers = b"", []
        self._transactions.append(transaction)
        if len(self._transactions) == 1:
            self._answer(transaction)
        else:
            self.pause_reading()

    def on_body(self, chunk: bytes) -> None:
        """A part of its body."""
        if self._last is not None:
            self._last.feed(chunk)

    def on_message_complete(self) -> None:
        """Its end."""
        if self._last is not None:
            self._last.feed_end()

    # What transactions call.

    def pause_reading(self) -> None:
        """Read no more from the client for now."""
        if not self._is_paused:
            self._is_paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Read on, but not while further requests wait."""
        if self._is_paused and len(self._transactions) <= 1 and not self.transport.is_closing():
            self._is_paused = False
            self.transport.resume_reading()

    def answered(self) -> None:
        """The first transaction is over: it is the turn of the next."""
        if not self._transactions.popleft().keeps_alive:
            self._transactions.clear()
            self.transport.close()
            return
        if self._is_paused:
            self.resume_reading()
        if self._transactions:
            self._answer(self._transactions[0])
        else:
            self._idle_since = self._loop.time()
            if self._idle_timer is None:
                self._idle_timer = self._loop.call_later(KEEP_ALIVE_SECONDS, self._close_if_idle)

    def _answer(self, transaction: Transaction) -> None:
        serving = self._serving
        transaction.task = self._loop.create_task(transaction.run(serving.app, serving.on_error))

    def _close_if_idle(self) -> None:
        # One timer for many requests, which looks again: to set one behind each of them would cost more.
        self._idle_timer = None
        seconds = self._idle_since + KEEP_ALIVE_SECONDS - self._loop.time()
        if self._transactions:
            return  # It is set again behind them.
        if seconds > 0:
            self._idle_timer = self._loop.call_later(seconds, self._close_if_idle)
        else:
            self.transport.close()

    def _refuse(self) -> None:
        """End the connection behind the answers to what came before. A request that cannot be read to its end is given
        up."""
        cut_short = self._transactions.pop() if self._transactions and not self._transactions[-1].has_all else None
        if cut_short is not None:
            cut_short.leave()
        if self._transactions:
            self._transactions[-1].keeps_alive = False
            return
        if cut_short is None or not cut_short.has_begun:
            self.transport.write(refusal(400, b"Invalid HTTP request received."))
        self.transport.close()

    def _choose_protocol(self, rest: bytes) -> None:
        """Go on as a websocket, or else with what the request is without its wish: Java's clients wish for HTTP/2."""
        method = self._parser.method()
        if method == "CONNECT":  # That is for proxies.
            self._refuse()
            return
        is_websocket = any(name == b"upgrade" and value.lower() == b"websocket" for name, value in self._headers)
        request_line = b"%b %b HTTP/1.1" % (method.encode(), self._target)
        headers = [b"%b: %b" % header for header in self._headers if is_websocket or header[0] != b"upgrade"]
        data = b"\r\n".join([request_line, *headers, b"", rest])
        if is_websocket:
            from mockapify.serve.websockets import websocket

            serving = self._serving
            serving.connections.discard(self)
            protocol = websocket(serving.app, serving.on_error, serving.connections)
            protocol.connection_made(self.transport)
            protocol.data_received(data)
            self.transport.set_protocol(protocol)
        else:
            self._target, self._headers = b"", []
            self._parser = self._serving.new_parser(self)
            self.data_received(data)


def _address(given: Any) -> tuple[str, int] | None:
    """Host and port, which is all that ASGI wants to know of an IPv6 address as well."""
    return (given[0], given[1]) if isinstance(given, tuple | list) else None


def _target_of(target: bytes) -> Scope:
    """What a scope says of the request's target."""
    if target.startswith((b"http://", b"https://")):  # as clients send it to a proxy
        parts = urlsplit(target)
        raw_path, query = parts.path or b"/", parts.query
    else:
        raw_path, _, query = target.partition(b"?")
    path = raw_path.decode("latin-1")
    return {"path": unquote(path) if "%" in path else path, "raw_path": raw_path, "query_string": query}
