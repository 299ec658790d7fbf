import pytest
from cases import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from mockapify.errors import ApiError
from mockapify.state import key_value_stores, storages
from mockapify.state.key_value_stores import KeyValueStore, Record, check_key, page_of_keys, record_of
from mockapify.wire import UNSET


@pytest.fixture
def store(world, user):
    made, _ = storages.get_or_create(world, KeyValueStore, user, "stuff")
    return made


@each_case("key", ["a", "INPUT", "a.b", "!-_.'()", "0", "x" * 256])
def test_a_good_key_is_kept(key):
    assert check_key(key) == key


@each_case("key", ["", "a b", "a/b", "ä", "a\n", "\0", "a%", "a~b", "x" * 257, "٣"])
def test_a_bad_key_is_refused(key):
    with pytest.raises(ApiError) as caught:
        record_of(key, b"")
    assert (caught.value.status, caught.value.type) == (400, "invalid-record-key")
    assert caught.value.message == "Record key contains invalid character"


@each_case(
    ("value", "stored", "content_type"),
    [
        (b"\0\xff", b"\0\xff", "application/octet-stream"),
        (bytearray(b"a"), b"a", "application/octet-stream"),
        ("ä", "ä".encode(), "text/plain; charset=utf-8"),
        ({"a": [1, None]}, b'{"a":[1,null]}', "application/json; charset=utf-8"),
        (None, b"null", "application/json; charset=utf-8"),
        (0, b"0", "application/json; charset=utf-8"),
    ],
)
def test_a_value_becomes_a_record_and_is_read_back(value, stored, content_type):
    record = record_of("key", value)
    assert (record.value, record.content_type) == (stored, content_type)
    assert record.as_python() == value


@each_case(
    ("content_type", "value", "read"),
    [
        ("application/json", b'{"a":1}', {"a": 1}),
        ("APPLICATION/JSON;charset=utf-8", b"[1]", [1]),
        ("application/json", b"{", b"{"),
        ("application/json", b"[" * 100_000, b"[" * 100_000),
        ("text/html; charset=utf-8", b"<p>\xff", "<p>\N{REPLACEMENT CHARACTER}"),
        ("image/png", b"\x89PNG", b"\x89PNG"),
        ("", b"x", b"x"),
    ],
)
def test_a_record_is_read_by_its_content_type(content_type, value, read):
    assert Record("key", value, content_type).as_python() == read


def test_counters_are_absent_until_they_count(store):
    stats = store.stats
    assert (stats.read_count, stats.write_count, stats.delete_count, stats.list_count) == (UNSET,) * 4
    assert stats.storage_bytes is UNSET


def test_writing_replacing_and_deleting_are_counted_in_records_and_bytes(store):
    store.put(record_of("a", b"12345"))
    store.put(record_of("a", b"123"))
    store.put(record_of("b", b"1"))
    assert (store.stats.write_count, store.stats.storage_bytes) == (3, 4)
    store.delete("a")
    assert (store.stats.delete_count, store.stats.storage_bytes) == (1, 1)
    assert store.keys == ["b"]


def test_deleting_what_is_not_there_is_no_error(store):
    store.delete("nothing")
    assert store.keys == []


def test_keys_are_in_the_order_of_their_bytes(store):
    for key in ("b", "a", "B", "a.b", "1", "_", "a"):
        store.put(record_of(key, b""))
    assert store.keys == ["1", "B", "_", "a", "a.b", "b"]


@each_case(
    ("after", "prefix", "limit", "keys", "more"),
    [
        (None, None, 10, ["a", "b1", "b2", "c"], False),
        (None, None, 2, ["a", "b1"], True),
        ("b1", None, 2, ["b2", "c"], False),
        ("b", None, 1, ["b1"], True),
        ("c", None, 1, [], False),
        (None, "b", 10, ["b1", "b2"], False),
        (None, "b", 1, ["b1"], True),
        ("b1", "b", 1, ["b2"], False),
        (None, "x", 1, [], False),
        (None, None, 4, ["a", "b1", "b2", "c"], False),
    ],
)
def test_a_page_of_keys_begins_after_a_key_and_tells_whether_more_follow(store, after, prefix, limit, keys, more):
    for key in ("c", "b2", "a", "b1"):
        store.put(record_of(key, b""))
    records, follows = page_of_keys(store, after=after, prefix=prefix, limit=limit)
    assert ([record.key for record in records], follows) == (keys, more)


KEYS = st.text("abAB01_.-'()!", min_size=1, max_size=4)


@settings(max_examples=60)
@given(keys=st.lists(KEYS, unique=True), prefix=st.none() | KEYS, limit=st.integers(1, 5))
def test_pages_together_are_all_keys_once_in_order(keys, prefix, limit):
    store = key_value_stores.KeyValueStore(
        id="x", name=None, user_id="u", username="u", created_at=None, modified_at=None, accessed_at=None,
        console_url="", url_signing_secret_key="", stats=key_value_stores.KeyValueStoreStats(),
    )  # fmt: skip
    for key in keys:
        store.put(record_of(key, b""))
    seen, after, more = [], None, True
    while more:
        records, more = page_of_keys(store, after=after, prefix=prefix, limit=limit)
        seen += [record.key for record in records]
        after = seen[-1] if seen else None
    assert seen == sorted(key for key in keys if key.startswith(prefix or ""))
