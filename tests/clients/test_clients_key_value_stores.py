"""The official clients keep records of any content type."""

import gzip
import io
import random
import zlib

import brotli
import pytest
from apify_client.errors import InvalidRequestError
from cases import each_case


@pytest.fixture
def store(client, mockapify):
    return client.key_value_store(mockapify.key_value_store("pages").id)


def test_a_store_is_created_by_name_once(client):
    first = client.key_value_stores().get_or_create(name="pages")
    second = client.key_value_stores().get_or_create(name="pages")

    assert first.id == second.id
    assert (first.name, first.username) == ("pages", "tester")
    assert client.key_value_store("tester/pages").get().id == first.id


@each_case(
    ("value", "given", "content_type", "read"),
    [
        pytest.param({"a": [1, None]}, None, "application/json; charset=utf-8", {"a": [1, None]}, id="an object"),
        pytest.param([1, 2], None, "application/json; charset=utf-8", [1, 2], id="an array"),
        pytest.param(5, None, "application/json; charset=utf-8", 5, id="a number"),
        pytest.param(None, None, "application/json; charset=utf-8", None, id="null"),
        pytest.param("ěščř", None, "text/plain; charset=utf-8", "ěščř", id="a text"),
        pytest.param("", None, "text/plain; charset=utf-8", "", id="an empty text"),
        pytest.param(b"\x00\xff", None, "application/octet-stream", b"\x00\xff", id="bytes"),
        pytest.param(b"", None, "application/octet-stream", b"", id="no bytes"),
        pytest.param("<p>hi</p>", "text/html", "text/html", "<p>hi</p>", id="HTML"),
        pytest.param("<a/>", "application/xml", "application/xml", "<a/>", id="XML"),
        pytest.param(b"\x89PNG", "image/png", "image/png", b"\x89PNG", id="an image"),
        pytest.param(b"%PDF" * 1000, "application/pdf", "application/pdf", b"%PDF" * 1000, id="a long PDF"),
        pytest.param('{"a":1}', "application/json", "application/json", {"a": 1}, id="JSON text"),
        pytest.param("a,b", 'text/csv; header="present"', 'text/csv; header="present"', "a,b", id="a type with quotes"),
    ],
)
def test_a_record_is_read_back_under_its_content_type(store, value, given, content_type, read):
    store.set_record("record", value, content_type=given)

    record = store.get_record("record")

    assert record == {"key": "record", "value": read, "content_type": content_type}


def test_a_record_is_read_as_bytes(store):
    store.set_record("record", {"a": "x" * 2000})

    assert store.get_record_as_bytes("record")["value"].replace(b" ", b"").startswith(b'{"a":"xxx')


@pytest.mark.filterwarnings("ignore:Streaming a request body is experimental")
def test_a_file_is_uploaded_as_it_is_read(store):
    store.set_record("upload", io.BytesIO(b"chunk" * 50_000), content_type="application/octet-stream")

    assert store.get_record("upload")["value"] == b"chunk" * 50_000


def test_a_record_is_replaced(store):
    store.set_record("record", 1)
    store.set_record("record", "two")

    assert store.get_record("record")["value"] == "two"
    assert [one.key for one in store.list_keys().items] == ["record"]


def test_a_missing_record_is_none(store, client):
    assert store.get_record("missing") is None
    assert store.get_record_as_bytes("missing") is None
    assert client.key_value_store("unknown").get() is None


def test_a_record_exists_or_not(store):
    store.set_record("record", 1)

    assert store.record_exists("record") is True
    assert store.record_exists("missing") is False


def test_a_deleted_record_is_gone_and_may_be_deleted_again(store):
    store.set_record("record", 1)

    store.delete_record("record")
    store.delete_record("record")

    assert store.get_record("record") is None
    assert store.list_keys().items == []


@each_case("key", ["a.b-c_d", "(x)!'", "A" * 256])
def test_every_allowed_key_works(store, key):
    store.set_record(key, "value")

    assert store.get_record(key)["value"] == "value"
    assert store.record_exists(key)


@each_case("key", ["a b", "é", "a/b", "A" * 257, "100%"])
def test_a_malformed_key_is_refused(store, key):
    with pytest.raises(InvalidRequestError) as refused:
        store.set_record(key, "value")

    assert refused.value.type == "invalid-record-key"


def test_keys_are_listed_in_order_with_their_sizes(store):
    for key in ("b", "a", "B", "aa", "_"):
        store.set_record(key, "1234", content_type="text/plain")

    listed = store.list_keys()

    assert [one.key for one in listed.items] == ["B", "_", "a", "aa", "b"]
    assert {one.size for one in listed.items} == {4}
    assert (listed.is_truncated, listed.next_exclusive_start_key, listed.limit) == (False, None, 1000)


def test_keys_are_paged(store):
    for number in range(5):
        store.set_record(f"key-{number}", number)
    store.set_record("other", 0)

    first = store.list_keys(limit=2)
    second = store.list_keys(limit=2, exclusive_start_key=first.next_exclusive_start_key)

    assert [one.key for one in first.items + second.items] == ["key-0", "key-1", "key-2", "key-3"]
    assert (first.is_truncated, first.next_exclusive_start_key) == (True, "key-1")
    assert [one.key for one in store.iterate_keys(chunk_size=2)] == [*(f"key-{n}" for n in range(5)), "other"]
    assert [one.key for one in store.iterate_keys(prefix="key-", chunk_size=2)] == [f"key-{n}" for n in range(5)]
    assert [one.key for one in store.iterate_keys(limit=3)] == ["key-0", "key-1", "key-2"]


def test_a_store_with_a_schema_has_collections_and_refuses_what_does_not_fit(client):
    schema = {
        "actorKeyValueStoreSchemaVersion": 1,
        "title": "Pages",
        "collections": {"pictures": {"title": "Pictures", "keyPrefix": "picture-", "contentTypes": ["image/png"]}},
    }
    made = client.key_value_stores().get_or_create(name="gallery", schema=schema)
    gallery = client.key_value_store(made.id)
    gallery.set_record("picture-1", b"\x89PNG", content_type="image/png")
    gallery.set_record("title", "Gallery")

    with pytest.raises(InvalidRequestError) as refused:
        gallery.set_record("picture-2", "no picture")

    assert refused.value.type == "schema-validation-error"
    assert [one.key for one in gallery.iterate_keys(collection="pictures")] == ["picture-1"]
    assert [one.key for one in gallery.list_keys(prefix="t").items] == ["title"]
    with pytest.raises(InvalidRequestError) as unknown:
        gallery.list_keys(collection="paintings")
    assert unknown.value.type == "invalid-collection"


@each_case("encoding", ["gzip", "br", "deflate", "identity"])
def test_a_record_that_is_compressed_already_is_kept_so_and_read_back(store, encoding):
    encode = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress, "identity": bytes}[encoding]
    value = b"again and " * 500

    store.set_record("record", encode(value), content_type="image/bmp", content_encoding=encoding)

    assert store.get_record("record")["value"] == value
    assert [one.size for one in store.list_keys().items] == [len(encode(value))]


def test_a_record_of_9_megabytes_goes_in_and_out(store):
    value = random.Random(7).randbytes(9_000_000)

    store.set_record("record", value, content_encoding="identity")

    assert store.get_record_as_bytes("record")["value"] == value


def test_an_update_changes_name_title_and_general_access(store, client):
    changed = store.update(name="new-pages", title="Pages", general_access="RESTRICTED")

    assert (changed.name, changed.title, changed.general_access) == ("new-pages", "Pages", "RESTRICTED")
    assert client.key_value_store("tester/new-pages").get().id == changed.id


def test_a_deleted_store_is_gone(store):
    store.delete()
    store.delete()

    assert store.get() is None
    assert store.get_record("record") is None


def test_stores_are_listed(client, mockapify):
    made = [mockapify.key_value_store(name).id for name in ("a", "b", "c")]
    unnamed = mockapify.key_value_store().id

    assert [one.id for one in client.key_value_stores().list().items] == made
    assert [one.id for one in client.key_value_stores().list(desc=True, limit=1).items] == made[2:]
    assert unnamed in [one.id for one in client.key_value_stores().list(unnamed=True).items]
    assert [one.id for one in client.key_value_stores().iterate(chunk_size=2)] == made
