"""What a test pays for its Apify, beside what pytest-httpserver and moto cost it: `python -m benchmarks.fixture`."""

import http.client
import logging
import time
from collections.abc import Callable
from warnings import catch_warnings

from starlette.types import Receive, Scope, Send

from benchmarks.figures import Figure, in_turns, refuse, show
from mockapify import MockServer
from mockapify.serve import ServerThread
from mockapify.state import users
from mockapify.world import World

try:
    from apify_client import ApifyClient
    from moto import mock_aws
    from pytest_httpserver import HTTPServer

    with catch_warnings(action="ignore"):  # It would like the libraries of all of its services.
        from moto.server import ThreadedMotoServer
except ImportError as error:
    refuse(error)

ROUNDS = 500
SERVER_ROUNDS = 20
HTTPSERVER = "pytest-httpserver"
ITEMS = [{"url": "https://example.com/1", "title": "One", "price": 1.5}]


def of_set_up() -> list[Figure]:
    """What comes before and after each test; the server is up, and the clients are imported."""
    with MockServer() as server, HTTPServer("127.0.0.1") as httpserver:

        def fixture() -> None:
            with server.open() as mock, mock.intercept():
                mock.strictness.exempt_all()
                mock.strictness.check()

        def bare_world() -> None:
            world = World()
            with world:
                users.create(world, "tester")

        def their_fixture() -> None:
            httpserver.clear()
            httpserver.check()

        def block_of_moto() -> None:
            with mock_aws():
                pass

        ours, opened, world, theirs, moto = in_turns(
            ROUNDS, fixture, lambda: server.open().close(), bare_world, their_fixture, block_of_moto
        )
    return [
        Figure("fixture, set-up and teardown", ours, HTTPSERVER, theirs, most=1),
        Figure("", ours, "moto, mock_aws()", moto),
        Figure("a mock opened and closed", opened, "moto, mock_aws()", moto),
        Figure("a bare world with its first user", world, "moto, mock_aws()", moto, most=0.1),
    ]


class Life:
    """Servers of one kind, one after the other: each is started, asked once, and stopped."""

    def __init__(self, start: Callable[[], tuple[int, str, Callable[[], object]]]) -> None:
        self._start = start
        self._connection = http.client.HTTPConnection("127.0.0.1")
        self._stop: Callable[[], object] = lambda: None

    def first_answer(self) -> None:
        """Start one, and wait for its answer."""
        port, path, self._stop = self._start()
        self._connection.close()
        self._connection.port = port
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status

    def pause(self) -> None:
        """As long as it takes a server to come to rest, so that none is caught on its feet."""
        time.sleep(0.02)

    def stop(self) -> None:
        """Stop it; the connection is left open where the server leaves it so."""
        self._stop()


def start_ours() -> tuple[int, str, Callable[[], object]]:
    """A server with one mock."""
    server = MockServer()
    server.start()
    mock = server.open()
    return int(server.url.rpartition(":")[2]), f"/v2/users/me?token={mock.token}", server.stop


def start_httpserver() -> tuple[int, str, Callable[[], object]]:
    """A server with one stub."""
    server = HTTPServer("127.0.0.1")
    server.start()
    server.expect_request("/").respond_with_json({})
    return server.port, "/", server.stop


def start_moto() -> tuple[int, str, Callable[[], object]]:
    """A server that is asked for what it has in store."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    return server.get_host_and_port()[1], "/moto-api/data.json", server.stop


def of_servers() -> list[Figure]:
    """From the start of a server to its first answer, and its end; all that is imported once is imported."""
    lives = [Life(start_ours), Life(start_httpserver), Life(start_moto)]
    steps = in_turns(SERVER_ROUNDS, *(step for life in lives for step in (life.first_answer, life.pause, life.stop)))
    start, _, stop, their_start, _, their_stop, start_of_moto, _, stop_of_moto = steps
    return [
        Figure("server, start to first answer", start, HTTPSERVER, their_start, most_ratio=1),
        Figure("", start, "moto, server", start_of_moto),
        Figure("server, stop", stop, HTTPSERVER, their_stop, most=5),
        Figure("", stop, "moto, server", stop_of_moto),
    ]


def of_calls() -> list[Figure]:
    """One call through the official client, both servers in this process."""
    with MockServer() as server, HTTPServer("127.0.0.1") as httpserver, server.open() as mock:
        httpserver.expect_request("/v2/datasets/orders/items", method="POST").respond_with_json({}, status=201)
        dataset_id = mock.dataset("orders").id
        with mock.intercept(), ServerThread(do_nothing) as idle:
            nothing = ApifyClient("any", api_url=idle.url).dataset("orders")
            datasets = [
                ApifyClient(mock.token, api_url=mock.url).dataset(dataset_id),
                ApifyClient().dataset(dataset_id),
                nothing,
                ApifyClient(mock.token, api_url=httpserver.url_for("")).dataset("orders"),
                *[nothing] * 3,  # While the stub's server clears up behind its answer: that is nobody else's price.
            ]
            fixture, intercepted, least, theirs, *_ = in_turns(
                ROUNDS, *(lambda dataset=dataset: dataset.push_items(ITEMS) for dataset in datasets)
            )
    return [
        Figure("push_items, the fixture's client", fixture, HTTPSERVER, theirs, most_ratio=0.4),
        Figure("push_items, ApifyClient() intercepted", intercepted, HTTPSERVER, theirs),
        Figure("push_items, an app that does nothing", least, HTTPSERVER, theirs),
    ]


async def do_nothing(_: Scope, receive: Receive, send: Send) -> None:
    """The app of the fastest mock there could be on our server."""
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"{}"})


def main() -> None:
    """Measure and print."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    show([*of_set_up(), *of_servers(), *of_calls()])


if __name__ == "__main__":
    main()
