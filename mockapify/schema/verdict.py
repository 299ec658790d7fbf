"""A fast first verdict, used only where it is certain to be AJV's.

`jsonschema_rs` follows the specification; AJV does so with JavaScript's numbers, names, patterns and formats. A schema
made of the keywords below, without the values that bring those differences out, gets the same verdict from both.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import jsonschema_rs

from mockapify.schema import formats
from mockapify.schema.drafts import DRAFT_07, DRAFTS, Draft
from mockapify.schema.javascript import INHERITED
from mockapify.schema.numbers import EXACT_INTEGERS

Verdict: TypeAlias = Callable[[Any], bool]
"""True when the item is valid for certain; False sends it to the walk."""

_ANY_KEYWORD: Final = frozenset().union(*(draft.rules for draft in DRAFTS.values()))
_REFERENCE_STARTS: Final = ("#/definitions/", "#/$defs/")
_PLAIN_FORMATS: Final = {*formats.STRINGS, *formats.NUMBERS}  # all others never fail


def quick_verdict(schema: dict[str, Any] | bool, draft: Draft) -> Verdict | None:
    """The fast verdict for `schema`, or None when its keywords leave room for doubt."""
    if draft is not DRAFT_07 or not isinstance(schema, dict) or not _certain(schema):
        return None
    try:
        return jsonschema_rs.Draft7Validator(schema, validate_formats=False, offline=True).is_valid
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None  # it checks the formats of the metaschema, such as that of `$ref`; AJV does not


def _certain(schema: Any) -> bool:
    """Whether nothing in a schema (draft-07) can get another verdict from AJV."""
    if isinstance(schema, bool):
        return True
    return isinstance(schema, dict) and all(_harmless(keyword, value, schema) for keyword, value in schema.items())


def _harmless(keyword: str, value: Any, schema: dict[str, Any]) -> bool:
    rule = _RULES.get(keyword)
    if rule is not None:
        return rule(value, schema)
    return keyword not in _ANY_KEYWORD and keyword != "$id"


def _always(_value: Any, _schema: dict[str, Any]) -> bool:
    return True


def _one(value: Any, _schema: dict[str, Any]) -> bool:
    return _certain(value)


def _several(value: Any, _schema: dict[str, Any]) -> bool:
    return all(map(_certain, value))


def _one_or_several(value: Any, schema: dict[str, Any]) -> bool:
    return _several(value, schema) if isinstance(value, list) else _certain(value)


def _own_names(names: Any) -> bool:
    """JavaScript's objects have the inherited ones without being given them."""
    return INHERITED.isdisjoint(names)


def _named(value: Any, _schema: dict[str, Any]) -> bool:
    return _own_names(value) and all(map(_certain, value.values()))


def _definitions(value: Any, _schema: dict[str, Any]) -> bool:
    return isinstance(value, dict) and all(map(_certain, value.values()))


def _dependencies(value: dict[str, Any], _schema: dict[str, Any]) -> bool:
    return _own_names(value) and all(_own_names(v) if isinstance(v, list) else _certain(v) for v in value.values())


def _exact(value: Any, _schema: dict[str, Any]) -> bool:
    """Whether every number in a value is told apart from its neighbours by a double."""
    if isinstance(value, dict):
        return all(_exact(member, _schema) for member in value.values())
    if isinstance(value, list):
        return all(_exact(element, _schema) for element in value)
    return not isinstance(value, int | float) or abs(value) < EXACT_INTEGERS


def _reference(value: str, schema: dict[str, Any]) -> bool:
    """A plain reference to a definition; AJV also looks at the keywords beside it, the specification does not."""
    alone = not any(name in _ANY_KEYWORD for name in schema if name not in ("$ref", "$comment"))
    return alone and value.startswith(_REFERENCE_STARTS) and "%" not in value and value.count("/") == 2


def _unique(value: bool, schema: dict[str, Any]) -> bool:
    """Large numbers are equal to JavaScript when they round to the same double; strings are safe."""
    items = schema.get("items")
    return not value or (isinstance(items, dict) and items.get("type") == "string" and "nullable" not in items)


_RULES: Final[dict[str, Callable[[Any, dict[str, Any]], bool]]] = {
    **dict.fromkeys(("$comment", "type", "maxLength", "minLength", "maxItems", "minItems"), _always),
    **dict.fromkeys(("maxProperties", "minProperties"), _always),
    **dict.fromkeys(("const", "enum", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), _exact),
    **dict.fromkeys(("not", "if", "then", "else", "additionalItems", "contains", "propertyNames"), _one),
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), _several),
    **dict.fromkeys(("definitions", "$defs"), _definitions),
    "additionalProperties": _one,
    "items": _one_or_several,
    "properties": _named,
    "required": lambda value, _schema: _own_names(value),
    "dependencies": _dependencies,
    "$ref": _reference,
    "uniqueItems": _unique,
    "format": lambda value, _schema: value not in _PLAIN_FORMATS,
}
"""Keyword to whether its value, in this schema, is harmless. A keyword of any draft that is not here is not."""
