"""Webhook dispatches: an event on its way to a webhook's target, with every call that was made there."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from mockapify import wire
from mockapify.clock import Timer, Timestamp
from mockapify.state import payload_templates
from mockapify.state.events import Condition, Event, EventData
from mockapify.wire import Resource

if TYPE_CHECKING:
    from mockapify.state.users import User
    from mockapify.state.webhooks import Webhook
    from mockapify.world import World

Status = Literal["ACTIVE", "SUCCEEDED", "FAILED"]

LIMIT_SECONDS = 120
"""How long a target may take to answer. The platform's documentation says 2 minutes in one place, 30 s in another."""

RETRIES = 11
"""How often a call that failed is made again: after 1 minute, then 2, then 4... which comes to 34 hours."""

PLATFORM = "https://api.apify.com"

# The last three are not the platform's to write, but belong to HTTP: a template must not break the message.
RESERVED = frozenset(
    {
        "host",
        "content-type",
        "x-apify-webhook",
        "x-apify-webhook-dispatch-id",
        "x-apify-request-origin",
        "content-length",
        "transfer-encoding",
        "connection",
    }
)
"""Headers that a template cannot set."""


class Delivery(Struct, frozen=True):
    """The HTTP request that is made: a POST."""

    url: str
    headers: dict[str, str]
    body: bytes
    ignore_ssl_errors: bool = False


class Answer(Struct, frozen=True):
    """What came of it: a status and a body, or an error. One that is `final` would be the same at every retry."""

    status: int | None = None
    body: str | None = None
    error: str | None = None
    final: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the target took the event: its status is 2xx."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


Answered = Callable[[Answer], None]
Deliver = Callable[[Delivery, Answered], None]
"""Makes the request outside any turn, and tells in a turn, once, what came of it."""


class DispatchCall(Resource, kw_only=True):
    """One HTTP request, and its answer."""

    started_at: Timestamp
    finished_at: Timestamp | None = None
    error_message: str | None = None
    response_status: int | None = None
    response_body: str | None = None


class Latest(Resource, kw_only=True):
    """What a webhook tells of its latest dispatch."""

    status: Status = "ACTIVE"
    finished_at: Timestamp | None = None
    removed_at: Timestamp | None = None


class Summary(Resource, kw_only=True):
    """What a dispatch tells of its webhook."""

    action_type: str
    condition: Condition
    request_url: str
    is_ad_hoc: bool


class Dispatch(Resource, kw_only=True):
    """An event on its way to a webhook's target."""

    id: str
    user_id: str
    webhook_id: str
    created_at: Timestamp
    status: Status = "ACTIVE"
    event_type: str
    event_data: EventData
    calls: list[DispatchCall]
    webhook: Summary

    def __post_init__(self) -> None:
        self.latest = Latest()
        self.delivery: Delivery | None = None
        """What is sent; None when no request could be made of the webhook's templates."""
        self.stop: Callable[[], None] = lambda: None
        """Makes no call any more."""

    def __str__(self) -> str:
        told = f"webhook {self.webhook.request_url}: {self.event_type} {self.status}"
        if self.status == "SUCCEEDED":
            return told
        error = next((call.error_message for call in reversed(self.calls) if call.error_message), "not delivered yet")
        return f"{told}: {error}"


def listed(world: "World", user: "User", of: "Webhook | None" = None) -> list[Dispatch]:
    """The user's dispatches, oldest first: all of them, or those of a webhook."""
    return [
        dispatch
        for dispatch in world.dispatches.values()
        if dispatch.user_id == user.id and (of is None or dispatch.webhook_id == of.id)
    ]


def begin(world: "World", webhook: "Webhook", event: Event) -> Dispatch:
    """Send the event to the webhook's target, again and again while that fails."""
    dispatch = Dispatch(
        id=world.ids.new(),
        user_id=webhook.user_id,
        webhook_id=webhook.id,
        created_at=event.at,
        event_type=event.type,
        event_data=event.data,
        calls=[],
        webhook=Summary(
            action_type=webhook.action_type,
            condition=webhook.condition,
            request_url=webhook.request_url,
            is_ad_hoc=webhook.is_ad_hoc,
        ),
    )
    world.dispatches[dispatch.id] = dispatch
    courier = Courier(world, dispatch, 0 if webhook.do_not_retry else RETRIES)
    dispatch.stop = courier.stop
    try:
        dispatch.delivery = delivery_of(world, webhook, dispatch.id, event)
    except payload_templates.TemplateError as error:  # It made JSON when it was saved, but not with these values.
        courier.fail(f"Cannot make the request: {error}")
    else:
        courier.go()
    return dispatch


def redeliver(world: "World", dispatch: Dispatch) -> DispatchCall:
    """Make the request once more, whatever came of it before, and never again after that.

    Raises:
        ValueError: No request could be made of the webhook's templates, or one is under way.
    """
    if dispatch.delivery is None:
        raise ValueError(f"there is nothing to deliver again: {dispatch}")
    if dispatch.calls and dispatch.calls[-1].finished_at is None:
        raise ValueError(f"a request is still under way: {dispatch}")
    dispatch.stop()
    courier = Courier(world, dispatch, retries=0)
    dispatch.stop = courier.stop
    dispatch.status = dispatch.latest.status = "ACTIVE"
    dispatch.latest.finished_at = None
    courier.go()
    return dispatch.calls[-1]


def delivery_of(world: "World", webhook: "Webhook", dispatch_id: str, event: Event) -> Delivery:
    """The request that tells the event.

    Raises:
        TemplateError: The webhook's templates do not make one of it.
    """
    context = {
        "userId": webhook.user_id,
        "createdAt": event.at.text(),
        "eventType": event.type,
        "eventData": wire.decode(wire.encode(event.data)),
        "resource": event.resource,
        "globals": {"dateISO": event.at.text(), "dateUnix": int(event.at.timestamp())},
    }

    def rendered(template: str) -> Any:
        return payload_templates.render(template, context, in_strings=webhook.should_interpolate_strings)

    url = _address(world, webhook.request_url)
    body = payload_templates.render(payload_templates.DEFAULT, context, in_strings=False)
    if webhook.payload_template:
        body = rendered(webhook.payload_template)
    given = rendered(webhook.headers_template) if webhook.headers_template else {}
    headers = {name: payload_templates.text_of(value) for name, value in given.items() if name.lower() not in RESERVED}
    if "authorization" not in map(str.lower, headers):
        headers |= _credentials(world, webhook.user_id, url)
    return Delivery(
        url=url,
        headers=headers
        | {
            "Content-Type": "application/json",
            # The values of these two are not public.
            "X-Apify-Webhook": "true",
            "X-Apify-Request-Origin": "WEBHOOK",
            "X-Apify-Webhook-Dispatch-Id": dispatch_id,
        },
        body=wire.encode(body),
        ignore_ssl_errors=webhook.ignore_ssl_errors,
    )


def _address(world: "World", url: str) -> str:
    """Where the request goes: what is meant for the platform's own API comes to this world."""
    return world.url + url.removeprefix(PLATFORM) if world.url and url.startswith(f"{PLATFORM}/v2/") else url


def _credentials(world: "World", user_id: str, url: str) -> dict[str, str]:
    """The owner's token for calls of the API that bring none, as the platform adds it; how it does is not public."""
    if not world.url or not url.startswith(f"{world.url}/v2/") or "token=" in url:
        return {}
    return {"Authorization": f"Bearer {world.users[user_id].token}"}


class Courier:
    """Carries one dispatch to its target."""

    def __init__(self, world: "World", dispatch: Dispatch, retries: int) -> None:
        self._world = world
        self._dispatch = dispatch
        self._waits = [60.0 * 2**nth for nth in reversed(range(retries))]
        """Seconds until each retry that is left, the next one last."""
        self._retry: Timer | None = None

    def go(self) -> None:
        """Call the target. While the request is under way time does not jump."""
        world = self._world
        delivery = self._dispatch.delivery
        assert delivery is not None
        call = DispatchCall(started_at=world.clock.now())
        self._dispatch.calls.append(call)
        world.working += 1

        def answered(answer: Answer) -> None:
            if call.finished_at is None:  # else it comes too late
                limit.cancel()
                world.working -= 1
                self._note(call, answer)

        too_late = Answer(error=f"The target did not answer within {LIMIT_SECONDS} seconds")
        limit = world.clock.call_later(LIMIT_SECONDS, lambda: answered(too_late))
        world.deliver(delivery, answered)

    def stop(self) -> None:
        """Make no call any more. What is not delivered by now has failed."""
        self._waits.clear()
        if self._retry is not None:
            self._retry.cancel()
        self._end("FAILED")

    def fail(self, error: str) -> None:
        """Let the dispatch fail without a request."""
        call = DispatchCall(started_at=self._world.clock.now())
        self._dispatch.calls.append(call)
        self._note(call, Answer(error=error, final=True))

    def _note(self, call: DispatchCall, answer: Answer) -> None:
        call.finished_at = self._world.clock.now()
        call.response_status = answer.status
        call.response_body = answer.body
        told = f"attempt {len(self._dispatch.calls)} -> {answer.status or 'failed'}"
        self._world.journal.happened(self._world.clock.time(), told, self._dispatch)
        if answer.is_good:
            self._end("SUCCEEDED")
            return
        call.error_message = answer.error or f"The target answered with status {answer.status}, which is not 2xx"
        if answer.final or not self._waits:
            self._end("FAILED")
        else:
            self._retry = self._world.clock.call_later(self._waits.pop(), self.go)

    def _end(self, status: Status) -> None:
        if self._dispatch.status != "ACTIVE":
            return
        self._dispatch.status = self._dispatch.latest.status = status
        self._dispatch.latest.finished_at = self._world.clock.now()
