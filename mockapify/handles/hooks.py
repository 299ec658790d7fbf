"""Captured webhooks as a test sees them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from mockapify import wire
from mockapify.assertions import Called
from mockapify.captures import Capture, Captured
from mockapify.deliveries import call_app
from mockapify.differences import Sighting
from mockapify.handles.handle import Handle
from mockapify.state.dispatches import Answer
from mockapify.world import World


class HookRequest(Handle):
    """What a webhook posted."""

    def __init__(self, world: World, captured: Captured) -> None:
        self._world = world
        self._captured = captured

    def __repr__(self) -> str:
        return f"<HookRequest {self.event} to {self.url}>"

    @property
    def at(self) -> datetime:
        """When it came, in virtual time."""
        return self._captured.at

    @property
    def url(self) -> str:
        """Where it went."""
        return self._captured.delivery.url

    @property
    def headers(self) -> Mapping[str, str]:
        """Its headers, without those that HTTP itself needs."""
        return self._captured.delivery.headers

    @property
    def payload(self) -> Any:
        """Its JSON."""
        return wire.decode(self._captured.delivery.body)

    @property
    def event(self) -> str:
        """The event that it tells, such as `ACTOR.RUN.SUCCEEDED`."""
        return self._world.dispatches[self.headers["X-Apify-Webhook-Dispatch-Id"]].event_type


FIELDS: Mapping[str, Callable[[HookRequest], object]] = {
    "event": lambda request: request.event,
    "payload": lambda request: request.payload,
    "headers": lambda request: request.headers,
    "url": lambda request: request.url,
}


class MockHook(Called, Handle):
    """A target of webhooks that keeps what is posted to it. With unittest.mock's assertions on requests, which are told
    by `event`, `payload`, `headers` and `url`.

    Attributes:
        url: Where webhooks post to.
    """

    _instead = "say how it answers: .answer_with(503)"
    _called = ".requests"
    url: str

    def __init__(self, world: World, capture: Capture, url: str) -> None:
        self._world = world
        self._capture = capture
        self.url = url

    def __repr__(self) -> str:
        return f"<MockHook {self.url}>"

    @property
    def requests(self) -> list[HookRequest]:
        """What was posted so far, oldest first."""
        with self._world:
            return [HookRequest(self._world, captured) for captured in self._capture.requests]

    @property
    def payloads(self) -> list[Any]:
        """The JSON of each request, oldest first."""
        return [request.payload for request in self.requests]

    def answer_with(self, *statuses: int) -> None:
        """Answer with these, one per request from now on, the last one repeats: `hook.answer_with(503, 503, 200)`. At
        first it is always 200.

        Raises:
            ValueError: One is no status of an answer, or there is none.
        """
        with self._world:
            self._capture.answer_with(statuses)

    def deliver_to(self, app: Callable[..., Any]) -> list[Answer]:
        """Post all that came so far to an app, as it came, and return its answers: `status`, `body`, `error`.

        Args:
            app: A WSGI app (Flask, Django) or an ASGI app (Starlette, FastAPI), see `MockWebhooks.answer_with`.

        Raises:
            ValueError: The app is neither.
        """
        call = call_app(app)
        with self._world:
            deliveries = [captured.delivery for captured in self._capture.requests]
        from concurrent.futures import ThreadPoolExecutor

        # In a thread, because an ASGI app needs a loop of its own, and the test may have one that is running.
        with ThreadPoolExecutor(1, "mockapify webhook") as thread:
            return [*thread.map(call, deliveries)]

    def _seen(self, names: Collection[str]) -> Sequence[Sighting]:
        return [
            Sighting(f"{request.event} at {request.at}", {name: FIELDS[name](request) for name in names})
            for request in self.requests
        ]

    def _names(self) -> Collection[str]:
        return FIELDS

    def _noun(self, article: str = "a ") -> str:
        return f"{article}request to {self.url}"

    def _elsewhere(self) -> Iterable[str]:
        with self._world as world:
            told = [*map(str, world.dispatches.values())]
        return told or ["no webhook was called for anything"]
