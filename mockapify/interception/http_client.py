"""http.client, and with it urllib, urllib3, requests and boto3: a connection opens its socket to the mock, without TLS.

The request stays as it is, `Host` and path included, so answers carry the addresses that were asked for.
"""

import socket
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from mockapify.interception.route import Route
from mockapify.interception.seam import Seam

Connect = Callable[[Any], None]


def seams(route: Route) -> list[Seam]:
    """Where connections are opened."""

    def connects(original: Connect) -> Connect:
        @wraps(original)
        def connect(self: Any) -> None:
            # A tunnel through a proxy would end at the real host, too.
            host = self._tunnel_host or self.host
            address = route(host, f"a connection of {type(self).__module__} to {host}:{self.port}")
            if address is None:
                original(self)
                return
            self.sock = socket.create_connection(address, self.timeout)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.is_verified = True  # urllib3 would warn of a connection without a certificate

        return connect

    def puts_request(original: Callable[..., None]) -> Callable[..., None]:
        @wraps(original)
        def putrequest(self: Any, method: str, url: str, *args: Any, **kwargs: Any) -> None:
            # How a proxy is asked for plain http: by then the connection leads to the proxy.
            host = urlsplit(url).hostname if url[:7].lower() == "http://" else None
            if host is not None:
                way = f"by {type(self).__module__} through the proxy {self.host}:{self.port}"
                route(host, f"{method} {url} ({way})", answerable=False)
            original(self, method, url, *args, **kwargs)

        return putrequest

    return [
        Seam("http.client", "HTTPConnection.connect", connects),
        Seam("http.client", "HTTPSConnection.connect", connects),
        Seam("http.client", "HTTPConnection.putrequest", puts_request),
        Seam("urllib3", "connection.HTTPConnection.connect", connects),
        Seam("urllib3", "connection.HTTPSConnection.connect", connects),
    ]
