"""What a JavaScript object is and a `dict` is not: order of names, inherited members, equality."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

from mockapify.javascript import is_index
from mockapify.schema.numbers import double, plain_number

INHERITED: Final = frozenset(
    {
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""Members that every object has without being given them."""


class Inherited:
    """The value of an inherited member: present, and of no JSON type."""

    __slots__ = ()


class Absent:
    """Stands for a property that an object does not have."""

    __slots__ = ()


INHERITED_VALUE: Final = Inherited()
ABSENT: Final = Absent()


def names_in_order(names: Iterable[str]) -> list[str]:
    """The order in which JavaScript lists an object's names: indexes ascending, then as inserted."""
    listed = list(names)
    indexes = [name for name in listed if is_index(name)]
    if not indexes:
        return listed
    return sorted(indexes, key=int) + [name for name in listed if not is_index(name)]


def member(value: Mapping[str, Any], name: str) -> Any:
    """`value[name]` with JavaScript's look-up: `ABSENT` when undefined, `INHERITED_VALUE` for inherited members."""
    found = value.get(name, ABSENT)
    if found is ABSENT and name in INHERITED:
        return INHERITED_VALUE
    return found


def has_member(value: Mapping[str, Any], name: str) -> bool:
    """Whether `value[name] !== undefined` in JavaScript."""
    return name in value or name in INHERITED


def identity(value: Any) -> Hashable:
    """A key that two JSON values share exactly when JavaScript would call them deeply equal.

    Numbers are compared as doubles, booleans never equal numbers, the order of an object's names does not count.
    """
    match value:
        case bool() | None:
            return (value,)
        case int() | float():
            return double(value)
        case list():
            return ("array", *map(identity, value))
        case dict():
            return frozenset((name, identity(member)) for name, member in value.items())
    return value  # type: ignore[no-any-return] # a string, or the value of an inherited member: equal to itself only


def equal(one: Any, other: Any) -> bool:
    """Whether JavaScript would call two JSON values deeply equal; goes no deeper than the shallower one."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(value, other[name]) for name, value in one.items())
    if isinstance(one, dict | list) or isinstance(other, dict | list):
        return False
    return identity(one) == identity(other)


def as_written(value: Any) -> Any:
    """A JSON value as JavaScript would write it again: its order of names, its numbers."""
    match value:
        case bool() | None:
            return value
        case int() | float():
            return plain_number(value)
        case list():
            return [as_written(element) for element in value]
        case dict():
            return {name: as_written(value[name]) for name in names_in_order(value)}
    return value
