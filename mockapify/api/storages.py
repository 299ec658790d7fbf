"""What the operations on datasets, key-value stores and request queues share."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType, structs

from mockapify.api.call import Call, Data, created
from mockapify.api.public_url import public_url
from mockapify.api.query import Page, Query
from mockapify.state import access, storages
from mockapify.state.storages import DescribedStorage, GeneralAccess, Ownership, S, Storage


class ListStorages(Page, kw_only=True):
    """Parameters of a list of storages."""

    unnamed: bool = False
    ownership: Ownership | None = None


class CreateStorage(Query, kw_only=True):
    """Parameters of get-or-create."""

    name: str | None = None


class CreateBody(Struct, rename="camel"):
    """What a get-or-create may carry besides the name."""

    schema: dict[str, Any] | None = None


class UpdateBody(Struct, rename="camel", kw_only=True):
    """What an update may change; absent fields stay as they are."""

    name: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    general_access: GeneralAccess | UnsetType = UNSET


def page(call: Call, kind: type[Storage], query: ListStorages) -> Data:
    """A page of the caller's storages of a kind."""
    found = storages.owned(call.world, kind, call.caller, unnamed=query.unnamed, ownership=query.ownership)
    return Data({**query.of([storage.short() for storage in found]), "unnamed": query.unnamed})


class UpdateDescribed(UpdateBody, kw_only=True):
    """What an update of a storage with a schema may change."""

    schema: dict[str, Any] | UnsetType | None = UNSET


def obtain(call: Call, kind: type[S], name: str | None) -> tuple[S, bool]:
    """The caller's storage of that name and False, or a new one and True.

    One that is made with the token of an Actor run belongs to the run.
    """
    storage, new = storages.get_or_create(call.world, kind, call.caller, name, maker=call.run)
    access.require(call.world, storage, user=call.user, scope=call.scope, writing=True)
    return storage, new


def create_described(call: Call, kind: type[DescribedStorage], name: str | None, body: CreateBody | None) -> Data:
    """Answer get-or-create of a storage that may come with a schema; nothing is made when that will not do."""
    schema = body.schema if body is not None else None
    kind.check_schema(schema)
    storage, new = obtain(call, kind, name)
    if schema is not None:
        storage.set_schema(schema)
    return answer_created(call, storage, new=new)


def answer_created(call: Call, storage: Storage, *, new: bool) -> Data:
    """The answer to get-or-create."""
    return created(call, shown(storage, call), f"{storage.kind.plural}/{storage.id}", new=new)


def change(call: Call, storage: Storage, body: UpdateBody) -> Data:
    """Answer an update of name, title or general access."""
    storages.update(call.world, storage, name=body.name, title=body.title, general_access=body.general_access)
    return Data(shown(storage, call))


def change_described(call: Call, storage: DescribedStorage, body: UpdateDescribed) -> Data:
    """The same of a storage that may have a schema; nothing is changed when that will not do."""
    if body.schema is UNSET:
        return change(call, storage, body)
    storage.check_schema(body.schema)
    storages.update(call.world, storage, name=body.name, title=body.title, general_access=body.general_access)
    storage.set_schema(body.schema)
    return Data(shown(storage, call))


def shown(storage: S, call: Call) -> S:
    """The storage as this caller sees it: the signing secret is for those who may write."""
    kind = storage.kind
    if not kind.contents:
        return storage
    owns = access.owns(call.world, storage, call.user, call.scope, writing=True)
    path = f"{kind.plural}/{storage.id}"
    links = {f"{content}_public_url": public_url(call, storage, f"{path}/{content}") for content in kind.contents}
    secret = storage.url_signing_secret_key if owns else UNSET
    return structs.replace(storage, url_signing_secret_key=secret, **links)
