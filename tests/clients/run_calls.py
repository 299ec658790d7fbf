"""A call of each method of the official client's clients of runs."""

import logging
from datetime import timedelta

from apify_client._resource_clients import RunClient, RunCollectionClient
from storage_calls import Resource, deleted

from mockapify import Hangs, Succeeded

EVENT = {"eventTitle": "Page", "eventDescription": "A page was read", "eventPriceUsd": 0.1}
PER_EVENT = {"pricingModel": "PAY_PER_EVENT", "pricingPerEvent": {"actorChargeEvents": {"page": EVENT}}}
ITEMS = [{"n": 1}, {"n": 2}]


def run(client, mockapify):
    """A run that goes on until somebody changes that; then it succeeds."""
    mockapify.actor("someone/reader", items=ITEMS, output={"ok": True})
    mockapify.actor("someone/scraper", Hangs(log="hello"), Succeeded(items=ITEMS), pricing_infos=[PER_EVENT])
    return client.run(client.actor("someone/scraper").start(run_timeout=timedelta(hours=1)).id)


def runs(client, mockapify):
    mockapify.actor("someone/scraper", Succeeded(duration=1))
    for _ in range(3):
        client.actor("someone/scraper").start(wait_for_finish=5)
    return client.runs()


def ended(run):
    return run.wait_for_finish(wait_duration=timedelta(minutes=1)).status


def resurrected(run):
    run.abort()
    ended(run)
    again = run.resurrect(memory_mbytes=512, run_timeout=timedelta(minutes=5), restart_on_error=True)
    return (again.status, again.options.memory_mbytes, again.options.timeout_secs, ended(run)) == (
        "RUNNING",
        512,
        300,
        "SUCCEEDED",
    )


def metamorphed(run):
    changed = run.metamorph(target_actor_id="someone/reader", target_actor_build="latest", run_input={"q": 1})
    record = run.key_value_store().get_record(changed.metamorphs[0].input_key)
    return (record["value"], ended(run)) == ({"q": 1}, "SUCCEEDED")


def charged(run):
    for _ in range(2):
        run.charge("page", count=3, idempotency_key="once")
    return run.get().charged_event_counts == {"page": 3}


def iterated(run):
    run.reboot()
    return [*run.iterate_dataset_items()] == ITEMS


def stored(run):
    run.key_value_store().set_record("x", 1)
    return run.key_value_store().get_record("x")["value"] == 1


def pushed(run):
    run.dataset().push_items(ITEMS)
    return run.get().default_dataset_id == run.dataset().get().id


def updated(run):
    changed = run.update(status_message="Half way", is_status_message_terminal=False, general_access="RESTRICTED")
    return (changed.status_message, changed.general_access) == ("Half way", "RESTRICTED")


def gone(run):
    run.abort()
    ended(run)
    return deleted(run)


RESOURCES = [
    Resource(
        RunClient,
        run,
        {
            "abort": lambda one: (one.abort(gracefully=False).status, ended(one)) == ("ABORTING", "ABORTED"),
            "charge": charged,
            "dataset": pushed,
            "delete": gone,
            "get": lambda one: one.get().status == "RUNNING",
            "get_status_message_watcher": lambda one: (
                one.get_status_message_watcher(to_logger=logging.getLogger("test")) is not None
            ),
            "get_streamed_log": lambda one: one.get_streamed_log(to_logger=logging.getLogger("test")) is not None,
            "iterate_dataset_items": iterated,
            "key_value_store": stored,
            "log": lambda one: one.log().get().endswith("hello\n"),
            "metamorph": metamorphed,
            "reboot": lambda one: (one.reboot().stats.reboot_count, ended(one)) == (1, "SUCCEEDED"),
            "request_queue": lambda one: (
                one.request_queue().add_request({"url": "https://example.com", "unique_key": "a"}).was_already_present
                is False
            ),
            "resurrect": resurrected,
            "update": updated,
            "wait_for_finish": lambda one: one.wait_for_finish(wait_duration=timedelta(0)).status == "RUNNING",
        },
    ),
    Resource(
        RunCollectionClient,
        runs,
        {
            "list": lambda many: (
                [one.status for one in many.list(status=["SUCCEEDED"], limit=2, offset=1, desc=True).items]
                == ["SUCCEEDED"] * 2
            ),
            "iterate": lambda many: len([*many.iterate(chunk_size=2, status="SUCCEEDED")]) == 3,
        },
    ),
]
