"""From nested items to a table: columns named by paths such as `images/0/url`, in the platform's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cmp_to_key
from itertools import zip_longest
from typing import Any, Final

import msgspec

from mockapify.exports.selection import Listed, Selected
from mockapify.exports.transformations import Item

MAX_COLUMNS: Final = 2000
MAX_NAME_LENGTH: Final = 200
# Past this many candidates the union is cut down, so that items with ever new keys do not fill the memory.
MAX_CANDIDATES: Final = 20 * MAX_COLUMNS

_NESTED: Final = frozenset((dict, list))


def flat(item: Item) -> dict[str, Any]:
    """The leaves of `item` by path; `item` itself when it has no inner objects or arrays.

    A null is a leaf. An empty object or array leaves nothing, and an empty key adds nothing to the path.
    """
    if _NESTED.isdisjoint(map(type, item.values())):
        return item
    leaves: dict[str, Any] = {}
    _add_leaves(leaves, "", item.items())
    return leaves


def _add_leaves(leaves: dict[str, Any], prefix: str, members: Iterable[tuple[Any, Any]]) -> None:
    for key, value in members:
        path = f"{prefix}/{key}" if prefix and key != "" else prefix or str(key)
        kind = type(value)
        if kind is dict:
            _add_leaves(leaves, path, value.items())
        elif kind is list:
            _add_leaves(leaves, path, enumerate(value))
        else:
            leaves[path] = value


def _code_units(text: str) -> bytes:
    """Bytes that sort as JavaScript sorts strings: by UTF-16 code unit."""
    return text.encode("utf-16-be")


def _is_number(part: str) -> bool:
    return part.isascii() and part.isdecimal() and len(part) <= 9


def compare(a: str, b: str) -> int:
    """Negative when column `a` stands before `b`.

    Paths compare part by part; two parts of 1 to 9 digits compare as numbers, others as strings.
    """
    for one, other in zip_longest(a.split("/"), b.split("/")):
        if one is None or other is None:
            return -1 if one is None else 1
        if _is_number(one) and _is_number(other):
            if difference := int(one) - int(other):
                return difference
        elif one != other:
            return -1 if _code_units(one) < _code_units(other) else 1
    return 0


def sort_columns(paths: Iterable[str]) -> list[str]:
    return sorted(paths, key=cmp_to_key(compare))


def arrange(paths: Iterable[str], names: Sequence[Listed]) -> list[str]:
    """All columns in order: sorted, or at the place of the listed field they belong to.

    Inferred: a listed field holding objects or arrays has its columns at its place, sorted; one without any value has
    an empty column; columns that belong to no listed field (they come from unwinding) stand last.
    """
    if not names:
        return sort_columns(paths)
    groups: dict[str, list[str]] = {one.name: [] for one in names}
    rest: list[str] = []
    for path in paths:
        groups.get(_owner(path, groups), rest).append(path)
    for one in names:
        if one.required and not groups[one.name]:
            groups[one.name].append(one.name)
    return [path for group in (*groups.values(), rest) for path in sort_columns(group)]


def _owner(path: str, names: Iterable[str]) -> str:
    """The longest of `names` that `path` equals or continues by `/` (inner values) or `.` (flattened ones)."""
    while path and path not in names:
        path = path[: max(path.rfind("/"), path.rfind("."), 0)]
    return path


def is_allowed(path: str) -> bool:
    """Whether a column may have this name. That longer ones are left out rather than cut is inferred."""
    return len(path) <= MAX_NAME_LENGTH and len(_code_units(path)) <= 2 * MAX_NAME_LENGTH


def cap(paths: list[str]) -> list[str]:
    """The columns that are shown when there are too many. That the first ones stay is inferred."""
    return paths[:MAX_COLUMNS]


class Columns(msgspec.Struct, frozen=True):
    """The columns of a table in order. `nested`: whether some item must be flattened to fill them."""

    names: list[str]
    nested: bool


def find_columns(selected: Selected) -> Columns:
    """The columns of the exported items, at most 2000. That other stored items have no say in them is inferred."""
    found: dict[str, None] = {}
    nested = False
    for item in selected:
        leaves = flat(item)
        nested = nested or leaves is not item
        if leaves.keys() <= found.keys():
            continue
        found.update((path, None) for path in leaves if path not in found and is_allowed(path))
        if len(found) > MAX_CANDIDATES:
            found = dict.fromkeys(cap(arrange(found, selected.listed)))
    return Columns(cap(arrange(found, selected.listed)), nested)


def rows(selected: Selected, columns: Columns) -> Iterator[list[Any]]:
    """The cells of each item in the order of `columns`; None is an empty cell."""
    items = map(flat, selected) if columns.nested else selected
    return (list(map(item.get, columns.names)) for item in items)
