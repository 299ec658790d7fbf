"""uvicorn's protocol classes, made ready for an event loop's `create_server`.

`uvicorn.Server` is left out: it needs 180 ms to stop, ticks ten times a second, and speaks to the process's logging and
signals. The protocol classes themselves need a loaded `Config`, a `ServerState` and an app, and nothing else.

Answers carry no `server` and no `date` header: time belongs to the app's world, this floor has no clock.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import cache, partial
from importlib.util import find_spec
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.importer import import_from_string
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.server import ServerState

from mockapify.pauses import let_others_run

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: with uvicorn's 5, pooled clients meet connections closed under them."""

# The first that is installed. Not uvicorn's WebSocketProtocol, which uses what websockets has deprecated.
WEBSOCKET_PROTOCOLS = {
    "websockets": "uvicorn.protocols.websockets.websockets_sansio_impl:WebSocketsSansIOProtocol",
    "wsproto": "uvicorn.protocols.websockets.wsproto_impl:WSProtocol",
}

# An object of its own, not `getLogger`: uvicorn's loggers belong to every uvicorn in the process.
SILENT = logging.Logger("mockapify.serve", logging.CRITICAL + 1)

TRANSPORT = "mockapify.transport"
"""The ASGI extension by which an app gets at the connection, to break it."""

OnError = Callable[[BaseException], object]


def protocol_factory(app: ASGIApp, state: ServerState, on_error: OnError) -> Callable[[], asyncio.Protocol]:
    """What `loop.create_server` calls for each new connection; `state` will hold the open ones.

    An exception that escapes `app` goes to `on_error`; the client gets a 500, or a closed connection if the answer had
    begun. An app that returns in the middle of an answer closes the connection, which is no error.
    """
    config = Config(
        _guarded(app, on_error),
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        workers=1,  # else taken from the environment, where a word in place of a number is an exception
    )
    config.load()
    config.ws_protocol_class = _websocket_protocol()  # type: ignore[assignment]  # a factory does: it is only called
    return partial(_silenced, config.http_protocol_class, config=config, server_state=state, app_state={})


def _websocket_protocol() -> Callable[..., asyncio.Protocol] | None:
    """None without a library: an upgrade is then answered as the plain request it also is."""
    installed = (address for library, address in WEBSOCKET_PROTOCOLS.items() if is_installed(library))
    address = next(installed, None)
    if address is None:
        return None

    def protocol(**arguments: Any) -> asyncio.Protocol:
        # Imported with the first websocket: it takes as long as all else at the start of a server.
        return _silenced(import_from_string(address), **arguments)

    return protocol


@cache  # Looking takes a tenth of a millisecond, of the three that a server needs to its first answer.
def is_installed(library: str) -> bool:
    """Whether a library can be imported."""
    return find_spec(library) is not None


def _guarded(app: ASGIApp, on_error: OnError) -> ASGIApp:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        cycle = cast("Any", send).__self__  # uvicorn's request, or the protocol of a websocket
        is_lost = cycle.transport.is_closing
        scope["extensions"] = {TRANSPORT: cycle.transport}

        def send_while_open(message: Message) -> Awaitable[None]:
            # Not a coroutine of its own: this is on the short path of every answer.
            return _send_late(cycle, message) if is_lost() or cycle.flow.write_paused else send(message)

        try:
            await app(scope, receive, send_while_open if scope["type"] == "http" else send)
        except BaseException as error:
            cycle.disconnected |= is_lost()
            if _is_bug(error):
                on_error(error)
            raise

    return call


def _is_bug(error: BaseException) -> bool:
    """Whether it says something else than that the app is being stopped or its client has left."""
    from starlette.requests import ClientDisconnect
    from starlette.websockets import WebSocketDisconnect

    return not isinstance(error, asyncio.CancelledError | ClientDisconnect | ClientDisconnected | WebSocketDisconnect)


async def _send_late(cycle: Any, message: Message) -> None:
    """Send when the client has read, and nothing when it has left."""
    await cycle.flow.drain()
    if not cycle.transport.is_closing():
        await cycle.send(message)
    else:
        # uvicorn marks only the last of pipelined requests, and writes to the closed connection for the others.
        cycle.disconnected = True
        # The loop gets a turn, or an app that does nothing but send would block it.
        await let_others_run()


def _silenced(protocol_class: type[Any], **arguments: Any) -> asyncio.Protocol:
    protocol = protocol_class(**arguments)
    protocol.logger = SILENT
    protocol.access_log = False
    if hasattr(protocol, "conn"):  # the state machine: that of websockets logs by itself, others ignore the attribute
        protocol.conn.logger = SILENT
    return cast("asyncio.Protocol", protocol)
