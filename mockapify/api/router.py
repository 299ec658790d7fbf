"""Routing: from a raw path and a method to an operation and its parameters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote

from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, MapAdapter, Rule

from mockapify import errors
from mockapify.api import cors, find
from mockapify.api.operation import RATE_LIMIT, Find, Handler, Operation, wants
from mockapify.api.query import EVERYWHERE

CACHED_PATHS = 1024


def headers_of(rate_limit: int) -> cors.Headers:
    """What every answer of operations with this limit carries."""
    told = [(b"x-ratelimit-limit", str(rate_limit).encode())] if rate_limit else []
    return cors.ON_EVERY_ANSWER + told


ROUTELESS = headers_of(RATE_LIMIT)
"""The same for answers to requests that were refused before anybody looked where they went."""


class Step:
    """A finder or the handler of an operation, with what it takes."""

    __slots__ = ("body", "call", "queries")

    def __init__(self, call: Handler | Find) -> None:
        wanted = wants(call)
        self.call = call
        self.queries = tuple(wanted.queries.items())
        self.body = wanted.body


class Route:
    """An operation, prepared with its first call: what there is to read off signatures is read once. Most tests call a
    few operations, and to prepare all of them was 0.03 s of every start."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    @cached_property
    def name(self) -> str:
        """The operation's name."""
        return self.operation.name

    def name_of(self, path: str, headers: Mapping[str, str]) -> str:
        """The name of the operation that such a call is."""
        return self.name if self.operation.names is None else self.operation.names(path, headers)

    @cached_property
    def finders(self) -> tuple[Step, ...]:
        """What finds what the call is about, in order."""
        return tuple(map(Step, self.operation.finders))

    @cached_property
    def handler(self) -> Step:
        """What answers."""
        return Step(self.operation.handler)

    @cached_property
    def known(self) -> Set[str]:
        """The query parameters that have an effect here."""
        steps = (*self.finders, self.handler)
        return EVERYWHERE.union(*(parser.names for step in steps for _, parser in step.queries))

    @cached_property
    def headers(self) -> cors.Headers:
        """What every answer carries."""
        return headers_of(self.operation.rate_limit)

    @cached_property
    def is_for_limited_runs(self) -> bool:
        """Whether the token of an Actor run with limited permissions may call it; the finders ask for what."""
        operation = self.operation
        return operation.anyone or operation.limited_runs or not find.SCOPED.isdisjoint(operation.finders)


class Methods:
    """What one path answers to, in the order of the table. An object, because `werkzeug` hashes endpoints."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}


class PathRule(Rule):
    """A rule that is only matched. Nobody asks `werkzeug` for URLs, and compiling the code that builds them was 0.15 s
    of every start. The method is a private one: under another name it would only be slow again."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:  # noqa: ARG002 - werkzeug's signature
        return _no_url


def _no_url(*_: Any) -> Any:
    raise NotImplementedError("paths are matched here, never built")


class Family:
    """The paths that begin with the same two segments, a `werkzeug` map with one rule a path. It is compiled with the
    first call of one: most tests know few families, and to compile all of them was 0.02 s of every start."""

    def __init__(self) -> None:
        self.paths: defaultdict[str, Methods] = defaultdict(Methods)

    @cached_property
    def map(self) -> MapAdapter:
        """What finds the path. It prefers literals over parameters by itself."""
        # No redirects: the platform knows no second spelling with a slash at the end or two slashes in the middle.
        rules = [PathRule(_rule(path), endpoint=methods, merge_slashes=False) for path, methods in self.paths.items()]
        return Map(rules, strict_slashes=True, merge_slashes=False).bind("")


class Router:
    """Knows the operations by their paths and methods."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        families: defaultdict[tuple[str, ...], Family] = defaultdict(Family)
        for operation in operations:
            methods = families[_family(operation.path)].paths[operation.path]
            methods.routes[operation.method] = Route(operation)
        self._families = dict(families)
        # Clients ask for the same few paths again and again, and what a path means never changes.
        self._routes = lru_cache(CACHED_PATHS)(self._match)

    def find(self, method: str, raw_path: str) -> tuple[Route, Mapping[str, str]]:
        """The route, and the path's parameters, decoded.

        Raises:
            ApiError: 404 `page-not-found` or 405 `method-not-allowed`.
        """
        routes, parameters = self._routes(raw_path)
        route = routes.get(method) or (routes.get("GET") if method == "HEAD" else None)
        if route is None:
            raise errors.method_not_allowed(routes)
        return route, parameters

    def takes_any_token(self, method: str, raw_path: str) -> bool:
        """Whether a wrong token is as good as none there."""
        try:
            route, _ = self.find(method, raw_path)
        except errors.ApiError:
            return False
        return route.operation.any_token

    def methods(self, raw_path: str) -> list[str]:
        """The methods that the path answers to, in the order of the table.

        Raises:
            ApiError: 404 `page-not-found`.
        """
        routes, _ = self._routes(raw_path)
        return list(routes)

    def _match(self, raw_path: str) -> tuple[dict[str, Route], Mapping[str, str]]:
        # A slash inside a parameter (`user%2Fname`) must not separate segments, so it stays encoded while matching.
        path = raw_path
        if "%" in path:
            path = "%2F".join(map(unquote, path.replace("%2f", "%2F").split("%2F")))
        try:
            methods, parameters = self._families[_family(path)].map.match(path)
        except (KeyError, NotFound):
            raise errors.page_not_found() from None
        return methods.routes, {name: value.replace("%2F", "/") for name, value in parameters.items()}


def _family(path: str) -> tuple[str, ...]:
    return tuple(path.split("/", 3)[1:3])


def _rule(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")
