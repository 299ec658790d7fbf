"""Dataset items against a JSON schema, with AJV 8's own error objects.

AJV's options here are `allErrors`, `strict: false` and all formats of ajv-formats, the ones that explain what the
platform answers: every problem of an item at once, unknown keywords ignored, formats checked.
"""

from collections.abc import Sequence
from typing import Any

from mockapify.schema.compiler import Compiler
from mockapify.schema.errors import Paths, SchemaError
from mockapify.schema.metaschemas import documents_of, draft_of, require_well_formed
from mockapify.schema.place import Unit
from mockapify.schema.verdict import Verdict, quick_verdict
from mockapify.schema.walk import Error, Visit

_PATHS = ("item", "array")


def compile_schema(schema: dict[str, Any] | bool, *, pattern_flags: str = "u") -> "ItemSchema":
    """Compile the schema of one item, once.

    Drafts 2019-09 and 2020-12 are chosen by `$schema`, draft-07 is meant without it. `pattern_flags` are the flags of
    ECMAScript's regular expressions. Raises `SchemaError` for what AJV refuses to compile.
    """
    if not isinstance(schema, dict | bool | list):  # AJV takes a list for an object and leaves it to the metaschema
        raise SchemaError("schema must be object or boolean")
    try:
        return _compiled(schema, pattern_flags)
    except RecursionError:
        raise SchemaError("the schema is nested too deeply, or a reference in it leads only to itself") from None


def _compiled(schema: dict[str, Any] | bool, pattern_flags: str) -> "ItemSchema":
    draft = draft_of(schema if isinstance(schema, dict) else True)
    library, document = documents_of(schema, draft)
    if not isinstance(schema, bool):
        require_well_formed(schema, draft)
    asks_for_marks = draft.marks and _mentions(schema, {"unevaluatedProperties", "unevaluatedItems"})
    unit = Compiler(library, draft, marks=asks_for_marks, pattern_flags=pattern_flags).whole(document)
    return ItemSchema(unit, quick_verdict(schema, draft, pattern_flags))


def _mentions(schema: Any, names: set[str]) -> bool:
    if isinstance(schema, dict):
        return not names.isdisjoint(schema) or any(_mentions(value, names) for value in schema.values())
    return isinstance(schema, list) and any(_mentions(element, names) for element in schema)


class ItemSchema:
    """A compiled schema; made by `compile_schema`."""

    def __init__(self, unit: Unit, quick: Verdict | None) -> None:
        self._unit = unit
        self._quick = quick

    def errors(self, item: object) -> list[Error]:
        """AJV's error objects for one item as decoded from JSON, in AJV's order; empty when the item is valid.

        Raises `RecursionError` when a recursive schema has to follow an item deeper than Python's stack allows
        (some 200 levels), or leads back to itself without going deeper, where AJV's stack overflows too.
        """
        visit = Visit()
        self._unit(item, "", visit, None)
        return visit.errors

    def invalid_items(self, items: Sequence[object], *, paths: Paths = "item") -> list[dict[str, Any]]:
        """`[{"itemPosition": ..., "validationErrors": [...]}]` for the invalid ones among `items`, decoded JSON.

        `paths="item"` gives paths within the item, as the platform's clients expect; `"array"` the form of the API
        reference's example, as if the whole list had been validated: `/1/price`, `/items/properties/price/type`.
        """
        if paths not in _PATHS:
            raise ValueError(f"paths must be one of {', '.join(map(repr, _PATHS))}, not {paths!r}")
        found = []
        is_valid = self._quick or _never
        for position, item in enumerate(items):
            if is_valid(item):
                continue
            errors = self.errors(item)
            if errors and paths == "array":
                errors = [_in_array(error, position) for error in errors]
            if errors:
                found.append({"itemPosition": position, "validationErrors": errors})
        return found


def _never(_item: object) -> bool:
    return False


def _in_array(error: Error, position: int) -> Error:
    return {
        **error,
        "instancePath": f"/{position}{error['instancePath']}",
        "schemaPath": "/items" + error["schemaPath"].removeprefix("#"),
    }
