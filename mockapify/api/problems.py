"""What the handlers of the control API share: JSON in and out, problem details, and which world is meant."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from mockapify import wire
from mockapify.world import World
from mockapify.worlds import Worlds

T = TypeVar("T")

Handler = Callable[[Request], Awaitable[Response]]


class ProblemError(Exception):
    """A request that will not do: its status and a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def guarded(handler: Handler) -> Handler:
    """The handler, with its problems answered as RFC 9457 has them."""

    async def answering(request: Request) -> Response:
        try:
            return await handler(request)
        except ProblemError as problem:
            body = {"status": problem.status, "detail": problem.detail}
            return Response(wire.encode(body), problem.status, media_type="application/problem+json")

    return answering


def json_answer(value: object, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(wire.encode(value), status, media_type="application/json")


async def body_as(request: Request, type_: type[T]) -> T:
    """The body, decoded.

    Raises:
        ProblemError: 400: it is none such.
    """
    try:
        return wire.decode_as(await request.body(), type_)
    except wire.JSONError as error:
        raise ProblemError(400, str(error)) from None


def world_of(worlds: Worlds, request: Request) -> tuple[str, World]:
    """The world that the query parameter `world` names, and its name; where there is one only it need not.

    Raises:
        ProblemError: 404: there is none such, or there are several.
    """
    names = worlds.names()
    name = request.query_params.get("world", names[0] if len(names) == 1 else "")
    world = worlds.named(name)
    if world is None:
        known = ", ".join(names) or "none"
        raise ProblemError(404, f"the query parameter world must name one of the open worlds: {known}")
    return name, world
