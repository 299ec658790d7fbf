import logging
import socket
import threading

import pytest

UPGRADE = (
    b"GET /chat HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
)
# "ping" as a client sends it: a text frame of four bytes, masked with zeros.
PING_FRAME = b"\x81\x84\x00\x00\x00\x00ping"


@pytest.fixture
def root_logger_at_debug(caplog):
    caplog.set_level(logging.DEBUG)


def connect(server):
    return socket.create_connection((server.host, server.port), timeout=10)


def read_head(client):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = client.recv(1)
        assert byte, f"the connection was closed after {head!r}"
        head += byte
    return head


def test_a_websocket_is_accepted_and_speaks(serve, root_logger_at_debug):
    async def app(scope, receive, send):
        assert (scope["type"], scope["path"]) == ("websocket", "/chat")
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "not " + (await receive())["text"]})
        await receive()

    server = serve(app)
    with connect(server) as client:
        client.sendall(UPGRADE)
        assert b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in read_head(client)
        client.sendall(PING_FRAME)
        assert client.recv(100) == b"\x81\x08not ping"
    assert server.errors == []


def test_stop_closes_open_websockets(serve):
    async def app(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    server = serve(app)
    with connect(server) as client:
        client.sendall(UPGRADE)
        assert read_head(client).startswith(b"HTTP/1.1 101 ")
        server.stop()
        assert client.recv(100) == b""
    assert server.errors == []


def test_an_exception_that_escapes_a_websocket_is_kept(serve):
    bug = LookupError("nowhere")

    async def app(scope, receive, send):
        raise bug

    server = serve(app)
    with connect(server) as client:
        client.sendall(UPGRADE)
        assert read_head(client).startswith(b"HTTP/1.1 500 ")
    assert server.errors == [bug]


def test_a_client_that_leaves_a_websocket_is_no_error(serve):
    left = threading.Event()

    async def app(scope, receive, send):
        await receive()
        await send({"type": "websocket.accept"})
        assert (await receive())["type"] == "websocket.disconnect"
        try:
            await send({"type": "websocket.send", "text": "still there?"})
        finally:
            left.set()

    server = serve(app)
    with connect(server) as client:
        client.sendall(UPGRADE)
        read_head(client)
    assert left.wait(10)
    server.stop()
    assert server.errors == []


@pytest.mark.parametrize("body", [b"", b"body"], ids=["without a body", "with one"])
def test_a_request_that_asks_for_another_protocol_gets_http(serve, body):
    async def app(scope, receive, send):
        message = await receive()
        told = b"%b %b" % (scope["path"].encode(), message["body"])
        head = [(b"content-length", b"%d" % len(told))]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": told})

    server = serve(app)
    with connect(server) as client:
        head = b"POST /one HTTP/1.1\r\nhost: x\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n"
        client.sendall(head + b"http2-settings: AAMAAABk\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        client.sendall(b"GET /two HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        received = b""
        while part := client.recv(65536):
            received += part
    first, second = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert first.endswith(b"\r\n\r\n/one " + body)
    assert second.endswith(b"\r\n\r\n/two ")
    assert server.errors == []
