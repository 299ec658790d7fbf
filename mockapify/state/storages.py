"""What datasets, key-value stores and request queues have in common."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state.collection import Collection
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.world import World

NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", re.ASCII)

GeneralAccess = Literal["FOLLOW_USER_SETTING", "RESTRICTED", "ANYONE_WITH_ID_CAN_READ", "ANYONE_WITH_NAME_CAN_READ"]
Ownership = Literal["ownedByMe", "sharedWithMe"]


class Storage(Resource, kw_only=True):
    """A dataset, key-value store or request queue. Unnamed ones have `name` None."""

    id: str
    name: str | None
    user_id: str
    username: str
    created_at: Timestamp
    modified_at: Timestamp
    accessed_at: Timestamp
    act_id: str | None = None
    act_run_id: str | None = None
    console_url: str
    general_access: GeneralAccess = "FOLLOW_USER_SETTING"
    title: str | UnsetType = UNSET

    def read(self, now: Timestamp) -> None:
        """Note that somebody looked at the content."""
        self.accessed_at = now

    def write(self, now: Timestamp) -> None:
        """Note that somebody changed the content."""
        self.accessed_at = self.modified_at = now


S = TypeVar("S", bound=Storage)
Make = Callable[["World", User, str | None], S]


def check_name(name: str) -> str:
    """The name itself, when a storage may bear it.

    Raises:
        ApiError: 400 `invalid-value`.
    """
    if not NAME.fullmatch(name):
        raise errors.invalid_value(
            f'name "{name}" is not allowed: use 1 to 63 letters, digits and hyphens, with no hyphen at either end'
        )
    return name


def newborn(world: "World", owner: User, name: str | None, plural: str) -> dict[str, Any]:
    """The fields that a new storage has in common with all others; `plural` as in its URL.

    Raises:
        ApiError: 400 `invalid-value`: the name is malformed.
    """
    now = world.clock.now()
    id_ = world.ids.new()
    return {
        "id": id_,
        "name": check_name(name) if name is not None else None,
        "user_id": owner.id,
        "username": owner.username,
        "created_at": now,
        "modified_at": now,
        "accessed_at": now,
        "console_url": f"https://console.apify.com/storage/{plural}/{id_}",
    }


def get_or_create(
    world: "World", collection: Collection[S], user: User, name: str | None, make: Make[S]
) -> tuple[S, bool]:
    """The user's storage of that name and False, or a new one and True; without a name always a new one.

    Raises:
        ApiError: 400 `invalid-value`: the name is malformed.
    """
    if name is not None:
        existing = collection.named(user.id, check_name(name))
        if existing is not None:
            return existing, False
    return collection.add(make(world, user, name)), True


def update(
    world: "World",
    collection: Collection[S],
    storage: S,
    *,
    name: str | UnsetType | None = UNSET,
    title: str | UnsetType | None = UNSET,
    general_access: GeneralAccess | UnsetType = UNSET,
) -> S:
    """Change what is given; `name=None` takes the name away.

    Raises:
        ApiError: 400 `invalid-value` or `name-not-unique`; nothing is changed then.
    """
    if name is not UNSET:
        collection.rename(storage, check_name(name) if name is not None else None)
    if title is not UNSET:
        storage.title = UNSET if title is None else title
    if general_access is not UNSET:
        storage.general_access = general_access
    storage.modified_at = world.clock.now()
    return storage


def owned(collection: Iterable[S], user: User, *, unnamed: bool, ownership: Ownership | None) -> list[S]:
    """The user's storages, oldest first; only named ones unless `unnamed`.

    A storage that another user shares is never listed: sharing by invitation is not simulated.
    """
    if ownership == "sharedWithMe":
        return []
    return [storage for storage in collection if storage.user_id == user.id and (unnamed or storage.name is not None)]


def for_run(world: "World", collection: Collection[S], run: "Run", make: Make[S]) -> S:
    """A new unnamed storage that belongs to the run."""
    storage = make(world, world.users[run.user_id], None)
    storage.act_id = run.act_id
    storage.act_run_id = run.id
    return collection.add(storage)
