"""Connections that see every byte, and both flavours of the official client."""

import asyncio
import inspect
import socket
from urllib.parse import urlsplit

import pytest

from mockapify import MockServer
from mockapify.serve.parsers import H11Parser


def exchange_with(mockapify):
    """Sends requests on connections of their own, and returns every byte of the answer up to the end."""
    address = urlsplit(mockapify.url)

    def send(method="GET", path="/v2/users/me", *, closing=True):
        head = [
            f"{method} {path} HTTP/1.1",
            f"Host: {address.netloc}",
            f"Authorization: Bearer {mockapify.token}",
            *(["Connection: close"] if closing else []),
        ]
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall("\r\n".join([*head, "", ""]).encode())
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
            return received

    return send


@pytest.fixture
def exchange(mockapify):
    """Speaks to this test's mock."""
    return exchange_with(mockapify)


@pytest.fixture
def exchange_fallback(monkeypatch):
    """Speaks to a mock whose server has neither httptools nor uvloop."""
    monkeypatch.setattr("mockapify.serve.connection.parser_type", lambda: H11Parser)
    monkeypatch.setattr("mockapify.serve.thread.new_event_loop", asyncio.new_event_loop)
    with MockServer() as server, server.open() as mock:
        yield mock, exchange_with(mock)
        assert mock.calls.bugs == []


@pytest.fixture(params=["sync", "async"])
def call(request):
    """Calls one method of the official client, of either flavour: `call(lambda client: client.user().get())`."""
    if request.param == "sync":
        client = request.getfixturevalue("apify_client")
        yield lambda method: method(client)
        return
    client = request.getfixturevalue("apify_client_async")
    with asyncio.Runner() as runner:

        async def awaited(method):
            result = method(client)
            return await result if inspect.isawaitable(result) else result

        yield lambda method: runner.run(awaited(method))
