import asyncio
import logging

import pytest

from mockapify.serve import ServerThread
from mockapify.serve.parsers import H11Parser


@pytest.fixture(params=["fast", "pure Python"])
def implementation(request, monkeypatch):
    """With uvloop and httptools, and with what stands in for them where they cannot be installed."""
    if request.param == "fast":
        pytest.importorskip("uvloop")
        pytest.importorskip("httptools")
    else:
        monkeypatch.setattr("mockapify.serve.thread.new_event_loop", asyncio.new_event_loop)
        monkeypatch.setattr("mockapify.serve.connection.parser_type", lambda: H11Parser)
    return request.param


@pytest.fixture
def serve(implementation, caplog, capfd):
    """Starts servers, stops them, and sees that they said nothing on the way."""
    caplog.set_level(logging.INFO)
    servers = []

    def start(app):
        server = ServerThread(app)
        server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()
    assert capfd.readouterr() == ("", "")
    assert caplog.messages == []
