"""Key-value stores: named records of any content type."""

import bisect
import re
from typing import TYPE_CHECKING

from msgspec import Struct

from mockapify import errors, wire
from mockapify.compression import inflate
from mockapify.state.storages import Storage, newborn
from mockapify.state.users import User
from mockapify.wire import UNSET, Resource, UnsetType

if TYPE_CHECKING:
    from mockapify.world import World

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

    def decoded(self) -> bytes:
        """The value behind its encoding.

        Raises:
            CompressionError: It is not compressed in the way that was said when it was stored.
        """
        return self.value if self.encoding == "identity" else b"".join(inflate(self.value, self.encoding))

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


class KeyValueStore(Storage, kw_only=True):
    """A key-value store."""

    schema: dict[str, object] | None = None
    keys_public_url: str | UnsetType = UNSET
    url_signing_secret_key: str | UnsetType
    stats: KeyValueStoreStats

    def __post_init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.keys: list[str] = []
        """All keys in order. Code point order is also the order of their UTF-8 bytes."""

    def put(self, record: Record) -> None:
        """Store a record, in place of one with the same key."""
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
            self.keys.remove(key)
            self._grow(-len(record.value))

    def _grow(self, length: int) -> None:
        self.stats.storage_bytes = (self.stats.storage_bytes or 0) + length


def make(world: "World", owner: User, name: str | None) -> KeyValueStore:
    """A key-value store that is in no collection yet."""
    return KeyValueStore(
        **newborn(world, owner, name, "key-value-stores"),
        url_signing_secret_key=world.ids.secret(),
        stats=KeyValueStoreStats(),
    )


def check_key(key: str) -> str:
    """The key itself, when a record may have it.

    Raises:
        ApiError: 400 `invalid-record-key`.
    """
    if not KEY.fullmatch(key):
        raise errors.invalid_record_key()
    return key


def record_of(key: str, value: object) -> Record:
    """A record of a Python value: bytes and text as they are, anything else as JSON."""
    if isinstance(value, bytes | bytearray):
        return Record(check_key(key), bytes(value), BINARY_TYPE)
    if isinstance(value, str):
        return Record(check_key(key), value.encode(), TEXT_TYPE)
    return Record(check_key(key), wire.encode(value), JSON_TYPE)


def page_of_keys(
    store: KeyValueStore, *, after: str | None, prefix: str | None, limit: int
) -> tuple[list[Record], bool]:
    """Up to `limit` records in the order of their keys, and whether more follow."""
    start = bisect.bisect_right(store.keys, after) if after is not None else 0
    keys = store.keys[start:]
    if prefix:
        keys = [key for key in keys if key.startswith(prefix)]
    return [store.records[key] for key in keys[:limit]], len(keys) > limit
