"""A transaction: one request on a connection and its answer, between the bytes and an ASGI app."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from http import HTTPStatus
from typing import Any, Protocol

from starlette.types import Message, Scope

from mockapify.pauses import let_others_run

MOST_BUFFERED = 64 * 1024
"""How many bytes of a body may wait for the app before the client is slowed down."""

GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"

BODILESS = frozenset({204, 304})

STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus}

OnError = Callable[[BaseException], object]

DISCONNECT: Message = {"type": "http.disconnect"}


class _Nothing:
    """What there is to wait for when all is done at once, without a coroutine of its own for each message."""

    def __await__(self) -> Generator[Any, None, None]:
        return
        yield


NOTHING = _Nothing()


class Channel(Protocol):
    """What a transaction needs of its connection."""

    transport: asyncio.Transport
    writable: asyncio.Event | None
    """Set again once the client has read; None while it reads as fast as is written."""

    def pause_reading(self) -> None:
        """Read no more from the client for now."""

    def resume_reading(self) -> None:
        """Read on."""

    def answered(self) -> None:
        """The transaction whose turn it was is over."""


class Transaction:
    """One request and its answer."""

    def __init__(self, channel: Channel, scope: Scope, *, keeps_alive: bool, expects_continue: bool) -> None:
        self.scope = scope
        self.keeps_alive = keeps_alive
        """Whether the connection may stay open behind it."""
        self.is_over = False
        """Whether the answer was sent."""
        self.has_all = False
        """Whether all of its body came."""
        self.has_begun = False
        """Whether the head of its answer was sent."""
        self.task: asyncio.Task[None] | None = None
        self._channel = channel
        self._expects_continue = expects_continue
        self._chunks: list[bytes] = []
        self._buffered = 0
        self._told_all = False
        self._has_left = False
        self._news: asyncio.Event | None = None
        self._is_chunked = False
        self._left: int | None = None
        """How many bytes of the body the head has promised and the app not sent; None when it has promised none."""

    # What comes from the client.

    def feed(self, chunk: bytes) -> None:
        """A part of the body."""
        if self.is_over:
            return
        self._chunks.append(chunk)
        self._buffered += len(chunk)
        if self._buffered > MOST_BUFFERED:
            self._channel.pause_reading()
        self._wake()

    def feed_end(self) -> None:
        """The end of the body."""
        self.has_all = True
        self._wake()

    def leave(self) -> None:
        """The client has gone."""
        self._has_left = True
        self._wake()

    def _wake(self) -> None:
        if self._news is not None:
            self._news.set()

    # What the app does.

    async def run(self, app: Callable[..., Awaitable[None]], on_error: OnError) -> None:
        """Let the app answer. What escapes it goes to `on_error`; the client gets a 500, or a closed connection when
        the answer had begun. An app that returns in the middle of an answer closes the connection, too."""
        try:
            await app(self.scope, self.receive, self.send)
        except BaseException as error:
            if is_bug(error):
                on_error(error)
        else:
            if not self.has_begun and not self._has_left:
                on_error(RuntimeError("the app returned without an answer"))
        if not self.is_over:
            self._break_off()

    async def receive(self) -> Message:
        """The `receive` of ASGI."""
        if self._expects_continue and not self.has_begun:
            self._expects_continue = False
            self._channel.transport.write(GO_ON)
        while not (self._has_left or self.is_over):
            if not self._told_all and (self._chunks or self.has_all):
                body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
                self._chunks = []
                self._told_all = self.has_all
                if len(body) > MOST_BUFFERED:
                    self._channel.resume_reading()
                self._buffered = 0
                return {"type": "http.request", "body": body, "more_body": not self.has_all}
            if self._news is None:
                self._news = asyncio.Event()
            self._news.clear()
            await self._news.wait()
        return DISCONNECT

    def send(self, message: Message) -> Awaitable[None]:
        """The `send` of ASGI. It waits for clients that read slowly; to those that have left nothing is sent."""
        channel = self._channel
        if channel.writable is not None:
            return self._send_late(channel.writable, message)
        if channel.transport.is_closing():
            return let_others_run()  # Or an app that does nothing but send would block the loop.
        kind = message["type"]
        if kind == "http.response.start" and not self.has_begun:
            self._begin(message["status"], message.get("headers", ()))
        elif kind == "http.response.body" and self.has_begun and not self.is_over:
            self._continue(message.get("body", b""), more=message.get("more_body", False))
        else:
            when = "behind" if self.is_over else "in the middle of" if self.has_begun else "before"
            raise RuntimeError(f"the app sent {kind!r} {when} its answer")
        return NOTHING

    async def _send_late(self, writable: asyncio.Event, message: Message) -> None:
        await writable.wait()
        await self.send(message)

    def _begin(self, status: int, headers: Sequence[tuple[bytes, bytes]]) -> None:
        named = dict(headers)
        has_body = self.scope["method"] != "HEAD" and status not in BODILESS
        parts = [STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status]
        parts += [b"%b: %b\r\n" % header for header in headers]
        if not has_body:
            self._left = 0
        elif b"content-length" in named:
            self._left = int(named[b"content-length"])
        elif self.scope["http_version"] == "1.1":
            self._is_chunked = True
            parts.append(b"transfer-encoding: chunked\r\n")
        else:
            self.keeps_alive = False  # Its end is that of the connection.
        if b"connection" in named:
            self.keeps_alive = self.keeps_alive and named[b"connection"].lower() != b"close"
        elif not self.keeps_alive:
            parts.append(b"connection: close\r\n")
        parts.append(b"\r\n")
        self.has_begun = True
        self._channel.transport.write(b"".join(parts))

    def _continue(self, body: bytes, *, more: bool) -> None:
        write = self._channel.transport.write
        if self._is_chunked:
            if body:
                write(b"%x\r\n%b\r\n" % (len(body), body))
            if not more:
                write(b"0\r\n\r\n")
        elif self._left is None:
            write(body)
        elif self.scope["method"] != "HEAD":
            self._left -= len(body)
            if self._left < 0 or (self._left and not more):
                raise RuntimeError("the app's body is not as long as its content-length says")
            if body:
                write(body)
        if not more:
            self.is_over = True
            self._wake()
            self._channel.answered()

    def _break_off(self) -> None:
        transport = self._channel.transport
        if not self.has_begun and not transport.is_closing():
            transport.write(refusal(500, b"Internal Server Error"))
        self.is_over = True
        self._wake()
        transport.close()


def is_bug(error: BaseException) -> bool:
    """Whether it says something else than that the app is being stopped or its client has left."""
    from starlette.requests import ClientDisconnect
    from starlette.websockets import WebSocketDisconnect

    return not isinstance(error, asyncio.CancelledError | ClientDisconnect | WebSocketDisconnect)


def refusal(status: int, body: bytes) -> bytes:
    """A whole answer after which the connection is closed."""
    head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
    return STATUS_LINES[status] + head + body
