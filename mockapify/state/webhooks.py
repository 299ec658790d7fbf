"""Webhooks: what they wait for, and which of them an event calls."""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from msgspec import Struct, structs

from mockapify import errors, wire
from mockapify.clock import Timestamp
from mockapify.state import dispatches, events, payload_templates
from mockapify.state.dispatches import Dispatch, Latest
from mockapify.state.events import EVENT_TYPES, OF_BUILDS, Condition, Event, EventType
from mockapify.state.payload_templates import TemplateError
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.actors import Actor
    from mockapify.state.builds import Build
    from mockapify.state.runs import Run
    from mockapify.state.tasks import Task
    from mockapify.state.users import User
    from mockapify.world import World

_REST = r"(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*"
URL = re.compile(
    rf"https?://([\w.~!$&'()*+,;=:%-]*@)?([\w.-]+|\[[0-9A-F:.]+\])(:\d*)?([/?]{_REST})?(#{_REST})?",
    re.ASCII | re.IGNORECASE,
)
AUTHORITY = re.compile(r"[^/?#]*//[^/?#]*")

CLEARABLE = {"payload_template", "headers_template", "description"}
"""What null takes away; for everything else null says nothing."""

TARGETS = {
    "actor_id": ("Actor", "actors"),
    "actor_task_id": ("Actor task", "tasks"),
    "actor_run_id": ("Run", "runs"),
}
"""What a condition may name, and where such things are in a world."""


class WebhookStats(Resource, kw_only=True):
    """Usage counters."""

    total_dispatches: int = 0


class WebhookSettings(Struct, rename="camel", kw_only=True):
    """What can be said of a webhook. UNSET says nothing, and so does None but for what is CLEARABLE."""

    is_ad_hoc: bool | None = None
    event_types: list[str] | None = None
    condition: Condition | None = None
    ignore_ssl_errors: bool | None = None
    do_not_retry: bool | None = None
    should_interpolate_strings: bool | None = None
    request_url: str | None = None
    payload_template: str | UnsetType | None = UNSET
    headers_template: str | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET


class NewWebhook(WebhookSettings, kw_only=True):
    """What a new webhook is given. One that comes with the start of a run waits for that run, whatever it says."""

    event_types: list[str]
    request_url: str
    condition: Condition = Condition()
    idempotency_key: str | None = None


class Webhook(Resource, kw_only=True):
    """A webhook. `condition` says whose events it waits for, exactly one of its ids being given."""

    id: str
    created_at: Timestamp
    modified_at: Timestamp
    user_id: str
    is_ad_hoc: bool = False
    is_enabled: bool = True
    action_type: str = "HTTP_REQUEST"
    event_types: list[str]
    condition: Condition
    ignore_ssl_errors: bool = False
    do_not_retry: bool = False
    should_interpolate_strings: bool = False
    request_url: str
    payload_template: str | UnsetType | None = None
    headers_template: str | UnsetType | None = None
    description: str | UnsetType | None = None
    last_dispatch: Latest | None = None
    stats: WebhookStats

    def __post_init__(self) -> None:
        self.idempotency_key: str | None = None
        self.fired: set[str] = set()
        """The types of events that it was called for."""

    def short(self) -> "Webhook":
        """The webhook as lists show it."""
        return structs.replace(self, payload_template=UNSET, headers_template=UNSET, description=UNSET)

    def waits_for(self, event_type: str, subject: "Run | Build") -> bool:
        """Whether it is to be called for this event.

        An ad-hoc webhook is called once for each type: whether it is on the platform when a run was resurrected and
        ends again, nobody says.
        """
        return (
            event_type in self.event_types
            and self.user_id == subject.user_id
            and self.condition.holds_for(subject)
            and not (self.is_ad_hoc and event_type in self.fired)
        )


def create(world: "World", user: "User", new: NewWebhook) -> Webhook:
    """A new webhook of the user, or the one that they made with the same idempotency key.

    Raises:
        ApiError: 400 `invalid-value`: something in it will not do; 404: there is nothing to wait for.
    """
    if new.idempotency_key:
        for known in world.webhooks.values():
            if known.user_id == user.id and known.idempotency_key == new.idempotency_key:
                return known
    now = world.clock.now()
    webhook = Webhook(
        id=world.ids.new(),
        created_at=now,
        modified_at=now,
        user_id=user.id,
        event_types=[],
        condition=Condition(),
        request_url="",
        stats=WebhookStats(),
    )
    webhook.idempotency_key = new.idempotency_key
    _change(world, webhook, new)
    world.webhooks[webhook.id] = webhook
    return webhook


def attach(world: "World", run: "Run", new: Sequence[NewWebhook]) -> None:
    """Make the webhooks that came with the start of a run, and wait for nothing but it."""
    for one in new:
        ad_hoc = structs.replace(one, is_ad_hoc=True, condition=Condition(actor_run_id=run.id), description=UNSET)
        create(world, world.users[run.user_id], ad_hoc)


def update(world: "World", webhook: Webhook, settings: WebhookSettings) -> None:
    """Change what is said, all or nothing.

    Raises:
        ApiError: As for `create`.
    """
    _change(world, webhook, settings)
    webhook.modified_at = world.clock.now()


def delete(world: "World", webhook: Webhook) -> None:
    """Forget the webhook, and call it no more. Its dispatches stay; those under way fail."""
    del world.webhooks[webhook.id]
    for dispatch in dispatches.listed(world, world.users[webhook.user_id], webhook):
        dispatch.stop()


def listed(world: "World", user: "User", of: "Actor | Task | None" = None) -> list[Webhook]:
    """The user's webhooks, oldest first: all of them, or those that wait for this Actor's or task's runs."""
    return [
        webhook
        for webhook in world.webhooks.values()
        if webhook.user_id == user.id
        and (of is None or of.id in (webhook.condition.actor_id, webhook.condition.actor_task_id))
    ]


def fire(world: "World", event_type: EventType, subject: "Run | Build") -> None:
    """Note the event of the run or build, and call every webhook that waits for it."""
    world.journal.happened(world.clock.time(), event_type.rpartition(".")[2].replace("_", "-"), subject)
    waiting = [webhook for webhook in world.webhooks.values() if webhook.waits_for(event_type, subject)]
    if waiting:
        event = events.event_of(world, event_type, subject)
        for webhook in waiting:
            _dispatch(world, webhook, event)


def test(world: "World", webhook: Webhook) -> Dispatch:
    """Call the webhook for a TEST, with the latest run or build that it could have waited for."""
    of_build = OF_BUILDS.issuperset(webhook.event_types)
    subjects: Sequence[Run | Build] = [*(world.builds if of_build else world.runs).values()]
    for subject in reversed(subjects):
        if subject.user_id == webhook.user_id and webhook.condition.holds_for(subject):
            return _dispatch(world, webhook, events.event_of(world, "TEST", subject))
    return _dispatch(world, webhook, events.dummy_event(world, webhook.condition, of_build=of_build))


def check(webhook: Webhook | NewWebhook) -> None:
    """Refuse what no webhook can be, whatever it waits for.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    if not webhook.event_types or not set(EVENT_TYPES).issuperset(webhook.event_types):
        given = wire.encode(webhook.event_types).decode()
        raise errors.invalid_value(f'"eventTypes" must be one or more of {", ".join(EVENT_TYPES)}, not {given}')
    url_of(webhook.request_url)
    in_strings = bool(webhook.should_interpolate_strings)
    _checked("payloadTemplate", webhook.payload_template, in_strings=in_strings)
    headers = _checked("headersTemplate", webhook.headers_template, in_strings=in_strings)
    # None may be a variable of which nobody knows yet what it will be.
    if not isinstance(headers, dict) or not all(isinstance(value, str | None) for value in headers.values()):
        raise errors.invalid_value('"headersTemplate" must be a JSON object of strings')


def url_of(text: str) -> str:
    """The URL with characters that no URL may have percent-encoded behind its host, as browsers do.

    Which URLs the platform takes is not public, but they need not be those of RFC 3986.

    Raises:
        ApiError: 400 `invalid-value`: nothing can be posted there.
    """
    start = AUTHORITY.match(text)
    length = start.end() if start is not None else 0
    url = text[:length] + quote(text[length:], safe="!#$%&'()*+,/:;=?@~", errors="replace")
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if host.rpartition(".")[2].isdigit():  # It says that it is an address, so it has to be one.
            ip_address(host)
        fits = URL.fullmatch(url) is not None and parts.port != 0
    except ValueError:  # of the port or of the address
        fits = False
    if not fits:
        raise errors.invalid_value(f'"requestUrl" must be an http or https URL, not "{text}"')
    return url


def _checked(field: str, template: str | UnsetType | None, *, in_strings: bool) -> Any:
    """What the template makes when all variables are null; an empty object without one."""
    try:
        return payload_templates.check(template, in_strings=in_strings) if template else {}
    except TemplateError as error:
        raise errors.invalid_value(f'"{field}": {error}') from None


def _change(world: "World", webhook: Webhook, settings: WebhookSettings) -> None:
    changes: dict[str, Any] = {
        name: value
        for name, value in ((name, getattr(settings, name)) for name in WebhookSettings.__struct_fields__)
        if value is not UNSET and (value is not None or name in CLEARABLE)
    }
    condition = changes.pop("condition", Condition())
    if condition.given or not webhook.condition.given:  # The official Python client sends an empty one to change none.
        changes["condition"] = _target(world, webhook.user_id, condition)
    if "request_url" in changes:
        changes["request_url"] = url_of(changes["request_url"])
    draft = structs.replace(webhook, **changes)
    check(draft)
    if draft.is_ad_hoc and not draft.condition.actor_run_id:
        raise errors.invalid_value('an "isAdHoc" webhook is for one run: its "condition" must have an "actorRunId"')
    for name, value in changes.items():
        setattr(webhook, name, value)


def _target(world: "World", user_id: str, condition: Condition) -> Condition:
    """The condition without its empty ids, when there is what it names."""
    given = condition.given
    if len(given) != 1:
        raise errors.invalid_value(
            '"condition" must have exactly one of actorId, actorTaskId and actorRunId, not '
            + wire.encode(condition).decode()
        )
    for name, id_ in given.items():
        what, collection = TARGETS[name]
        target = getattr(world, collection).get(id_)
        if target is None or not (target.user_id == user_id or (name == "actor_id" and target.is_public)):
            raise errors.record_not_found(what).about(id_)
    return Condition(**given)


def _dispatch(world: "World", webhook: Webhook, event: Event) -> Dispatch:
    webhook.fired.add(event.type)
    webhook.stats.total_dispatches += 1
    dispatch = dispatches.begin(world, webhook, event)
    webhook.last_dispatch = dispatch.latest
    return dispatch
