"""Connections that break, as the client's socket sees it."""

import socket
from urllib.parse import urlsplit

import pytest
from cases import each_case

from mockapify import Hangs, MockServer

ITEMS = [{"n": n, "text": "lamp" * 10} for n in range(20)]


@pytest.fixture
def asking(mockapify):
    """A connection on which a request was sent and nothing was read yet."""
    address = urlsplit(mockapify.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = f"GET /v2/users/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {mockapify.token}\r\n\r\n"
        yield lambda: connection.sendall(head.encode()) or connection


def split(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.lower(), body


def length(head):
    (line,) = [line for line in head.split(b"\r\n") if line.startswith(b"content-length:")]
    return int(line.partition(b":")[2])


def test_a_reset_connection_is_one_for_the_socket(mockapify, exchange):
    mockapify.faults.add(broken="reset")
    with pytest.raises(ConnectionResetError):
        exchange()
    assert str(mockapify.calls) == "GET /v2/users/me (tester) -> no answer\n    fault: connection reset (no. 1)"


def test_an_empty_answer_is_the_end_of_the_connection_and_nothing_before_it(mockapify, exchange):
    mockapify.faults.add(broken="empty")
    assert exchange(closing=False) == b""
    assert [call.status for call in mockapify.calls] == [0]


def test_a_silent_connection_stays_open_until_the_client_gives_up(mockapify, asking):
    mockapify.faults.add(broken="silent", times=1)
    connection = asking()
    connection.settimeout(0.05)
    with pytest.raises(TimeoutError):
        connection.recv(1)


def test_a_truncated_body_is_shorter_than_its_head_says(mockapify, exchange):
    dataset = mockapify.dataset(items=ITEMS)
    _, whole = split(exchange(path=f"/v2/datasets/{dataset.id}/items"))
    mockapify.faults.add(broken="truncated")
    head, body = split(exchange(path=f"/v2/datasets/{dataset.id}/items", closing=False))
    assert head.startswith(b"http/1.1 200 ok")
    assert length(head) == len(whole)
    assert body == whole[: len(whole) // 2]


def test_a_truncated_stream_ends_without_its_last_chunk(mockapify, exchange):
    dataset = mockapify.dataset(items=ITEMS * 200)
    mockapify.faults.add(broken="truncated")
    head, body = split(exchange(path=f"/v2/datasets/{dataset.id}/items?format=csv", closing=False))
    assert b"transfer-encoding: chunked" in head
    assert body
    assert not body.endswith(b"0\r\n\r\n")


def test_of_an_answer_without_a_body_a_truncated_one_leaves_nothing(mockapify, exchange):
    mockapify.faults.add(broken="truncated")
    assert exchange("HEAD", closing=False) == b""


def test_garbage_is_no_chunk(mockapify, exchange):
    mockapify.faults.add(broken="garbage")
    head, body = split(exchange(closing=False))
    assert b"transfer-encoding: chunked" in head
    assert b"content-length" not in head
    assert body.startswith(b"\xde\xad\xbe\xef")


def test_an_error_can_be_truncated(mockapify, exchange):
    mockapify.faults.add(status=500, body={"whole": True}, broken="truncated")
    head, body = split(exchange(closing=False))
    assert head.startswith(b"http/1.1 500")
    assert body == b'{"whole'
    assert length(head) == 14


@each_case("broken", ["reset", "empty", "garbage", "truncated"])
def test_what_comes_after_a_broken_connection_is_whole(mockapify, exchange, broken):
    with mockapify.faults.add(broken=broken) as fault:
        try:
            exchange(closing=False)
        except ConnectionResetError:
            assert broken == "reset"
        assert fault.fired == 1
    assert exchange().startswith(b"HTTP/1.1 200")
    assert mockapify.calls.bugs == []


def test_the_truncated_log_of_a_run_that_goes_on_ends(mockapify, apify_client, exchange):
    mockapify.actor("me/scraper", Hangs(log="INFO page 1"))
    run = apify_client.actor("me/scraper").start()
    with mockapify.faults.add(broken="truncated", operation="logs.*"):
        head, body = split(exchange(path=f"/v2/logs/{run.id}?stream=1", closing=False))
    assert head.startswith(b"http/1.1 200")
    assert body
    assert not body.endswith(b"0\r\n\r\n")


@pytest.mark.parametrize(
    ("broken", "body"),
    [("empty", b""), ("truncated", b'{"data":{"id":'), ("garbage", b"\xde\xad\xbe\xef")],
)
def test_connections_break_without_the_fast_protocol_and_loop_as_well(exchange_fallback, broken, body):
    mock, exchange = exchange_fallback
    mock.faults.add(broken=broken)
    received = split(exchange(closing=False))[1]
    assert received.startswith(body)
    assert (received == b"") == (body == b"")


def test_connections_are_reset_without_the_fast_protocol_and_loop_as_well(exchange_fallback):
    mock, exchange = exchange_fallback
    mock.faults.add(broken="reset")
    with pytest.raises(ConnectionResetError):
        exchange()


@pytest.mark.mockapify(clock="real")
def test_latency_is_real_where_the_clock_is(mockapify, asking):
    mockapify.faults.add(latency=3600)
    connection = asking()
    connection.settimeout(0.05)
    with pytest.raises(TimeoutError):
        connection.recv(1)


@pytest.mark.mockapify(clock="manual")
def test_latency_ends_when_a_clock_that_stands_still_is_moved(mockapify, asking):
    mockapify.faults.add(latency=3600)
    connection = asking()
    connection.settimeout(0.02)
    received = b""
    for _ in range(100):
        try:
            received = connection.recv(12)
            break
        except TimeoutError:  # It may not have come as far as the wait when the clock was moved.
            mockapify.clock.shift(hours=1)
    assert received == b"HTTP/1.1 200"


def test_a_server_stops_while_a_client_waits_for_a_silent_answer():
    with MockServer() as server, server.open() as mock:
        mock.faults.add(broken="silent")
        address = urlsplit(mock.url)
        connection = socket.create_connection((address.hostname, address.port), timeout=10)
        connection.sendall(f"GET /v2/users/me?token={mock.token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
    with connection:
        assert connection.recv(1) == b""
