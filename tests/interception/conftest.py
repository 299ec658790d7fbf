"""Nothing in this folder may leave the machine."""

import socket

import pytest

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True)
def _nothing_leaves(monkeypatch):
    """Python's way out of the machine fails the test; put below the interception, which is entered later."""
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def connect_here(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"a connection to {address} was about to leave the machine")
        return connect(self, address)

    def resolve_here(host, *args, **kwargs):
        if host not in (*LOOPBACK, None):
            pytest.fail(f"{host} was about to be looked up")
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket, "getaddrinfo", resolve_here)
