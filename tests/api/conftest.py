from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from mockapify import MockApify


@pytest.fixture
def connect(mockapify: MockApify) -> Iterator:
    """Opens further connections to this test's mock, for what one connection cannot show."""
    address = urlsplit(mockapify.url)
    connections = []

    def opened():
        connection = HTTPConnection(address.hostname, address.port, timeout=30)
        connections.append(connection)
        return connection

    yield opened
    for connection in connections:
        connection.close()


@pytest.fixture
def start(mockapify, ask):
    """Starts a run of the mock's Actor `tester/scraper` through the API and hands out its data."""

    def run(query="", body=None, **more):
        answer = ask("POST", f"/v2/actors/~scraper/runs?{query}", body, **more)
        assert answer.status == 201, answer.body
        return answer.data

    return run


@pytest.fixture
def get(ask):
    """The run as the API shows it now."""

    def got(run, path="", **more):
        return ask("GET", f"/v2/actor-runs/{run['id']}{path}", **more)

    return got
