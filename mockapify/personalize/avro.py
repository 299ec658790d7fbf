"""Avro schemas as Personalize uses them: one flat record, its columns, and whether properties fit them.

AWS documents that a property is named by its column in camel case: ``CREATION_TIMESTAMP`` is ``creationTimestamp``. It
also wants columns of a schema to differ in more than case and underscores, and publicly shared programs name properties
``PRICE`` and ``Interests``, so case and underscores do not count here. Numbers and booleans may come as text, as in the
service's own examples (``{"numberOfRatings": "12"}``). A column may be left out when its type allows null or it has a
default.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

COLUMN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
# The widest 64-bit number has 19 digits; longer text is no number of any Avro type, and slow to convert.
MOST_DIGITS = 40


def _is_whole(bits: int) -> Callable[[Any], bool]:
    limit = 2 ** (bits - 1)

    def fits(value: Any) -> bool:
        if isinstance(value, str) and len(value) <= MOST_DIGITS and WHOLE_NUMBER.fullmatch(value):
            value = int(value)
        return isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit

    return fits


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


PRIMITIVES: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool) or value in ("true", "false"),
    "int": _is_whole(32),
    "long": _is_whole(64),
    "float": _is_number,
    "double": _is_number,
    "string": lambda value: isinstance(value, str),
}


def parse(text: str) -> dict[str, Any]:
    """The schema `text` spells, when Personalize can use it.

    Raises ValueError with the reason. Beyond `check`, Personalize wants flat schemas (no arrays), and column names that
    differ by more than case and underscores.
    """
    try:
        schema = msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise ValueError("it is not valid JSON") from None
    check(schema, arrays=False)
    names = [column["name"] for column in schema["fields"]]
    meant = Counter(map(_meant, names))
    if double := next((name for name in names if meant[_meant(name)] > 1), None):
        raise ValueError(f"the field name {double} is not unique")
    return dict(schema)


def check(schema: Any, *, arrays: bool = True) -> None:
    """Raise ValueError, with the reason, unless `schema` is an Avro record of columns whose types this module knows."""
    if not isinstance(schema, dict) or schema.get("type") != "record":
        raise ValueError("it must be an object of type record")
    if not isinstance(schema.get("name"), str) or not schema["name"]:
        raise ValueError("it must have a name")
    columns = schema.get("fields")
    if not isinstance(columns, list) or not columns:
        raise ValueError("it must have a list of fields")
    for column in columns:
        _check_column(column, arrays)


def _check_column(column: Any, arrays: bool) -> None:
    if not isinstance(column, dict) or not isinstance(column.get("name"), str):
        raise ValueError("each field must be an object with a name")
    name = column["name"]
    if not COLUMN_NAME.fullmatch(name):
        raise ValueError(f"the field name {name!r} must have letters, digits and underscores only")
    if not _known(column.get("type"), arrays):
        raise ValueError(f"the type of the field {name} must be one of {', '.join(PRIMITIVES)} or a list of these")
    for flag in ("categorical", "textual"):
        if not isinstance(column.get(flag, False), bool):
            raise ValueError(f"{flag} of the field {name} must be true or false")
        if column.get(flag) and "string" not in _choices(column["type"]):
            raise ValueError(f"the field {name} must be a string to be {flag}")


def _known(type_: Any, arrays: bool) -> bool:
    if isinstance(type_, dict) and type_.get("type") == "array":
        return arrays and _known(type_.get("items"), arrays)
    choices = _choices(type_)
    return bool(choices) and all(_known_choice(one, arrays) for one in choices)


def _known_choice(choice: Any, arrays: bool) -> bool:
    if isinstance(choice, dict) and choice.get("type") == "array":
        return _known(choice, arrays)
    return isinstance(choice, str) and choice in PRIMITIVES


def _choices(type_: Any) -> list[Any]:
    """A union's branches; one branch for any other type. ``{"type": "int"}`` is a long way to write ``"int"``."""
    branches = type_ if isinstance(type_, list) else [type_]
    return [
        one["type"] if isinstance(one, dict) and isinstance(one.get("type"), str) and one["type"] != "array" else one
        for one in branches
    ]


def columns(schema: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The columns of a checked schema by name."""
    return {column["name"]: column for column in schema["fields"]}


def property_name(column: str) -> str:
    """The camel-case name of a column: ``GENRE_L2`` is ``genreL2``."""
    first, *rest = [word.lower() if word.isupper() else word for word in column.split("_") if word] or [column]
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in rest)


def _meant(name: str) -> str:
    """What of a column's or property's name counts."""
    return name.replace("_", "").lower()


def misfits(
    schema: Mapping[str, Any], properties: Mapping[str, Any], *, apart: Collection[str], extra: bool = False
) -> list[str]:
    """Why `properties` do not fit the schema, a reason each, empty when they do.

    Args:
        apart: The columns that requests give outside of the properties: never missing here, and unknown if given.
        extra: Whether unknown properties are fine.
    """
    expected = {_meant(name): column for name, column in columns(schema).items() if name not in apart}
    reasons = [] if extra else [f"unknown field {key}" for key in properties if _meant(key) not in expected]
    for key, value in properties.items():
        column = expected.get(_meant(key))
        if column and not fits(column["type"], value):
            reasons.append(f"field {key} must be of type {_spell(column['type'])}")
    given = {_meant(key) for key in properties}
    reasons += [
        f"missing field {property_name(column['name'])}"
        for name, column in expected.items()
        if name not in given and "default" not in column and not fits(column["type"], None)
    ]
    return reasons


def fits(type_: Any, value: Any) -> bool:
    """Whether a value is one of an Avro type: a primitive, an array, or a union of these."""
    if isinstance(type_, dict) and type_.get("type") == "array":
        return isinstance(value, list) and all(fits(type_["items"], one) for one in value)
    if isinstance(type_, str):
        return PRIMITIVES[type_](value)
    return any(fits(choice, value) for choice in _choices(type_))


def _spell(type_: Any) -> str:
    if isinstance(type_, dict) and type_.get("type") == "array":
        return f"array of {_spell(type_['items'])}"
    return type_ if isinstance(type_, str) else " or ".join(_spell(choice) for choice in _choices(type_))
