"""What datasets, key-value stores and request queues have in common."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, TypeVar

from msgspec import Struct, structs

from mockapify import errors
from mockapify.clock import Timestamp
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.state.runs import Run
    from mockapify.world import World

NAME = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?", re.ASCII)

GeneralAccess = Literal["FOLLOW_USER_SETTING", "RESTRICTED", "ANYONE_WITH_ID_CAN_READ", "ANYONE_WITH_NAME_CAN_READ"]
Ownership = Literal["ownedByMe", "sharedWithMe"]


class Kind(Struct, frozen=True):
    """What tells the kinds apart where all storages are handled alike."""

    plural: str
    """In URLs, such as `datasets`."""
    noun: str
    """In a 403, such as `dataset`."""
    label: str
    """In a 404, such as `Dataset`."""
    resource_type: str
    """In input schemas, such as `keyValueStore`."""
    contents: tuple[str, ...] = ()
    """What signed URLs open, such as `items`; nothing where there are no such URLs."""


class Storage(Resource, kw_only=True):
    """A dataset, key-value store or request queue. Unnamed ones have `name` None."""

    kind: ClassVar[Kind]

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
    url_signing_secret_key: str | UnsetType = UNSET

    @property
    def is_listed(self) -> bool:
        """Whether lists that ask for unnamed storages show it."""
        return True

    def short(self) -> Self:
        """Itself as lists show it. Its name is never null there: the clients' models refuse that."""
        return structs.replace(self, name=self.name or "", url_signing_secret_key=UNSET)

    def read(self, now: Timestamp) -> None:
        """Note that somebody looked at the content."""
        self.accessed_at = now

    def write(self, now: Timestamp) -> None:
        """Note that somebody changed the content."""
        self.accessed_at = self.modified_at = now


class DescribedStorage(Storage, kw_only=True):
    """A storage that may have a schema of its content."""

    @staticmethod
    def check_schema(schema: Mapping[str, Any] | None) -> None:
        """Refuse a schema that cannot be set. Raises `ApiError` 400."""
        raise NotImplementedError

    def set_schema(self, schema: Mapping[str, Any] | None) -> None:
        """Have the content checked from now on. Raises `ApiError` 400; the old schema stays."""
        raise NotImplementedError


S = TypeVar("S", bound=Storage)


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


def create(world: "World", kind: type[S], owner: User, name: str | None = None, *, maker: "Run | None" = None) -> S:
    """A new storage, which belongs to the run that makes it.

    Raises:
        ApiError: 400 `invalid-value` or `name-not-unique`.
    """
    now = world.clock.now()
    id_ = world.ids.new()
    storage = kind(
        id=id_,
        name=check_name(name) if name is not None else None,
        user_id=owner.id,
        username=owner.username,
        created_at=now,
        modified_at=now,
        accessed_at=now,
        act_id=maker.act_id if maker is not None else None,
        act_run_id=maker.id if maker is not None else None,
        console_url=f"https://console.apify.com/storage/{kind.kind.plural}/{id_}",
        url_signing_secret_key=world.ids.secret() if kind.kind.contents else UNSET,
    )
    return world.storages(kind).add(storage)


def get_or_create(
    world: "World", kind: type[S], user: User, name: str | None, *, maker: "Run | None" = None
) -> tuple[S, bool]:
    """The user's storage of that name and False, or a new one and True; without a name always a new one.

    Raises:
        ApiError: 400 `invalid-value`: the name is malformed.
    """
    if name is not None:
        existing = world.storages(kind).named(user.id, check_name(name))
        if existing is not None:
            return existing, False
    return create(world, kind, user, name, maker=maker), True


def update(
    world: "World",
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
        world.storages(type(storage)).rename(storage, check_name(name) if name is not None else None)
    if title is not UNSET:
        storage.title = UNSET if title is None else title
    if general_access is not UNSET:
        storage.general_access = general_access
    storage.modified_at = world.clock.now()
    return storage


def delete(world: "World", storage: Storage) -> None:
    """Forget the storage and what is in it."""
    world.storages(type(storage)).remove(storage)


def owned(world: "World", kind: type[S], user: User, *, unnamed: bool, ownership: Ownership | None) -> list[S]:
    """The user's storages, oldest first; only named ones unless `unnamed`.

    A storage that another user shares is never listed: sharing by invitation is not simulated.
    """
    if ownership == "sharedWithMe":
        return []
    return [
        storage
        for storage in world.storages(kind)
        if storage.user_id == user.id and (storage.name is not None or (unnamed and storage.is_listed))
    ]


def for_run(world: "World", kind: type[S], run: "Run") -> S:
    """A new unnamed storage that belongs to the run."""
    return create(world, kind, world.users[run.user_id], maker=run)
