"""A call of each method of the official client's schedule clients."""

from datetime import timedelta

from apify_client._resource_clients import ScheduleClient, ScheduleCollectionClient
from storage_calls import Resource


def schedules(client, mockapify):
    mockapify.schedules.add("0 8 * * *", mockapify.actor("me/scraper"), name="daily", input={"query": "cats"})
    return client.schedules()


def schedule(client, mockapify):
    schedules(client, mockapify)
    mockapify.clock.shift(days=1)
    return client.schedule(mockapify.schedules[0].id)


def created(one):
    actor_id = one.list().items[0].actions[0].actor_id
    made = one.create(
        cron_expression="*/30 * * * * *",
        is_enabled=True,
        is_exclusive=True,
        name="often",
        actions=[
            {
                "type": "RUN_ACTOR",
                "actorId": actor_id,
                "runInput": {"body": '{"snake_case": 1}', "contentType": "application/json"},
                "runOptions": {"memoryMbytes": 256, "timeoutSecs": 60},
            }
        ],
        description="mine",
        timezone="Europe/Prague",
        title="Often",
        notifications_email=True,
    )
    (action,) = made.actions
    return (
        timedelta() < made.next_run_at - made.created_at <= timedelta(seconds=30)
        and (made.timezone, made.title, made.description, made.is_exclusive) == ("Europe/Prague", "Often", "mine", True)
        and made.notifications.email is True
        and (len(action.id), action.run_input.body) == (17, '{"snake_case": 1}')
        and action.run_options.memory_mbytes == 256
    )


def updated(one):
    before = one.get()
    after = one.update(cron_expression="@yearly", is_enabled=False, name="yearly", notifications_email=False)
    return (after.cron_expression, after.is_enabled, after.name, after.next_run_at, after.actions) == (
        "@yearly",
        False,
        "yearly",
        None,
        before.actions,
    )


def deleted(one):
    one.delete()
    return one.get() is None


RESOURCES = [
    Resource(
        ScheduleCollectionClient,
        schedules,
        {
            "list": lambda one: [each.name for each in one.list(limit=1, desc=True).items] == ["daily"],
            "iterate": lambda one: [each.name for each in one.iterate(chunk_size=1)] == ["daily"],
            "create": created,
        },
    ),
    Resource(
        ScheduleClient,
        schedule,
        {
            "get": lambda one: one.get().last_run_at.hour == 8,
            "update": updated,
            "delete": deleted,
            "get_log": lambda one: [entry.message for entry in one.get_log()] == ["Schedule invoked"],
        },
    ),
]
