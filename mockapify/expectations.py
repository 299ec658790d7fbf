"""Expectations: requests that a test answers itself, in the words of pytest-httpserver."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qsl

from mockapify.differences import written

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

Lifetime = Literal["ordered", "oneshot", "permanent"]
PRECEDENCE: tuple[Lifetime, ...] = ("ordered", "oneshot", "permanent")

Respond = Callable[["Request"], "Response"]


def _is_path(wanted: object, request: "Request") -> bool:
    return wanted.match(request.path) is not None if isinstance(wanted, re.Pattern) else wanted == request.path


def _is_query(wanted: object, request: "Request") -> bool:
    params = dict(parse_qsl(request.query_string.decode(), keep_blank_values=True))
    return _is_sent(wanted, request.query_string) or bool(wanted == params)


def _is_data(wanted: object, request: "Request") -> bool:
    return _is_sent(wanted, request.get_data())


def _is_sent(wanted: object, sent: bytes) -> bool:
    """Whether it is wanted as bytes or as a text: what compares itself may mean either."""
    return bool(wanted == sent or wanted == sent.decode(errors="replace"))


def _has_headers(wanted: Mapping[str, object], request: "Request") -> bool:
    return all(value == request.headers.get(name) for name, value in wanted.items())


def _is_json(wanted: object, request: "Request") -> bool:
    found = request.get_json(force=True, silent=True)
    return bool(wanted == found) and (found is not None or request.get_data().strip() == b"null")


MATCHERS: dict[str, Callable[[Any, "Request"], bool]] = {
    "uri": _is_path,
    "method": lambda wanted, request: bool(wanted == request.method),
    "query_string": _is_query,
    "headers": _has_headers,
    "data": _is_data,
    "json": _is_json,
}
"""What can be said of a request."""


class Expectation:
    """A request that is expected, and how it is answered."""

    def __init__(self, lifetime: Lifetime, said: Mapping[str, object]) -> None:
        self.lifetime = lifetime
        self.said = said
        self.respond: Respond | None = None
        """None until it was said."""
        self.met = 0
        """How many requests it was met by."""

    def __str__(self) -> str:
        told = ", ".join(f"{name}={written(wanted)}" for name, wanted in self.said.items() if name != "uri")
        kind = "" if self.lifetime == "permanent" else f"{self.lifetime}_"
        return f"expect_{kind}request({', '.join(filter(None, (written(self.said['uri']), told)))})"

    def fits(self, request: "Request") -> bool:
        """Whether the request is the expected one."""
        return all(MATCHERS[name](wanted, request) for name, wanted in self.said.items())

    @property
    def is_over(self) -> bool:
        """Whether it answers no more."""
        return self.met > 0 and self.lifetime != "permanent"


class Expectations:
    """The expectations of one world. To be used inside a turn."""

    def __init__(self) -> None:
        self._all: list[Expectation] = []
        self.failures: list[str] = []
        """What went wrong in the functions that answer."""

    def __iter__(self) -> Iterator[Expectation]:
        return iter(tuple(self._all))

    def __bool__(self) -> bool:
        return bool(self._all)

    def add(self, expectation: Expectation) -> None:
        """Answer such requests from now on."""
        self._all.append(expectation)

    def meet(self, request: "Request") -> Expectation | None:
        """What answers the request, which counts as met: of ordered ones only the next in line, then what is for one
        request, then what stays; of equals the first that was said."""
        waiting = [one for one in self._all if not one.is_over]
        next_in_line = next((one for one in waiting if one.lifetime == "ordered"), None)
        asked = [one for one in waiting if one.lifetime != "ordered" or one is next_in_line]
        asked.sort(key=lambda one: PRECEDENCE.index(one.lifetime))
        found = next((one for one in asked if one.fits(request)), None)
        if found is not None:
            found.met += 1
        return found
