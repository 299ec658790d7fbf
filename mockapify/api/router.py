"""Routing: from a raw path and a method to an operation and its parameters."""

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from urllib.parse import unquote

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


class Branch:
    """A place in the tree of paths: what is one segment below it, and what answers there."""

    __slots__ = ("literals", "names", "parameter", "routes")

    def __init__(self) -> None:
        self.literals: dict[str, Branch] = {}
        self.parameter: Branch | None = None
        self.names: tuple[str, ...] = ()
        """What the parameters on the way here are called."""
        self.routes: dict[str, Route] = {}
        """What the path answers to by its methods, in the order of the table."""

    def grow(self, segments: Iterable[str]) -> "Branch":
        """The branch of a path as the table writes it, with parameters such as `{actorId}`."""
        branch, names = self, []
        for segment in segments:
            if segment.startswith("{"):
                names.append(segment.strip("{}"))
                branch.parameter = branch.parameter or Branch()
                branch = branch.parameter
            else:
                branch = branch.literals.setdefault(segment, Branch())
        branch.names = tuple(names)
        return branch

    def find(self, segments: Sequence[str], values: tuple[str, ...] = ()) -> "tuple[Branch, tuple[str, ...]] | None":
        """The branch that a path leads to, and the values of its parameters. Literals win over parameters, which match
        anything but an empty segment."""
        if not segments:
            return (self, values) if self.routes else None
        segment, rest = segments[0], segments[1:]
        literal = self.literals.get(segment)
        found = literal.find(rest, values) if literal is not None else None
        if found is None and self.parameter is not None and segment:
            found = self.parameter.find(rest, (*values, segment))
        return found


class Router:
    """Knows the operations by their paths and methods."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._tree = Branch()
        for operation in operations:
            self._tree.grow(operation.path.split("/")).routes[operation.method] = Route(operation)
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
        # Decoded one by one: a slash in a parameter (`user%2Fname`) separates nothing.
        found = self._tree.find([*map(unquote, raw_path.split("/"))])
        if found is None:
            raise errors.page_not_found()
        branch, values = found
        return branch.routes, dict(zip(branch.names, values, strict=True))
