"""The control API of another process, as it is called."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from mockapify import wire

SECONDS = 30.0
"""How long an answer may take, in real time."""


class Control:
    """The calls about one world, or about none in particular."""

    def __init__(self, url: str, world: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.world = world
        self._opener = build_opener(ProxyHandler({}))  # A proxy is for the world outside.

    def of(self, world: str) -> "Control":
        """The calls about that world."""
        return Control(self.url, world)

    def get(self, what: str, **query: str | Sequence[str]) -> Any:
        """What the process answers; raises what `post` raises."""
        return self._call("GET", what, None, query)

    def delete(self, what: str) -> None:
        """Have something removed; raises what `post` raises."""
        self._call("DELETE", what, None, {})

    def post(self, what: str, body: object, **query: str) -> Any:
        """What the process answers, None for nothing. A text is sent as TOML, anything else as JSON.

        Raises:
            ConnectionError: Nobody answers there, or somebody else does.
            ValueError: It refuses the request; the message says why.
        """
        return self._call("POST", what, body.encode() if isinstance(body, str) else wire.encode(body), query)

    def _call(self, method: str, what: str, body: bytes | None, query: Mapping[str, str | Sequence[str]]) -> Any:
        named = {**query, "world": self.world} if self.world is not None else query
        url = f"{self.url}/__mockapify__/{what}?{urlencode(named, doseq=True)}"
        kind = "application/json" if body is None or body[:1] in b"{" else "application/toml"
        try:
            request = Request(url, body, {"Content-Type": kind}, method=method)  # the user's own
            with self._opener.open(request, timeout=SECONDS) as answer:
                text = answer.read()
        except HTTPError as error:
            raise self._problem(error) from None
        except (URLError, OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise ConnectionError(
                f"no mockapify answers at {self.url} ({reason}); start one: mockapify serve"
            ) from None
        return json.loads(text) if text else None

    def _problem(self, error: HTTPError) -> Exception:
        with error:
            text = error.read()
        if error.headers.get_content_type() != "application/problem+json":
            return ConnectionError(f"what answers at {self.url} is no mockapify of this version: {error}")
        return ValueError(json.loads(text)["detail"])
