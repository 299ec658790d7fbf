"""A call of each method of the official client's storage clients."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apify_client._resource_clients import (
    DatasetClient,
    DatasetCollectionClient,
    KeyValueStoreClient,
    KeyValueStoreCollectionClient,
    RequestQueueClient,
    RequestQueueCollectionClient,
)

from mockapify import MockApify

ITEMS = [{"n": 1}, {"n": 2}]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Resource:
    """One of the official client's classes, how to reach one that has something in it, and a call of each method.

    A call is a function of the resource that tells whether the method did what it is for. It is written once, for the
    synchronous class; the asynchronous one is called in the same words.
    """

    kind: type
    reach: Callable[[Any, MockApify], Any]
    calls: dict[str, Callable[[Any], bool]]


def dataset(client, mockapify):
    fields = {"type": "object", "properties": {"n": {"type": "number"}}}
    return client.dataset(mockapify.dataset("things", items=ITEMS, schema={"fields": fields}).id)


def key_value_store(client, mockapify):
    schema = {
        "actorKeyValueStoreSchemaVersion": 1,
        "title": "Things",
        "collections": {"letters": {"title": "Letters", "keyPrefix": "letter-"}},
    }
    store = mockapify.key_value_store("things", schema=schema)
    store["letter-a"] = {"text": "a"}
    store["number-1"] = b"1"
    return client.key_value_store(store.id)


def request_queue(client, mockapify):
    queue = client.request_queues().get_or_create(name="things")
    handle = client.request_queue(queue.id, client_key="me")
    for page in "ab":
        handle.add_request({"url": f"https://example.com/{page}", "unique_key": page})
    return handle


def datasets(client, mockapify):
    dataset(client, mockapify)
    return client.datasets()


def key_value_stores(client, mockapify):
    key_value_store(client, mockapify)
    return client.key_value_stores()


def request_queues(client, mockapify):
    request_queue(client, mockapify)
    return client.request_queues()


def entered(manager):
    with manager as found:
        return found


def locked(queue):
    """The first request, locked."""
    return queue.list_and_lock_head(limit=1, lock_duration=MINUTE).items[0].id


def deleted(resource):
    resource.delete()
    return resource.get() is None


def pushed(dataset):
    dataset.push_items([{"n": 3}])
    return dataset.list_items().items == [*ITEMS, {"n": 3}]


def record_set(store):
    store.set_record("new", {"a": 1})
    return store.get_record("new")["value"] == {"a": 1}


def record_deleted(store):
    store.delete_record("number-1")
    return not store.record_exists("number-1")


def request_updated(queue):
    request = queue.list_head().items[0].id
    updated = queue.update_request(
        {"id": request, "url": "https://example.com/a", "unique_key": "a", "handled_at": "2026-01-31T12:00:00.000Z"}
    )
    return (updated.was_already_handled, queue.get().handled_request_count) == (False, 1)


def request_deleted(queue):
    request = queue.list_head().items[0].id
    queue.delete_request(request)
    return queue.get_request(request) is None


def lock_deleted(queue):
    request = locked(queue)
    queue.delete_request_lock(request)
    return request in [one.id for one in queue.list_head().items]


def batch_added(queue):
    added = queue.batch_add_requests([{"url": "https://example.com/c", "unique_key": "c"}])
    return [one.unique_key for one in added.processed_requests] == ["c"] and queue.get().total_request_count == 3


COLLECTION = {
    "get_or_create": lambda many: many.get_or_create(name="more").name == "more",
    "list": lambda many: [one.name for one in many.list().items] == ["things"],
    "iterate": lambda many: [one.name for one in many.iterate()] == ["things"],
}
STORAGE = {
    "get": lambda one: one.get().name == "things",
    "update": lambda one: one.update(name="others", title="Others").name == "others",
    "delete": deleted,
}

RESOURCES = [
    Resource(DatasetCollectionClient, datasets, COLLECTION),
    Resource(
        DatasetClient,
        dataset,
        {
            **STORAGE,
            "push_items": pushed,
            "list_items": lambda one: one.list_items(limit=1).items == ITEMS[:1],
            "iterate_items": lambda one: list(one.iterate_items()) == ITEMS,
            "get_items_as_bytes": lambda one: (
                one.get_items_as_bytes(item_format="csv", bom=False, fields=["n"]) == b'"n"\r\n"1"\r\n"2"\r\n'
            ),
            "stream_items": lambda one: entered(one.stream_items()).status_code == 200,
            "get_statistics": lambda one: one.get_statistics().field_statistics["n"]["max"] == 2,
            "create_items_public_url": lambda one: "/items?signature=" in one.create_items_public_url(),
        },
    ),
    Resource(KeyValueStoreCollectionClient, key_value_stores, COLLECTION),
    Resource(
        KeyValueStoreClient,
        key_value_store,
        {
            **STORAGE,
            "list_keys": lambda one: [key.key for key in one.list_keys(collection="letters").items] == ["letter-a"],
            "iterate_keys": lambda one: [key.key for key in one.iterate_keys(chunk_size=1)] == ["letter-a", "number-1"],
            "get_record": lambda one: one.get_record("letter-a")["value"] == {"text": "a"},
            "get_record_as_bytes": lambda one: one.get_record_as_bytes("letter-a")["value"] == b'{"text":"a"}',
            "stream_record": lambda one: entered(one.stream_record("number-1"))["key"] == "number-1",
            "record_exists": lambda one: (one.record_exists("letter-a"), one.record_exists("b")) == (True, False),
            "set_record": record_set,
            "delete_record": record_deleted,
            "get_record_public_url": lambda one: "/letter-a?signature=" in one.get_record_public_url("letter-a"),
            "create_keys_public_url": lambda one: "/keys?signature=" in one.create_keys_public_url(),
        },
    ),
    Resource(RequestQueueCollectionClient, request_queues, COLLECTION),
    Resource(
        RequestQueueClient,
        request_queue,
        {
            **STORAGE,
            "list_head": lambda one: [request.unique_key for request in one.list_head().items] == ["a", "b"],
            "list_and_lock_head": lambda one: len(one.list_and_lock_head(lock_duration=MINUTE).items) == 2,
            "add_request": lambda one: (
                one.add_request({"url": "https://example.com/a", "unique_key": "a"}).was_already_present
            ),
            "get_request": lambda one: one.get_request(one.list_head().items[0].id).unique_key == "a",
            "update_request": request_updated,
            "delete_request": request_deleted,
            "prolong_request_lock": lambda one: (
                one.prolong_request_lock(locked(one), lock_duration=MINUTE).lock_expires_at is not None
            ),
            "delete_request_lock": lock_deleted,
            "batch_add_requests": batch_added,
            "batch_delete_requests": lambda one: (
                len(one.batch_delete_requests([{"unique_key": "a"}, {"unique_key": "b"}]).processed_requests) == 2
            ),
            "list_requests": lambda one: len(one.list_requests(limit=1).items) == 1,
            "iterate_requests": lambda one: (
                {request.unique_key for request in one.iterate_requests(chunk_size=1)} == {"a", "b"}
            ),
            "unlock_requests": lambda one: bool(locked(one)) and one.unlock_requests().unlocked_count == 1,
        },
    ),
]
