"""Actor input against the Actor's input schema, in the platform's words.

An input schema is a JSON schema with words of its own: `editor` names the form field, and some editors bring rules
that JSON Schema has no keyword for. `default` is filled in by the platform, `prefill` only by the form.
"""

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from mockapify.javascript import number
from mockapify.schema.ajv import compile_schema
from mockapify.schema.ecma import PatternError, compile_pattern
from mockapify.schema.errors import SchemaError
from mockapify.schema.pointer import escape
from mockapify.schema.walk import Error

_URL: Final = re.compile(r"(?:https?|ftp)://[^\s/?#]\S*", re.IGNORECASE)


def compile_input_schema(schema: dict[str, Any]) -> "InputSchema":
    """Compile an input schema, once. Raises `SchemaError` when it is no JSON schema of an object."""
    return InputSchema(schema)


def validate_input(schema: dict[str, Any], actor_input: object) -> str | None:
    """The first problem of `actor_input` in the platform's words, None when there is none.

    Fields that the schema does not name pass unless its `additionalProperties` is false. Raises `SchemaError` for a
    schema that cannot be compiled.
    """
    return compile_input_schema(schema).problem(actor_input)


def with_defaults(schema: dict[str, Any], actor_input: Mapping[str, Any] | None) -> dict[str, Any]:
    """The input with each absent top-level field set to its `default`; None stands for no input at all.

    A field that is present keeps its value, null too. `prefill` is for the form and never filled in.
    """
    filled = dict(actor_input or {})
    for name, field in _fields(schema).items():
        if name not in filled and "default" in field:
            filled[name] = copy.deepcopy(field["default"])
    return filled


def _fields(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: field for name, field in schema.get("properties", {}).items() if isinstance(field, dict)}


class InputSchema:
    """A compiled input schema; made by `compile_input_schema`."""

    def __init__(self, schema: dict[str, Any]) -> None:
        if not isinstance(schema, dict):
            raise SchemaError(f"an input schema is an object, not {type(schema).__name__}")
        self._schema = schema
        # `$schema` names Apify's editor support, not a draft. Patterns have no u flag for input.
        plain = {name: value for name, value in schema.items() if name != "$schema"}
        self._items = compile_schema(plain, pattern_flags="")
        self._editor_rules = [rule for name, field in _fields(schema).items() for rule in _editor_rules(name, field)]

    def problem(self, actor_input: object) -> str | None:
        """The first problem of `actor_input` in the platform's words, None when there is none."""
        errors = self._items.errors(actor_input)
        if errors:
            return _in_words(errors[0])
        if isinstance(actor_input, dict):
            for rule in self._editor_rules:
                if (problem := rule(actor_input)) is not None:
                    return problem
        return None

    def with_defaults(self, actor_input: Mapping[str, Any] | None) -> dict[str, Any]:
        """See `with_defaults`."""
        return with_defaults(self._schema, actor_input)


def _in_words(error: Error) -> str:
    params = error["params"]
    match error["keyword"]:
        case "required":
            return f"Field {_field(error, params['missingProperty'])} is required"
        case "additionalProperties":
            return f"Property {_field(error, params['additionalProperty'])} is not allowed."
        case "enum":
            allowed = '", "'.join(map(_text, params["allowedValues"]))
            return f'Field {_field(error)} {error["message"]}: "{allowed}"'
    return f"Field {_field(error)} {error['message']}"


def _field(error: Error, *below: str) -> str:
    return ".".join(("input", *error["instancePath"].split("/")[1:], *below))


def _text(value: Any) -> str:
    """A value as JavaScript joins it into a text."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return number(value)
        case list():
            return ",".join(map(_text, value))
        case dict():
            return "[object Object]"
    return str(value)


_Rule = Callable[[dict[str, Any]], str | None]


def _editor_rules(name: str, field: dict[str, Any]) -> list[_Rule]:
    """The rules of one field that its editor brings."""
    patterns = {keyword: field.get(keyword) for keyword in ("patternKey", "patternValue")}
    rules = [_pattern_rule(name, field, keyword, text) for keyword, text in patterns.items() if isinstance(text, str)]
    if field.get("type") == "array" and field.get("editor") == "requestListSources":
        return [_url_rule(name), *rules]
    return rules


def _url_rule(name: str) -> _Rule:
    def rule(actor_input: dict[str, Any]) -> str | None:
        bad = _positions(actor_input.get(name), _is_request)
        return f"Items in input.{name} at positions [{bad}] do not contain valid URLs" if bad else None

    return rule


def _positions(elements: Any, accepts: Callable[[Any], bool]) -> str:
    listed = elements if isinstance(elements, list) else ()
    return ",".join(str(index) for index, element in enumerate(listed) if not accepts(element))


def _is_request(element: Any) -> bool:
    """A request list holds URLs and addresses of lists of URLs."""
    if not isinstance(element, dict):
        return False
    urls = [element[name] for name in ("url", "requestsFromUrl") if element.get(name)]
    return bool(urls) and all(isinstance(url, str) and _URL.fullmatch(url) for url in urls)


def _pattern_rule(name: str, field: dict[str, Any], keyword: str, pattern: str) -> _Rule:
    """`patternKey` and `patternValue`: of the pairs in a list, the strings in a list, or the members of an object."""
    try:
        matches = compile_pattern(pattern, "")
    except PatternError as error:
        message = f"Invalid regular expression: /{pattern}/: {error}"
        raise SchemaError(message, f"/properties/{escape(name)}/{keyword}") from error
    of_key, in_pairs = keyword == "patternKey", field.get("editor") == "keyValue"

    def accepts(element: Any) -> bool:
        if in_pairs:
            element = element.get("key" if of_key else "value") if isinstance(element, dict) else None
        elif of_key:
            return True  # a list of strings has no keys
        return isinstance(element, str) and matches(element)

    def rule(actor_input: dict[str, Any]) -> str | None:
        value = actor_input.get(name)
        if isinstance(value, list) and (bad := _positions(value, accepts)):
            noun = "Keys" if of_key else "Values"
            return f'{noun} in input.{name} at positions [{bad}] must match regular expression "{pattern}"'
        if isinstance(value, dict) and (bad := _bad_members(value, matches, of_key=of_key)):
            rule_text = "must match" if of_key else "must have string value which matches"
            return f'Keys [{bad}] in input.{name} {rule_text} regular expression "{pattern}"'
        return None

    return rule


def _bad_members(value: dict[str, Any], matches: Callable[[str], bool], *, of_key: bool) -> str:
    pairs: Iterable[tuple[str, Any]] = ((key, key if of_key else member) for key, member in value.items())
    return ",".join(key for key, text in pairs if not (isinstance(text, str) and matches(text)))
