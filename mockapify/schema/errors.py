"""What is told of errors: of a schema that cannot be compiled, and of items that do not fit one."""

from typing import Any, Literal

Paths = Literal["item", "array"]
"""Where the paths of errors begin: at the item, or at the array of items."""


class SchemaError(ValueError):
    """A schema that AJV refuses to compile.

    `path` is the JSON pointer to the refused place in the schema (`""` is the schema itself), `errors` the AJV error
    objects of the metaschema, empty when the schema is well-formed and still cannot be compiled. The message names the
    place too: AJV's own sentence does when the metaschema speaks, else it is added.
    """

    def __init__(self, message: str, path: str = "", errors: list[dict[str, Any]] | None = None) -> None:
        super().__init__(f"{message} (at {path})" if path and not errors else message)
        self.path = path
        self.errors = errors or []
