"""Key-value stores and their records."""

from mockapify import errors
from mockapify.api.call import NO_CONTENT, Answer, BytesAsSent, Call, Data, Reply, Work, done
from mockapify.api.query import MAX_PAGE, NonNegative, Query
from mockapify.api.ranges import part
from mockapify.api.storages import (
    CreateBody,
    CreateStorage,
    ListStorages,
    UpdateDescribed,
    change_described,
    create_described,
    page,
    shown,
)
from mockapify.state import key_value_stores, storages
from mockapify.state.key_value_stores import BINARY_TYPE, KeyValueStore, Record, check_key
from mockapify.state.record_archives import zipped
from mockapify.state.signatures import sign


class DownloadRecords(Query, kw_only=True):
    """Which records are meant, of all that a store has."""

    collection: str | None = None
    prefix: str | None = None
    signature: str | None = None


class ListKeys(DownloadRecords, kw_only=True):
    """Parameters of a list of keys."""

    exclusive_start_key: str | None = None
    limit: NonNegative = 0


class GetRecord(Query, kw_only=True):
    """Parameters of a record."""

    attachment: bool = False
    signature: str | None = None


def list_all(call: Call, *, query: ListStorages) -> Data:
    """The caller's key-value stores.

    Simplified: `ownership=sharedWithMe` finds nothing.
    """
    return page(call, KeyValueStore, query)


def get_or_create(call: Call, *, query: CreateStorage, body: CreateBody | None) -> Data:
    """The caller's store of that name, or a new one."""
    return create_described(call, KeyValueStore, query.name, body)


def get(call: Call, store: KeyValueStore) -> Data:
    """The store itself."""
    return Data(shown(store, call))


def update(call: Call, store: KeyValueStore, *, body: UpdateDescribed) -> Data:
    """Change name, title, general access or the schema."""
    return change_described(call, store, body)


def delete(call: Call, store: KeyValueStore) -> Reply:
    """Forget the store and its records."""
    storages.delete(call.world, store)
    return NO_CONTENT


def list_keys(call: Call, store: KeyValueStore, *, query: ListKeys) -> Data:
    """A page of keys in the order of their bytes."""
    limit = min(int(query.limit), MAX_PAGE) or MAX_PAGE
    records, more = key_value_stores.page_of_keys(
        store, after=query.exclusive_start_key, prefix=query.prefix, collection=query.collection, limit=limit
    )
    store.read(call.world.clock.now())
    store.stats.list_count = (store.stats.list_count or 0) + 1
    secret = store.url_signing_secret_key or ""
    items = [
        {
            "key": record.key,
            "size": len(record.value),
            "recordPublicUrl": f"{call.link(_path(store, record.key))}?signature={sign(secret, record.key)}",
        }
        for record in records
    ]
    return Data(
        {
            "items": items,
            "count": len(items),
            "limit": limit,
            "exclusiveStartKey": query.exclusive_start_key,
            "isTruncated": more,
            # The JS client goes on until this is null, so it is there on the last page as well.
            "nextExclusiveStartKey": records[-1].key if more else None,
        }
    )


def get_record(call: Call, store: KeyValueStore, *, query: GetRecord) -> Reply:
    """A record as it was stored.

    Simplified: the record itself is always sent, never a redirect to where it lies, and HTML is left as it is also
    without `attachment`.
    """
    if "service-worker" in call.headers:
        raise errors.service_worker_not_allowed()
    record = store.records.get(call.path["recordKey"])
    if record is None:
        raise errors.record_not_found()
    store.read(call.world.clock.now())
    store.stats.read_count = (store.stats.read_count or 0) + 1
    return part(call, record_reply(call, record, attachment=query.attachment))


def put_record(call: Call, store: KeyValueStore, *, body: BytesAsSent) -> Answer:
    """Store a record of any content type, when it fits the store's schema.

    Simplified: a record may be as large as any request, 9 MiB. What a record is told that does not fit the schema is a
    guess; the platform's error is not public.
    """
    value = call.body
    record = Record(
        check_key(call.path["recordKey"]),
        body,
        call.content_type or BINARY_TYPE,
        call.encoding,
        decoded_length=len(value) if call.encoding != "identity" else None,
    )
    if record.media_type == "text/html" and call.encoding != "identity":
        raise errors.content_encoding_forbidden_for_html()

    def keep(_: None) -> Reply:
        if call.world.key_value_stores.get(store.id) is not store:
            raise errors.record_not_found("Store")
        store.put(record)
        store.write(call.world.clock.now())
        return done(call, _path(store, record.key))

    schema = store.store_schema
    if not schema.holding(record.key):
        return keep(None)
    return Work(do=lambda: schema.check(record, value), then=keep, size=len(value))


def download_records(call: Call, store: KeyValueStore, *, query: DownloadRecords) -> Reply:
    """The records as a zip archive. That each of them counts as read is inferred."""
    records = list(key_value_stores.select(store, prefix=query.prefix, collection=query.collection))
    store.read(call.world.clock.now())
    store.stats.read_count = (store.stats.read_count or 0) + len(records)
    return Reply(
        content_type="application/zip",
        chunks=zipped(records, store.modified_at),
        size=sum(record.length for record in records),
    )


def delete_record(call: Call, store: KeyValueStore) -> Reply:
    """Forget a record; one that is not there is no error."""
    store.delete(call.path["recordKey"])
    store.write(call.world.clock.now())
    return NO_CONTENT


def record_reply(call: Call, record: Record, *, status: int = 200, attachment: bool = False) -> Reply:
    """The record's value under its own content type, and under its encoding for callers who accept that."""
    headers = {"Content-Disposition": f'attachment; filename="{record.key}"'} if attachment else {}
    reply = Reply(record.value, status=status, content_type=record.content_type, headers=headers)
    if record.encoding == "identity":
        return reply
    from werkzeug.datastructures import Accept
    from werkzeug.http import parse_accept_header

    accepted = parse_accept_header(call.headers.get("accept-encoding", ""), Accept)
    if accepted.quality(record.encoding) > 0:
        headers["Content-Encoding"] = record.encoding
        return reply
    return Reply(
        status=status,
        content_type=record.content_type,
        headers=headers,
        chunks=record.pieces(),
        size=record.length,
        length=record.length,
    )


def _path(store: KeyValueStore, key: str) -> str:
    """Where a record is, below `/v2`. None of the characters that a key may have needs encoding in a path."""
    return f"key-value-stores/{store.id}/records/{key}"
