"""Every method of the official client is called end to end, so that a new version of it shows what is missing here.

The tables are in modules of their own, such as `storage_calls`; a new resource is a `Resource` more.
"""

import inspect

import apify_client._resource_clients as resource_clients
import pytest
from account_calls import RESOURCES as ACCOUNTS
from actor_calls import RESOURCES as ACTORS
from cases import each_case
from run_calls import RESOURCES as RUNS
from schedule_calls import RESOURCES as SCHEDULES
from storage_calls import RESOURCES as STORAGES
from task_calls import RESOURCES as TASKS
from webhook_calls import RESOURCES as WEBHOOKS

RESOURCES = [*STORAGES, *ACTORS, *TASKS, *RUNS, *WEBHOOKS, *SCHEDULES, *ACCOUNTS]


def methods_of(kind: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_")}


def test_every_class_of_the_client_has_a_table():
    classes = {name for name in dir(resource_clients) if name.endswith("Client")}
    assert classes == {resource.kind.__name__ for resource in RESOURCES}


@each_case("resource", RESOURCES)
def test_every_method_has_a_row(resource):
    methods = methods_of(resource.kind)
    twin = getattr(resource_clients, resource.kind.__name__ + "Async")
    missing, gone = methods - resource.calls.keys(), resource.calls.keys() - methods
    assert (missing, gone) == (set(), set())
    assert methods_of(twin) == methods


# Each method takes what it needs of what its resource stands on.
@pytest.mark.mockapify(allow=["unexpected_runs", "unused"])
@pytest.mark.parametrize("resource", [pytest.param(one, id=one.kind.__name__) for one in RESOURCES])
def test_every_method_works(resource, client, mockapify):
    reached = resource.reach(client, mockapify)
    untouched = mockapify.snapshot()

    @each_case("method", resource.calls)
    def works(method):
        mockapify.restore(untouched)
        assert resource.calls[method](reached) is True

    works()
