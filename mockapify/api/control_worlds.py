"""The part of the control API that opens worlds, declares what is in them and asks what tests left there."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct, field, structs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mockapify.api.problems import ProblemError, body_as, guarded, json_answer, world_of
from mockapify.clock import Mode
from mockapify.config import Source, sequence
from mockapify.errors import ApiError
from mockapify.handles import MockDataset, MockRun
from mockapify.mock import MockApify
from mockapify.opening import opened
from mockapify.state import actors
from mockapify.state.behaviours import Outcome, Rejected
from mockapify.state.runs import Run
from mockapify.state.users import AccountAccess
from mockapify.world import World
from mockapify.worlds import Worlds

SENDER = "request"
"""What errors call declarations that come without a file."""


class Body(Struct, rename="camel", forbid_unknown_fields=True, kw_only=True):
    """The body of a request."""


class File(Body):
    """A mockapify.toml: where it lies, which files that it names are relative to, and what is in it."""

    path: str
    text: str


class NewWorld(Body):
    """What a world is made of, see `MockServer.open`."""

    clock: Mode | None = None
    seed: int | str | None = None
    start: datetime | None = None
    user: str | None = None
    token: str | None = None
    general_access: AccountAccess | None = None
    load: list[File] = field(default_factory=list)


class NewActor(Body):
    """An Actor, and what its runs do in the words of `[[actors.behaves]]`."""

    name: str
    behaves: list[dict[str, Any]]
    run_timeout_seconds: float | None = None


class NewBehaviour(Body):
    """What the runs of an Actor do from now on, in the words of `[[actors.behaves]]`; `when` are those of
    `[[actors.when]]` that say which runs, for all others if there are none."""

    actor: str
    behaves: list[dict[str, Any]]
    when: dict[str, Any] = field(default_factory=dict)


class NewItems(Body):
    """Items for the dataset of that name, or for a new one without a name."""

    name: str | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    schema: dict[str, Any] | None = None


class NewFailure(Body):
    """A failure of a matrix, see `mockapify.matrix`."""

    failure: str
    matrix: str = "resilience"


class NewToken(Body):
    """A token that is to stand for the own user."""

    token: str


class StoppedCall(Body):
    """A call to the real platform that somebody's interception stopped."""

    call: str


class BeginTest(Body):
    """What a test begins with may go unused; `forget`: what happened so far is no affair of it at all."""

    forget: bool = False


def world_routes(worlds: Worlds) -> list[BaseRoute]:
    """The routes of this part."""
    control = WorldsControl(worlds)
    rows = (
        ("GET", "worlds", control.list_all),
        ("POST", "worlds", control.open),
        ("DELETE", "worlds/{name}", control.close),
        ("POST", "declarations", control.declare),
        ("POST", "actors", control.declare_actor),
        ("POST", "behaviours", control.add_behaviour),
        ("GET", "runs", control.list_runs),
        ("POST", "datasets", control.push),
        ("GET", "datasets/{id}", control.list_items),
        ("POST", "failures", control.begin_failure),
        ("POST", "tokens", control.accept_token),
        ("POST", "stopped-calls", control.note_stopped_call),
        ("POST", "tests", control.begin_test),
        ("GET", "left-behind", control.tell_left_behind),
        ("GET", "report", control.tell_report),
    )
    return [Route(f"/__mockapify__/{path}", guarded(handler), methods=[method]) for method, path, handler in rows]


class WorldsControl:
    """The handlers, over the worlds of a server."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self._mocks: dict[str, MockApify] = {}

    async def list_all(self, _: Request) -> Response:
        """`{"worlds": ["1", "2"]}`"""
        return json_answer({"worlds": self._worlds.names()})

    async def open(self, request: Request) -> Response:
        """Takes what a world is made of; 201: `{"name": "2", "token": "apify_api_...", "url": "http://..."}`."""
        wanted = await body_as(request, NewWorld)
        options = structs.asdict(wanted)
        del options["load"]
        with _refusing():
            sources = [Source(Path(file.path), file.text) for file in wanted.load]
            mock = opened(self._worlds, sources=sources, **options)
        self._mocks[mock.name] = mock
        return json_answer({"name": mock.name, "token": mock.token, "url": mock.url}, 201)

    async def close(self, request: Request) -> Response:
        """204, also when it is closed already."""
        name = request.path_params["name"]
        self._mocks.pop(name, None)
        self._worlds.close(name)
        return Response(status_code=204)

    async def declare(self, request: Request) -> Response:
        """204. Takes what a mockapify.toml says, or the same tables as JSON.

        The query parameter `path` is where the file lies, which the files that it names are relative to. With
        `scene=yes` what it declares may go unused.
        """
        mock = self._mock(request)
        if request.headers.get("content-type", "").partition(";")[0] == "application/json":
            make = partial(Source.of, SENDER, await body_as(request, dict[str, Any]))
        else:
            text = (await request.body()).decode(errors="replace")
            make = partial(Source, Path(request.query_params.get("path", SENDER)), text)
        with _refusing(), mock.strictness.exempting() if request.query_params.get("scene") == "yes" else nullcontext():
            mock.declare(make())
        return Response(status_code=204)

    async def declare_actor(self, request: Request) -> Response:
        """Takes the name of an Actor and what its runs do; 201: `{"name": "tester/shop"}`."""
        mock = self._mock(request)
        wanted = await body_as(request, NewActor)
        with _refusing():
            outcomes = _outcomes(wanted.name, wanted.behaves)
            actor = mock.actor(wanted.name, *outcomes, run_timeout=wanted.run_timeout_seconds)
            return json_answer({"name": actor.name}, 201)

    async def add_behaviour(self, request: Request) -> Response:
        """204. Takes what the runs of an Actor do from now on."""
        mock = self._mock(request)
        wanted = await body_as(request, NewBehaviour)
        with _refusing():
            actor = next((actor for actor in mock.actors if actor.name == wanted.actor), None)
            if actor is None:
                raise ValueError(f"there is no Actor {wanted.actor!r}; declare it first")
            runs = actor.when(**wanted.when) if wanted.when else actor
            runs.behaves(*_outcomes(wanted.actor, wanted.behaves))
        return Response(status_code=204)

    async def list_runs(self, request: Request) -> Response:
        """`{"runs": [{"id": "...", "actor": "tester/shop", "status": "SUCCEEDED", ...}]}`, oldest first."""
        _, world = world_of(self._worlds, request)
        with world:
            runs = [_shown(world, run) for run in world.runs.values()]
        return json_answer({"runs": runs})

    async def push(self, request: Request) -> Response:
        """Takes the name of a dataset, which is made when there is none, and items for it; 200: `{"id": "..."}`."""
        mock = self._mock(request)
        wanted = await body_as(request, NewItems)
        with _refusing():
            return json_answer({"id": mock.dataset(wanted.name, items=wanted.items, schema=wanted.schema).id})

    async def list_items(self, request: Request) -> Response:
        """`{"items": [...]}` of the dataset with that id."""
        _, world = world_of(self._worlds, request)
        with world:
            found = world.datasets.get(request.path_params["id"])
        if found is None:
            raise ProblemError(404, f"there is no dataset {request.path_params['id']}")
        return json_answer({"items": MockDataset(world, found).items})

    async def begin_failure(self, request: Request) -> Response:
        """204. Takes which failure of a matrix goes wrong from now on."""
        mock = self._mock(request)
        wanted = await body_as(request, NewFailure)
        with _refusing():
            mock.faults.begin(wanted.failure, matrix=wanted.matrix)
        return Response(status_code=204)

    async def accept_token(self, request: Request) -> Response:
        """204. Takes a token that is to stand for the own user. With the query parameter `if_free=yes` one that picks a
        world already goes on doing so; else that is 400."""
        mock = self._mock(request)
        wanted = await body_as(request, NewToken)
        if request.query_params.get("if_free") != "yes" or self._worlds.of_token(wanted.token) is None:
            with _refusing():
                mock.accept_token(wanted.token)
        return Response(status_code=204)

    async def note_stopped_call(self, request: Request) -> Response:
        """204. Takes a call to the real platform that was stopped in the process that made it."""
        _, world = world_of(self._worlds, request)
        wanted = await body_as(request, StoppedCall)
        with world:
            world.journal.stopped(world.clock.time(), wanted.call)
        return Response(status_code=204)

    async def begin_test(self, request: Request) -> Response:
        """204. What was declared so far may go unused; with `{"forget": true}` all that happened is forgotten."""
        strictness = self._mock(request).strictness
        wanted = await body_as(request, BeginTest)
        if wanted.forget:
            strictness.forget()
        else:
            strictness.exempt_all()
        return Response(status_code=204)

    async def tell_left_behind(self, request: Request) -> Response:
        """`{"told": "what tester/shop does was never used: ..."}`, or "" in it. The query parameter `allow` names what
        may be left behind, `passed=no` says that the test failed anyway."""
        passed = request.query_params.get("passed") != "no"
        mock = self._mock(request)
        told = ""
        with _refusing():
            try:
                mock.strictness.check(request.query_params.getlist("allow"), passed=passed)
            except AssertionError as error:
                told = str(error)
            except ExceptionGroup as error:
                told = "".join(traceback.format_exception(error))
        return json_answer({"told": told})

    async def tell_report(self, request: Request) -> Response:
        """`{"report": "clock auto, ..."}`, or "" in it when nothing happened."""
        return json_answer({"report": self._mock(request).report})

    def _mock(self, request: Request) -> MockApify:
        name, world = world_of(self._worlds, request)
        if name not in self._mocks:  # It was opened with the process, by nobody's request.
            self._mocks[name] = MockApify(world, self._worlds, name, next(iter(world.users.values())))
        return self._mocks[name]


def _shown(world: World, run: Run) -> dict[str, Any]:
    actor, handle = actors.behind(world, run), MockRun(world, run)
    return {
        "id": run.id,
        "actor": actor.full_name if actor is not None else "",
        "status": run.status,
        "statusMessage": handle.status_message,
        "input": run.input,
        "items": handle.items,
        "log": handle.log,
    }


def _outcomes(actor: str, behaves: list[dict[str, Any]]) -> list[Outcome | Rejected]:
    source = Source.of(SENDER, {"actors": [{"name": actor, "behaves": behaves}]})
    return sequence(source, ("actors", 0), source.config.actors[0])


@contextmanager
def _refusing() -> Iterator[None]:
    """What the rules refuse is a problem of the request."""
    try:
        yield
    except ApiError as error:
        raise ProblemError(400, error.message) from None
    except (TypeError, ValueError) as error:
        raise ProblemError(400, str(error)) from None
