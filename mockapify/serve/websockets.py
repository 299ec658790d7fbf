"""Websockets, by uvicorn's protocol for them. Imported with the first one: most servers never meet any."""

import asyncio
import logging
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from mockapify.serve.transaction import OnError, is_bug

# An object of its own, not `getLogger`: uvicorn's loggers belong to every uvicorn in the process.
SILENT = logging.Logger("mockapify.serve", logging.CRITICAL + 1)


def websocket(app: ASGIApp, on_error: OnError, connections: set[Any]) -> asyncio.Protocol:
    """The protocol of a connection that has become a websocket, which will be one of the `connections`."""
    config = Config(
        _watched(app, on_error),
        ws="none",
        interface="asgi3",
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        workers=1,  # else taken from the environment, where a word in place of a number is an exception
    )
    config.load()
    state = ServerState()
    state.connections = connections
    protocol = WebSocketsSansIOProtocol(config=config, server_state=state, app_state={})
    protocol.logger = protocol.conn.logger = SILENT
    return protocol


def _watched(app: ASGIApp, on_error: OnError) -> ASGIApp:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except BaseException as error:
            if is_bug(error) and not isinstance(error, ClientDisconnected):
                on_error(error)
            raise

    return call
