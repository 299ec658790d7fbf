"""Key-value stores: named records of any content type."""

import bisect
import re
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import Any, ClassVar

from msgspec import Struct, field

from mockapify import errors, wire
from mockapify.compression import inflate
from mockapify.state.storages import DescribedStorage, Kind
from mockapify.state.store_schemas import NO_SCHEMA, compile_store_schema
from mockapify.wire import UNSET, Resource, UnsetType

KEY = re.compile(r"[a-zA-Z0-9!\-_.'()]{1,256}", re.ASCII)

JSON_TYPE = "application/json; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"
BINARY_TYPE = "application/octet-stream"


class KeyValueStoreStats(Resource, kw_only=True):
    """Counters, absent until first written."""

    read_count: int | UnsetType = UNSET
    write_count: int | UnsetType = UNSET
    delete_count: int | UnsetType = UNSET
    list_count: int | UnsetType = UNSET
    storage_bytes: int | UnsetType = UNSET


class Record(Struct, frozen=True):
    """A value byte for byte as it was sent, under the encoding it was sent with."""

    key: str
    value: bytes
    content_type: str
    encoding: str = "identity"
    decoded_length: int | None = None
    """Bytes behind the encoding; None where there is none."""

    @property
    def length(self) -> int:
        """Bytes behind the encoding."""
        return len(self.value) if self.decoded_length is None else self.decoded_length

    def pieces(self) -> Iterator[bytes]:
        """The value behind its encoding, a piece at a time, so that it is nowhere whole.

        Raises:
            CompressionError: While they are read: it is not compressed in the way that was said when it was stored.
        """
        return inflate(self.value, self.encoding)

    def decoded(self) -> bytes:
        """The value behind its encoding.

        Raises:
            CompressionError: It is not compressed in the way that was said when it was stored.
        """
        return self.value if self.encoding == "identity" else b"".join(self.pieces())

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.content_type.split(";")[0].strip().lower()

    def is_json(self) -> bool:
        """Whether the content type says JSON."""
        return self.media_type == "application/json"

    def as_python(self) -> object:
        """JSON as a value, text as str, anything else as bytes; JSON that is none stays bytes."""
        value = self.decoded()
        if self.is_json():
            try:
                return wire.decode(value)
            except wire.JSONError:
                return value
        return value.decode(errors="replace") if self.media_type.startswith("text/") else value


class KeyValueStore(DescribedStorage, kw_only=True):
    """A key-value store."""

    kind: ClassVar = Kind("key-value-stores", "key-value store", "Store", "keyValueStore", contents=("keys", "records"))

    schema: dict[str, Any] | None = None
    keys_public_url: str | UnsetType = UNSET
    records_public_url: str | UnsetType = UNSET
    stats: KeyValueStoreStats = field(default_factory=KeyValueStoreStats)

    def __post_init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.keys: list[str] = []
        """All keys in order. Code point order is also the order of their UTF-8 bytes."""
        self.store_schema = NO_SCHEMA

    @staticmethod
    def check_schema(schema: Mapping[str, Any] | None) -> None:
        """Refuse a schema that cannot be set.

        Raises:
            ApiError: 400 `store-schema-invalid`.
        """
        compile_store_schema(schema)

    def set_schema(self, schema: Mapping[str, Any] | None) -> None:
        """Sort keys into the schema's collections, and check the records that are stored from now on.

        Raises:
            ApiError: 400 `store-schema-invalid`; the old schema stays.
        """
        self.store_schema = compile_store_schema(schema)
        self.schema = dict(schema) if schema is not None else None

    def put(self, record: Record) -> None:
        """Store a record that fits the schema, in place of one with the same key."""
        old = self.records.get(record.key)
        if old is None:
            bisect.insort(self.keys, record.key)
        self.records[record.key] = record
        self.stats.write_count = (self.stats.write_count or 0) + 1
        self._grow(len(record.value) - (len(old.value) if old else 0))

    def delete(self, key: str) -> None:
        """Forget a record; a key without one is no error, as on the platform."""
        record = self.records.pop(key, None)
        self.stats.delete_count = (self.stats.delete_count or 0) + 1
        if record is not None:
            del self.keys[bisect.bisect_left(self.keys, key)]
            self._grow(-len(record.value))

    def _grow(self, length: int) -> None:
        self.stats.storage_bytes = (self.stats.storage_bytes or 0) + length


def check_key(key: str) -> str:
    """The key itself, when a record may have it.

    Raises:
        ApiError: 400 `invalid-record-key`.
    """
    if not KEY.fullmatch(key):
        raise errors.invalid_record_key()
    return key


def record_of(key: str, value: object, content_type: str | None = None) -> Record:
    """A record of a Python value: bytes and text as they are, anything else as JSON; `content_type` says otherwise.

    Raises:
        ApiError: 400 `invalid-record-key`.
        TypeError: The value has no JSON form.
    """
    if isinstance(value, bytes | bytearray):
        return Record(check_key(key), bytes(value), content_type or BINARY_TYPE)
    if isinstance(value, str):
        return Record(check_key(key), value.encode(), content_type or TEXT_TYPE)
    return Record(check_key(key), wire.encode(value), content_type or JSON_TYPE)


def set_value(store: KeyValueStore, key: str, value: object, content_type: str | None = None) -> None:
    """Store a Python value, as an Actor does that uses the SDK.

    Raises:
        ApiError: 400: the key is malformed, or the record does not fit the store's schema.
        TypeError: The value has no JSON form.
    """
    record = record_of(key, value, content_type)
    store.store_schema.check(record, record.value)
    store.put(record)


def select(
    store: KeyValueStore, *, after: str | None = None, prefix: str | None = None, collection: str | None = None
) -> Iterator[Record]:
    """The records behind a key, of a prefix, of a collection of the schema, in the order of their keys.

    Raises:
        ApiError: 400 `invalid-collection`, at once.
    """
    prefix = prefix or ""
    members = store.store_schema.collection(collection) if collection else None
    start = bisect.bisect_left(store.keys, prefix)
    if after is not None:
        start = max(start, bisect.bisect_right(store.keys, after))
    keys = takewhile(lambda key: key.startswith(prefix), (store.keys[at] for at in range(start, len(store.keys))))
    return (store.records[key] for key in keys if members is None or key in members)


def page_of_keys(
    store: KeyValueStore, *, after: str | None, prefix: str | None, limit: int, collection: str | None = None
) -> tuple[list[Record], bool]:
    """Up to `limit` of the records that `select` finds, and whether more follow.

    Raises:
        ApiError: 400 `invalid-collection`.
    """
    found = list(islice(select(store, after=after, prefix=prefix, collection=collection), limit + 1))
    return found[:limit], len(found) > limit
