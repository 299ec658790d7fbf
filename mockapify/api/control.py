"""The control API under `/__mockapify__`: for tests in other languages that drive a standalone mock.

Plain JSON; errors are problem details (RFC 9457). The query parameter `world` names the world where there are several.
"""

import asyncio
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, ValidationError, convert, structs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from mockapify import wire
from mockapify.api import mishaps
from mockapify.api.control_worlds import world_routes
from mockapify.api.problems import ProblemError, body_as, guarded, json_answer, world_of
from mockapify.api.run_events import RunEvents
from mockapify.faults import Fault, Rule, as_plain
from mockapify.handles import MockClock
from mockapify.state.environment import EVENTS_PATH
from mockapify.world import World
from mockapify.worlds import Worlds


class MoveClock(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """How to move the clock; exactly one of the three."""

    shift_seconds: float | None = None
    move_to: datetime | None = None
    run_until_idle: bool | None = None


FAULT_FIELDS = {wire.camel(name): name for name in Fault.__struct_fields__}
"""The fields of a fault are snake case in mockapify.toml and in Python, and camel case here as all else."""


def control_routes(worlds: Worlds) -> list[BaseRoute]:
    """The routes of the control API."""
    control = Control(worlds)
    return [
        Route("/__mockapify__/clock", guarded(control.get_clock), methods=["GET"]),
        Route("/__mockapify__/clock", guarded(control.move_clock), methods=["POST"]),
        Route("/__mockapify__/calls", guarded(control.list_calls), methods=["GET"]),
        Route("/__mockapify__/faults", guarded(control.list_faults), methods=["GET"]),
        Route("/__mockapify__/faults", guarded(control.add_fault), methods=["POST"]),
        Route("/__mockapify__/faults", guarded(control.remove_faults), methods=["DELETE"]),
        Route("/__mockapify__/faults/{number:int}", guarded(control.remove_fault), methods=["DELETE"]),
        *world_routes(worlds),
        WebSocketRoute(EVENTS_PATH, RunEvents(worlds).follow),
    ]


class Control:
    """The handlers, over the worlds of a server."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    async def get_clock(self, request: Request) -> Response:
        """`{"mode": "auto", "now": "2026-01-31T12:00:00.000Z", "jumpedSeconds": 40.0}`"""
        return _clock(self._world(request))

    async def move_clock(self, request: Request) -> Response:
        """Takes `{"shiftSeconds": 90}`, `{"moveTo": "2026-01-31T12:00:00Z"}` or `{"runUntilIdle": true}`."""
        world = self._world(request)
        clock = MockClock(world, nullcontext)  # Nobody travels by a single call: a visit ends with its block.
        move = await body_as(request, MoveClock)
        given = [name for name, value in structs.asdict(move).items() if value is not None]
        if len(given) != 1:
            raise ProblemError(400, "give exactly one of shiftSeconds, moveTo and runUntilIdle")
        try:
            # In a worker thread: a clock that runs until it is idle waits for Actor code.
            if move.shift_seconds is not None:
                await asyncio.to_thread(clock.shift, seconds=move.shift_seconds)
            elif move.move_to is not None:
                moment = move.move_to if move.move_to.tzinfo else move.move_to.replace(tzinfo=UTC)
                await asyncio.to_thread(clock.move_to, moment)
            else:
                await asyncio.to_thread(clock.run_until_idle)
        except (ValueError, RuntimeError) as error:
            raise ProblemError(400, str(error)) from None
        return _clock(world)

    async def list_calls(self, request: Request) -> Response:
        """`{"calls": [...]}`, oldest first."""
        return json_answer({"calls": [call.as_plain() for call in self._world(request).journal]})

    async def list_faults(self, request: Request) -> Response:
        """`{"faults": [{"id": 1, "seen": 3, "fired": 2, "error": "rate-limit-exceeded", "times": 2}]}`"""
        return json_answer({"faults": [_fault(rule) for rule in self._world(request).faults]})

    async def add_fault(self, request: Request) -> Response:
        """Takes what the list shows, without `id`, `seen` and `fired`."""
        world = self._world(request)
        given = await body_as(request, dict[str, Any])
        try:
            rule = mishaps.declare(world, convert({FAULT_FIELDS.get(key, key): given[key] for key in given}, Fault))
        except (ValidationError, ValueError) as error:
            raise ProblemError(400, str(error)) from None
        return json_answer(_fault(rule), 201)

    async def remove_fault(self, request: Request) -> Response:
        """204; 404 when there is no fault with this id."""
        world = self._world(request)
        number = request.path_params["number"]
        with world:
            found = [rule for rule in world.faults if rule.number == number]
            if not found:
                raise ProblemError(404, f"there is no fault {number}; GET /__mockapify__/faults lists them")
            world.faults.remove(found[0])
        return Response(status_code=204)

    async def remove_faults(self, request: Request) -> Response:
        """204: there are none any more."""
        world = self._world(request)
        with world:
            world.faults.clear()
        return Response(status_code=204)

    def _world(self, request: Request) -> World:
        _, world = world_of(self._worlds, request)
        return world


def _clock(world: World) -> Response:
    with world:
        return json_answer(
            {"mode": world.clock.mode, "now": world.clock.now(), "jumpedSeconds": world.journal.jumped_seconds}
        )


def _fault(rule: Rule) -> dict[str, Any]:
    given = {wire.camel(name): value for name, value in as_plain(rule.fault).items()}
    return {"id": rule.number, "seen": rule.seen, "fired": rule.fired, **given}
