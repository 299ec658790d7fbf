"""The edge: ASGI in, ASGI out. The only async code of the API, and one of the two doors to a world.

Simplified: of an account's limits those on memory, concurrent runs and monthly usage are enforced, and no payment is
taken. Calls are limited in number only where the world's settings say so. What is
written is seen at once by every call, counters too, and nothing is ever deleted because it is old.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from msgspec import structs
from starlette.types import ASGIApp, Receive, Scope, Send

from mockapify import errors, wire
from mockapify.api import body as bodies
from mockapify.api import cors, mishaps
from mockapify.api.address import Address
from mockapify.api.call import JSON, Answer, Call, Data, Reply, Tail, Wait, Work
from mockapify.api.hints import hint
from mockapify.api.query import split
from mockapify.api.router import ROUTELESS, Route, Router
from mockapify.api.sending import send_reply, send_tail
from mockapify.api.tokens import access_key_id, apify_token
from mockapify.api.trace import Trace
from mockapify.api.waiting import wait_for_client
from mockapify.errors import ApiError
from mockapify.expectations import Expectation
from mockapify.faults import Mishap
from mockapify.journal import Entry, Journal
from mockapify.state import users
from mockapify.state.runs import Run
from mockapify.state.users import User
from mockapify.world import Settings, World
from mockapify.worlds import Worlds

CONTROL_PREFIX = "/__mockapify__/"

WORK_AT_ONCE = 64 * 1024
"""Up to how many bytes are worked on in the event loop's own thread; a worker thread costs more than that."""

INFLATED_AT_ONCE = 8 * 1024
"""The same for compressed bytes, which may become a thousand times as many."""


CLOSE = (b"connection", b"close")

CLIENT_GONE = Reply(status=499)
"""What the journal shows of a call whose client went away before it was answered; nobody is sent this."""


class Edge:
    """ASGI middleware that answers for the API; what is not the API's goes on to the app below.

    Each request is a turn of the world that its token picks.
    """

    def __init__(self, app: ASGIApp, worlds: Worlds, router: Router) -> None:
        self._app = app
        self._worlds = worlds
        self._router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"].startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)
            return
        await Exchange(self._worlds, self._router, scope, receive, send).run()


class Exchange:
    """One request and its answer."""

    def __init__(self, worlds: Worlds, router: Router, scope: Scope, receive: Receive, send: Send) -> None:
        self.worlds = worlds
        self.router = router
        self.scope = scope
        self.receive = receive
        self.send = send
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.query_string: str = scope["query_string"].decode("latin-1")
        self.address = Address(scope, self.headers)
        self.path = self.address.path
        self.parameters = split(self.query_string)
        self.token = apify_token(self.headers, self.parameters)
        # A global override of the platform's: `?method=post` makes any request a POST, but not the browser's own one
        # that asks whether it may send that.
        sent: str = scope["method"]
        self.method = sent if sent == "OPTIONS" else (self.parameters.get("method") or sent).upper()
        self.world: World | None = None
        self.user: User | None = None
        self.run_of_token: Run | None = None
        self.route: Route | None = None
        self.request_length = 0
        self.notes: list[str] = []
        self.trace = Trace()
        self.mishap: Mishap | None = None
        """What goes wrong with it on purpose."""
        self.expected: Expectation | None = None
        """What answers it in place of the platform."""

    async def run(self) -> None:
        """Answer, send, and note it in the journal."""
        error_type = ""
        try:
            answer = await self._ask()
            if not isinstance(answer, Reply) or answer.chunks is not None:
                answer = await self._resolve(answer)
        except ApiError as error:
            error_type = error.type
            answer = render(error)
            told = self._hint(error)
            if told is not None:
                self.notes.append(told)
        except bodies.ClientGoneError:
            self._note(CLIENT_GONE, "client-closed-request")
            return
        except Exception as bug:  # A bug of ours is an answer too: 500, and the exception is kept for the report.
            error_type = "internal-server-error"
            self._journal.bugs.append(bug)
            answer = render(errors.internal_server_error())
        self._note(answer, error_type)
        common = self.route.headers if self.route is not None else ROUTELESS
        if self.address.is_borrowed:
            common = [*common, CLOSE]
        try:
            if isinstance(answer, Tail):
                assert self.world is not None
                await send_tail(answer, common, self.world, self.scope, self.receive, self.send)
            else:
                await send_reply(answer, common, self.scope, self.receive, self.send)
        except bodies.ClientGoneError:
            return
        except Exception as bug:  # Too late for another answer: the connection breaks off.
            self._journal.bugs.append(bug)
            raise

    async def _ask(self) -> Answer:
        """Find out who asks what, and take the turn that answers or says what to wait for."""
        self.world = self._pick_world()
        limit = (self.world.settings if self.world is not None else Settings()).max_payload_bytes
        # Before anything is answered: a client that is still sending would meet a closed connection, not the answer.
        body, self.request_length = await bodies.read(self.receive, limit)
        if self.world is not None and self.world.expectations:
            raw_answer = await self._expected(self.world, body)
            if raw_answer is not None:
                return raw_answer
        if self.method == "OPTIONS":  # Browsers send it without a token, which is what tells the world.
            return cors.preflight(self.router.methods(self.path))
        world = self._authenticate(self.world)
        route, parameters = self.router.find(self.method, self.path)
        self.route = route
        operation = route.operation
        if operation.signed and self.user is None:
            self.user = users.signing(world, access_key_id(self.headers, self.query_string))
        if not operation.is_built:
            raise errors.not_built(f"{operation.method} {operation.path}")
        if self.user is None and not operation.anyone:
            raise errors.token_not_provided()
        if self.run_of_token is not None and self.run_of_token.is_limited and not route.is_for_limited_runs:
            raise errors.insufficient_permissions()
        if self.request_length > limit:
            raise errors.request_too_large(limit, self.request_length)
        encoding = bodies.encoding_of(self.headers.get("content-encoding", ""))
        sent = body
        if encoding != "identity":
            inflate = partial(bodies.decompress, body, encoding, limit)
            body = inflate() if len(body) <= INFLATED_AT_ONCE else await asyncio.to_thread(inflate)
        self.trace.body = body
        call = Call(
            world=world,
            user=self.user,
            run=self.run_of_token,
            method=self.method,
            url_path=self.path,
            path=parameters,
            query_string=self.query_string,
            headers=self.headers,
            raw_headers=self.scope["headers"],
            body=body,
            sent_body=sent,
            encoding=encoding,
            base_url=self.address.base,
            client_ip=(self.scope.get("client") or ("",))[0],
            signature=self.parameters.get("signature"),
        )
        handle = partial(self._handle, route, call)
        answer = await self._go_wrong(handle, route, call) if world.faults.rules else self._turn(world, handle)
        self.notes += call.notes
        return answer

    async def _expected(self, world: World, body: bytes) -> Reply | None:
        """What the test answers itself, whether or not the platform has such an operation."""
        from mockapify.api import raw

        request = raw.request_of(
            self.method, self.address.base, self.path, self.query_string, self.scope["headers"], body
        )
        with world:
            self.expected = found = world.expectations.meet(request)
            if found is None:
                return None
            self.trace.come(world)
        self.trace.body = body
        self.user = world.tokens.get(self.token or "")
        self.notes.append(f"answered by {found}")
        return await raw.answer(world, found, request)

    async def _go_wrong(self, handle: Callable[[], Answer], route: Route, call: Call) -> Answer:
        """Answer, or let faults do so that this call meets."""
        ask = partial(self._turn, call.world, handle)
        with call.world:
            self.trace.come(call.world)
            with suppress(ApiError):
                self._find(route, call)
        self.mishap = mishap = mishaps.meet(route, call, self.trace.found)
        if mishap is None:
            return ask()
        self.send = mishaps.sabotaged(mishap, call.world, self.scope, self.receive, self.send)
        await mishaps.delay(mishap, call.world, self.receive)
        fault = mishap.fault
        if fault is None or not (fault.answers or fault.unanswered):
            return ask()
        if fault.carried_out:
            with suppress(ApiError):
                await self._resolve(ask())
        return mishaps.answer(fault)

    def _turn(self, world: World, ask: Callable[[], Answer]) -> Answer:
        with world:
            answer = ask()
            while isinstance(answer, Work) and answer.size <= WORK_AT_ONCE:
                answer = answer.then(answer.do())
            if isinstance(answer, Data):  # Rendered in the turn that answers, before anything changes again.
                return Reply(wire.encode({"data": answer.value}), status=answer.status, headers=answer.headers)
            return answer

    def _find(self, route: Route, call: Call) -> list[Any]:
        """What its route is about, the last thing found last."""
        self.trace.found = found = list[Any]()
        for step in route.finders:
            queries = {name: parser.parse(self.parameters) for name, parser in step.queries}
            found.append(step.call(call.world, found[-1] if found else None, call, **queries))
        return found

    def _handle(self, route: Route, call: Call) -> Answer:
        self.trace.come(call.world)
        self.notes = [
            f"query parameter {name!r} is unknown here and had no effect"
            for name in self.parameters
            if name not in route.known
        ]
        found = self._find(route, call)[-1:]
        if call.world.settings.rate_limits and route.operation.rate_limit:
            caller = call.user.id if call.user is not None else call.client_ip
            resource = getattr(found[0], "id", call.url_path) if found else call.url_path
            call.world.rate_limits.count(caller, resource, route.operation.rate_limit)
        arguments: dict[str, Any] = {name: parser.parse(self.parameters) for name, parser in route.handler.queries}
        if route.handler.body is not None:
            arguments["body"] = bodies.typed(route.handler.body, call)
        answer: Answer = route.handler.call(call, *found, **arguments)
        return answer

    async def _resolve(self, answer: Answer) -> Reply | Tail:
        """Wait, and work, until there is something to send."""
        world = self.world
        assert world is not None
        while True:
            match answer:
                case Wait(until=until, seconds=seconds, then=answer_then):
                    await wait_for_client(self.receive, world, until, seconds)
                    answer = self._turn(world, answer_then)
                case Work(do=do, then=use):
                    result = await asyncio.to_thread(do)
                    answer = self._turn(world, partial(use, result))
                case Reply(chunks=chunks, size=size) if chunks is not None and size <= WORK_AT_ONCE:
                    if self.scope["method"] == "HEAD":
                        return answer
                    return structs.replace(answer, body=b"".join(chunks), chunks=None)
                case Reply() | Tail():
                    return answer

    def _pick_world(self) -> World | None:
        """`/t/<world>` names it; else its token does; else it is the one that stands in for the real host that was
        asked; else it is the only one."""
        worlds = self.worlds
        if self.address.world is not None:
            return worlds.named(self.address.world)
        key = self.token or access_key_id(self.headers, self.query_string)
        world = worlds.of_token(key) if key else worlds.holding(self.path) if len(worlds) > 1 else None
        front = worlds.front if self.address.real_host is not None else None
        return world or front or worlds.only()

    def _authenticate(self, world: World | None) -> World:
        if world is None:
            raise errors.token_not_provided() if self.token is None else errors.user_or_token_not_found()
        if self.token is not None:
            self.user = world.tokens.get(self.token) or self._user_of_run(world, self.token)
            if self.user is None and not self.router.takes_any_token(self.method, self.path):
                raise errors.user_or_token_not_found()
        return world

    def _user_of_run(self, world: World, token: str) -> User | None:
        self.run_of_token = world.run_tokens.get(token)
        return world.users[self.run_of_token.user_id] if self.run_of_token is not None else None

    @property
    def _journal(self) -> Journal:
        return self.worlds.strays if self.world is None else self.world.journal

    def _hint(self, error: ApiError) -> str | None:
        if self.world is None or self.mishap is not None:
            return None
        intercepted = self.address.real_host is not None
        return hint(error, self.world, token=self.token, path=self.path, intercepted=intercepted)

    def _note(self, answer: Reply | Tail, error_type: str) -> None:
        self._journal.add(
            Entry(
                method=self.scope["method"],
                path=self.address.sent_path if self.world is None else self.path,
                query=self.query_string,
                operation=self.route.name_of(self.path, self.headers) if self.route is not None else "",
                username=self.user.username if self.user is not None else "",
                status=answer.status if isinstance(answer, Reply) else 200,
                request_length=self.request_length,
                error_type=error_type,
                notes=tuple(self.notes),
                fault=self.mishap.told if self.mishap is not None else "",
                client=self.headers.get("user-agent", ""),
                has_token=self.token is not None,
                **self.trace.told(self.world, self._journal),
            )
        )


def render(error: ApiError) -> Reply:
    """The platform's envelope of an error."""
    return Reply(wire.encode(error.body()), status=error.status, content_type=JSON, headers=error.headers)
