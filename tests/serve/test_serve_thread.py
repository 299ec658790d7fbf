import asyncio
import gc
import http.client
import socket
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import anyio
import anyio.to_thread
import pytest

from mockapify.serve import PortTaken, ServerThread


async def answer(send, body=b"ok", status=200):
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def hello(scope, receive, send):
    await answer(send, b"hello")


async def client_of(scope, receive, send):
    await answer(send, str(scope["client"][1]).encode())


class Hanging:
    """An app that never answers, and tells when a request has come and how it ended."""

    def __init__(self):
        self.entered = threading.Event()
        self.ended_by = None

    async def __call__(self, scope, receive, send):
        self.entered.set()
        try:
            await asyncio.Event().wait()
        except BaseException as error:
            self.ended_by = type(error)
            raise


def get(server, path="/"):
    with urllib.request.urlopen(server.url + path, timeout=10) as response:
        return response.read()


def send_request(server):
    client = socket.create_connection((server.host, server.port), timeout=10)
    client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
    return client


def test_it_answers_once_start_has_returned(serve):
    assert get(serve(hello)) == b"hello"


def test_it_serves_inside_a_with_block_and_not_after_it(implementation):
    with ServerThread(hello) as server:
        assert get(server) == b"hello"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((server.host, server.port), timeout=10)


def test_the_free_port_is_read_back(serve):
    server = serve(hello)
    assert server.port > 0
    assert server.url == f"http://127.0.0.1:{server.port}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
def test_it_serves_on_ipv6(implementation):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    with ServerThread(hello, host="::1") as server:
        assert server.url == f"http://[::1]:{server.port}"
        assert get(server) == b"hello"


def test_there_is_no_url_before_there_is_a_port():
    with pytest.raises(RuntimeError, match="no port yet"):
        _ = ServerThread(hello).url
    assert ServerThread(hello, port=8123).url == "http://127.0.0.1:8123"


def test_a_taken_port_is_refused_and_taken_once_it_is_free(implementation):
    with socket.create_server(("127.0.0.1", 0)) as other:
        server = ServerThread(hello, port=other.getsockname()[1])
        with pytest.raises(PortTaken, match=f"^127.0.0.1:{server.port} is taken"):
            server.start()
    with server:
        assert get(server) == b"hello"


def test_starting_twice_is_an_error_also_after_stop(serve):
    server = serve(hello)
    with pytest.raises(RuntimeError, match="make a new ServerThread"):
        server.start()
    assert get(server) == b"hello"
    server.stop()
    with pytest.raises(RuntimeError, match="make a new ServerThread"):
        server.start()


def test_stop_may_be_called_at_any_time_and_again(serve):
    ServerThread(hello).stop()
    server = serve(hello)
    server.stop()
    server.stop()
    assert server.loop.is_closed()


def test_the_thread_is_a_daemon_that_is_gone_after_stop(serve):
    before = set(threading.enumerate())
    server = serve(hello)
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon
    assert thread.name == f"mockapify server on {server.url}"
    server.stop()
    assert not thread.is_alive()


def test_a_connection_is_used_for_many_requests(serve):
    server = serve(client_of)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    seen = set()
    for _ in range(5):
        connection.request("GET", "/")
        seen.add(connection.getresponse().read())
    connection.close()
    assert len(seen) == 1


def test_stop_closes_idle_connections(serve):
    server = serve(hello)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    connection.request("GET", "/")
    connection.getresponse().read()
    server.stop()
    assert connection.sock.recv(1) == b""
    connection.close()


def test_stop_cancels_a_handler_that_hangs(serve):
    app = Hanging()
    server = serve(app)
    with send_request(server) as client:
        assert app.entered.wait(10)
        server.stop()
        assert client.recv(1) == b""
    assert app.ended_by is asyncio.CancelledError
    assert server.errors == []


def test_stop_cancels_tasks_the_app_has_left_behind(serve):
    app = Hanging()
    tasks = set()

    async def careless(scope, receive, send):
        tasks.add(asyncio.create_task(app(scope, receive, send)))
        await answer(send)

    server = serve(careless)
    get(server)
    assert app.entered.wait(10)
    server.stop()
    assert app.ended_by is asyncio.CancelledError
    assert server.errors == []


def test_stop_closes_a_connection_whose_client_does_not_read(serve):
    paused = threading.Event()

    async def endless(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            part = {"type": "http.response.body", "body": bytes(1 << 20), "more_body": True}
            try:
                await asyncio.wait_for(send(part), 0.05)
            except TimeoutError:
                paused.set()

    server = serve(endless)
    with send_request(server):
        assert paused.wait(10)
        server.stop()
    assert server.errors == []


def test_a_task_that_refuses_to_end_is_reported_and_left(serve, monkeypatch):
    monkeypatch.setattr("mockapify.serve.loop.ROUND_SECONDS", 0.001)
    entered = threading.Event()

    async def stubborn(scope, receive, send):
        while True:
            entered.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                continue

    server = serve(stubborn)
    with send_request(server):
        assert entered.wait(10)
        server.stop()
    assert "a task went on after it was cancelled 20 times" in str(server.errors[0])
    gc.collect()


def test_stop_says_where_a_blocked_loop_hangs(serve, monkeypatch):
    monkeypatch.setattr("mockapify.serve.thread.STOP_LIMIT_SECONDS", 0.01)
    entered, release = threading.Event(), threading.Event()

    async def blocks_the_loop(scope, receive, send):
        entered.set()
        release.wait(10)

    server = serve(blocks_the_loop)
    with send_request(server):
        assert entered.wait(10)
        with pytest.raises(RuntimeError, match=r"did not stop in 0\.01 s, blocked in\n(?s:.)*in blocks_the_loop"):
            server.stop()
    monkeypatch.undo()
    release.set()
    server.stop()


def test_the_app_may_stop_its_own_server(serve):
    async def last_words(scope, receive, send):
        await answer(send, b"bye")
        server.stop()

    server = serve(last_words)
    assert get(server) == b"bye"
    server.stop()
    assert server.errors == []


def test_worker_threads_of_the_app_end_with_the_server(serve):
    async def app(scope, receive, send):
        await anyio.to_thread.run_sync(int)
        await asyncio.to_thread(int)
        await answer(send)

    before = set(threading.enumerate())
    server = serve(app)
    get(server)
    workers = set(threading.enumerate()) - before
    assert len(workers) == 3
    server.stop()
    for worker in workers:
        worker.join(10)
        assert not worker.is_alive()


def test_two_servers_do_not_notice_each_other(serve):
    hanging = Hanging()
    one, other = serve(hanging), serve(hello)
    with send_request(one):
        assert hanging.entered.wait(10)
        assert get(other) == b"hello"
        one.stop()
        assert get(other) == b"hello"


def test_requests_are_answered_while_others_hang(serve):
    hanging = Hanging()

    async def app(scope, receive, send):
        await (hanging if scope["path"] == "/hang" else hello)(scope, receive, send)

    server = serve(app)
    with socket.create_connection((server.host, server.port)) as client:
        client.sendall(b"GET /hang HTTP/1.1\r\nhost: x\r\n\r\n")
        assert hanging.entered.wait(10)
        with ThreadPoolExecutor(8) as clients:
            assert list(clients.map(lambda _: get(server), range(40))) == [b"hello"] * 40


def test_many_cycles_leave_no_descriptors_and_no_unclosed_sockets(implementation):
    def cycle():
        with ServerThread(hello) as server:
            assert get(server) == b"hello"

    cycle()
    gc.collect()  # What tests before this one left open is not to be counted.
    with socket.socket() as lowest_free:
        before = lowest_free.fileno()
    for _ in range(5):
        cycle()
    gc.collect()  # an unclosed socket would warn now, which fails the test
    with socket.socket() as lowest_free:
        assert lowest_free.fileno() == before


def test_the_loop_is_reachable_and_not_made_current(serve):
    server = serve(hello)

    async def running():
        return asyncio.get_running_loop()

    assert asyncio.run_coroutine_threadsafe(running(), server.loop).result(10) is server.loop
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_a_failure_while_starting_is_raised_by_start(implementation, monkeypatch):
    def broken(*_):
        raise LookupError("no protocol")

    monkeypatch.setattr("mockapify.serve.loop.Serving", broken)
    server = ServerThread(hello)
    with pytest.raises(LookupError, match="no protocol"):
        server.start()
    server.stop()
    assert server.loop.is_closed()
