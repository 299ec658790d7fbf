"""Schemas of key-value stores: collections of keys, and what the records in them must be like."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from mockapify import errors, wire
from mockapify import schema as schemas
from mockapify.schema import SchemaError

if TYPE_CHECKING:
    from mockapify.schema import ItemSchema
    from mockapify.state.key_value_stores import Record

JSON = "application/json"

# What apify-shared-js, `json_schemas`, asks of a store schema. That the API asks the same of one that comes without an
# Actor is inferred from its error `store-schema-invalid`.
_WELL_FORMED: dict[str, Any] = {
    "type": "object",
    "required": ["actorKeyValueStoreSchemaVersion", "title", "collections"],
    "properties": {
        "actorKeyValueStoreSchemaVersion": {"const": 1},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "collections": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {
                    "title": {"type": "string"},
                    "description": {"type": "string"},
                    "key": {"type": "string", "minLength": 1},
                    "keyPrefix": {"type": "string", "minLength": 1},
                    "contentTypes": {
                        "type": "array",
                        "items": {"type": "string"},
                        "minItems": 1,
                        "uniqueItems": True,
                    },
                    "jsonSchema": {"type": ["object", "boolean"]},
                },
                "oneOf": [{"required": ["key"]}, {"required": ["keyPrefix"]}],
                "dependencies": {
                    "jsonSchema": {
                        "required": ["contentTypes"],
                        "properties": {"contentTypes": {"const": [JSON]}},
                    }
                },
            },
        },
    },
}


class Collection(Struct, frozen=True):
    """Keys that belong together: one key, or all with a prefix."""

    name: str
    key: str | None
    prefix: str
    content_types: Sequence[str]
    """Allowed media types, such as `image/png` or `image/*`; none means all."""
    json_schema: "ItemSchema | None"

    def __contains__(self, key: str) -> bool:
        return key == self.key if self.key is not None else key.startswith(self.prefix)

    def check(self, record: "Record", value: bytes) -> None:
        """Let a record pass whose decoded bytes are `value`.

        Raises:
            ApiError: 400: its content type or its JSON is not what the collection wants.
        """
        if self.content_types and not any(_allows(pattern, record.media_type) for pattern in self.content_types):
            wanted = " or ".join(self.content_types)
            raise errors.record_refused(self.name, f'content type must be {wanted}, not "{record.content_type}"')
        if self.json_schema is None:
            return
        try:
            problems = self.json_schema.errors(wire.decode(value))
        except wire.JSONError as error:
            raise errors.record_refused(self.name, f"not valid JSON: {error}") from None
        except RecursionError:
            raise errors.record_refused(self.name, "it is nested too deeply") from None
        if problems:
            first = problems[0]
            where = f"{first['instancePath']} {first['message']}".strip()
            raise errors.record_refused(self.name, where, problems)


class StoreSchema:
    """The collections of a store, by name. A store without a schema has none."""

    def __init__(self, collections: Mapping[str, Collection]) -> None:
        self._collections = collections

    def collection(self, name: str) -> Collection:
        """The collection of that name.

        Raises:
            ApiError: 400 `invalid-collection`.
        """
        found = self._collections.get(name)
        if found is None:
            raise errors.invalid_collection(name)
        return found

    def holding(self, key: str) -> list[Collection]:
        """The collections that the key belongs to."""
        return [collection for collection in self._collections.values() if key in collection]

    def check(self, record: "Record", value: bytes) -> None:
        """Let a record pass whose decoded bytes are `value`. One in several collections must be what all of them want:
        a guess, the platform leaves it open (actor-whitepaper, issue 68).

        Raises:
            ApiError: 400.
        """
        for collection in self.holding(record.key):
            collection.check(record, value)


NO_SCHEMA = StoreSchema({})


def compile_store_schema(schema: Mapping[str, Any] | None) -> StoreSchema:
    """A store schema, ready to sort keys and to check records.

    Raises:
        ApiError: 400 `store-schema-invalid`.
    """
    if schema is None:
        return NO_SCHEMA
    try:
        return _compiled(wire.encode(schema))
    except TypeError as error:
        raise errors.store_schema_invalid(str(error)) from None


@cache  # Compiled for the first store with a schema: it costs more than 50 ms, and most tests have none.
def _well_formed() -> "ItemSchema":
    return schemas.compile_schema(_WELL_FORMED)


@lru_cache(maxsize=256)  # Each run of an Actor gets a store with the same schema.
def _compiled(encoded: bytes) -> StoreSchema:
    schema = wire.decode(encoded)
    problems = _well_formed().errors(schema)
    if problems:
        # The last one of a collection with neither or both of key and keyPrefix sums up the others.
        problem = next((one for one in problems if one["keyword"] == "oneOf"), problems[0])
        told = "must have either key or keyPrefix" if problem["keyword"] == "oneOf" else problem["message"]
        raise errors.store_schema_invalid(f"{problem['instancePath']} {told}".strip())
    return StoreSchema({name: _collection(name, table) for name, table in schema["collections"].items()})


def _collection(name: str, table: Mapping[str, Any]) -> Collection:
    json_schema = None
    if "jsonSchema" in table:
        try:
            json_schema = schemas.compile_schema(table["jsonSchema"])
            json_schema.errors({})  # A schema that is its own reference never comes to an end, whatever the record.
        except SchemaError as error:
            raise errors.store_schema_invalid(f"/collections/{name}/jsonSchema: {error}") from None
        except RecursionError:
            raise errors.store_schema_invalid(
                f"/collections/{name}/jsonSchema: it refers to itself without end"
            ) from None
    content_types = [given.strip().lower() for given in table.get("contentTypes", ())]
    return Collection(name, table.get("key"), table.get("keyPrefix", ""), content_types, json_schema)


def _allows(pattern: str, media_type: str) -> bool:
    """Whether a content type of a schema allows a media type. That parameters such as a charset do not matter, and that
    `image/*` means all images (actor-whitepaper), is inferred."""
    kind, slash, rest = pattern.partition("/")
    return media_type.startswith(f"{kind}/") if slash and rest == "*" else media_type == pattern.split(";")[0].strip()
