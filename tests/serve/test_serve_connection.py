import asyncio
import http.client
import select
import socket
import threading
from contextlib import suppress

import pytest
from starlette.requests import ClientDisconnect

from mockapify.serve.connection import KEEP_ALIVE_SECONDS, TRANSPORT

MEGABYTE = 1 << 20


async def answer(send, body=b"ok", status=200):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def body_of(receive):
    parts = []
    while True:
        message = await receive()
        parts.append(message["body"])
        if not message["more_body"]:
            return b"".join(parts)


async def hello(scope, receive, send):
    await answer(send, b"hello")


async def echo(scope, receive, send):
    await answer(send, await body_of(receive))


def connect(server):
    return socket.create_connection((server.host, server.port), timeout=10)


def read_until_closed(client):
    parts = []
    while part := client.recv(65536):
        parts.append(part)
    return b"".join(parts)


def read_exactly(client, size):
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        assert part, f"closed after {data!r}"
        data += part
    return data


def exchange(server, request):
    """What comes back for these bytes until the server closes."""
    with connect(server) as client:
        client.sendall(request)
        return read_until_closed(client)


def request(server, method, body=None, path="/", **options):
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request(method, path, body, **options)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def test_an_answer_holds_the_app_s_headers_and_no_others(serve):
    received = exchange(serve(hello), b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
    # h11 has its own idea of the upper case in "connection".
    assert received.lower() == b"http/1.1 200 ok\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"


def test_idle_connections_are_kept_for_75_seconds():
    assert KEEP_ALIVE_SECONDS == 75


def test_a_connection_that_was_idle_for_that_long_is_closed(serve, monkeypatch):
    monkeypatch.setattr("mockapify.serve.connection.KEEP_ALIVE_SECONDS", 0.03)
    with connect(serve(hello)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n" * 2)
        assert read_until_closed(client).endswith(b"hello")


def test_a_connection_that_waits_for_its_answer_is_not_idle(serve, monkeypatch):
    monkeypatch.setattr("mockapify.serve.connection.KEEP_ALIVE_SECONDS", 0.01)

    async def app(scope, receive, send):
        loop = asyncio.get_running_loop()
        checked = loop.create_future()
        loop.call_later(0.03, checked.set_result, None)  # behind what closes idle connections
        if scope["path"] == "/slow":
            await checked
        await answer(send)

    with connect(serve(app)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGET /slow HTTP/1.1\r\nhost: x\r\n\r\n")
        assert read_until_closed(client).count(b"HTTP/1.1 200 OK") == 2


def test_head_has_the_length_but_not_the_body_and_keeps_the_connection(serve):
    server = serve(hello)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    for method, expected in [("HEAD", b""), ("GET", b"hello"), ("HEAD", b"")]:
        connection.request(method, "/")
        response = connection.getresponse()
        assert response.headers["content-length"] == "5"
        assert response.read() == expected
    connection.close()


def test_nothing_of_an_answer_is_held_back_until_the_client_has_acknowledged_the_rest(serve):
    held_back = []

    async def app(scope, receive, send):
        connection = scope["extensions"][TRANSPORT].get_extra_info("socket")
        held_back.append(not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await answer(send)

    request(serve(app), "GET")
    assert held_back == [False]


def test_a_chunked_body_arrives_whole(serve):
    status, _, body = request(serve(echo), "POST", iter([b"one ", b"two ", b"three"]), encode_chunked=True)
    assert (status, body) == (200, b"one two three")


def test_ten_megabytes_go_in_and_out(serve):
    sent = bytes(range(256)) * (10 * MEGABYTE // 256)
    status, _, received = request(serve(echo), "POST", sent)
    assert status == 200
    assert received == sent


def test_pipelined_requests_are_answered_in_order(serve):
    async def app(scope, receive, send):
        if scope["path"] == "/slow":
            await asyncio.sleep(0)
        await answer(send, scope["path"].encode() + await body_of(receive))

    received = exchange(
        serve(app),
        b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n-1"
        b"GET /fast HTTP/1.1\r\nhost: x\r\n\r\n"
        b"POST /last HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n-3",
    )
    assert received.lower() == (
        b"http/1.1 200 ok\r\ncontent-length: 7\r\n\r\n/slow-1"
        b"http/1.1 200 ok\r\ncontent-length: 5\r\n\r\n/fast"
        b"http/1.1 200 ok\r\ncontent-length: 7\r\nconnection: close\r\n\r\n/last-3"
    )


def test_a_client_that_asks_is_told_to_go_on_once_the_app_wants_the_body(serve):
    with connect(serve(echo)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n")
        go_on = read_exactly(client, 12)
        assert go_on == b"HTTP/1.1 100"
        while not go_on.endswith(b"\r\n\r\n"):
            go_on += read_exactly(client, 1)
        client.sendall(b"body")
        assert read_exactly(client, 15) == b"HTTP/1.1 200 OK"


def test_a_client_that_asks_may_be_refused_before_it_sends_the_body(serve):
    async def refuse(scope, receive, send):
        await answer(send, b"", status=413)

    with connect(serve(refuse)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n")
        assert read_exactly(client, 12) == b"HTTP/1.1 413"


def test_a_streaming_app_waits_for_a_client_that_reads_slowly(serve):
    total = 64
    sent = []

    async def stream(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(total):
            await send({"type": "http.response.body", "body": bytes(MEGABYTE), "more_body": True})
            sent.append(MEGABYTE)
        await send({"type": "http.response.body", "body": b""})

    server = serve(stream)
    with connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        received = furthest_ahead = 0
        while part := client.recv(MEGABYTE):
            received += len(part)
            furthest_ahead = max(furthest_ahead, sum(sent) - received)
    assert received > total * MEGABYTE
    assert furthest_ahead < total * MEGABYTE // 2


def test_a_client_that_sends_faster_than_the_app_reads_is_slowed_down(serve):
    sizes = []
    reading = asyncio.Event()

    async def reads_late(scope, receive, send):
        await reading.wait()
        more = True
        while more:
            message = await receive()
            sizes.append(len(message["body"]))
            more = message["more_body"]
        await answer(send)

    size = 32 * MEGABYTE
    server = serve(reads_late)
    with connect(server) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % size)
        client.setblocking(False)
        sent = 0
        while sent < size and select.select([], [client], [], 0.1)[1]:
            with suppress(BlockingIOError):
                sent += client.send(bytes(min(MEGABYTE, size - sent)))
        server.loop.call_soon_threadsafe(reading.set)
        client.settimeout(10)
        client.sendall(bytes(size - sent))
        assert read_until_closed(client).endswith(b"\r\n\r\nok")
    assert sum(sizes) == size
    assert max(sizes) < 2 * MEGABYTE


def test_an_app_learns_that_its_client_left_in_the_middle_of_the_body(serve):
    entered, left = threading.Event(), threading.Event()

    async def app(scope, receive, send):
        assert (await receive())["body"] == b"half"
        entered.set()
        assert (await receive())["type"] == "http.disconnect"
        left.set()
        raise ClientDisconnect

    server = serve(app)
    with connect(server) as client:
        client.sendall(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 8\r\n\r\nhalf")
        assert entered.wait(10)
    assert left.wait(10)
    server.stop()
    assert server.errors == []


@pytest.mark.parametrize("requests", [1, 2], ids=["one request", "pipelined"])
def test_an_app_that_does_nothing_but_send_to_a_client_that_left_does_not_block_the_loop(serve, requests):
    async def app(scope, receive, send):
        if scope["path"] == "/other":
            return await answer(send)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": bytes(MEGABYTE), "more_body": True})

    server = serve(app)
    with connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n" * requests)
        read_exactly(client, MEGABYTE)
    for _ in range(3):
        assert request(server, "GET", path="/other")[0] == 200
    server.stop()
    assert server.errors == []


def test_an_exception_that_escapes_the_app_is_kept_and_answered_with_500(serve):
    bug = LookupError("nowhere")

    async def app(scope, receive, send):
        raise bug

    server = serve(app)
    status, headers, body = request(server, "GET")
    assert (status, headers["connection"], body) == (500, "close", b"Internal Server Error")
    assert server.errors == [bug]


def test_an_exception_in_the_middle_of_an_answer_breaks_it_off(serve):
    bug = LookupError("nowhere")

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise bug

    server = serve(app)
    with pytest.raises(http.client.IncompleteRead, match="4 bytes read, 6 more expected"):
        request(server, "GET")
    assert server.errors == [bug]


def test_an_app_that_returns_in_the_middle_of_an_answer_breaks_it_off_on_purpose(serve):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    server = serve(app)
    with pytest.raises(http.client.IncompleteRead):
        request(server, "GET")
    assert server.errors == []


def test_an_exception_that_ends_a_test_does_not_end_the_server(serve):
    async def app(scope, receive, send):
        if scope["path"] == "/fail":
            pytest.fail("in the server thread")
        await answer(send)

    server = serve(app)
    assert exchange(server, b"GET /fail HTTP/1.1\r\nhost: x\r\n\r\n").startswith(b"HTTP/1.1 500 ")
    assert request(server, "GET")[0] == 200
    assert [str(error) for error in server.errors] == ["in the server thread"]


def test_what_asyncio_would_log_is_kept(serve):
    async def app(scope, receive, send):
        loop = asyncio.get_running_loop()
        loop.call_soon(int, "no number")
        loop.call_exception_handler({"message": "something is odd"})
        await asyncio.sleep(0)
        await answer(send)

    server = serve(app)
    request(server, "GET")
    message, callback = server.errors
    assert (type(message), str(message)) == (RuntimeError, "something is odd")
    assert (type(callback), str(callback)) == (ValueError, "invalid literal for int() with base 10: 'no number'")


@pytest.mark.parametrize("sent", [b"hello?\r\n\r\n", b"CONNECT api.apify.com:443 HTTP/1.1\r\nhost: x\r\n\r\n"])
def test_what_is_no_http_for_it_is_answered_with_400_and_is_no_error_of_the_app(serve, sent):
    server = serve(hello)
    assert exchange(server, sent).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert server.errors == []


@pytest.mark.parametrize("before", [0, 1])
def test_a_request_whose_body_turns_out_to_be_no_http_is_refused_and_given_up(serve, before):
    left = threading.Event()

    async def app(scope, receive, send):
        if scope["method"] == "GET":
            await answer(send)
            return
        while (await receive())["type"] != "http.disconnect":
            pass
        left.set()

    server = serve(app)
    received = exchange(
        server,
        b"GET / HTTP/1.1\r\nhost: x\r\n\r\n" * before
        + b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokno chunk\r\n\r\n",
    )
    assert received.count(b"HTTP/1.1 200 OK\r\n") == before
    assert received.count(b"HTTP/1.1 400 Bad Request\r\n") == 1 - before
    assert before or left.wait(10)
    assert server.errors == []


def test_what_came_before_such_is_answered(serve):
    server = serve(hello)
    received = exchange(server, b"GET / HTTP/1.1\r\nhost: x\r\n\r\nhello?\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.endswith(b"\r\n\r\nhello")
    assert server.errors == []


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/a%20b/%C3%A4?c=%20d", "/a b/ä /a%20b/%C3%A4 c=%20d"),
        ("http://api.apify.com/v2/acts?a=b", "/v2/acts /v2/acts a=b"),
        ("http://api.apify.com", "/ / "),
        ("/a?b?c", "/a /a b?c"),
    ],
)
def test_the_app_is_told_the_target_of_a_request(serve, target, told):
    async def app(scope, receive, send):
        await answer(send, f"{scope['path']} {scope['raw_path'].decode()} {scope['query_string'].decode()}".encode())

    received = exchange(serve(app), f"GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".encode())
    assert received.decode().endswith(f"\r\n\r\n{told}")


def test_a_client_of_http_1_0_gets_a_body_that_ends_with_the_connection(serve):
    async def app(scope, receive, send):
        assert scope["http_version"] == "1.0"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"one ", "more_body": True})
        await send({"type": "http.response.body", "body": b"two"})

    received = exchange(serve(app), b"GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n")
    assert received == b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\none two"


def test_a_client_of_http_1_0_may_keep_its_connection(serve):
    received = exchange(serve(hello), b"GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n")
    assert received.count(b"\r\n\r\nhello") == 2


def test_requests_behind_one_that_ends_the_connection_are_not_answered(serve):
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["path"])
        await answer(send)

    last = b"GET /1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    received = exchange(serve(app), last + b"GET /2 HTTP/1.1\r\nhost: x\r\n\r\n")
    assert received.endswith(b"\r\n\r\nok")
    assert seen == ["/1"]


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "http.response.body", "body": b"x"}],
        [{"type": "http.response.start", "status": 200}, {"type": "http.response.start", "status": 200}],
        [
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]},
            {"type": "http.response.body", "body": b"four"},
        ],
        [
            {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]},
            {"type": "http.response.body", "body": b"12"},
        ],
        [],
    ],
    ids=["a body without a head", "two heads", "too long a body", "too short a body", "nothing"],
)
def test_an_app_that_answers_wrongly_is_told_so(serve, messages):
    async def app(scope, receive, send):
        for message in messages:
            await send(message)

    server = serve(app)
    exchange(server, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    (error,) = server.errors
    assert isinstance(error, RuntimeError)
    assert str(error).startswith("the app")


def test_the_environment_of_other_servers_is_not_read(serve, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "many")
    assert request(serve(hello), "GET")[2] == b"hello"
