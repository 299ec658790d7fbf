"""Operations: rows of the table, and the little machinery that composes them."""

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias, Union

from msgspec import Struct, structs

from mockapify import errors
from mockapify.api.call import Answer
from mockapify.api.query import Parser

Handler = Callable[..., Answer]
Find = Callable[..., Any]

RATE_LIMIT = 60
"""Calls a second on one resource, of most operations."""


class NotBuilt:
    """Stands in for a handler or a finder of what the platform has and mockapify does not simulate yet."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *_: Any) -> Answer:
        raise errors.not_built(self.name)


class Operation(Struct, frozen=True, kw_only=True, gc=False):
    """A method on a path, and who answers it.

    `finders` are called one after the other, each with what the one before it found; the handler gets what the last
    one found. `canonical` is the path under its modern spelling (`/v2/actors` for `/v2/acts`).
    """

    method: str
    path: str
    handler: Handler
    finders: tuple[Find, ...] = ()
    canonical: str = ""
    anyone: bool = False
    """Whether the call may come without a token; the finders still ask who may see what."""
    any_token: bool = False
    """Whether a wrong token is as good as none; elsewhere it is 401."""
    names: Callable[[str, Mapping[str, str]], str] | None = None
    """Names the one that a path and headers ask for, where a handler stands for many operations."""
    signed: bool = False
    """Whether its callers sign with an access key, as those of AWS do, and have no token."""
    limited_runs: bool = False
    """Whether Actor runs with limited permissions may call it although nothing is found first that could be theirs."""
    rate_limit: int = RATE_LIMIT
    """Calls a second on one resource, told in `X-RateLimit-Limit`; 0 where there is no such header."""

    @property
    def name(self) -> str:
        """The handler's module and name, such as `datasets.push_items`."""
        if isinstance(self.handler, NotBuilt):
            return self.handler.name
        return f"{self.handler.__module__.rpartition('.')[2]}.{self.handler.__name__}"

    @property
    def is_built(self) -> bool:
        """Whether mockapify simulates it; an operation that is not built answers 501."""
        return not any(isinstance(step, NotBuilt) for step in (*self.finders, self.handler))


Row: TypeAlias = "Operation | Group | Sequence[Row]"


def _verb(method: str) -> Callable[..., Operation]:
    def row(path: str, handler: Handler, **columns: Any) -> Operation:
        return Operation(method=method, path=path, handler=handler, canonical=path, **columns)

    return row


GET = _verb("GET")
HEAD = _verb("HEAD")
POST = _verb("POST")
PUT = _verb("PUT")
DELETE = _verb("DELETE")


class Group(Struct, frozen=True):
    """Rows below a path, see `under`."""

    prefix: str
    rows: "Sequence[Row]"
    finders: tuple[Find, ...]
    also: str | None


def under(prefix: str, rows: "Sequence[Row]", *, find: Find | None = None, also: str | None = None) -> Group:
    """The rows below a path, their objects found by `find` first; repeated below `also`, an older spelling."""
    return Group(prefix, rows, (find,) if find is not None else (), also)


def flatten(
    rows: "Sequence[Row]", path: str = "", canonical: str = "", finders: tuple[Find, ...] = ()
) -> list[Operation]:
    """Nested groups of rows as one list. What stands before them is what the groups around them say."""
    flat: list[Operation] = []
    for row in rows:
        if isinstance(row, Operation):
            own = (*finders, *row.finders)
            flat.append(structs.replace(row, path=path + row.path, canonical=canonical + row.canonical, finders=own))
        elif isinstance(row, Group):
            for spelling in (row.prefix, row.also):
                if spelling is not None:
                    found = (*finders, *row.finders)
                    flat += flatten(row.rows, path + spelling, canonical + row.prefix, found)
        else:
            flat += flatten(row, path, canonical, finders)
    return flat


class Body(Struct, frozen=True):
    """What a handler takes as `body`: `bytes` of any content type, `BytesAsSent`, `JSONText`, `JSONObject`, or a struct
    that the JSON is read into, which may be left out when `optional`."""

    type: Any
    optional: bool


class Wants(Struct, frozen=True):
    """What a finder or a handler takes besides the call and what was found, read off its signature once."""

    queries: dict[str, Parser[Any]]
    body: Body | None


@cache  # Finders stand in many rows, and reading their hints is slow.
def wants(step: Handler | Find) -> Wants:
    """Read the keyword-only parameters of a finder or handler.

    One annotated with a Query struct gets the query parameters; `body` gets the body as `bytes`, `BytesAsSent`,
    `JSONText`, `SomeStruct` or `SomeStruct | None`.
    """
    if isinstance(step, NotBuilt):
        return Wants({}, None)
    hints = typing.get_type_hints(step)
    names = [p.name for p in inspect.signature(step).parameters.values() if p.kind is p.KEYWORD_ONLY]
    queries = {name: Parser(hints[name]) for name in names if name != "body"}
    return Wants(queries, _body(hints["body"]) if "body" in names else None)


def _body(hint: Any) -> Body:
    members = typing.get_args(hint) if typing.get_origin(hint) in (Union, types.UnionType) else (hint,)
    (type_,) = [member for member in members if member is not types.NoneType]
    return Body(type_, optional=types.NoneType in members)
