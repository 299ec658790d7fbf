"""How JavaScript sees JSON: doubles, key order and number text.

The platform parses every item with `JSON.parse` and prints it with `JSON.stringify`. Items decoded by msgspec differ
in three ways that show: integers keep all their digits, `1.0` stays a float, and keys stay where they were written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from mockapify.javascript import MAX_SAFE_INTEGER, floating, integer, is_index, number

# Python's `repr` and msgspec print smaller ones with an exponent, each in its own way.
SMALLEST_PLAIN_FLOAT: Final = 1e-4


def _boolean(value: bool) -> str:
    return "true" if value else "false"


_TEXT: Final[dict[type, Callable[[Any], str]]] = {str: str, bool: _boolean, int: integer, float: floating}


def text(value: Any) -> str:
    """A string, boolean or number as the text that stands in a cell or an element."""
    return _TEXT[type(value)](value)


def in_key_order(value: dict[str, Any]) -> dict[str, Any]:
    """`value` with its index keys first, ascending; `value` itself when it has none."""
    # Most keys begin with a letter, and a minimum is found without running Python code for each key.
    if not value or min(value) >= ":" or not (indexes := sorted(filter(is_index, value), key=int)):
        return value
    return {key: value[key] for key in indexes} | value


def is_plain(value: dict[str, Any]) -> bool:
    """Whether msgspec prints `value` as `JSON.stringify` does: no index keys, no numbers it writes otherwise."""
    pending: list[Any] = [value]
    for container in pending:
        if type(container) is dict:
            for key in container:
                if key < ":" and is_index(key):
                    return False
            container = container.values()
        for inner in container:
            kind = type(inner)
            if kind is float:
                if inner.is_integer() or -SMALLEST_PLAIN_FLOAT < inner < SMALLEST_PLAIN_FLOAT:
                    return False
            elif kind is int:
                if not -MAX_SAFE_INTEGER <= inner <= MAX_SAFE_INTEGER:
                    return False
            elif kind is dict or kind is list:
                pending.append(inner)
    return True


def printable(value: Any) -> Any:
    """`value` rebuilt so that msgspec prints it as `JSON.stringify` does: keys in order, odd numbers as raw text."""
    kind = type(value)
    if kind is dict:
        return {key: printable(inner) for key, inner in in_key_order(value).items()}
    if kind is list:
        return [printable(inner) for inner in value]
    if kind is int or kind is float:
        written = number(value)
        return msgspec.Raw(b"null" if "I" in written else written.encode())
    return value


_encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(dict[str, Any]).decode


def stringify(value: dict[str, Any]) -> bytes:
    """`JSON.stringify(value)` for a decoded item, as UTF-8."""
    return _encode(value if is_plain(value) else printable(value))


def stringify_value(value: Any) -> str:
    """`JSON.stringify(value)` for any part of a decoded item, as text."""
    return _encode(printable(value)).decode()
