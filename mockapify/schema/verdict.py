"""A fast first verdict, used only where it is certain to be AJV's.

`jsonschema_rs` follows the specification; AJV does so with JavaScript's numbers, names, patterns and formats. A schema
made of the keywords below, without the values that bring those differences out, gets the same verdict from both;
formats and patterns are handed to it as our own functions.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import jsonschema_rs

from mockapify.schema import formats
from mockapify.schema.drafts import DRAFT_07, DRAFTS, Draft
from mockapify.schema.ecma import compile_pattern
from mockapify.schema.javascript import INHERITED
from mockapify.schema.numbers import EXACT_INTEGERS

Verdict: TypeAlias = Callable[[Any], bool]
"""True when the item is valid for certain; False sends it to the walk."""

_ANY_KEYWORD: Final = frozenset().union(*(draft.rules for draft in DRAFTS.values()))
_REFERENCE_STARTS: Final = ("#/definitions/", "#/$defs/")
_ORDINARY_PATTERN: Final = re.compile(
    r"(?:[\w /:@,;=&%#~!<>-]|[$^()|?*+]|\[[A-Za-z0-9_]-?[A-Za-z0-9_]*\]|\\[./?+*|-])*", re.ASCII
)
"""Plain characters, anchors, groups, repetition and small classes: the same to every engine."""


class DoubtError(Exception):
    """A keyword or value about which AJV and the specification may differ."""


def quick_verdict(schema: dict[str, Any] | bool, draft: Draft, pattern_flags: str = "u") -> Verdict | None:
    """The fast verdict for a `schema` that compiles, or None when its keywords leave room for doubt."""
    if draft is not DRAFT_07 or not isinstance(schema, dict):
        return None
    translation = _Translation(pattern_flags)
    try:
        plain = translation.of(schema)
    except DoubtError:
        return None
    return jsonschema_rs.Draft7Validator(plain, formats=translation.tests, validate_formats=True, offline=True).is_valid


class _Translation:
    """From a schema as AJV reads it to one that says the same by the specification.

    `tests` are the functions behind the formats that the translated schema names.
    """

    def __init__(self, pattern_flags: str) -> None:
        self.tests: dict[str, Callable[[str], bool]] = {}
        self._pattern_flags = pattern_flags

    def of(self, schema: Any) -> dict[str, Any] | bool:
        """The same schema in the plain keywords. Raises `DoubtError`."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, dict):
            raise DoubtError
        plain: dict[str, Any] = {}
        tests: list[dict[str, Any]] = []
        for keyword, value in schema.items():
            if keyword == "pattern" and not _ORDINARY_PATTERN.fullmatch(value):
                tests.append(self._test(compile_pattern(value, self._pattern_flags)))
            elif keyword == "format":
                tests += self._format(value)
            elif keyword in _RULES:
                plain[keyword] = _RULES[keyword](value, schema, self)
            elif keyword in _ANY_KEYWORD or keyword == "$id":
                raise DoubtError
        if tests:
            plain["allOf"] = [*plain.get("allOf", ()), *tests]
        return plain

    def named(self, schemas: Any) -> dict[str, Any]:
        """Schemas by name."""
        if not isinstance(schemas, dict):
            raise DoubtError
        return {name: self.of(schema) for name, schema in schemas.items()}

    def _format(self, name: str) -> list[dict[str, Any]]:
        if name in formats.NUMBERS:  # jsonschema_rs asks about strings only.
            raise DoubtError
        return [self._test(formats.STRINGS[name])] if name in formats.STRINGS else []

    def _test(self, fits: Callable[[str], bool]) -> dict[str, Any]:
        name = f"test {len(self.tests)}"
        self.tests[name] = fits
        return {"format": name}


_Rule: TypeAlias = Callable[[Any, dict[str, Any], _Translation], Any]


def _same(value: Any, _schema: dict[str, Any], _translation: _Translation) -> Any:
    return value


def _one(value: Any, _schema: dict[str, Any], translation: _Translation) -> Any:
    return translation.of(value)


def _several(value: list[Any], _schema: dict[str, Any], translation: _Translation) -> Any:
    return list(map(translation.of, value))


def _one_or_several(value: Any, schema: dict[str, Any], translation: _Translation) -> Any:
    return (_several if isinstance(value, list) else _one)(value, schema, translation)


def _definitions(value: Any, _schema: dict[str, Any], translation: _Translation) -> Any:
    return translation.named(value)


def _own_names(names: Any) -> Any:
    """JavaScript's objects have the inherited ones without being given them."""
    if not INHERITED.isdisjoint(names):
        raise DoubtError
    return names


def _required(value: list[str], _schema: dict[str, Any], _translation: _Translation) -> Any:
    return _own_names(value)


def _properties(value: dict[str, Any], _schema: dict[str, Any], translation: _Translation) -> Any:
    return translation.named(_own_names(value))


def _dependencies(value: dict[str, Any], _schema: dict[str, Any], translation: _Translation) -> Any:
    return {
        name: _own_names(needed) if isinstance(needed, list) else translation.of(needed)
        for name, needed in _own_names(value).items()
    }


def _exact(value: Any, schema: dict[str, Any], translation: _Translation) -> Any:
    """Every number in a value is told apart from its neighbours by a double."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        _exact(part, schema, translation)
    if isinstance(value, int | float) and abs(value) >= EXACT_INTEGERS:
        raise DoubtError
    return value


def _reference(value: str, schema: dict[str, Any], _translation: _Translation) -> Any:
    """A plain reference to a definition; AJV also looks at the keywords beside it, the specification does not."""
    alone = not any(name in _ANY_KEYWORD for name in schema if name not in ("$ref", "$comment"))
    if not alone or not value.startswith(_REFERENCE_STARTS) or "%" in value or value.count("/") != 2:
        raise DoubtError
    return value


def _unique(value: bool, schema: dict[str, Any], _translation: _Translation) -> Any:
    """Large numbers are equal to JavaScript when they round to the same double; strings are safe."""
    items = schema.get("items")
    if value and not (isinstance(items, dict) and items.get("type") == "string" and "nullable" not in items):
        raise DoubtError
    return value


def _type(value: str | list[str], schema: dict[str, Any], _translation: _Translation) -> Any:
    """`nullable` beside it allows null as well."""
    if schema.get("nullable") is not True:
        return value
    return [*dict.fromkeys([*(value if isinstance(value, list) else [value]), "null"])]


_RULES: Final[Mapping[str, _Rule]] = {
    **dict.fromkeys(("$comment", "maxLength", "minLength", "maxItems", "minItems"), _same),
    **dict.fromkeys(("nullable", "maxProperties", "minProperties", "pattern"), _same),
    **dict.fromkeys(("const", "enum", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), _exact),
    **dict.fromkeys(("not", "if", "then", "else", "additionalItems", "contains", "propertyNames"), _one),
    **dict.fromkeys(("anyOf", "oneOf", "allOf"), _several),
    **dict.fromkeys(("definitions", "$defs"), _definitions),
    "additionalProperties": _one,
    "items": _one_or_several,
    "properties": _properties,
    "required": _required,
    "dependencies": _dependencies,
    "$ref": _reference,
    "type": _type,
    "uniqueItems": _unique,
}
"""Keyword to what it becomes. A keyword of any draft that is not here leaves doubt; unknown ones say nothing."""
