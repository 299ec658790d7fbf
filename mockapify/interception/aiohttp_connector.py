"""aiohttp: the connector opens its transport to the mock, without TLS. The request stays as it is."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from mockapify.interception.route import Route
from mockapify.interception.seam import Seam

CreateConnection = Callable[..., Awaitable[Any]]


def seams(route: Route) -> list[Seam]:
    """Where connections are opened, those through proxies, too."""

    def creates(original: CreateConnection) -> CreateConnection:
        @wraps(original)
        async def create_connection(self: Any, req: Any, *others: Any) -> Any:
            address = route(req.url.host or "", f"{req.method} {req.url} (by aiohttp)")
            if address is None:
                return await original(self, req, *others)
            _, protocol = await self._loop.create_connection(self._factory, *address)
            return protocol

        return create_connection

    return [Seam("aiohttp", "connector.TCPConnector._create_connection", creates)]
