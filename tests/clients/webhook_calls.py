"""A call of each method of the official client's webhook clients."""

from apify_client._resource_clients import (
    WebhookClient,
    WebhookCollectionClient,
    WebhookDispatchClient,
    WebhookDispatchCollectionClient,
)
from storage_calls import Resource

URL = "https://my-app.test/hook"


def app(_, start_response):
    start_response("204 No Content", [])
    return []


def webhooks(client, mockapify):
    mockapify.webhooks.answer_with("https://my-app.test", app)
    mockapify.webhooks.add(URL, mockapify.actor("me/scraper"))
    return client.webhooks()


def webhook(client, mockapify):
    webhooks(client, mockapify)
    return client.webhook(mockapify.webhooks[0].id)


def dispatches(client, mockapify):
    webhook(client, mockapify).test()
    mockapify.clock.run_until_idle()
    return client.webhook_dispatches()


def dispatch(client, mockapify):
    dispatches(client, mockapify)
    return client.webhook_dispatch(mockapify.webhooks[0].dispatches[0].id)


def created(one):
    actor_id = one.list().items[0].condition.actor_id
    made = one.create(
        event_types=["ACTOR.RUN.ABORTED"],
        request_url=URL,
        actor_id=actor_id,
        payload_template="{{resource}}",
        headers_template='{"X-User": "{{userId}}"}',
        should_interpolate_strings=True,
        description="mine",
        idempotency_key="k",
        ignore_ssl_errors=True,
        do_not_retry=True,
    )
    return (made.condition.actor_id, made.payload_template, made.do_not_retry) == (actor_id, "{{resource}}", True)


def updated(one):
    before = one.get()
    after = one.update(description="new", event_types=["ACTOR.RUN.FAILED"])
    return (after.description, after.event_types, after.condition) == ("new", ["ACTOR.RUN.FAILED"], before.condition)


def deleted(one):
    one.delete()
    return one.get() is None


RESOURCES = [
    Resource(
        WebhookCollectionClient,
        webhooks,
        {
            "list": lambda one: [str(each.request_url) for each in one.list(limit=1, desc=True).items] == [URL],
            "iterate": lambda one: [str(each.request_url) for each in one.iterate(chunk_size=1)] == [URL],
            "create": created,
        },
    ),
    Resource(
        WebhookClient,
        webhook,
        {
            "get": lambda one: str(one.get().request_url) == URL,
            "update": updated,
            "delete": deleted,
            "test": lambda one: one.test().event_type == "TEST",
            "dispatches": lambda one: bool(one.test()) and one.dispatches().list(limit=5).total == 1,
        },
    ),
    Resource(
        WebhookDispatchCollectionClient,
        dispatches,
        {
            "list": lambda one: [each.calls[0].response_status for each in one.list(desc=True).items] == [204],
            "iterate": lambda one: [each.status for each in one.iterate()] == ["SUCCEEDED"],
        },
    ),
    Resource(
        WebhookDispatchClient,
        dispatch,
        {"get": lambda one: str(one.get().webhook.request_url) == URL},
    ),
]
