"""Inputs: what a run is given, held against the input schema of the build that runs."""

from typing import TYPE_CHECKING, Any

from mockapify import errors, wire
from mockapify.exports.javascript import stringify
from mockapify.state.key_value_stores import JSON_TYPE, Record

if TYPE_CHECKING:
    from mockapify.schema import InputSchema
    from mockapify.state.builds import Build

KEY = "INPUT"


def completed(build: "Build", given: Record | None) -> Record | None:
    """The record INPUT of a run that is started with `given`: as it was sent, or with defaults where it has gaps.

    A build without an input schema, or with one that asks for nothing, takes any content. Otherwise it has to be a
    JSON object; no body and `null` are an empty one. Such a run has no INPUT unless there are defaults to put in it.

    Raises:
        ApiError: 400 `invalid-input` or `invalid-input-schema`.
    """
    schema = build.input_schema
    if schema is None or schema.is_open:
        return given
    value = _object_in(given)
    filled = checked(schema, value)
    if filled == value:
        return given
    return record_of(filled, given)


def checked(schema: "InputSchema | None", value: dict[str, Any]) -> dict[str, Any]:
    """The input with the schema's defaults filled in; `prefill` is for forms, and left to them.

    Raises:
        ApiError: 400 `invalid-input`, with the first problem in the platform's words.
    """
    if schema is None:
        return value
    filled = schema.with_defaults(value)
    problem = schema.problem(filled)
    if problem is not None:
        raise errors.invalid_input(f"Input is not valid: {problem}")
    return filled


def record_of(value: dict[str, Any], sent_as: Record | None = None) -> Record:
    """The record INPUT with this value, under the content type that the caller used, if there was one."""
    try:
        text = stringify(value)
    except RecursionError:  # Nested too deeply to look for numbers that JavaScript prints otherwise.
        text = wire.encode(value)
    return Record(KEY, text, JSON_TYPE if sent_as is None else sent_as.content_type)


def kind_of(value: object) -> str:
    """What JavaScript calls a JSON value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def _object_in(given: Record | None) -> dict[str, Any]:
    if given is None:
        return {}
    if not given.is_json():
        raise errors.invalid_input(f'Actor input must have content type "{JSON_TYPE.partition(";")[0]}".')
    try:
        value = wire.decode(given.decoded())
    except wire.JSONError as error:
        raise errors.invalid_input(f"Cannot parse input JSON body: {error}") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise errors.invalid_input(f'The input JSON must be object, got "{kind_of(value)}" instead.')
    return value
