"""Datasets, key-value stores and request queues."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar

from mockapify import wire
from mockapify.handles.handle import Handle
from mockapify.handles.pushed_items import CalledPushes, PushedItems
from mockapify.spelling import closest
from mockapify.state import datasets, key_value_stores, request_queues
from mockapify.state.datasets import Dataset
from mockapify.state.key_value_stores import KeyValueStore
from mockapify.state.request_queues import RequestQueue
from mockapify.state.storages import S, Storage
from mockapify.state.users import User
from mockapify.world import World


class MockStorage(Handle, Generic[S]):
    """What datasets, key-value stores and request queues have in common."""

    kind: ClassVar[type[Storage]]

    def __init__(self, world: World, storage: S) -> None:
        self._world = world
        self._storage = storage

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name or self.id}>"

    @property
    def id(self) -> str:
        """Its id."""
        return self._storage.id

    @property
    def name(self) -> str | None:
        """Its name; None when it has none, as the default storages of runs."""
        with self._world:
            return self._storage.name


class MockDataset(MockStorage[Dataset], CalledPushes):
    """A dataset. With unittest.mock's assertions on pushes of items, see `CalledPushes`."""

    _instead = "append items: .push([...])"

    kind = Dataset

    @property
    def items(self) -> PushedItems:
        """The items, in the order they were pushed."""
        with self._world:
            stored = self._storage.items.compact[:]
        return PushedItems(wire.decode(item) for item in stored)

    def push(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Append items.

        Raises:
            ApiError: 400: one does not fit the dataset's schema; none is stored then.
        """
        with self._world:
            datasets.push(self._storage, items)


class MockKeyValueStore(MockStorage[KeyValueStore]):
    """A key-value store, used like a mapping from keys to values: JSON decoded, text as str, else bytes."""

    _instead = "set a record: [key] = value"

    kind = KeyValueStore

    def keys(self) -> list[str]:
        """All keys in order."""
        with self._world:
            return self._storage.keys[:]

    def __getitem__(self, key: str) -> Any:
        with self._world:
            return self._storage.records[key].as_python()

    def get(self, key: str, default: Any = None) -> Any:
        """The record of that key, or the default where there is none."""
        with self._world:
            record = self._storage.records.get(key)
            return record.as_python() if record is not None else default

    def __setitem__(self, key: str, value: object) -> None:
        with self._world:
            key_value_stores.set_value(self._storage, key, value)

    def __contains__(self, key: object) -> bool:
        with self._world:
            return key in self._storage.records


class MockRequestQueue(MockStorage[RequestQueue]):
    """A request queue."""

    _instead = "add requests: .add([...])"

    kind = RequestQueue

    @property
    def requests(self) -> list[dict[str, Any]]:
        """All requests with all their fields, in the order in which they were added."""
        with self._world:
            stored = [request.content for request in self._storage.requests.values()]
        return [wire.decode(content) for content in stored]

    @property
    def total_count(self) -> int:
        """How many requests it has."""
        with self._world:
            return self._storage.total_request_count

    @property
    def handled_count(self) -> int:
        """How many of them are handled."""
        with self._world:
            return self._storage.handled_request_count

    @property
    def pending_count(self) -> int:
        """How many of them are not handled yet."""
        with self._world:
            return self._storage.pending_request_count

    def add(self, requests: Iterable[str | Mapping[str, Any]], *, forefront: bool = False) -> None:
        """Append requests that are not there yet: URLs, or objects with a `url` and perhaps a `uniqueKey`.

        Raises:
            ApiError: 400: one of them will not do; none is added then.
        """
        with self._world:
            request_queues.fill(self._storage, requests, self._world.clock.now(), forefront=forefront)


H = TypeVar("H", bound=MockStorage[Any])


class MockStorages(Handle, Mapping[str, H]):
    """The named storages of a user, by name, oldest first. A look makes none, unlike `mockapify.dataset(name)`."""

    def __init__(self, world: World, user: User, handle: type[H]) -> None:
        self._world = world
        self._user = user
        self._handle = handle

    def __getitem__(self, name: str) -> H:
        """The one of that name.

        Raises:
            KeyError: There is none; the message names those there are.
        """
        with self._world:
            found = self._world.storages(self._handle.kind).named(self._user.id, name)
            if found is None:
                raise KeyError(self._missing(name))
            return self._handle(self._world, found)

    def __iter__(self) -> Iterator[str]:
        with self._world:
            every = self._world.storages(self._handle.kind)
            return iter([one.name for one in every if one.user_id == self._user.id and one.name is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<{self._handle.kind.kind.plural.replace('-', '_')}: {', '.join(self) or 'none'}>"

    def _missing(self, name: object) -> str:
        told = f"there is no {self._handle.kind.kind.noun} {name!r}"
        if not self:
            return f"{told}; none here has a name"
        close = closest(str(name), self)
        meant = f"; did you mean {close!r}? There" if close is not None else "; there"
        return f"{told}{meant} are {', '.join(self)}"
