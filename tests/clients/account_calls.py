"""A call of each method of the official client's classes for the Store, users and logs."""

from apify_client._resource_clients import LogClient, StoreCollectionClient, UserClient
from storage_calls import Resource

from mockapify import Succeeded


def store(client, mockapify):
    for name in ("someone/mail-reader", "someone/mail-writer", "someone/mail-burner"):
        mockapify.actor(name)
    return client.store()


def run(client, mockapify, outcome, **options):
    """The id of a run that is over."""
    mockapify.actor("someone/scraper", outcome)
    started = client.actor("someone/scraper").start(**options)
    mockapify.clock.run_until_idle()
    return started.id


def user(client, mockapify):
    run(client, mockapify, Succeeded(duration=3600), memory_mbytes=2048)
    return client.user()


def log(client, mockapify):
    return client.log(run(client, mockapify, Succeeded(log="\x1b[32mžluťoučký\x1b[0m kůň")))


def names(entries):
    return [entry.name for entry in entries]


def limits_updated(user):
    user.update_limits(max_monthly_usage_usd=300, data_retention_days=9)
    limits = user.limits().limits
    return (limits.max_monthly_usage_usd, limits.data_retention_days) == (300, 9)


def streamed(log):
    with log.stream(raw=True) as response:
        return response.read() == log.get_as_bytes(raw=True)


RESOURCES = [
    Resource(
        StoreCollectionClient,
        store,
        {
            "list": lambda found: (
                names(found.list(search="mail", sort_by="newest", limit=1, offset=1).items) == ["mail-writer"]
            ),
            "iterate": lambda found: (
                names(found.iterate(search="mail", chunk_size=2)) == ["mail-reader", "mail-writer", "mail-burner"]
            ),
        },
    ),
    Resource(
        UserClient,
        user,
        {
            "get": lambda me: me.get().plan.max_concurrent_actor_runs == 10_000,
            "limits": lambda me: round(me.limits().current.monthly_actor_compute_units, 2) == 2,
            "monthly_usage": lambda me: (
                round(me.monthly_usage().total_usage_credits_usd_after_volume_discount, 2) == 0.5
            ),
            "update_limits": limits_updated,
        },
    ),
    Resource(
        LogClient,
        log,
        {
            "get": lambda one: one.get().splitlines()[-1].endswith("Z žluťoučký kůň"),
            "get_as_bytes": lambda one: "\x1b[32mžluťoučký".encode() in one.get_as_bytes(raw=True),
            "stream": streamed,
        },
    ),
]
