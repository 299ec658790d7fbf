"""JSON schemas: the schema of dataset items with AJV's errors, and the input schema of Actors."""

from mockapify.schema.ajv import ItemSchema, Paths, compile_schema
from mockapify.schema.errors import SchemaError
from mockapify.schema.input_schema import InputSchema, compile_input_schema, prefilled, validate_input, with_defaults

__all__ = [
    "InputSchema",
    "ItemSchema",
    "Paths",
    "SchemaError",
    "compile_input_schema",
    "compile_schema",
    "prefilled",
    "validate_input",
    "with_defaults",
]
