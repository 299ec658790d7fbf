import gzip
import zlib

import brotli
import pytest
from apify_client.errors import ApifyApiError
from cases import each_case

pytestmark = pytest.mark.mockapify(clock="manual", seed=7)

LIMIT = 1000
TEXT = b"hello, hello, hello " * 20


def deflated(data, wbits):
    engine = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return engine.compress(data) + engine.flush()


def zlibbed(data):
    return deflated(data, 15)


def bare(data):
    return deflated(data, -15)


def small_window(data):
    return deflated(data, 10)


def chunked(data):
    return (data[n : n + 7] for n in range(0, len(data), 7))


@pytest.fixture
def put(ask, mockapify):
    """Stores a body as a record and tells what came of it."""
    mockapify.key_value_store("stuff")

    def putting(body, encoding=None):
        headers = {"Content-Type": "text/plain"} | ({"Content-Encoding": encoding} if encoding else {})
        return ask("PUT", "/v2/key-value-stores/~stuff/records/key", body, headers=headers)

    return putting


@pytest.fixture
def push(ask, mockapify):
    """Pushes a body to a dataset."""
    mockapify.dataset("orders")

    def pushing(body, encoding=None):
        headers = {"Content-Type": "application/json"} | ({"Content-Encoding": encoding} if encoding else {})
        return ask("POST", "/v2/datasets/~orders/items", body, headers=headers)

    return pushing


ENCODINGS = {
    "gzip": gzip.compress,
    "br": brotli.compress,
    "deflate": zlibbed,
}


@each_case(
    ("called", "encoding", "compress"),
    [
        ("gzip", "gzip", gzip.compress),
        ("in capitals", "GZIP", gzip.compress),
        ("gzip of two members", "gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:])),
        ("br", "br", brotli.compress),
        ("deflate", "deflate", zlibbed),
        ("deflate with a small window", "deflate", small_window),
        ("bare deflate", "deflate", bare),
        ("identity", "identity", bytes),
        ("empty", "", bytes),
    ],
)
def test_a_compressed_body_is_understood(mockapify, again, push, called, encoding, compress):
    again()
    assert push(compress(b'[{"a":1},{"a":2}]'), encoding).status == 201
    assert mockapify.dataset("orders").items == [{"a": 1}, {"a": 2}]


DAMAGES = {
    "not compressed": lambda data: b"plain",
    "its end is missing": lambda data: data[:-4],
    "half": lambda data: data[: len(data) // 2],
    "more behind it": lambda data: data + b"rest",
}


@each_case("encoding", ENCODINGS)
@each_case("damage", DAMAGES.values())
def test_a_broken_compressed_body_is_refused_and_nothing_is_stored(mockapify, push, encoding, damage):
    answer = push(damage(ENCODINGS[encoding](b'[{"a":1},{"a":2}]')), encoding)
    assert (answer.status, answer.error["type"]) == (400, "invalid-request")
    assert f'not valid "{encoding}" data' in answer.error["message"]
    assert mockapify.dataset("orders").items == []


@each_case("encoding", ENCODINGS)
@each_case("damage", DAMAGES.values())
def test_a_record_that_is_not_compressed_as_it_says_is_refused_at_once_or_never(ask, put, encoding, damage):
    if put(damage(ENCODINGS[encoding](TEXT)), encoding).status != 400:
        for accepted in ("identity", encoding):
            answer = ask("GET", "/v2/key-value-stores/~stuff/records/key", headers={"Accept-Encoding": accepted})
            assert answer.status == 200


@each_case("encoding", ENCODINGS)
def test_no_body_needs_no_decompression(mockapify, again, put, encoding):
    again()
    assert put(b"", encoding).status == 201
    assert mockapify.key_value_store("stuff")["key"] == ""


@each_case("encoding", ["bla", "compress", "zstd", "gzip, br", "gzip;q=1"])
def test_an_unknown_encoding_is_quoted_back(push, encoding):
    answer = push(b"{}", encoding)
    assert (answer.status, answer.error) == (
        415,
        {"type": "unsupported-content-encoding", "message": f'Content-Encoding "{encoding}" is not supported.'},
    )


@each_case("send", [pytest.param(bytes, id="with a length"), pytest.param(chunked, id="chunked")])
@each_case("length", [pytest.param(LIMIT + 1, id="a byte"), pytest.param(50 * LIMIT, id="by far")])
def test_a_body_over_the_limit_is_refused_with_both_numbers(mockapify, put, send, length):
    mockapify.settings.max_payload_bytes = LIMIT
    answer = put(send(b"x" * length))
    assert (answer.status, answer.error) == (
        413,
        {
            "type": "request-too-large",
            "message": f"The POST payload is too large (limit: {LIMIT} bytes, actual length: {length} bytes).",
        },
    )
    assert "key" not in mockapify.key_value_store("stuff")


@each_case("encoding", ENCODINGS)
def test_a_body_over_the_limit_after_decompression_is_refused(mockapify, push, encoding):
    mockapify.settings.max_payload_bytes = LIMIT
    body = ENCODINGS[encoding](b'{"a":"' + b"x" * 100 * LIMIT + b'"}')
    assert len(body) < LIMIT
    answer = push(body, encoding)
    assert (answer.status, answer.error["type"]) == (413, "request-too-large")
    assert answer.error["message"].startswith(f"The POST payload is too large (limit: {LIMIT} bytes, actual length: ")


@each_case("encoding", [None, *ENCODINGS])
def test_a_body_of_just_the_limit_is_taken(mockapify, push, encoding):
    mockapify.settings.max_payload_bytes = LIMIT
    body = b"{}".ljust(LIMIT)
    assert push(ENCODINGS[encoding](body) if encoding else body, encoding).status == 201


def test_the_client_tells_a_body_over_the_limit(mockapify, apify_client):
    mockapify.settings.max_payload_bytes = LIMIT
    with pytest.raises(ApifyApiError) as refused:
        apify_client.dataset(mockapify.dataset("orders").id).push_items([{"a": "x" * 100 * LIMIT}])
    assert (refused.value.status_code, refused.value.type) == (413, "request-too-large")
    assert [call.status for call in mockapify.calls] == [413]


def test_the_platforms_limit_is_9_mib(mockapify, put):
    assert mockapify.settings.max_payload_bytes == 9_437_184
    assert put(b"x" * 9_437_184).status == 201
    assert put(b"x" * 9_437_185).status == 413


@each_case("encoding", [None, "gzip"])
def test_a_chunked_body_without_a_length_is_read_to_its_end(mockapify, again, push, encoding):
    again()
    body = b'[{"a":1},{"a":2}]'
    assert push(chunked(gzip.compress(body) if encoding else body), encoding).status == 201
    assert len(mockapify.dataset("orders").items) == 2


def test_the_connection_goes_on_after_a_refused_body(mockapify, put):
    mockapify.settings.max_payload_bytes = LIMIT
    assert put(b"x" * 300 * LIMIT).status == 413
    assert put(b"x").status == 201


def test_a_bomb_is_refused_without_being_inflated_to_its_end(mockapify, push):
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(engine.compress(b"\0" * 1_000_000) for _ in range(20)) + engine.flush()
    mockapify.settings.max_payload_bytes = len(bomb)
    answer = push(bomb, "gzip")
    assert answer.status == 413
    assert "actual length: 20000000 bytes" not in answer.error["message"]


@each_case("encoding", ENCODINGS)
def test_a_record_comes_back_under_its_encoding_or_decoded(ask, put, encoding):
    compressed = ENCODINGS[encoding](TEXT)
    assert put(compressed, encoding).status == 201
    path = "/v2/key-value-stores/~stuff/records/key"
    same = ask("GET", path, headers={"Accept-Encoding": f"identity, {encoding}"})
    assert (same.body, same.headers["Content-Encoding"]) == (compressed, encoding)
    decoded = ask("GET", path, headers={"Accept-Encoding": "identity"})
    assert (decoded.body, decoded.headers["Content-Encoding"]) == (TEXT, None)


@each_case(("encoding", "status"), [("gzip", 403), ("br", 403), ("identity", 201)])
def test_html_is_not_kept_compressed(ask, mockapify, encoding, status):
    mockapify.key_value_store("stuff")
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": encoding}
    body = ENCODINGS.get(encoding, bytes)(b"<p>")
    answer = ask("PUT", "/v2/key-value-stores/~stuff/records/page", body, headers=headers)
    assert answer.status == status
    assert status == 201 or answer.error["type"] == "content-encoding-forbidden-for-html"
