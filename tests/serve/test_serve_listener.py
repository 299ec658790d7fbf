import errno
import socket

import pytest
from cases import each_case

from mockapify.serve import PortTaken
from mockapify.serve.listener import listen, url_of


def test_port_0_takes_a_free_port():
    with listen("127.0.0.1", 0) as one, listen("127.0.0.1", 0) as other:
        assert 0 < one.getsockname()[1] != other.getsockname()[1] > 0


def test_a_taken_port_is_named_with_what_would_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken) as caught:
            listen("127.0.0.1", port)
    assert str(caught.value) == (
        f"127.0.0.1:{port} is taken: stop what listens there, or choose another --port (0 takes any free one)"
    )
    assert isinstance(caught.value, OSError)
    assert caught.value.errno == errno.EADDRINUSE


def test_a_port_is_free_again_once_it_is_closed():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            connection, _ = first.accept()
            connection.close()
    listen("127.0.0.1", port).close()


@each_case("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(ValueError, match=rf"^{port} is not a port: give one from 1 to 65535, or 0 for any free one$"):
        listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_named():
    with pytest.raises(OSError, match=r"^\[Errno \d+\] cannot listen on 192\.0\.2\.1:0: "):
        listen("192.0.2.1", 0)


def test_a_name_is_looked_up():
    with listen("localhost", 0) as listener:
        socket.create_connection(("localhost", listener.getsockname()[1])).close()


@each_case(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:80"),
        ("localhost", "http://localhost:80"),
        ("::1", "http://[::1]:80"),
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
    ],
)
def test_the_url_is_one_a_local_client_can_reach(host, url):
    assert url_of(host, 80) == url
