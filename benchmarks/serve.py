"""How fast a server starts, stops and answers, and what it costs when idle: `python benchmarks/serve.py`."""

import asyncio
import http.client
import socket
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from mockapify.serve import ServerThread

ROUNDS = 30
REQUESTS = 5000
ANSWER_SIZE = len(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")


async def trivial(scope: Any, _receive: Any, send: Any) -> None:
    """The smallest answer."""
    if scope["path"] == "/hang":
        await asyncio.Event().wait()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def seconds(action: Callable[[], object]) -> float:
    """What one call takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def connect(server: ServerThread) -> socket.socket:
    """A client's connection without the delay that waits for more bytes to send."""
    client = socket.create_connection((server.host, server.port))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def life() -> tuple[float, float]:
    """One server: from start to its first answer, and its stop with an idle connection and a request that hangs."""
    server = ServerThread(trivial)
    idle = http.client.HTTPConnection(server.host)

    def first_answer() -> None:
        server.start()
        idle.port = server.port
        idle.request("GET", "/")
        idle.getresponse().read()

    started = seconds(first_answer)
    with connect(server) as hanging:
        hanging.sendall(b"GET /hang HTTP/1.1\r\nhost: x\r\n\r\n")
        stopped = seconds(server.stop)
    idle.close()
    return started, stopped


def request_rate(server: ServerThread) -> float:
    """Requests a second over one connection, one after the other; the client is as thin as can be."""
    with connect(server) as client:

        def ask() -> None:
            for _ in range(REQUESTS):
                client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
                client.recv(ANSWER_SIZE, socket.MSG_WAITALL)

        return REQUESTS / seconds(ask)


def idle_cpu(server: ServerThread) -> float:
    """CPU seconds of this process in one second with an open connection and nothing to do."""
    with connect(server) as client:
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        client.recv(ANSWER_SIZE, socket.MSG_WAITALL)
        before = time.process_time()
        time.sleep(1)
        return time.process_time() - before


def main() -> None:
    """Measure and print."""
    first_start, _ = life()
    lives = [life() for _ in range(ROUNDS)]
    print(
        f"start to first answer  {1e3 * median(start for start, _ in lives):8.2f} ms (first one, with imports: ", end=""
    )
    print(f"{1e3 * first_start:.1f} ms)")
    print(f"stop                   {1e3 * median(stop for _, stop in lives):8.2f} ms")
    with ServerThread(trivial) as server:
        print(f"one connection         {request_rate(server):8.0f} requests/s")
        print(f"idle for one second    {1e3 * idle_cpu(server):8.2f} ms of CPU")


if __name__ == "__main__":
    main()
