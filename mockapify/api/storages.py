"""Parameters and bodies that datasets and key-value stores share."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from mockapify.api.query import Page, Query
from mockapify.state.storages import GeneralAccess, Ownership


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
