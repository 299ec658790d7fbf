"""Webhooks as a test sees them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from mockapify import wire
from mockapify.assertions import require
from mockapify.captures import Capture
from mockapify.differences import Sighting
from mockapify.handles.actors import MockActor, MockTask
from mockapify.handles.handle import Handle
from mockapify.handles.hooks import MockHook
from mockapify.handles.runs import MockRun
from mockapify.state import dispatches, webhooks
from mockapify.state.dispatches import LIMIT_SECONDS, Dispatch, DispatchCall, Status
from mockapify.state.events import ENDS_OF_RUNS, Condition
from mockapify.state.users import User
from mockapify.state.webhooks import NewWebhook, Webhook
from mockapify.wire import UNSET
from mockapify.world import World


class MockWebhooks(Handle):
    """All webhooks of a mock, whoever made them, oldest first: `mockapify.webhooks[0].dispatches`.

    Their requests are really made, to this machine and to hosts that `settings.webhook_hosts` allows; and while one is
    under way time does not jump. `mockapify.clock.run_until_idle()` returns when all are done, retries included.
    """

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self._user = user

    def __iter__(self) -> Iterator["MockWebhook"]:
        with self._world:
            return iter([MockWebhook(self._world, webhook) for webhook in self._world.webhooks.values()])

    def __len__(self) -> int:
        return len(self._world.webhooks)

    def __getitem__(self, position: int) -> "MockWebhook":
        return list(self)[position]

    def add(
        self,
        url: str,
        of: MockActor | MockTask,
        *,
        events: Iterable[str] = ENDS_OF_RUNS,
        payload_template: str | None = None,
        headers_template: str | None = None,
        interpolate_strings: bool = False,
        ignore_ssl_errors: bool = False,
        retry: bool = True,
    ) -> "MockWebhook":
        """A webhook that is there from the start, as if it had been made in the Console by this mock's own user.

        Args:
            url: Where it posts to.
            of: The Actor or task whose runs it waits for.
            events: What it is called for; the end of a run, however it ends, when not given.
            payload_template: What it sends, with variables such as `{{resource.id}}`; the platform's default if not
                given.
            headers_template: More headers, as a JSON object with the same variables.
            interpolate_strings: Whether variables inside strings of the templates are replaced as well.
            ignore_ssl_errors: Whether any certificate of the target will do.
            retry: Whether calls that fail are made again.

        Raises:
            ApiError: 400 `invalid-value`: something will not do.
        """
        id_ = of.id
        new = NewWebhook(
            event_types=[*events],
            request_url=url,
            condition=Condition(actor_id=id_) if isinstance(of, MockActor) else Condition(actor_task_id=id_),
            payload_template=payload_template,
            headers_template=headers_template,
            should_interpolate_strings=interpolate_strings,
            ignore_ssl_errors=ignore_ssl_errors,
            do_not_retry=not retry,
        )
        with self._world:
            return MockWebhook(self._world, webhooks.create(self._world, self._user, new))

    def assert_delivered(
        self,
        event: str | None = None,
        *,
        url: object = UNSET,
        payload: object = UNSET,
        run: MockRun | str | None = None,
    ) -> "MockDispatch":
        """Fail unless a webhook was called for something, and its target took it; returns what it was called for.

        Args:
            event: For what, such as `ACTOR.RUN.SUCCEEDED`; anything if not given.
            url: Where: a text, or a compiled regular expression.
            payload: What was sent. Of objects only the keys that are given have to agree, as in `when`.
            run: Of which run.

        Raises:
            AssertionError: There was none such; the message tells the closest, and why it was not delivered.
        """
        __tracebackhide__ = True
        wanted: dict[str, object] = {"event": event if event is not None else UNSET, "url": url, "payload": payload}
        wanted["run"] = UNSET if run is None else getattr(run, "id", run)
        wanted = {name: value for name, value in wanted.items() if value is not UNSET} | {"status": "SUCCEEDED"}
        with self._world as world:
            seen = [*world.dispatches.values()]
            sightings = [*map(_sighting, seen)]
        found = require(wanted, sightings, "a delivered webhook", exact=False)
        return MockDispatch(self._world, seen[sightings.index(found)])

    def answer_with(self, address: str, app: Callable[..., Any]) -> None:
        """Let an app of this process answer what webhooks post to an address: no socket, and no internet.

        Args:
            address: Scheme and host, such as `https://my-app.test`, that webhooks have in their URLs.
            app: A WSGI app (Flask, Django), which is one that is called with two arguments, or an ASGI app (Starlette,
                FastAPI), called with three. It runs in a thread of its own; an ASGI app without its lifespan. What it
                raises is status 500, with the traceback as the body of the response.

        Raises:
            ValueError: The address has a path, or the app is neither.
        """
        with self._world:
            self._world.deliveries.name(address, app)

    def capture(self, url: str | None = None) -> MockHook:
        """A target for webhooks that keeps what is posted to it: `hook = mockapify.webhooks.capture()`, and its
        `hook.url` for the code under test. It answers at once with 200, unless told otherwise.

        Args:
            url: Where, such as the URL that the code under test is configured with; whatever is posted to its scheme
                and host is captured. Made up when not given.

        Raises:
            ValueError: It is no URL.
        """
        with self._world as world:
            address = url if url is not None else f"https://{world.ids.new().lower()}.hooks.test/"
            capture = Capture(world.clock)
            world.deliveries.capture(address, capture)
        return MockHook(world, capture, address)


class MockWebhook(Handle):
    """A webhook."""

    def __init__(self, world: World, webhook: Webhook) -> None:
        self._world = world
        self._webhook = webhook

    def __repr__(self) -> str:
        return f"<MockWebhook {self.url} {', '.join(self.events)}>"

    @property
    def id(self) -> str:
        """The webhook's id."""
        return self._webhook.id

    @property
    def url(self) -> str:
        """Where it posts to."""
        return self._webhook.request_url

    @property
    def events(self) -> list[str]:
        """What it is called for, such as `ACTOR.RUN.SUCCEEDED`."""
        return [*self._webhook.event_types]

    @property
    def is_ad_hoc(self) -> bool:
        """Whether it came with the start of a run, and is for that run only."""
        return self._webhook.is_ad_hoc

    @property
    def dispatches(self) -> list["MockDispatch"]:
        """What it was called for so far, oldest first."""
        with self._world:
            owner = self._world.users[self._webhook.user_id]
            found = dispatches.listed(self._world, owner, self._webhook)
            return [MockDispatch(self._world, dispatch) for dispatch in found]


class MockDispatch(Handle):
    """An event that a webhook was called for."""

    def __init__(self, world: World, dispatch: Dispatch) -> None:
        self._world = world
        self._dispatch = dispatch

    def __repr__(self) -> str:
        return f"<MockDispatch {self.event} {self.status}>"

    @property
    def id(self) -> str:
        """The dispatch's id, which the target gets as the header `X-Apify-Webhook-Dispatch-Id`."""
        return self._dispatch.id

    @property
    def event(self) -> str:
        """The event's type, such as `ACTOR.RUN.SUCCEEDED`."""
        return self._dispatch.event_type

    @property
    def status(self) -> Status:
        """`ACTIVE` while it is not delivered and there are retries left, `SUCCEEDED` or `FAILED`."""
        with self._world:
            return self._dispatch.status

    @property
    def payload(self) -> Any:
        """The JSON that is sent; None when none could be made of the webhook's templates."""
        delivery = self._dispatch.delivery
        return None if delivery is None else wire.decode(delivery.body)

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that are sent, without those that HTTP itself needs."""
        delivery = self._dispatch.delivery
        return {} if delivery is None else delivery.headers

    def redeliver(self) -> DispatchCall:
        """Make the request once more, the same dispatch with the same payload, and return what came of it. Targets have
        to bear that: a webhook is called at least once, not once.

        Raises:
            ValueError: There is no request to be made, or one is under way.
        """
        with self._world:
            call = dispatches.redeliver(self._world, self._dispatch)
        self._world.wait(lambda: call.finished_at is not None, LIMIT_SECONDS)
        return structs.replace(call)

    @property
    def calls(self) -> list[DispatchCall]:
        """The requests so far: `started_at`, `finished_at`, `response_status`, `response_body`, `error_message`."""
        with self._world:
            return [structs.replace(call) for call in self._dispatch.calls]


def _sighting(dispatch: Dispatch) -> Sighting:
    run_id = dispatch.event_data.actor_run_id
    fields = {
        "event": dispatch.event_type,
        "url": dispatch.webhook.request_url,
        "payload": None if dispatch.delivery is None else wire.decode(dispatch.delivery.body),
        "run": None if run_id is UNSET else run_id,
        "status": dispatch.status,
    }
    return Sighting(str(dispatch), fields)
