"""Payload templates: JSON in which variables such as `{{resource.id}}` stand for what happened.

The rules are those of the platform's own parser, which is public (`webhook_payload_template` in its shared library),
with what follows from its being JavaScript.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from mockapify import wire
from mockapify.javascript import is_index, number

VARIABLES: Final = frozenset({"userId", "createdAt", "eventType", "eventData", "resource", "globals"})
"""What a variable may begin with. What follows after a dot may be anything: it may exist in one event and not in
another."""

DEFAULT: Final = (
    '{"userId":{{userId}},"createdAt":{{createdAt}},"eventType":{{eventType}},'
    '"eventData":{{eventData}},"resource":{{resource}}}'
)
"""What is sent when there is no template."""

MAX_DEPTH = 256
"""Down to which level variables inside strings are looked for; the platform's own limit is not public."""

IN_STRING = re.compile(r"\{\{([a-zA-Z0-9.]+)\}\}")

# A quote after a backslash counts as escaped even where that backslash is escaped itself: so does the platform's
# parser, which then takes what follows for the inside of a string, or for the outside.
QUOTE = re.compile(r'(?<!\\)"')

UNDEFINED: Final = object()
"""JavaScript's undefined: what an object has where it has nothing. In an object of the result it leaves no key."""

Context = Mapping[str, Any]


class TemplateError(ValueError):
    """A template that makes no JSON, or names a variable that does not exist."""


def check(template: str, *, in_strings: bool) -> Any:
    """Refuse a template that would never do; what it makes when all variables are null.

    Raises:
        TemplateError: It makes no JSON, or names a variable that does not exist.
    """
    return render(template, {}, in_strings=in_strings)


def render(template: str, context: Context, *, in_strings: bool) -> Any:
    """The JSON value that the template makes.

    A variable outside strings becomes the JSON of its value, and null where that is false, 0, "" or missing. With
    `in_strings` a string that is nothing but a variable becomes its value, whatever it is, and variables that are parts
    of a string become text. Without it strings stay as they are.

    Raises:
        TemplateError: It makes no JSON, or names a variable that does not exist.
    """
    value = _parsed(template, context)
    if not in_strings:
        return value
    value = _interpolated(value, context, depth=0)
    return None if value is UNDEFINED else value


def _parsed(template: str, context: Context) -> Any:
    """Put in one variable after the other until it is JSON."""
    text, opening, quotes = template, -1, 0
    while True:
        try:
            return wire.decode(text.encode(errors="surrogatepass"))
        except wire.JSONError as error:
            counted, opening = max(opening, 0), text.find("{{", opening + 1)
            closing = text.find("}}", opening)
            if opening < 0 or closing < 0:
                raise TemplateError(f"the template makes no JSON: {error}") from None
        quotes += len(QUOTE.findall(text, counted, opening))
        if quotes % 2 == 0:  # outside strings
            value = _value(text[opening + 2 : closing], context)
            text = text[:opening] + (_json(value) if _is_truthy(value) else "null") + text[closing + 2 :]


def _interpolated(value: Any, context: Context, *, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise TemplateError(f"the template is nested too deeply (limit: {MAX_DEPTH} levels)")
    match value:
        case str():
            whole = IN_STRING.fullmatch(value)
            if whole is not None:
                return _value(whole[1], context)
            return IN_STRING.sub(lambda found: text_of(_value(found[1], context)), value)
        case list():
            found = [_interpolated(one, context, depth=depth + 1) for one in value]
            return [None if one is UNDEFINED else one for one in found]
        case dict():
            pairs = ((key, _interpolated(one, context, depth=depth + 1)) for key, one in value.items())
            return {key: one for key, one in pairs if one is not UNDEFINED}
    return value


def _value(variable: str, context: Context) -> Any:
    """What a variable stands for.

    Raises:
        TemplateError: There is no such variable.
    """
    name, *properties = variable.split(".")
    if name not in VARIABLES:
        raise TemplateError(f"Invalid payload template variable: {variable} (there are {', '.join(sorted(VARIABLES))})")
    value = context.get(name, UNDEFINED)
    for key in properties:
        value = _property(value, key)
    return value


def _property(value: Any, key: str) -> Any:
    match value:
        case dict():
            return value.get(key, UNDEFINED)
        case list() if key == "length":
            return len(value)
        case list():
            return value[int(key)] if is_index(key) and int(key) < len(value) else UNDEFINED
    return None


def _is_truthy(value: Any) -> bool:
    """JavaScript's idea of it, to which empty objects and arrays are something."""
    return isinstance(value, dict | list) or not (value is UNDEFINED or not value)


def _json(value: Any) -> str:
    return wire.encode(value).decode()


def text_of(value: Any) -> str:
    """The value as JavaScript writes it into a text."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number(value)
        case list():
            return ",".join("" if one is None else text_of(one) for one in value)
        case dict():
            return "[object Object]"
    return "undefined" if value is UNDEFINED else "null"
