"""What compiling a schema can end with."""

from typing import Any


class SchemaError(ValueError):
    """A schema that AJV refuses to compile.

    `path` is the JSON pointer to the refused place in the schema (`""` is the schema itself), `errors` the AJV error
    objects of the metaschema, empty when the schema is well-formed and still cannot be compiled.
    """

    def __init__(self, message: str, path: str = "", errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.path = path
        self.errors = errors or []
