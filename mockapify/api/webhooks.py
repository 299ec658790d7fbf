"""Webhooks. What they send is in `dispatches`.

Simplified: every webhook makes an HTTP request; the platform's other actions, such as a message to Slack, are not
simulated, nor is its limit of webhooks a user may have.
"""

from mockapify import errors
from mockapify.api.call import NO_CONTENT, Call, Data, Reply, created
from mockapify.api.query import Page
from mockapify.state import webhooks
from mockapify.state.actors import Actor
from mockapify.state.tasks import Task
from mockapify.state.webhooks import NewWebhook, Webhook, WebhookSettings


class UpdateWebhook(WebhookSettings, kw_only=True):
    """What an update may change; absent fields stay as they are. The id may be sent along, but not another one."""

    id: str | None = None


def list_all(call: Call, of: Actor | Task | None = None, *, query: Page) -> Data:
    """The caller's webhooks, all or those of an Actor or task, without their templates."""
    page = query.of(webhooks.listed(call.world, call.caller, of))
    return Data({**page, "items": [webhook.short() for webhook in page["items"]]})


def create(call: Call, *, body: NewWebhook) -> Data:
    """A new webhook, or the one that was made with the same idempotency key.

    Simplified: which URLs are refused is not public; here it is what is no http or https URL of RFC 3986. An Actor run
    with limited permissions may create webhooks for itself.
    """
    if call.scope is not None and body.condition.actor_run_id != call.scope.id:
        raise errors.insufficient_permissions()
    webhook = webhooks.create(call.world, call.caller, body)
    return created(call, webhook, f"webhooks/{webhook.id}")


def get(call: Call, webhook: Webhook) -> Data:
    """The webhook itself."""
    return Data(webhook)


def update(call: Call, webhook: Webhook, *, body: UpdateWebhook) -> Data:
    """Change what the body names.

    Simplified: null takes texts away and says nothing elsewhere, which is a guess.
    """
    if body.id not in (None, webhook.id):
        raise errors.id_does_not_match()
    webhooks.update(call.world, webhook, body)
    return Data(webhook)


def delete(call: Call, webhook: Webhook) -> Reply:
    """Forget the webhook, and make no call for it any more."""
    webhooks.delete(call.world, webhook)
    return NO_CONTENT


def test(call: Call, webhook: Webhook) -> Data:
    """Call the webhook's target with an event of type TEST; the answer does not wait for the target's.

    Simplified: it tells of the latest run or build that the webhook is for, or of one that does not exist. What the
    platform sends is not public.
    """
    return Data(webhooks.test(call.world, webhook), status=201)
