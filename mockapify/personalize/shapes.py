"""Shapes of request members: what JSON type a member has, and what constraints AWS checks on it.

AWS reads a request in two passes, and so does `validate`: JSON of a wrong type ends the reading at once with one
sentence; constraints are checked afterwards, all of them, and counted. Members that no shape names are ignored, null is
the same as absent. Elements of lists have paths like ``items.1.member.itemId``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct, field

from mockapify.personalize import errors

REDACTED = "*** Sensitive Data Redacted ***"


class Shape(Protocol):
    """How a member must look."""

    @property
    def sensitive(self) -> bool: ...

    def misfit(self, value: Any) -> str | None:
        """AWS's sentence when the JSON type is wrong, else None."""

    def show(self, value: Any) -> str:
        """A value of the right type as sentences quote it."""

    def violations(self, path: str, value: Any) -> Iterator[str]:
        """A sentence for each violated constraint of a value of the right type."""


class Pattern(Struct, frozen=True):
    """A regular expression as AWS prints it, and as Python matches it where the two differ."""

    shown: str
    matched: str | None = None

    def fits(self, value: str) -> bool:
        return re.fullmatch(self.matched or self.shown, value) is not None


class Text(Struct, frozen=True):
    """A string; lengths count characters."""

    min: int = 0
    max: int | None = None
    pattern: Pattern | None = None
    values: Sequence[str] = ()
    sensitive: bool = False

    def misfit(self, value: Any) -> str | None:
        if isinstance(value, str):
            return None
        return _not_scalar(value) or f"{_token(value)} can not be converted to a String"

    def show(self, value: Any) -> str:
        return str(value)

    def violations(self, path: str, value: Any) -> Iterator[str]:
        at = _at(path, self, value)
        yield from _length(at, len(value), self.min, self.max)
        if self.pattern and not self.pattern.fits(value):
            yield f"{at} Member must satisfy regular expression pattern: {self.pattern.shown}"
        if self.values and value not in self.values:
            yield f"{at} Member must satisfy enum value set: [{', '.join(self.values)}]"


class Integer(Struct, frozen=True):
    """A whole number."""

    min: int
    max: int
    sensitive: bool = False

    def misfit(self, value: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return None
        return _not_scalar(value) or f"{_token(value)} can not be converted to an Integer"

    def show(self, value: Any) -> str:
        return str(value)

    def violations(self, path: str, value: Any) -> Iterator[str]:
        at = _at(path, self, value)
        if value > self.max:
            yield f"{at} Member must have value less than or equal to {self.max}"
        if value < self.min:
            yield f"{at} Member must have value greater than or equal to {self.min}"


class Number(Struct, frozen=True):
    """A number without constraints; `becomes` is the end of AWS's sentence for what is none."""

    becomes: str = "a Float"
    sensitive: bool = False

    def misfit(self, value: Any) -> str | None:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return None
        return _not_scalar(value) or f"{_token(value)} can not be converted to {self.becomes}"

    def show(self, value: Any) -> str:
        return str(value)

    def violations(self, path: str, value: Any) -> Iterator[str]:  # noqa: ARG002 - the protocol's signature
        return iter(())


TIMESTAMP = Number(becomes="milliseconds since epoch")
"""Seconds since the epoch, the only form of a timestamp in these protocols."""


class Listing(Struct, frozen=True):
    """A list of members of one shape."""

    member: Shape
    min: int = 0
    max: int | None = None
    sensitive: bool = False

    def misfit(self, value: Any) -> str | None:
        if not isinstance(value, list):
            return (
                "Start of structure or map found where not expected."
                if isinstance(value, dict)
                else "Expected list or null"
            )
        return next((reason for one in value if one is not None and (reason := self.member.misfit(one))), None)

    def show(self, value: Any) -> str:
        return f"[{', '.join(_quote(self.member, one) for one in value)}]"

    def violations(self, path: str, value: Any) -> Iterator[str]:
        yield from _length(_at(path, self, value), len(value), self.min, self.max)
        for number, one in enumerate(value, start=1):
            yield from _member(f"{path}.{number}.member", self.member, one, required=True)


class Structure(Struct, frozen=True):
    """A JSON object with known members."""

    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    sensitive: bool = False

    def misfit(self, value: Any) -> str | None:
        if not isinstance(value, dict):
            return "Start of list found where not expected" if isinstance(value, list) else "Unexpected field type"
        members = {**self.required, **self.optional}
        given = ((shape, value[name]) for name, shape in members.items() if value.get(name) is not None)
        return next((reason for shape, one in given if (reason := shape.misfit(one))), None)

    def show(self, value: Any) -> str:
        given = ((name, shape) for name, shape in {**self.required, **self.optional}.items() if name in value)
        return f"{{{', '.join(f'{name}={_quote(shape, value[name])}' for name, shape in given)}}}"

    def violations(self, path: str, value: Any) -> Iterator[str]:
        prefix = f"{path}." if path else ""
        for name, shape in self.required.items():
            yield from _member(prefix + name, shape, value.get(name), required=True)
        for name, shape in self.optional.items():
            yield from _member(prefix + name, shape, value.get(name), required=False)


def validate(shape: Structure, request: Any) -> dict[str, Any]:
    """The named members of `request` that are not null.

    Raises InvalidInputException when the request is no object, a member has a wrong JSON type or violates a constraint.
    """
    if not isinstance(request, dict):
        raise errors.body_is_no_object()
    if reason := shape.misfit(request):
        raise errors.invalid_input(reason)
    if violations := list(shape.violations("", request)):
        raise errors.constraints(violations)
    return {name: request[name] for name in (*shape.required, *shape.optional) if request.get(name) is not None}


def _member(path: str, shape: Shape, value: Any, *, required: bool) -> Iterator[str]:
    if value is not None:
        yield from shape.violations(path, value)
    elif required:
        yield f"{_at(path, shape, None)} Member must not be null"


def _length(at: str, length: int, least: int, most: int | None) -> Iterator[str]:
    if most is not None and length > most:
        yield f"{at} Member must have length less than or equal to {most}"
    if length < least:
        yield f"{at} Member must have length greater than or equal to {least}"


def _at(path: str, shape: Shape, value: Any) -> str:
    shown = "" if shape.sensitive else " null" if value is None else f" '{shape.show(value)}'"
    return f"Value{shown} at '{path}' failed to satisfy constraint:"


def _quote(shape: Shape, value: Any) -> str:
    """A value inside of another one."""
    return "null" if value is None else REDACTED if shape.sensitive else shape.show(value)


def _token(value: Any) -> str:
    if isinstance(value, bool):
        return f"{str(value).upper()}_VALUE"
    return "STRING_VALUE" if isinstance(value, str) else "NUMBER_VALUE"


def _not_scalar(value: Any) -> str | None:
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    return "Start of list found where not expected" if isinstance(value, list) else None
