"""The address that a request was made to: the mock's own, or that of a real host that it stands in for."""

import re
from collections.abc import Mapping

from starlette.types import Scope

from mockapify import hosts

HOST = re.compile(r"[\w.~%:\[\]-]+", re.ASCII)
"""A Host header that addresses can be made of."""


class Address:
    """Where a request was sent: `/t/<world>` in front of its path names the world.

    Attributes:
        sent_path: The path as sent, still percent-encoded.
        path: The same inside the world.
        world: The name of the world, or None where the path has none.
        real_host: The real host that was asked for, or None.
    """

    __slots__ = ("_headers", "_scope", "path", "real_host", "sent_path", "world")

    def __init__(self, scope: Scope, headers: Mapping[str, str]) -> None:
        self._scope = scope
        self._headers = headers
        self.sent_path: str = scope.get("raw_path", scope["path"].encode()).decode("latin-1")
        self.path = self.sent_path
        self.world: str | None = None
        if self.sent_path.startswith("/t/"):
            self.world, slash, rest = self.sent_path.removeprefix("/t/").partition("/")
            self.path = slash + rest or "/"
        self.real_host = hosts.asked(headers)

    @property
    def is_borrowed(self) -> bool:
        """Whether the client takes the connection for one to the real host.

        It keeps connections by host, so this one must not outlive the mock that stands in.
        """
        return self.real_host is not None and hosts.ASKED_HOST not in self._headers

    @property
    def base(self) -> str:
        """What links in the answer begin with."""
        if self.real_host is not None:
            return f"https://{self.real_host}"
        host = self._headers.get("host", "")
        if not HOST.fullmatch(host):
            name, port = self._scope["server"]
            host = f"{name}:{port}"
        prefix = "" if self.world is None else f"/t/{self.world}"
        return f"{self._scope['scheme']}://{host}{prefix}"
