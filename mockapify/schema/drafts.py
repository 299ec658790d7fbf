"""The drafts of JSON Schema that AJV knows, and which keywords are rules in each."""

from typing import Final

from msgspec import Struct

_ANY = "id $ref type nullable const enum not anyOf oneOf allOf if then else $comment"
_NUMBER = "maximum minimum exclusiveMaximum exclusiveMinimum multipleOf format"
_STRING = "maxLength minLength pattern format"
_OBJECT = (
    "maxProperties minProperties required propertyNames additionalProperties dependencies properties patternProperties"
)
_DYNAMIC = "$dynamicAnchor $dynamicRef $recursiveAnchor $recursiveRef"
_ITEMS_TO_2019 = "maxItems minItems additionalItems items contains uniqueItems"
_ITEMS_2020 = "maxItems minItems prefixItems items contains uniqueItems"
_CONTAINS_LIMITS = "maxContains minContains"
_DEPENDENT = "dependentRequired dependentSchemas"


class Draft(Struct, frozen=True):
    """One draft: its metaschema and its keywords by the type they look at, each group in AJV's order."""

    uri: str
    any_type: tuple[str, ...]
    number: tuple[str, ...]
    string: tuple[str, ...]
    array: tuple[str, ...]
    object: tuple[str, ...]
    marks: bool
    """Whether the draft has `unevaluatedProperties` and `unevaluatedItems`."""
    prefix_items: bool = False
    contains_limits: bool = False

    @property
    def rules(self) -> frozenset[str]:
        """Every keyword that makes a schema more than `{}`."""
        return frozenset((*self.any_type, *self.number, *self.string, *self.array, *self.object))

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The keywords for one type of value, in the order in which AJV visits the types."""
        return {"number": self.number, "string": self.string, "array": self.array, "object": self.object}


DRAFT_07: Final = Draft(
    uri="http://json-schema.org/draft-07/schema",
    any_type=tuple(_ANY.split()),
    number=tuple(_NUMBER.split()),
    string=tuple(_STRING.split()),
    array=tuple(_ITEMS_TO_2019.split()),
    object=tuple(_OBJECT.split()),
    marks=False,
)
DRAFT_2019_09: Final = Draft(
    uri="https://json-schema.org/draft/2019-09/schema",
    any_type=(*_DYNAMIC.split(), *_ANY.split()),
    number=DRAFT_07.number,
    string=DRAFT_07.string,
    array=(*_ITEMS_TO_2019.split(), *_CONTAINS_LIMITS.split(), "unevaluatedItems"),
    object=(*_OBJECT.split(), *_DEPENDENT.split(), "unevaluatedProperties"),
    marks=True,
    contains_limits=True,
)
DRAFT_2020_12: Final = Draft(
    uri="https://json-schema.org/draft/2020-12/schema",
    any_type=DRAFT_2019_09.any_type,
    number=DRAFT_07.number,
    string=DRAFT_07.string,
    array=(*_ITEMS_2020.split(), *_CONTAINS_LIMITS.split(), "unevaluatedItems"),
    object=DRAFT_2019_09.object,
    marks=True,
    prefix_items=True,
    contains_limits=True,
)

DRAFTS: Final = {draft.uri: draft for draft in (DRAFT_07, DRAFT_2019_09, DRAFT_2020_12)}
DEFAULT_ALIAS: Final = "http://json-schema.org/schema"
"""Another address of the metaschema in use; as `$schema` it means the default draft."""
