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
from mockapify.schema.proxy_field import proxy_problem
from mockapify.schema.walk import Error

_ANNOTATIONS: Final = {"$schema", "title", "description", "type", "schemaVersion"}
_URL: Final = re.compile(r"(?:https?|ftp)://[^\s/?#]\S*", re.IGNORECASE)


def compile_input_schema(schema: dict[str, Any]) -> "InputSchema":
    """Compile an input schema, once. Raises `SchemaError` when it is no JSON schema of an object."""
    return InputSchema(schema)


def validate_input(schema: dict[str, Any], actor_input: object) -> str | None:
    """What is wrong with `actor_input` in the platform's words, None when nothing is.

    Fields that the schema does not name pass unless its `additionalProperties` is false. Raises `SchemaError` for a
    schema that cannot be compiled.
    """
    return compile_input_schema(schema).problem(actor_input)


def with_defaults(schema: dict[str, Any], actor_input: Mapping[str, Any] | None) -> dict[str, Any]:
    """The input with each absent field set to its `default`; None stands for no input at all.

    An absent object is made of the defaults of its own fields, under its own `default`. A field that is present keeps
    its value, null and an incomplete object too; only objects in a list are completed. `prefill` is for the form and
    never filled in.
    """
    filled = dict(actor_input or {})
    for name, field in _fields(schema).items():
        if name in filled:
            filled[name] = _completed(field, filled[name])
        elif (default := _default(field)) is not _NONE:
            filled[name] = default
    return filled


def prefilled(schema: dict[str, Any]) -> dict[str, Any]:
    """The input that the form shows at first: each field's `prefill`, and the `default` of hidden ones."""
    first = {
        name: field["default"] if field.get("editor") == "hidden" else field.get("prefill")
        for name, field in _fields(schema).items()
        if "prefill" in field or (field.get("editor") == "hidden" and "default" in field)
    }
    return copy.deepcopy(first)


_NONE: Final = object()


def _default(field: Mapping[str, Any]) -> Any:
    """What an absent field is set to, `_NONE` when it stays absent. The caller may keep and change it."""
    own = copy.deepcopy(field["default"]) if "default" in field else _NONE
    below = {name: inner for name, one in _fields(field).items() if (inner := _default(one)) is not _NONE}
    if below and own is _NONE:
        return below
    return _over(below, own) if below and isinstance(own, dict) else own


def _over(below: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """`own` over `below`, objects member by member."""
    merged = dict(below)
    for name, value in own.items():
        under = below.get(name)
        merged[name] = _over(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _completed(field: Mapping[str, Any], value: Any) -> Any:
    """A value that is present, with what is missing in the objects of its lists."""
    if isinstance(value, dict):
        fields = _fields(field)
        return {name: _completed(fields[name], member) if name in fields else member for name, member in value.items()}
    items = field.get("items")
    if isinstance(value, list) and isinstance(items, dict) and _default(items) is not _NONE:
        return [with_defaults(items, element) if isinstance(element, dict) else element for element in value]
    return value


def _fields(schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    return {name: field for name, field in properties.items() if isinstance(field, dict)}


def _strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema that is checked: a list that is required and has no default must not be empty either."""
    required = schema.get("required")
    lists = {
        name: {**field, "minItems": 1}
        for name, field in _fields(schema).items()
        if isinstance(required, list) and name in required and field.get("type") == "array"
        if "default" not in field and not field.get("minItems")
    }
    # `$schema` names Apify's editor support, not a draft.
    plain = {name: value for name, value in schema.items() if name != "$schema"}
    return {**plain, "properties": {**schema["properties"], **lists}} if lists else plain


class InputSchema:
    """A compiled input schema; made by `compile_input_schema`."""

    def __init__(self, schema: dict[str, Any]) -> None:
        if not isinstance(schema, dict):
            raise SchemaError(f"an input schema is an object, not {type(schema).__name__}")
        self._schema = schema
        self._items = compile_schema(_strict(schema), pattern_flags="")  # Patterns have no u flag for input.
        required = schema.get("required") or ()
        self._editor_rules = [
            rule for name, field in _fields(schema).items() for rule in _editor_rules(name, field, name in required)
        ]

    @property
    def is_open(self) -> bool:
        """Whether it asks for nothing: it names no field and has no rule."""
        return all(name in _ANNOTATIONS or value in ({}, []) for name, value in self._schema.items())

    def problem(self, actor_input: object) -> str | None:
        """What is wrong with `actor_input` in the platform's words, None when nothing is.

        That is the first problem that JSON Schema finds, and all that the editors' own rules find.
        """
        try:
            errors = self._items.errors(actor_input)
        except RecursionError:  # The schema refers to itself, and the input follows it too far down.
            return "Field input is nested too deeply"
        problems = [_in_words(errors[0])] if errors else []
        if isinstance(actor_input, dict):
            found = (rule(actor_input) for rule in self._editor_rules)
            problems += [problem for problem in found if problem is not None]
        return ", ".join(problems) or None

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


def _editor_rules(name: str, field: dict[str, Any], required: bool) -> list[_Rule]:
    """The rules of one field that its editor brings."""
    patterns = {keyword: field.get(keyword) for keyword in ("patternKey", "patternValue")}
    rules = [_pattern_rule(name, field, keyword, text) for keyword, text in patterns.items() if isinstance(text, str)]
    if field.get("type") == "array" and field.get("editor") == "requestListSources":
        return [_url_rule(name), *rules]
    if field.get("type") == "object" and field.get("editor") == "proxy":
        needed = required and "default" not in field
        return [lambda actor_input: proxy_problem(name, actor_input, required=required, needed=needed), *rules]
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
