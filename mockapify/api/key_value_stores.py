"""Key-value stores and their records."""

from msgspec import UNSET, structs
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from mockapify import errors
from mockapify.api.call import NO_CONTENT, BytesAsSent, Call, Data, Reply, created, done
from mockapify.api.public_url import public_url
from mockapify.api.query import MAX_PAGE, NonNegative, Query
from mockapify.api.storages import CreateBody, CreateStorage, ListStorages, UpdateBody
from mockapify.state import key_value_stores, storages
from mockapify.state.key_value_stores import BINARY_TYPE, KeyValueStore, Record, check_key
from mockapify.state.signatures import sign


class ListKeys(Query, kw_only=True):
    """Parameters of a list of keys."""

    exclusive_start_key: str | None = None
    limit: NonNegative = 0
    prefix: str | None = None
    signature: str | None = None


class GetRecord(Query, kw_only=True):
    """Parameters of a record."""

    attachment: bool = False
    signature: str | None = None


def list_all(call: Call, *, query: ListStorages) -> Data:
    """The caller's key-value stores."""
    found = storages.owned(call.world.key_value_stores, call.caller, unnamed=query.unnamed, ownership=query.ownership)
    return Data({**query.of([_short(store) for store in found]), "unnamed": query.unnamed})


def get_or_create(call: Call, *, query: CreateStorage, body: CreateBody | None) -> Data:
    """The caller's store of that name, or a new one."""
    store, new = storages.get_or_create(
        call.world, call.world.key_value_stores, call.caller, query.name, key_value_stores.make
    )
    if body is not None and body.schema is not None:
        store.schema = body.schema
        call.notes.append("the store's schema is kept and shown, records are not checked against it yet")
    return created(call, _shown(store, call), f"key-value-stores/{store.id}", new=new)


def get(call: Call, store: KeyValueStore) -> Data:
    """The store itself."""
    return Data(_shown(store, call))


def update(call: Call, store: KeyValueStore, *, body: UpdateBody) -> Data:
    """Change name, title or general access."""
    storages.update(
        call.world,
        call.world.key_value_stores,
        store,
        name=body.name,
        title=body.title,
        general_access=body.general_access,
    )
    return Data(_shown(store, call))


def delete(call: Call, store: KeyValueStore) -> Reply:
    """Forget the store and its records."""
    call.world.key_value_stores.remove(store)
    return NO_CONTENT


def list_keys(call: Call, store: KeyValueStore, *, query: ListKeys) -> Data:
    """A page of keys in the order of their bytes."""
    limit = min(int(query.limit), MAX_PAGE) or MAX_PAGE
    records, more = key_value_stores.page_of_keys(
        store, after=query.exclusive_start_key, prefix=query.prefix, limit=limit
    )
    store.read(call.world.clock.now())
    store.stats.list_count = (store.stats.list_count or 0) + 1
    secret = store.url_signing_secret_key or ""
    items = [
        {
            "key": record.key,
            "size": len(record.value),
            "recordPublicUrl": call.link(f"key-value-stores/{store.id}/records/{record.key}")
            + f"?signature={sign(secret, record.key)}",
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
    """A record as it was stored."""
    if "service-worker" in call.headers:
        raise errors.service_worker_not_allowed()
    record = store.records.get(call.path["recordKey"])
    if record is None:
        raise errors.record_not_found()
    store.read(call.world.clock.now())
    store.stats.read_count = (store.stats.read_count or 0) + 1
    return record_reply(call, record, attachment=query.attachment)


def put_record(call: Call, store: KeyValueStore, *, body: BytesAsSent) -> Reply:
    """Store a record of any content type."""
    key = check_key(call.path["recordKey"])
    record = Record(key, body, call.content_type or BINARY_TYPE, call.encoding)
    if record.media_type == "text/html" and call.encoding != "identity":
        raise errors.content_encoding_forbidden_for_html()
    store.put(record)
    store.write(call.world.clock.now())
    return done(call, f"key-value-stores/{store.id}/records/{key}")


def delete_record(call: Call, store: KeyValueStore) -> Reply:
    """Forget a record; one that is not there is no error."""
    store.delete(call.path["recordKey"])
    store.write(call.world.clock.now())
    return NO_CONTENT


def record_reply(call: Call, record: Record, *, status: int = 200, attachment: bool = False) -> Reply:
    """The record's value under its own content type, and under its encoding for callers who accept that."""
    headers = {"Content-Disposition": f'attachment; filename="{record.key}"'} if attachment else {}
    value = record.value
    if record.encoding != "identity":
        accepted = parse_accept_header(call.headers.get("accept-encoding", ""), Accept)
        if accepted.quality(record.encoding) > 0:
            headers["Content-Encoding"] = record.encoding
        else:
            value = record.decoded()
    return Reply(value, status=status, content_type=record.content_type, headers=headers)


def _shown(store: KeyValueStore, call: Call) -> KeyValueStore:
    """The store as this caller sees it: the signing secret is for those who may write."""
    owns = call.user is not None and call.user.id == store.user_id
    return structs.replace(
        store,
        keys_public_url=public_url(call, store, f"key-value-stores/{store.id}/keys"),
        url_signing_secret_key=store.url_signing_secret_key if owns else UNSET,
    )


def _short(store: KeyValueStore) -> KeyValueStore:
    """The store in a list. Its name is never null there: the clients' models refuse that."""
    return structs.replace(store, name=store.name or "", url_signing_secret_key=UNSET)
