"""What a small request costs, beside the least an ASGI app can cost. Run by hand: `python benchmarks/requests.py`."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockapify.api.app import create_app
from mockapify.state import datasets, storages, users
from mockapify.state.datasets import Dataset
from mockapify.world import World
from mockapify.worlds import Worlds

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
ROUNDS = 5
REQUESTS = 3000


async def raw(_: dict[str, Any], receive: Any, send: Any) -> None:
    """The least: an answer of two messages."""
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def endpoint(request: Request) -> Response:
    """The least that starlette can do."""
    await request.body()
    return Response(b"{}", media_type="application/json")


def scope(path: str, token: str) -> dict[str, Any]:
    """A request as a server hands it to an app."""
    headers = [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode()), (b"accept", b"*/*")]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


async def receive() -> dict[str, Any]:
    """A request without a body."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(message: dict[str, Any]) -> None:
    """Nobody listens."""


async def microseconds(app: App, request: dict[str, Any]) -> float:
    """The best of several rounds, per request."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for _ in range(REQUESTS):
            await app(dict(request), receive, send)
        best = min(best, (time.perf_counter() - started) / REQUESTS)
    return best * 1e6


async def main() -> None:
    """Measure and print a table."""
    world = World()
    with world:
        user = users.create(world, "alice", "token")
        dataset, _ = storages.get_or_create(world, Dataset, user, "orders")
        datasets.push(dataset, [{"n": 1}])
    worlds = Worlds()
    worlds.open("1", world)
    app = create_app(worlds)
    cases: list[tuple[str, App, str]] = [
        ("raw ASGI", raw, "/"),
        ("starlette, one route", Starlette(routes=[Route("/", endpoint)]), "/"),
        ("GET dataset", app, f"/v2/datasets/{dataset.id}"),
        ("GET items", app, f"/v2/datasets/{dataset.id}/items"),
        ("404", app, "/v2/datasets/none"),
    ]
    for name, one, path in cases:
        print(f"{name:22} {await microseconds(one, scope(path, 'token')):7.1f} us a request")


asyncio.run(main())
