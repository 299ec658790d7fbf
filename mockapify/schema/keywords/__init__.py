"""The keywords that check something: name to the function that compiles it."""

from collections.abc import Callable
from typing import Final, TypeAlias

from mockapify.schema.keywords import arrays, combinators, objects, references, scalars
from mockapify.schema.place import Place
from mockapify.schema.walk import Check

Keyword: TypeAlias = Callable[[Place, str, str], Check | None]
"""`keyword(place, name, group)`; `group` is the type of value it is compiled for, None back means nothing to check."""

TABLE: Final[dict[str, Keyword]] = {
    "$dynamicAnchor": references.dynamic_anchor,
    "$dynamicRef": references.dynamic_ref,
    "$recursiveAnchor": references.dynamic_anchor,
    "$recursiveRef": references.dynamic_ref,
    "id": references.refuse_id,
    "$ref": references.ref,
    "const": combinators.const,
    "enum": combinators.enum,
    "not": combinators.not_,
    "anyOf": combinators.any_of,
    "oneOf": combinators.one_of,
    "allOf": combinators.all_of,
    "if": combinators.if_,
    "maximum": scalars.limit,
    "minimum": scalars.limit,
    "exclusiveMaximum": scalars.limit,
    "exclusiveMinimum": scalars.limit,
    "multipleOf": scalars.multiple_of,
    "maxLength": scalars.length,
    "minLength": scalars.length,
    "pattern": scalars.pattern,
    "format": scalars.format_,
    "maxItems": arrays.count,
    "minItems": arrays.count,
    "prefixItems": arrays.tuple_,
    "additionalItems": arrays.additional_items,
    "items": arrays.items,
    "contains": arrays.contains,
    "uniqueItems": arrays.unique_items,
    "unevaluatedItems": arrays.unevaluated_items,
    "maxProperties": objects.count,
    "minProperties": objects.count,
    "required": objects.required,
    "propertyNames": objects.property_names,
    "additionalProperties": objects.additional_properties,
    "dependencies": objects.dependencies,
    "properties": objects.properties,
    "patternProperties": objects.pattern_properties,
    "dependentRequired": objects.dependent_required,
    "dependentSchemas": objects.dependent_schemas,
    "unevaluatedProperties": objects.unevaluated_properties,
}
