"""Typed query parameters: declared as structs next to the handlers, parsed here, nowhere else."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import parse_qsl

from msgspec import Meta, Struct, inspect

from mockapify import errors

T = TypeVar("T")
Q = TypeVar("Q", bound="Query")

NonNegative = Annotated[float, Meta(ge=0)]
"""A number from 0 up. The official document types every number as a double."""

MAX_PAGE = 1000
EVERYWHERE = {"token", "method"}
"""Parameters that every operation takes."""

Convert = Callable[[str], Any]


class Query(Struct, rename="camel", kw_only=True):
    """Query parameters of an operation. A parameter that is absent or empty has its default."""


class Page(Query, kw_only=True):
    """Offset paging. A limit of 0, as the clients' iterators send it, means none was given."""

    offset: NonNegative = 0
    limit: NonNegative = 0
    desc: bool = False

    def of(self, items: Sequence[T]) -> dict[str, Any]:
        """The page of `items`, which are in ascending order, as the platform's lists look."""
        start, limit = int(self.offset), self.effective_limit
        ordered = items[::-1] if self.desc else items
        page = list(ordered[start : start + limit])
        return {
            "total": len(items),
            "offset": start,
            "limit": limit,
            "desc": self.desc,
            "count": len(page),
            "items": page,
        }

    @property
    def effective_limit(self) -> int:
        """The limit, lowered to the platform's maximum."""
        return min(int(self.limit), MAX_PAGE) or MAX_PAGE


class Parser(Generic[Q]):
    """Parses query strings into one struct, with converters chosen once."""

    def __init__(self, query: type[Q]) -> None:
        info = inspect.type_info(query)
        assert isinstance(info, inspect.StructType)
        self.query = query
        """The struct that it makes."""
        self._converters = {
            field.encode_name: (field.name, _converter(field.encode_name, field.type)) for field in info.fields
        }
        self._empty = query()

    @property
    def names(self) -> Iterable[str]:
        """The parameters it knows, as they are spelled in a URL."""
        return self._converters.keys()

    def parse(self, given: Mapping[str, str]) -> Q:
        """The struct of these parameters; others are left to other parsers.

        Raises:
            ApiError: 400 `invalid-value`, naming the parameter, what was given and what would do.
        """
        if not given:
            return self._empty
        values: dict[str, Any] = {}
        for name, text in given.items():
            known = self._converters.get(name)
            if known is not None and text:
                attribute, convert = known
                values[attribute] = convert(text)
        return self.query(**values)


def split(query_string: str) -> dict[str, str]:
    """The parameters by name; of a repeated one the last. Bytes that are no UTF-8 become replacement characters."""
    return dict(parse_qsl(query_string, keep_blank_values=True, errors="replace")) if query_string else {}


def _refuse(name: str, text: str, wanted: str) -> errors.ApiError:
    return errors.invalid_value(f'query parameter "{name}" must be {wanted}, not "{text}"')


def _converter(name: str, type_: inspect.Type) -> Convert:
    """The function that makes a value of the type out of a text."""
    match type_:
        case inspect.UnionType(types=types):
            (one,) = [member for member in types if not isinstance(member, inspect.NoneType)]
            return _converter(name, one)
        case inspect.Metadata(type=inner):
            return _converter(name, inner)
        case inspect.BoolType():
            return lambda text: _boolean(name, text)
        case inspect.FloatType(ge=least):
            return lambda text: _number(name, text, least)
        case inspect.LiteralType(values=values):
            return lambda text: _one_of(name, text, values)
        case inspect.VarTupleType():
            return lambda text: tuple(part.strip() for part in text.split(",") if part.strip())
        case inspect.DateTimeType():
            return lambda text: _moment(name, text)
        case inspect.StrType():
            return lambda text: text
    raise TypeError(f"query parameters of type {type_} are not supported; add a converter")


def _boolean(name: str, text: str) -> bool:
    value = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
    if value is None:
        raise _refuse(name, text, "true or false (or 1 or 0)")
    return value


NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def _number(name: str, text: str, least: float | None) -> float:
    wanted = "a number" if least is None else f"a number, at least {least:g}"
    if not NUMBER.fullmatch(text.strip()):
        raise _refuse(name, text, wanted)
    value = float(text.strip())  # which takes control characters away that `float` refuses
    if not math.isfinite(value) or (least is not None and value < least):
        raise _refuse(name, text, wanted)
    return value


def _one_of(name: str, text: str, values: Sequence[Any]) -> str:
    if text not in values:
        raise _refuse(name, text, "one of " + ", ".join(sorted(map(str, values))))
    return text


def _moment(name: str, text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError:
        raise _refuse(name, text, "a date and time in ISO 8601, such as 2026-01-31T12:00:00.000Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
