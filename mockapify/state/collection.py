"""Objects of one kind: found by id, or by owner and name."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, Protocol, TypeVar

from mockapify import errors


class Named(Protocol):
    """What a collection needs to know of its objects."""

    id: str
    user_id: str
    name: Any  # Storages may be nameless (str | None), Actors may not (str), and a mutable attribute is invariant.


T = TypeVar("T", bound=Named)


class Collection(Generic[T]):
    """The datasets (or Actors, tasks...) of a world, in the order of their creation.

    `taken` makes the error for a name that its owner has given to another one; `any_case` is for kinds whose names are
    the same in upper and lower case.
    """

    def __init__(
        self, *, taken: Callable[[], errors.ApiError] = errors.name_not_unique, any_case: bool = False
    ) -> None:
        self._by_id: dict[str, T] = {}
        self._by_name: dict[tuple[str, str], T] = {}
        self._taken = taken
        self._any_case = any_case

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
        return self._by_name.get(self._key(user_id, name))

    def add(self, item: T) -> T:
        """Take a new object in.

        Raises:
            ApiError: Its owner has another one of that name.
        """
        if item.name is not None:
            self._claim(item, item.name)
        self._by_id[item.id] = item
        return item

    def rename(self, item: T, name: str | None) -> None:
        """Give the object another name, or none.

        Raises:
            ApiError: Its owner has another one of that name; the object keeps its old name.
        """
        if name is not None:
            self._claim(item, name)
        if item.name is not None and (name is None or self._key(item.user_id, name) != self._key_of(item)):
            del self._by_name[self._key_of(item)]
        item.name = name

    def remove(self, item: T) -> None:
        """Forget the object; its name is free again."""
        del self._by_id[item.id]
        if item.name is not None:
            del self._by_name[self._key_of(item)]

    def _claim(self, item: T, name: str) -> None:
        if self._by_name.setdefault(self._key(item.user_id, name), item) is not item:
            raise self._taken()

    def _key(self, user_id: str, name: str) -> tuple[str, str]:
        return user_id, name.lower() if self._any_case else name

    def _key_of(self, item: T) -> tuple[str, str]:
        return self._key(item.user_id, item.name)
