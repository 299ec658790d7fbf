"""Records in parts and as archives."""

import gzip
from io import BytesIO
from zipfile import ZipFile

import pytest
from cases import each_case

from mockapify import errors

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

TEXT = b"0123456789"
LONG = bytes(range(256)) * 400  # longer than what is worked on at once
NOT_PARTIAL = "the document knows no range requests"


@pytest.fixture
def store(mockapify):
    return mockapify.key_value_store("stuff")


@pytest.fixture
def record(ask, store):
    """Asks something of a record."""

    def asking(method, key="key", body=None, **more):
        return ask(method, f"/v2/key-value-stores/~stuff/records/{key}", body, **more)

    return asking


def put_zipped(record, value):
    return record("PUT", body=gzip.compress(value), headers={"Content-Encoding": "gzip", "Content-Type": "text/plain"})


@pytest.mark.outside_document(reason=NOT_PARTIAL)
@each_case(
    ("asked", "part", "place"),
    [
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=2-4", b"234", "bytes 2-4/10"),
        ("bytes=7-", b"789", "bytes 7-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-30", TEXT, "bytes 0-9/10"),
        ("bytes=5-500", b"56789", "bytes 5-9/10"),
        ("BYTES=0-9", TEXT, "bytes 0-9/10"),
    ],
)
def test_a_part_of_a_record_is_sent(record, asked, part, place):
    record("PUT", body=TEXT, headers={"Content-Type": "text/plain"})
    answer = record("GET", headers={"Range": asked})
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, part, place)
    assert (answer.headers["Content-Length"], answer.headers["Content-Type"]) == (str(len(part)), "text/plain")


@pytest.mark.outside_document(reason=NOT_PARTIAL)
@each_case("asked", ["bytes=10-", "bytes=10-20", "bytes=999-"])
@each_case("encoded", [False, True])
def test_a_part_behind_the_end_is_refused(record, asked, encoded):
    put_zipped(record, TEXT) if encoded else record("PUT", body=TEXT)
    answer = record("GET", headers={"Range": asked, "Accept-Encoding": "identity"})
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */10")
    assert "10 bytes" in answer.error["message"]


@each_case("asked", ["bytes=", "bytes=b-a", "bytes=4-2", "lines=0-1", "bytes=0-1,3-4", "0-1", ""])
def test_a_range_that_is_malformed_or_of_several_parts_is_ignored(record, asked):
    record("PUT", body=TEXT)
    answer = record("GET", headers={"Range": asked})
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (200, TEXT, None)


def test_a_range_is_ignored_under_a_condition_and_by_head(record):
    record("PUT", body=TEXT)
    assert record("GET", headers={"Range": "bytes=0-1", "If-Range": '"tag"'}).body == TEXT
    head = record("HEAD", headers={"Range": "bytes=0-1"})
    assert (head.status, head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (200, "10", "bytes")


@pytest.mark.outside_document(reason=NOT_PARTIAL)
@each_case("value", [pytest.param(TEXT, id="short"), pytest.param(LONG, id="long")])
def test_a_range_of_an_encoded_record_counts_the_bytes_that_are_sent(record, value):
    put_zipped(record, value)
    encoded = gzip.compress(value)
    passed = record("GET", headers={"Range": "bytes=5-14", "Accept-Encoding": "gzip"})
    assert (passed.status, passed.headers["Content-Encoding"]) == (206, "gzip")
    assert len(passed.body) == 10
    assert passed.headers["Content-Range"] == f"bytes 5-14/{len(encoded)}"
    undone = record("GET", headers={"Range": "bytes=-7", "Accept-Encoding": "br"})
    assert (undone.status, undone.headers["Content-Encoding"], undone.body) == (206, None, value[-7:])
    assert undone.headers["Content-Range"] == f"bytes {len(value) - 7}-{len(value) - 1}/{len(value)}"


@pytest.mark.outside_document(reason=NOT_PARTIAL)
@each_case(("first", "last"), [(0, 0), (65535, 65536), (65536, 70000), (1, len(LONG) - 1)])
def test_a_part_of_a_decoded_record_is_cut_out_of_its_pieces(record, first, last):
    put_zipped(record, LONG)
    answer = record("GET", headers={"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"})
    assert (answer.status, answer.body) == (206, LONG[first : last + 1])


@each_case("value", [b"", TEXT, LONG])
@each_case("accepted", ["gzip", "identity"])
def test_the_length_is_told_also_of_what_is_decoded_and_to_head(record, value, accepted):
    put_zipped(record, value)
    headers = {"Accept-Encoding": accepted}
    answer, head = record("GET", headers=headers), record("HEAD", headers=headers)
    body = answer.body if accepted == "identity" else gzip.decompress(answer.body)
    assert body == value
    assert answer.headers["Content-Length"] == str(len(answer.body)) == head.headers["Content-Length"]


def test_records_are_downloaded_as_an_archive(ask, record, store):
    record("PUT", "b.json", b'{"b": 1}', headers={"Content-Type": "application/json"})
    put_zipped(record, LONG)
    answer = ask("GET", "/v2/key-value-stores/~stuff/records")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
    with ZipFile(BytesIO(answer.body)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"b.json": b'{"b": 1}', "key": LONG}
    assert ask("GET", "/v2/key-value-stores/~stuff/records").body == answer.body
    assert ask("GET", "/v2/key-value-stores/~stuff").data["stats"]["readCount"] == 4


@each_case(
    ("query", "names"),
    [
        ("", ["a", "b-1", "b-2"]),
        ("prefix=b-", ["b-1", "b-2"]),
        ("collection=one", ["b-1"]),
        ("collection=many&prefix=b-2", ["b-2"]),
        ("prefix=zz", []),
    ],
)
def test_an_archive_holds_what_is_asked_for(mockapify, ask, query, names):
    collections = {"one": {"key": "b-1"}, "many": {"keyPrefix": "b"}}
    schema = {"actorKeyValueStoreSchemaVersion": 1, "title": "Stuff", "collections": collections}
    store = mockapify.key_value_store("stuff", schema=schema)
    for key in ("b-2", "a", "b-1"):
        store[key] = key
    answer = ask("GET", f"/v2/key-value-stores/~stuff/records?{query}")
    with ZipFile(BytesIO(answer.body)) as archive:
        assert archive.namelist() == names


def test_an_archive_is_opened_by_the_signature_of_the_store(mockapify, ask, store):
    store["a"] = "A"
    shown = ask("GET", "/v2/key-value-stores/~stuff").data
    assert ask("GET", shown["recordsPublicUrl"].removeprefix(mockapify.url), token=None).status == 200
    keys = shown["keysPublicUrl"].removeprefix(mockapify.url)
    record = ask("GET", keys, token=None).data["items"][0]["recordPublicUrl"].removeprefix(mockapify.url)
    assert ask("GET", record.replace("/records/a?", "/records?"), token=None).status == 401


def test_an_unknown_collection_is_no_archive(ask, store):
    answer = ask("GET", "/v2/key-value-stores/~stuff/records?collection=x")
    assert (answer.status, answer.error["type"]) == (400, "invalid-collection")


@each_case("key", ["-._!'()", "a" * 256, "..."])
def test_links_of_records_need_no_encoding_and_open_them(mockapify, again, ask, store, key):
    again()
    store[key] = b"here"
    link = ask("GET", "/v2/key-value-stores/~stuff/keys").data["items"][0]["recordPublicUrl"]
    assert f"/records/{key}?signature=" in link
    assert ask("GET", link.removeprefix(mockapify.url), token=None).body == b"here"


def test_the_error_of_a_range_names_the_length():
    error = errors.range_not_satisfiable(5)
    assert (error.status, error.headers) == (416, {"Content-Range": "bytes */5"})
