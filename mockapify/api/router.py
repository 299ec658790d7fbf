"""Routing: from a raw path and a method to an operation and its parameters."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote

from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, Rule

from mockapify import errors
from mockapify.api.operation import Find, Handler, Operation, wants
from mockapify.api.query import EVERYWHERE

CACHED_PATHS = 1024


class Step:
    """A finder or the handler of an operation, with what it takes."""

    __slots__ = ("body", "call", "queries")

    def __init__(self, call: Handler | Find) -> None:
        wanted = wants(call)
        self.call = call
        self.queries = tuple(wanted.queries.items())
        self.body = wanted.body


class Route:
    """An operation, prepared: what there is to read off signatures is read once."""

    __slots__ = ("finders", "handler", "is_built", "known", "name", "operation")

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.name = operation.name
        self.is_built = operation.is_built
        self.finders = tuple(map(Step, operation.finders))
        self.handler = Step(operation.handler)
        steps = (*self.finders, self.handler)
        self.known = EVERYWHERE.union(*(parser.names for step in steps for _, parser in step.queries))
        """The query parameters that have an effect here."""


class Methods:
    """What one path answers to, in the order of the table. An object, because `werkzeug` hashes endpoints."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}


class Router:
    """A `werkzeug` map with one rule a path. It prefers literals over parameters by itself."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        paths: defaultdict[str, Methods] = defaultdict(Methods)
        for operation in operations:
            paths[operation.path].routes[operation.method] = Route(operation)
        # No redirects: the platform knows no second spelling with a slash at the end or two slashes in the middle.
        rules = [Rule(_rule(path), endpoint=methods, merge_slashes=False) for path, methods in paths.items()]
        # Clients ask for the same few paths again and again, and what a path means never changes.
        self._match = lru_cache(CACHED_PATHS)(Map(rules, strict_slashes=True, merge_slashes=False).bind("").match)

    def find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
        """The route, and the path's parameters, decoded.

        Raises:
            ApiError: 404 `page-not-found` or 405 `method-not-allowed`.
        """
        # A slash inside a parameter (`user%2Fname`) must not separate segments, so it stays encoded while matching.
        path = raw_path
        if "%" in path:
            path = "%2F".join(map(unquote, path.replace("%2f", "%2F").split("%2F")))
        try:
            if path.startswith("//"):  # `werkzeug` would strip the slashes at the beginning.
                raise NotFound
            methods, parameters = self._match(path)
        except NotFound:
            raise errors.page_not_found() from None
        routes = methods.routes
        route = routes.get(method) or (routes.get("GET") if method == "HEAD" else None)
        if route is None:
            raise errors.method_not_allowed(routes)
        return route, {name: value.replace("%2F", "/") for name, value in parameters.items()}


def _rule(path: str) -> str:
    return path.replace("{", "<").replace("}", ">")
