"""`$ref` and the references that are resolved while walking."""

from typing import Any

from mockapify.schema.documents import Target
from mockapify.schema.errors import SchemaError
from mockapify.schema.place import Place, Unit
from mockapify.schema.walk import Check, Marks, Visit


def refuse_id(place: Place, keyword: str, _group: str) -> Check:
    """`id` is the name that `$id` had until draft-04."""
    raise place.refusal('NOT SUPPORTED: keyword "id", use "$id" for schema ID', keyword)


def ref(place: Place, keyword: str, _group: str) -> Check | None:
    """`$ref`: in place when the target holds no reference itself, else as a unit of its own."""
    reference = place.schema[keyword]
    document, compiler = place.unit.document, place.compiler
    if reference in ("#", "#/") and place.base == document.base:
        return compiler.whole(document)
    try:
        target = compiler.library.find(document, place.base, reference)
    except SchemaError as error:
        raise place.refusal(str(error), keyword) from error
    if target is None:
        base = place.base or "#"
        raise place.refusal(f"can't resolve reference {reference} from id {base}", keyword)
    if compiler.inlined(target.schema):
        return compiler.compile(target.schema, place.unit, target.base, reference, target.pointer)
    return compiler.unit(target)


def dynamic_anchor(place: Place, keyword: str, _group: str) -> Check | None:
    """`$dynamicAnchor` and `$recursiveAnchor`: from here on references to the anchor lead to this schema."""
    written = place.schema[keyword]
    if keyword == "$recursiveAnchor":
        if not isinstance(written, bool):
            raise place.refusal(f'{keyword} value must be ["boolean"]', keyword)
        return _announce(place, "") if written else None
    if not isinstance(written, str):
        raise place.refusal(f'{keyword} value must be ["string"]', keyword)
    return _announce(place, written)


def _announce(place: Place, anchor: str) -> Check:
    document = place.unit.document
    document.dynamic_anchors.add(anchor)
    unit = place.unit
    if place.path != "#":
        unit = place.compiler.unit(Target(place.schema, document, document.base, place.pointer))

    def check(_value: Any, _at: str, visit: Visit, _marks: Marks | None) -> None:
        visit.anchors.setdefault(anchor, unit)

    return check


def dynamic_ref(place: Place, keyword: str, _group: str) -> Check:
    """`$dynamicRef` and `$recursiveRef`: to the first anchor of that name met on the way, else to this unit."""
    reference = place.schema[keyword]
    if not isinstance(reference, str):
        raise place.refusal(f'{keyword} value must be ["string"]', keyword)
    if not reference.startswith("#"):
        raise place.refusal(f'"{keyword}" only supports hash fragment reference', keyword)
    anchor, unit = reference[1:], place.unit
    return _to_anchor(anchor, unit) if anchor in unit.document.dynamic_anchors else unit


def _to_anchor(anchor: str, unit: Unit) -> Check:
    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        visit.anchors.get(anchor, unit)(value, at, visit, marks)

    return check
