"""Objects of one kind: found by id, or by owner and name."""

from collections.abc import Iterator
from typing import Any, Generic, Protocol, TypeVar

from mockapify import errors


class Named(Protocol):
    """What a collection needs to know of its objects."""

    id: str
    user_id: str
    name: Any  # Storages may be nameless (str | None), Actors may not (str), and a mutable attribute is invariant.


T = TypeVar("T", bound=Named)


class Collection(Generic[T]):
    """The datasets (or Actors, tasks...) of a world, in the order of their creation."""

    def __init__(self) -> None:
        self._by_id: dict[str, T] = {}
        self._by_name: dict[tuple[str, str], T] = {}

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._by_id

    def get(self, id_: str) -> T | None:
        """The object with this id, or None."""
        return self._by_id.get(id_)

    def named(self, user_id: str, name: str) -> T | None:
        """The object of this owner with this name, or None."""
        return self._by_name.get((user_id, name))

    def add(self, item: T) -> T:
        """Take a new object in.

        Raises:
            ApiError: 400 `name-not-unique`: its owner has another one of that name.
        """
        if item.name is not None:
            self._claim(item, item.name)
        self._by_id[item.id] = item
        return item

    def rename(self, item: T, name: str | None) -> None:
        """Give the object another name, or none.

        Raises:
            ApiError: 400 `name-not-unique`: its owner has another one of that name; the object keeps its old name.
        """
        if name == item.name:
            return
        if name is not None:
            self._claim(item, name)
        if item.name is not None:
            del self._by_name[item.user_id, item.name]
        item.name = name

    def remove(self, item: T) -> None:
        """Forget the object; its name is free again."""
        del self._by_id[item.id]
        if item.name is not None:
            del self._by_name[item.user_id, item.name]

    def _claim(self, item: T, name: str) -> None:
        if self._by_name.setdefault((item.user_id, name), item) is not item:
            raise errors.name_not_unique()
