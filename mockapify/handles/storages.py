"""Datasets, key-value stores and request queues."""

from collections.abc import Iterable, Mapping
from typing import Any

from mockapify import wire
from mockapify.handles.pushed_items import CalledPushes, PushedItems
from mockapify.state import datasets, key_value_stores, request_queues
from mockapify.world import World


class MockDataset(CalledPushes):
    """A dataset. With unittest.mock's assertions on pushes of items, see `CalledPushes`."""

    def __init__(self, world: World, dataset: datasets.Dataset) -> None:
        self._world = world
        self._dataset = dataset

    @property
    def id(self) -> str:
        """The dataset's id."""
        return self._dataset.id

    @property
    def items(self) -> PushedItems:
        """The items, in the order they were pushed."""
        with self._world:
            stored = self._dataset.items.compact[:]
        return PushedItems(wire.decode(item) for item in stored)

    def push(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Append items.

        Raises:
            ApiError: 400: one does not fit the dataset's schema; none is stored then.
        """
        with self._world:
            datasets.push(self._dataset, items)


class MockKeyValueStore:
    """A key-value store, used like a mapping from keys to values: JSON decoded, text as str, else bytes."""

    def __init__(self, world: World, store: key_value_stores.KeyValueStore) -> None:
        self._world = world
        self._store = store

    @property
    def id(self) -> str:
        """The store's id."""
        return self._store.id

    def keys(self) -> list[str]:
        """All keys in order."""
        with self._world:
            return self._store.keys[:]

    def __getitem__(self, key: str) -> Any:
        with self._world:
            return self._store.records[key].as_python()

    def __setitem__(self, key: str, value: object) -> None:
        with self._world:
            key_value_stores.set_value(self._store, key, value)

    def __contains__(self, key: object) -> bool:
        with self._world:
            return key in self._store.records


class MockRequestQueue:
    """A request queue."""

    def __init__(self, world: World, queue: request_queues.RequestQueue) -> None:
        self._world = world
        self._queue = queue

    @property
    def id(self) -> str:
        """The queue's id."""
        return self._queue.id

    @property
    def requests(self) -> list[dict[str, Any]]:
        """All requests with all their fields, in the order in which they were added."""
        with self._world:
            stored = [request.content for request in self._queue.requests.values()]
        return [wire.decode(content) for content in stored]

    @property
    def total_count(self) -> int:
        """How many requests it has."""
        with self._world:
            return self._queue.total_request_count

    @property
    def handled_count(self) -> int:
        """How many of them are handled."""
        with self._world:
            return self._queue.handled_request_count

    @property
    def pending_count(self) -> int:
        """How many of them are not handled yet."""
        with self._world:
            return self._queue.pending_request_count

    def add(self, requests: Iterable[str | Mapping[str, Any]], *, forefront: bool = False) -> None:
        """Append requests that are not there yet: URLs, or objects with a `url` and perhaps a `uniqueKey`.

        Raises:
            ApiError: 400: one of them will not do; none is added then.
        """
        with self._world:
            request_queues.fill(self._queue, requests, self._world.clock.now(), forefront=forefront)
