"""Mishaps: how faults meet a call, and what its connection then goes through."""

import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http.client import responses
from typing import Any

from msgspec import UNSET
from starlette.types import Message, Receive, Scope, Send

from mockapify import wire
from mockapify.api.body import ClientGoneError
from mockapify.api.call import JSON, Call, Reply
from mockapify.api.router import Route
from mockapify.api.routes import check_operation
from mockapify.api.waiting import wait, wait_for_client
from mockapify.errors import ErrorType
from mockapify.faults import Asked, Fault, Mishap, Rule, Subject
from mockapify.serve.connection import TRANSPORT
from mockapify.state import actors, runs
from mockapify.state.actors import Actor
from mockapify.state.datasets import Dataset
from mockapify.state.runs import Run
from mockapify.state.tasks import Task
from mockapify.world import World

PIECES = 10
"""Into how many pieces a slow body is cut."""

GARBAGE = b"\xde\xad\xbe\xef no chunk begins like this \x00\xff\r\n"

BODILESS = (0, 204, 304)


def declare(world: World, fault: Fault) -> Rule:
    """Put a fault to work.

    Raises:
        ValueError: It is for an operation that does not exist.
    """
    if fault.operation is not None:
        check_operation(fault.operation)
    with world:
        return world.faults.add(fault)


def meet(route: Route, call: Call, found: Sequence[Any]) -> Mishap | None:
    """What goes wrong with this call, if anything does. `found` is what the finders of its route found."""
    with call.world:
        asked = Asked(
            operation=route.name_of(call.url_path, call.headers),
            method=call.method,
            path=call.url_path,
            find_subject=partial(_subject, call.world, found),
        )
        return call.world.faults.meet(asked)


def _subject(world: World, found: Sequence[Any]) -> Subject:
    return next((about for one in reversed(found) if (about := _about(world, one)) is not None), Subject())


def _about(world: World, found: Any) -> Subject | None:
    """An Actor, or what belongs to one: a task, a build, a run, a run's storage."""
    actor = actors.behind(world, found)
    dataset = found if isinstance(found, Dataset) else None
    run = _run(world, found)
    if dataset is None and run is not None and run.default_dataset_id in world.datasets:
        dataset = runs.dataset_of(world, run)
    if actor is None and dataset is None:
        return None
    return Subject(
        actor=actor.full_name if actor is not None else "",
        items=dataset.item_count if dataset is not None else 0,
    )


def _run(world: World, found: Any) -> Run | None:
    """The run itself, that of a storage, or the last one of an Actor or task."""
    if isinstance(found, Run):
        return found
    if isinstance(found, Actor | Task):
        return next((run for run in reversed(world.runs.values()) if found.has_run(run)), None)
    return world.runs.get(getattr(found, "act_run_id", None) or "")


def answer(fault: Fault) -> Reply:
    """The answer that a fault brings.

    Raises:
        ApiError: It is an error of the platform.
    """
    if fault.error is not None:
        raise ErrorType(fault.error).error(fault.message, status=fault.status, headers=fault.headers)
    status = fault.status or 0  # Of no answer at all: the journal shows it.
    body, content_type = _body(fault, status)
    if any(name.lower() == "content-type" for name in fault.headers):
        content_type = None
    return Reply(body, status=status, content_type=content_type, headers=fault.headers)


def _body(fault: Fault, status: int) -> tuple[bytes, str | None]:
    """The body of an answer that is no error of the platform, and its content type."""
    if status in BODILESS:
        return b"", None
    if fault.body is UNSET:
        return _page(status), "text/html; charset=utf-8"
    if isinstance(fault.body, str):
        return fault.body.encode(), "text/plain; charset=utf-8"
    return wire.encode(fault.body), JSON


def _page(status: int) -> bytes:
    """What a proxy answers in the platform's place."""
    phrase = responses.get(status, "Unknown")
    return f"<html><head><title>{status} {phrase}</title></head><body><h1>{phrase}</h1></body></html>\n".encode()


async def delay(mishap: Mishap, world: World, receive: Receive) -> None:
    """Let the latency pass.

    Raises:
        ClientGoneError: The client did not wait for it.
    """
    if mishap.latency:
        await wait_for_client(receive, world, lambda: False, mishap.latency)


def sabotaged(mishap: Mishap, world: World, scope: Scope, receive: Receive, send: Send) -> Send:
    """What sends the answer in place of `send`: slowly, or badly, or not at all."""
    if mishap.slow_body:
        send = SlowBody(world, mishap.slow_body, send)
    broken = mishap.fault.broken if mishap.fault is not None else None
    return partial(BREAKS[broken], Line(scope, receive, send)) if broken is not None else send


class SlowBody:
    """Sends a body in pieces, or its first chunk if it has several."""

    def __init__(self, world: World, seconds: float, send: Send) -> None:
        self._world = world
        self._seconds = seconds
        self._send = send

    async def __call__(self, message: Message) -> None:
        """Send one message."""
        body = message.get("body", b"")
        seconds, self._seconds = self._seconds, 0 if body else self._seconds
        if not body or not seconds:
            await self._send(message)
            return
        step = -(-len(body) // PIECES)
        pieces = [body[start : start + step] for start in range(0, len(body), step)]
        for piece in pieces:
            await wait(self._world, lambda: False, seconds / len(pieces))
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        await self._send({**message, "body": b""})


class Line:
    """A connection that is about to break. Its ways to do so take messages as `send` does, and raise ClientGoneError
    when nothing more can be sent."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._start: Message = {}

    async def reset(self, _: Message) -> None:
        """Nothing is sent, and the client's next read fails with `ECONNRESET`."""
        transport = self._transport
        no_lingering = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_lingering)
        transport.abort()
        await self._end()

    async def empty(self, _: Message) -> None:
        """Nothing is sent, and the client reads the end of the connection."""
        self._transport.close()
        await self._end()

    async def silent(self, _: Message) -> None:
        """Nothing is sent until the client closes the connection."""
        await self._end()

    async def truncated(self, message: Message) -> None:
        """The head is sent and half of the body, or of its first chunk; of an answer without a body nothing."""
        body = message.get("body", b"")
        if message["type"] == "http.response.start":
            self._start = message
        elif body:
            await self._send(self._start)
            await self._send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
            await self.empty(message)
        elif not message.get("more_body", False):
            await self.empty(message)

    async def garbage(self, message: Message) -> None:
        """The head is sent, and then what is no chunk of a body."""
        headers = [(name, value) for name, value in message["headers"] if name != b"content-length"]
        await self._send({**message, "headers": headers})
        self._transport.write(GARBAGE)
        await self.empty(message)

    @property
    def _transport(self) -> Any:
        transport = self._scope.get("extensions", {}).get(TRANSPORT)
        if transport is None:
            raise RuntimeError(f"no connection can be broken here: the ASGI server does not offer {TRANSPORT!r}")
        return transport

    async def _end(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        raise ClientGoneError


BREAKS: dict[str, Callable[[Line, Message], Awaitable[None]]] = {
    "reset": Line.reset,
    "empty": Line.empty,
    "silent": Line.silent,
    "truncated": Line.truncated,
    "garbage": Line.garbage,
}
