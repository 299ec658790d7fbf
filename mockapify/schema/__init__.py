"""JSON schemas: the schema of dataset items with AJV's errors, and the input schema of Actors."""

from typing import TYPE_CHECKING

from mockapify.first_use import on_first_use
from mockapify.schema.errors import Paths, SchemaError

if TYPE_CHECKING:
    from mockapify.schema.ajv import ItemSchema, compile_schema
    from mockapify.schema.input_schema import (
        InputSchema,
        compile_input_schema,
        prefilled,
        validate_input,
        with_defaults,
    )

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

__getattr__ = on_first_use(
    __name__,
    ItemSchema="ajv",
    compile_schema="ajv",
    InputSchema="input_schema",
    compile_input_schema="input_schema",
    prefilled="input_schema",
    validate_input="input_schema",
    with_defaults="input_schema",
)
