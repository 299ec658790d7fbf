"""Large records are not copied on their way in and out: a copy more would double the peak of memory on any machine."""

import asyncio
import gzip
import tracemalloc
from collections.abc import Iterable
from types import SimpleNamespace

import pytest
from starlette.types import ASGIApp

from mockapify.api import key_value_stores
from mockapify.api.app import create_app
from mockapify.api.call import Reply
from mockapify.state import storages, users
from mockapify.state.key_value_stores import KeyValueStore, Record
from mockapify.world import World
from mockapify.worlds import Worlds

LARGE = 9 * 1024 * 1024
CHUNK = 64 * 1024
LITTLE = LARGE / 9


@pytest.fixture
def world():
    return World(mode="manual", seed=7)


@pytest.fixture
def store(world):
    with world:
        return storages.create(world, KeyValueStore, users.create(world, "tester", "token"))


@pytest.fixture
def reply(world, store):
    """What a handler replies to a GET."""

    def replied(handler, query, **headers):
        call = SimpleNamespace(world=world, method="GET", path={"recordKey": "large"}, headers=headers)
        with world:
            return handler(call, store, query=query)

    return replied


def growth(work):
    """What `work()` returns, and by how many bytes memory grew meanwhile at most."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def length_of(reply: Reply) -> int:
    """Read a reply that is made while it is sent; returns how many bytes it was."""
    assert reply.chunks is not None
    return sum(map(len, reply.chunks))


@pytest.fixture
def app(world):
    worlds = Worlds()
    worlds.open("only", world)
    return create_app(worlds)


def put(app: ASGIApp, path: str, chunks: Iterable[bytes], **headers: str) -> int:
    """Ask the app without a server, in chunks that exist one at a time; returns the status."""
    rest = iter(chunks)
    statuses = []

    async def receive():
        chunk = next(rest, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message):
        statuses.append(message.get("status"))

    sent = {"authorization": "Bearer token", **headers}
    scope = {
        "type": "http", "scheme": "http", "method": "PUT", "path": path, "raw_path": path.encode(),
        "query_string": b"", "server": ("127.0.0.1", 1), "headers": [(a.encode(), b.encode()) for a, b in sent.items()],
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return statuses[0]


def test_a_record_is_gathered_once(app, store):
    path = f"/v2/key-value-stores/{store.id}/records/large"
    chunks = (bytes(CHUNK) for _ in range(LARGE // CHUNK))
    status, grown = growth(lambda: put(app, path, chunks))
    assert (status, len(store.records["large"].value)) == (201, LARGE)
    assert LARGE < grown < 1.5 * LARGE


def test_an_encoded_record_is_inflated_once_and_kept_as_it_came(app, store):
    path = f"/v2/key-value-stores/{store.id}/records/large"
    encoded = gzip.compress(bytes(LARGE))
    status, grown = growth(lambda: put(app, path, [encoded], **{"content-encoding": "gzip"}))
    assert (status, store.records["large"].value, store.stats.storage_bytes) == (201, encoded, len(encoded))
    assert grown < 1.5 * LARGE


def test_a_record_is_sent_without_a_copy(store, reply):
    store.put(Record("large", bytes(LARGE), "application/octet-stream"))
    answer, grown = growth(lambda: reply(key_value_stores.get_record, key_value_stores.GetRecord()))
    assert answer.body is store.records["large"].value
    assert grown < LITTLE


def test_an_encoded_record_is_decoded_a_piece_at_a_time(store, reply):
    store.put(Record("large", gzip.compress(bytes(LARGE)), "text/plain", "gzip", decoded_length=LARGE))
    get = key_value_stores.get_record
    length, grown = growth(lambda: length_of(reply(get, key_value_stores.GetRecord())))
    assert length == LARGE
    assert grown < LITTLE


def test_an_archive_is_made_a_piece_at_a_time(store, reply):
    store.put(Record("large", bytes(LARGE), "application/octet-stream"))
    store.put(Record("too", bytes(LARGE), "application/octet-stream"))
    download = key_value_stores.download_records
    length, grown = growth(lambda: length_of(reply(download, key_value_stores.DownloadRecords())))
    assert length < CHUNK
    assert grown < LITTLE
