"""Which operation somebody means who names it as clients do, or nearly."""

import re

import apify_client._resource_clients as resource_clients
import pytest
from cases import each_case

from mockapify.api.routes import check_operation, operation_names

NO_CALLS = re.compile("create_.*_public_url|get_record_public_url")
"""Methods of clients that make no call."""


@each_case(
    ("wrong", "meant"),
    [
        ("actors.start", "runs.start"),
        ("actors.call", "runs.start"),
        ("actor.start", "runs.start"),
        ("acts.start", "runs.start"),
        ("tasks.start", "runs.start"),
        ("task.call", "runs.start"),
        ("start", "runs.start"),
        ("dataset.list_items", "datasets.list_items"),
        ("dataset.listItems", "datasets.list_items"),
        ("DatasetClient.iterate_items", "datasets.list_items"),
        ("list_items", "datasets.list_items"),
        ("datasets.list", "datasets.list_all"),
        ("datasets.push_data", "datasets.push_items"),
        ("runs.list", "runs.list_all"),
        ("actors.list", "actors.list_all"),
        ("actor.runs", "runs.list_all"),
        ("actor.last_run", "runs.get"),
        ("actor.build", "builds.start"),
        ("run.wait_for_finish", "runs.get"),
        ("run.get_streamed_log", "logs.get"),
        ("run.push_items", "datasets.push_items"),
        ("actor_runs.abort", "runs.abort"),
        ("key_value_store.set_record", "key_value_stores.put_record"),
        ("key_value_stores.set_value", "key_value_stores.put_record"),
        ("store.get_record", "key_value_stores.get_record"),
        ("request_queue.batch_add_requests", "request_queues.add_requests"),
        ("request_queues.list_and_lock_head", "request_queues.lock_head"),
        ("request_queues.delete_request_lock", "request_queues.release_lock"),
        ("webhook.dispatches", "dispatches.list_all"),
        ("webhook_dispatches.list", "dispatches.list_all"),
        ("user.limits", "users.get_limits"),
        ("dataset.*", "datasets.*"),
        ("actors", "actors.*"),
        ("datasets.push_item", "datasets.push_items"),
        ("datasets.push", "datasets.push_items"),
        ("dataset.push_itmes", "datasets.push_items"),
        ("personalize.put_item", "personalize.put_items"),
        ("personalize.PutItems", "personalize.put_items"),
        ("personalize.xyz", "personalize.*"),
        ("personalize.call_operation", "personalize.*"),
    ],
)
def test_the_operation_that_is_meant_is_told(wrong, meant):
    with pytest.raises(ValueError, match=re.escape(f"there is no operation {wrong!r}; did you mean {meant!r}?")):
        check_operation(wrong)
    check_operation(meant)


def test_every_method_of_the_client_leads_to_an_operation():
    methods = {
        f"{kind}.{name}"
        for kind, client in vars(resource_clients).items()
        if kind.endswith("Client")
        for name in vars(client)
        if not name.startswith("_") and not NO_CALLS.search(name)
    }
    for method in methods:
        with pytest.raises(ValueError, match=r"did you mean '\w+\.\w+'") as refused:
            check_operation(method)
        assert str(refused.value).split("'")[-2] in operation_names()
    assert len(methods) > 90


@each_case("wrong", ["x", "x.y", "", "*.x"])
def test_what_is_like_nothing_is_told_where_to_look(wrong):
    with pytest.raises(ValueError, match=re.escape(f"there is no operation {wrong!r}; `mockapify routes` lists them")):
        check_operation(wrong)
