"""JSON in and out: the one place that knows camelCase and how moments are printed."""

import re
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType, structs

from mockapify.clock import Timestamp

__all__ = ["UNSET", "JSONError", "Resource", "UnsetType", "camel", "decode", "decode_as", "encode", "patched", "snake"]

T = TypeVar("T")


class Resource(Struct, rename="camel", kw_only=True, dict=True):
    """The shape of an object on the wire. A field that holds UNSET is absent from the JSON, None is null.

    Attributes that are set in `__post_init__` without being declared as fields are state and never leave the process.
    """


def camel(name: str) -> str:
    """A name in snake case, as it is on the wire."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def snake(name: str) -> str:
    """A name in camel case, of either kind, in snake case."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


R = TypeVar("R", bound=Resource)


def patched(own: R, changes: Resource | None) -> R | None:
    """A copy of `own` with the fields that `changes` names, a null taking one away; None when nothing is left.

    The official Python client sends an empty object with every update, which takes nothing away.
    """
    if changes is None:
        return None
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    result = structs.replace(own, **{name: UNSET if value is None else value for name, value in given.items()})
    return result if result != type(own)() else None


class JSONError(ValueError):
    """The bytes are not the JSON they should be; the message says what and where."""


def _plain(value: object) -> object:
    if isinstance(value, Timestamp):
        return value.text()
    raise NotImplementedError(f"{type(value).__name__} has no JSON form; give plain JSON values")


def _moment(type_: type, value: object) -> object:
    """A moment as clients write them, in any time zone."""
    if type_ is not Timestamp:
        raise NotImplementedError(f"{type_.__name__} cannot be read from JSON")
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f'"{value}" is no moment with a time zone; write it like 2026-01-31T12:00:00.000Z')
    return Timestamp.at(moment.timestamp())


_encoder = msgspec.json.Encoder(enc_hook=_plain)
_decoder = msgspec.json.Decoder()


def encode(value: object) -> bytes:
    """Compact JSON in UTF-8.

    Raises:
        TypeError: A value in it has no JSON form.
    """
    try:
        return _encoder.encode(value)
    except NotImplementedError as error:
        raise TypeError(str(error)) from None


def decode(data: bytes) -> Any:
    """The JSON value in `data`.

    Raises:
        JSONError: It is not JSON.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise JSONError(str(error)) from None


def decode_as(data: bytes, type_: type[T]) -> T:
    """The JSON in `data` as a struct or another type that msgspec knows.

    Raises:
        JSONError: It is not JSON, or not of that shape.
    """
    try:
        return msgspec.json.decode(data, type=type_, dec_hook=_moment)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise JSONError(str(error)) from None
