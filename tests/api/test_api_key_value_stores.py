from datetime import UTC, datetime

import pytest
from cases import each_case

START = datetime(2026, 1, 31, 12, tzinfo=UTC)

pytestmark = pytest.mark.mockapify(clock="manual", seed=7, start=START)


@pytest.fixture
def store(mockapify):
    return mockapify.key_value_store("stuff")


@pytest.fixture
def record(ask, store):
    """Asks something of a record."""

    def asking(method, key="key", body=None, **more):
        return ask(method, f"/v2/key-value-stores/~stuff/records/{key}", body, **more)

    return asking


def test_a_new_store_is_shown_field_by_field(mockapify, ask):
    answer = ask("POST", "/v2/key-value-stores?name=stuff")
    data = answer.data
    id_ = data["id"]
    assert (answer.status, answer.headers["Location"]) == (201, f"{mockapify.url}/v2/key-value-stores/{id_}")
    assert data.pop("keysPublicUrl").startswith(f"{mockapify.url}/v2/key-value-stores/{id_}/keys?signature=")
    assert data.pop("recordsPublicUrl").startswith(f"{mockapify.url}/v2/key-value-stores/{id_}/records?signature=")
    assert len(data.pop("urlSigningSecretKey")) == 24
    assert data == {
        "id": id_,
        "name": "stuff",
        "userId": ask("GET", "/v2/users/me").data["id"],
        "username": "tester",
        "createdAt": "2026-01-31T12:00:00.000Z",
        "modifiedAt": "2026-01-31T12:00:00.000Z",
        "accessedAt": "2026-01-31T12:00:00.000Z",
        "actId": None,
        "actRunId": None,
        "consoleUrl": f"https://console.apify.com/storage/key-value-stores/{id_}",
        "generalAccess": "FOLLOW_USER_SETTING",
        "schema": None,
        "stats": {},
    }
    assert ask("POST", "/v2/key-value-stores?name=stuff").status == 200


@each_case(
    ("content_type", "body"),
    [
        ("application/json; charset=utf-8", b'{\n  "a": 1.0\n}'),
        ("application/json", b"not json"),
        ("text/plain", b"\xff\0"),
        ("text/html; charset=utf-8", b"<p>"),
        ("image/png", b"\x89PNG"),
        ("application/octet-stream", b""),
        ("x", b"x" * 100_000),
        ("multipart/form-data; boundary=x", b"--x--"),
    ],
)
@each_case("method", ["PUT", "POST"])
def test_a_record_comes_back_byte_for_byte_under_its_content_type(mockapify, store, record, method, content_type, body):
    put = record(method, body=body, headers={"Content-Type": content_type})
    assert (put.status, put.body) == (201, b"{}")
    assert put.headers["Location"] == f"{mockapify.url}/v2/key-value-stores/{store.id}/records/key"
    got = record("GET")
    assert (got.status, got.body, got.headers["Content-Type"]) == (200, body, content_type)


def test_a_content_type_comes_back_as_given_in_any_letters(record):
    record("PUT", body=b"x", headers={"Content-Type": "text/plain; name=é".encode("latin-1")})
    # http.client reads headers as latin-1, too.
    assert record("GET").headers["Content-Type"] == "text/plain; name=é"


def test_a_record_without_a_content_type_is_binary(connect, mockapify, store, record):
    connection = connect()
    connection.putrequest("PUT", "/v2/key-value-stores/~stuff/records/key")
    connection.putheader("Authorization", f"Bearer {mockapify.token}")
    connection.putheader("Content-Length", "1")
    connection.endheaders(b"x")
    assert connection.getresponse().status == 201
    assert record("GET").headers["Content-Type"] == "application/octet-stream"


def test_a_record_is_sent_as_an_attachment_when_asked_for(record):
    record("PUT", body=b"x")
    assert record("GET").headers["Content-Disposition"] is None
    assert record("GET", "key?attachment=true").headers["Content-Disposition"] == 'attachment; filename="key"'


def test_head_tells_whether_a_record_is_there(record):
    assert (record("HEAD").status, record("HEAD").body) == (404, b"")
    record("PUT", body=b"x", headers={"Content-Type": "text/plain"})
    head = record("HEAD")
    assert (head.status, head.body, head.headers["Content-Type"]) == (200, b"", "text/plain")


def test_a_record_is_replaced_and_deleted_and_deleting_it_again_is_no_error(record):
    record("PUT", body=b"one")
    record("PUT", body=b"two")
    assert record("GET").body == b"two"
    assert (record("DELETE").status, record("DELETE").status) == (204, 204)
    assert record("GET").error == {"type": "record-not-found", "message": "Record was not found"}


@each_case("key", ["a.b", "!-_.'()", "%41", "x" * 256])
def test_a_good_key_is_taken(record, key):
    assert record("PUT", key, b"x").status == 201
    assert record("GET", key).status == 200


@each_case("key", ["a%20b", "%00", "%ff", "%C3%A9", "a%2Fb", "x" * 257, "a~b", "a:b", "%0A"])
def test_a_bad_key_is_refused(mockapify, store, record, key):
    answer = record("PUT", key, b"x")
    assert (answer.status, answer.error["type"]) == (400, "invalid-record-key")
    assert store.keys() == []
    assert record("GET", key).status in (400, 404)
    assert record("DELETE", key).status in (204, 400)


@each_case(
    ("query", "keys", "limit", "next_"),
    [
        ("", ["a", "b1", "b2", "c"], 1000, None),
        ("limit=2", ["a", "b1"], 2, "b1"),
        ("limit=2&exclusiveStartKey=b1", ["b2", "c"], 2, None),
        ("limit=0", ["a", "b1", "b2", "c"], 1000, None),
        ("limit=5000", ["a", "b1", "b2", "c"], 1000, None),
        ("prefix=b", ["b1", "b2"], 1000, None),
        ("prefix=b&limit=1", ["b1"], 1, "b1"),
        ("exclusiveStartKey=zzz", [], 1000, None),
        ("exclusiveStartKey=", ["a", "b1", "b2", "c"], 1000, None),
    ],
)
def test_keys_are_listed_in_pages(mockapify, ask, store, query, keys, limit, next_):
    for key in ("c", "b2", "a", "b1"):
        store[key] = key.encode()
    data = ask("GET", f"/v2/key-value-stores/~stuff/keys?{query}").data
    assert [(item["key"], item["size"]) for item in data["items"]] == [(key, len(key)) for key in keys]
    assert (data["count"], data["limit"], data["isTruncated"]) == (len(keys), limit, next_ is not None)
    assert data["nextExclusiveStartKey"] == next_
    started = "exclusiveStartKey=" in query and query.rpartition("exclusiveStartKey=")[2]
    assert data["exclusiveStartKey"] == (started or None)


def test_more_than_a_thousand_keys_take_a_second_page(ask, store):
    for number in range(1001):
        store[f"{number:04}"] = b""
    first = ask("GET", "/v2/key-value-stores/~stuff/keys?limit=2000").data
    assert (first["count"], first["isTruncated"], first["nextExclusiveStartKey"]) == (1000, True, "0999")
    second = ask("GET", "/v2/key-value-stores/~stuff/keys?exclusiveStartKey=0999").data
    assert ([item["key"] for item in second["items"]], second["nextExclusiveStartKey"]) == (["1000"], None)


def test_the_public_link_of_a_record_opens_that_record_only(mockapify, ask, store):
    store["a"], store["b"] = b"A", b"B"
    links = [item["recordPublicUrl"] for item in ask("GET", "/v2/key-value-stores/~stuff/keys").data["items"]]
    assert all(link.startswith(f"{mockapify.url}/v2/key-value-stores/{store.id}/records/") for link in links)
    link = links[0].removeprefix(mockapify.url)
    assert ask("GET", link, token=None).body == b"A"
    assert ask("GET", link, token=mockapify.user("stranger").token).body == b"A"
    assert ask("GET", link.replace("/records/a?", "/records/b?"), token=None).status == 401
    assert ask("PUT", link, b"C", token=None).status == 401
    assert ask("DELETE", link, token=None).status == 401


def test_the_public_link_of_the_keys_opens_them_and_no_record(mockapify, ask, store):
    store["a"] = b"A"
    link = ask("GET", "/v2/key-value-stores/~stuff").data["keysPublicUrl"].removeprefix(mockapify.url)
    assert ask("GET", link, token=None).data["count"] == 1
    assert ask("GET", link.replace("/keys?", "/records/a?"), token=None).status == 401


def test_the_link_of_the_keys_is_good_for_14_days_and_unsigned_when_it_need_not_be_signed(mockapify, ask, store):
    link = ask("GET", "/v2/key-value-stores/~stuff").data["keysPublicUrl"].removeprefix(mockapify.url)
    mockapify.clock.shift(days=15)
    assert ask("GET", link, token=None).status == 401
    ask("PUT", "/v2/key-value-stores/~stuff", {"generalAccess": "ANYONE_WITH_ID_CAN_READ"})
    for token in ("", None):
        shown = ask("GET", f"/v2/key-value-stores/{store.id}", token=token).data
        assert shown["keysPublicUrl"] == f"{mockapify.url}/v2/key-value-stores/{store.id}/keys"


def test_counters_are_absent_until_they_count(ask, store, record):
    assert ask("GET", "/v2/key-value-stores/~stuff").data["stats"] == {}
    record("PUT", body=b"12345")
    record("GET")
    record("GET", "missing")
    record("DELETE")
    ask("GET", "/v2/key-value-stores/~stuff/keys")
    stats = ask("GET", "/v2/key-value-stores/~stuff").data["stats"]
    assert stats == {"writeCount": 1, "readCount": 1, "deleteCount": 1, "listCount": 1, "storageBytes": 0}


def test_stores_are_listed_renamed_and_deleted_like_datasets(mockapify, ask, store):
    mockapify.key_value_store()
    assert [item["name"] for item in ask("GET", "/v2/key-value-stores").data["items"]] == ["stuff"]
    assert ask("GET", "/v2/key-value-stores?unnamed=1").data["total"] == 2
    assert ask("PUT", f"/v2/key-value-stores/{store.id}", {"name": "things"}).data["name"] == "things"
    mockapify.key_value_store("other")
    assert ask("PUT", f"/v2/key-value-stores/{store.id}", {"name": "other"}).error["type"] == "name-not-unique"
    assert ask("DELETE", "/v2/key-value-stores/~things").status == 204
    assert ask("GET", f"/v2/key-value-stores/{store.id}").status == 404


def test_a_record_is_not_served_to_a_service_worker(record):
    record("PUT", body=b"x")
    answer = record("GET", headers={"Service-Worker": "script"})
    assert (answer.status, answer.error["type"]) == (403, "service-worker-registration-not-allowed")
