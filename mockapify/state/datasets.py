"""Datasets: append-only lists of JSON objects."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

import msgspec

from mockapify import errors, exports, wire
from mockapify import schema as schemas
from mockapify.exports.stored import StoredItems
from mockapify.schema import Paths, SchemaError
from mockapify.state.storages import DescribedStorage, Kind
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.schema import ItemSchema

SURROGATES = re.compile(rb"\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|(\\u[dD][89a-fA-F]..)")
"""Escaped backslashes, pairs that make a character, and in group 1 halves that stand alone: JavaScript reads those,
UTF-8 cannot say them."""

MAX_DEPTH = 256
TEXT_OR_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]')


class DatasetStats(Resource, kw_only=True):
    """Counters, absent until first written."""

    read_count: int | UnsetType = UNSET
    write_count: int | UnsetType = UNSET
    storage_bytes: int = 0
    inflated_bytes: int = 0


class Dataset(DescribedStorage, kw_only=True):
    """A dataset."""

    kind: ClassVar = Kind("datasets", "dataset", "Dataset", "dataset", contents=("items",))

    item_count: int = 0
    clean_item_count: int = 0
    fields: list[str] | None = None
    schema: dict[str, Any] | None = None
    items_public_url: str | UnsetType = UNSET
    stats: DatasetStats = msgspec.field(default_factory=DatasetStats)

    def __post_init__(self) -> None:
        self.items = StoredItems()
        self.item_schema: ItemSchema | None = None
        self._seen: dict[str, None] = {}
        self.on_items: Callable[[int], None] | None = None
        """Called with the number of items when some were appended."""

    @property
    def is_listed(self) -> bool:
        """Unnamed datasets without items are filtered out of lists (apify-docs, pull request 2217)."""
        return self.item_count > 0

    def short(self) -> Self:
        """Itself as lists show it."""
        return msgspec.structs.replace(super().short(), schema=None, fields=None)

    @staticmethod
    def check_schema(schema: Mapping[str, Any] | None) -> None:
        """Refuse a schema that cannot be set.

        Raises:
            ApiError: 400 `dataset-schema-invalid`.
        """
        compile_fields(schema)

    def set_schema(self, schema: Mapping[str, Any] | None) -> None:
        """Let items be checked against `schema["fields"]` from now on; `schema["views"]` are what `view=` can name.

        Raises:
            ApiError: 400 `dataset-schema-invalid`; the old schema stays.
        """
        self.adopt_schema(schema, compile_fields(schema))

    def adopt_schema(self, schema: Mapping[str, Any] | None, item_schema: "ItemSchema | None") -> None:
        """Take a schema that was compiled before."""
        self.item_schema = item_schema
        self.schema = dict(schema) if schema is not None else None

    def view(self, name: str) -> dict[str, Any]:
        """The transformation of the schema's view of that name.

        Raises:
            ApiError: 400: there is no schema, or no such view in it.
        """
        if self.schema is None:
            raise errors.dataset_without_schema()
        view = (self.schema.get("views") or {}).get(name)
        if view is None:
            raise errors.unknown_view(name)
        return _transformation(view)

    def add(self, batch: "Batch") -> None:
        """Append what `parse` made."""
        self.items.extend(batch.items)
        self.item_count += len(batch.items)
        self.clean_item_count += batch.clean_count
        self._seen.update(dict.fromkeys(batch.fields))
        self.fields = list(self._seen)
        self.stats.write_count = (self.stats.write_count or 0) + len(batch.items)
        self.stats.storage_bytes += batch.length
        self.stats.inflated_bytes += batch.length
        if self.on_items is not None:
            self.on_items(len(batch.items))


class Batch(msgspec.Struct, frozen=True):
    """Items that are ready to be appended: checked, cut apart and counted outside of any turn."""

    items: StoredItems
    fields: list[str]
    clean_count: int
    length: int


def compile_fields(schema: Mapping[str, Any] | None) -> "ItemSchema | None":
    """The item schema inside a dataset schema, ready to check items; None when there is none. Views are checked too.

    Raises:
        ApiError: 400 `dataset-schema-invalid`.
    """
    views = (schema or {}).get("views") or {}
    if not isinstance(views, Mapping):
        raise errors.dataset_schema_invalid('"views" must be an object of views by their names')
    for name, view in views.items():
        try:
            exports.apply_view(exports.Selection(), _transformation(view))
        except ValueError as error:
            raise errors.dataset_schema_invalid(f'view "{name}": {error}') from None
    fields = (schema or {}).get("fields")
    if fields is None:
        return None
    if not isinstance(fields, Mapping):
        raise errors.dataset_schema_invalid('"fields" must be the JSON schema of one item, an object')
    try:
        return _compiled(wire.encode(fields))
    except SchemaError as error:
        raise errors.dataset_schema_invalid(str(error)) from None
    except RecursionError:
        raise errors.dataset_schema_invalid("it refers to itself without end") from None


@lru_cache(maxsize=256)  # Each run of an Actor gets a dataset with the same schema.
def _compiled(fields: bytes) -> "ItemSchema":
    item_schema = schemas.compile_schema(wire.decode(fields))
    item_schema.errors({})  # A schema that is its own reference never comes to an end, whatever the item.
    return item_schema


def _transformation(view: object) -> dict[str, Any]:
    transformation = view.get("transformation", {}) if isinstance(view, Mapping) else view
    if not isinstance(transformation, Mapping):
        raise ValueError('it must be an object with an object "transformation"')
    return dict(transformation)


def parse(body: bytes, schema: "ItemSchema | None" = None, *, paths: Paths = "item") -> Batch:
    """Cut a pushed body, an object or an array of objects, into items and check them: all or nothing.

    `paths` says how the schema's errors tell the place; see `Settings.schema_error_paths`.

    Raises:
        ApiError: 400: it is no JSON, has a member that is no object, or does not fit the schema.
    """
    try:
        value = wire.decode(body)
    except wire.JSONError as error:
        alone = next((match[1] for match in SURROGATES.finditer(body) if match[1]), None)
        reason = error if alone is None else f"{alone.decode()} stands without its other half"
        raise errors.invalid_request(f"The request body is not valid JSON: {reason}") from None
    if not isinstance(value, dict | list):
        raise errors.not_a_json_object()
    items = value if isinstance(value, list) else [value]
    strangers = [position for position, item in enumerate(items) if not isinstance(item, dict)]
    if strangers:
        raise errors.schema_validation([_not_an_object(position) for position in strangers])
    batch = batch_of(items)
    for position, item in enumerate(batch.items.compact):
        if is_too_deep(item):
            raise errors.invalid_request(f"Item {position} is nested too deeply (limit: {MAX_DEPTH} levels)")
    if schema is not None:
        try:
            invalid_items = schema.invalid_items(items, paths=paths)
        except RecursionError:
            raise errors.dataset_schema_invalid("it refers to itself without end") from None
        if invalid_items:
            raise errors.schema_validation(invalid_items)
    return batch


def batch_of(items: Sequence[dict[str, Any]]) -> Batch:
    """Decoded items as they are stored: the JSON that JavaScript would write, which is what the platform answers."""
    seen: dict[str, None] = {}
    clean_count = 0
    for item in items:
        seen.update(dict.fromkeys(item))
        # An item is clean when something is left of it once its hidden fields, those that begin with #, are gone.
        clean_count += any(not name.startswith("#") for name in item)
    try:
        stored = StoredItems.of(items)
    except RecursionError:
        raise errors.invalid_request(f"An item is nested too deeply (limit: {MAX_DEPTH} levels)") from None
    return Batch(stored, list(seen), clean_count, sum(map(len, stored.compact)))


def is_too_deep(item: bytes) -> bool:
    """Whether the item is nested more deeply than exports can follow. The platform's own limit is not public."""
    if item.count(b"{") + item.count(b"[") <= MAX_DEPTH:
        return False
    depth = 0
    for match in TEXT_OR_BRACKET.finditer(item):
        bracket = match[0]
        if bracket in (b"{", b"["):
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif bracket in (b"}", b"]"):
            depth -= 1
    return False


def push(dataset: Dataset, items: Iterable[Mapping[str, Any]]) -> None:
    """Append plain objects, as an Actor does that pushes through the SDK.

    Raises:
        ApiError: 400: an item is no object or does not fit the dataset's schema; none is stored then.
    """
    dataset.add(parse(wire.encode(list(items)), dataset.item_schema))


def _not_an_object(position: int) -> dict[str, Any]:
    problem = {
        "instancePath": "",
        "schemaPath": "#/type",
        "keyword": "type",
        "params": {"type": "object"},
        "message": "must be object",
    }
    return {"itemPosition": position, "validationErrors": [problem]}
