"""Keywords for objects."""

import operator
from collections.abc import Callable
from typing import Any

from mockapify.javascript import number
from mockapify.schema.javascript import ABSENT, has_member, member, names_in_order
from mockapify.schema.keywords.scalars import searcher
from mockapify.schema.numbers import double, plain_number
from mockapify.schema.place import Place
from mockapify.schema.pointer import escape
from mockapify.schema.walk import Check, Marks, Visit, passes


def schema_names(schemas: Any) -> list[str]:
    """The names in a map of schemas in JavaScript's order; AJV skips `__proto__`."""
    return [name for name in names_in_order(schemas or ()) if name != "__proto__"]


def count(place: Place, keyword: str, _group: str) -> Check:
    """`maxProperties` and `minProperties`."""
    bound = double(place.schema[keyword])
    word, violated = ("more", operator.gt) if keyword == "maxProperties" else ("fewer", operator.lt)
    fail = place.failure(
        keyword, {"limit": plain_number(bound)}, f"must NOT have {word} than {number(bound)} properties"
    )

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if violated(len(value), bound):
            fail(value, at, visit, marks)

    return check


def required(place: Place, keyword: str, _group: str) -> Check:
    """`required`: one error for each missing name."""
    fails = [
        (name, place.failure(keyword, {"missingProperty": name}, f"must have required property '{name}'"))
        for name in place.schema[keyword]
    ]

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        for name, fail in fails:
            if not has_member(value, name):
                fail(value, at, visit, marks)

    return check


def property_names(place: Place, keyword: str, _group: str) -> Check | None:
    """`propertyNames`: the name's own errors, then one for the property."""
    name_check = place.compile(keyword)
    if name_check is None:
        return None
    refuses: Check = name_check
    path = f"{place.path}/{keyword}"

    def check(value: Any, at: str, visit: Visit, _marks: Marks | None) -> None:
        for name in names_in_order(value):
            before = len(visit.errors)
            refuses(name, at, visit.for_name(name), None)
            if len(visit.errors) > before:
                visit.report(at, path, keyword, {"propertyName": name}, "property name must be valid")

    return check


def properties(place: Place, keyword: str, _group: str) -> Check | None:
    """`properties`: the schema of each named property that is present."""
    names = schema_names(place.schema[keyword])
    checks = [(name, f"/{escape(name)}", check) for name, check in place.compile_map(keyword, names)]
    if not checks and not place.marks:
        return None

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.names.update(names)
        for name, below, property_check in checks:
            found = member(value, name)
            if found is not ABSENT:
                property_check(found, at + below, visit, None)

    return check


def pattern_properties(place: Place, keyword: str, _group: str) -> Check | None:
    """`patternProperties`, pattern by pattern."""
    patterns = [
        (searcher(place, keyword, pattern), place.compile(keyword, pattern))
        for pattern in schema_names(place.schema[keyword])
    ]
    if not place.marks:
        patterns = [(found, check) for found, check in patterns if check is not None]
    if not patterns:
        return None

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        names = names_in_order(value)
        for found, property_check in patterns:
            for name in filter(found, names):
                if marks is not None:
                    marks.names.add(name)
                if property_check is not None:
                    property_check(value[name], f"{at}/{escape(name)}", visit, None)

    return check


def additional_properties(place: Place, keyword: str, _group: str) -> Check:
    """`additionalProperties`: what `properties` and `patternProperties` beside it do not name."""
    named = frozenset(schema_names(place.schema.get("properties")))
    patterns = [
        searcher(place, "patternProperties", pattern) for pattern in schema_names(place.schema.get("patternProperties"))
    ]
    refuse = _refuse_each(place, keyword, "additionalProperty", "must NOT have additional properties")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.all_names = True
        if refuse is None:
            return
        for name in names_in_order(value):
            if name not in named and not any(found(name) for found in patterns):
                refuse(value, name, at, visit)

    return check


def unevaluated_properties(place: Place, keyword: str, _group: str) -> Check:
    """`unevaluatedProperties`: what no other keyword for this object has covered."""
    refuse = _refuse_each(place, keyword, "unevaluatedProperty", "must NOT have unevaluated properties")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        covered = marks or Marks()
        if covered.all_names:
            return
        covered.all_names = True
        if refuse is None:
            return
        for name in names_in_order(value):
            if name not in covered.names:
                refuse(value, name, at, visit)

    return check


def _refuse_each(
    place: Place, keyword: str, parameter: str, message: str
) -> Callable[[dict[str, Any], str, str, Visit], None] | None:
    """What becomes of one left-over property: an error for `false`, else the check of the schema."""
    path = f"{place.path}/{keyword}"
    if place.schema[keyword] is False:
        return lambda _value, name, at, visit: visit.report(at, path, keyword, {parameter: name}, message)
    rest_check = place.compile(keyword)
    if rest_check is None:
        return None
    checked: Check = rest_check
    return lambda value, name, at, visit: checked(value[name], f"{at}/{escape(name)}", visit, None)


def dependencies(place: Place, keyword: str, _group: str) -> Check:
    """`dependencies`: first those that name properties, then those that are schemas."""
    written = place.schema[keyword]
    names = schema_names(written)
    lists = [name for name in names if isinstance(written[name], list)]
    needs = _needed_names(place, keyword, lists)
    schemas = _needed_schemas(place, keyword, [name for name in names if name not in lists])

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        needs(value, at, visit, marks)
        schemas(value, at, visit, marks)

    return check


def dependent_required(place: Place, keyword: str, _group: str) -> Check:
    """`dependentRequired`: the list form of `dependencies`."""
    return _needed_names(place, keyword, names_in_order(place.schema[keyword]))


def dependent_schemas(place: Place, keyword: str, _group: str) -> Check:
    """`dependentSchemas`: the schema form of `dependencies`."""
    return _needed_schemas(place, keyword, names_in_order(place.schema[keyword]))


def _needed_names(place: Place, keyword: str, names: list[str]) -> Check:
    fails = [
        (name, missing, place.failure(keyword, *_dependency_words(name, missing, needed)))
        for name in names
        for needed in [place.schema[keyword][name]]
        for missing in needed
    ]

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        for name, missing, fail in fails:
            if has_member(value, name) and not has_member(value, missing):
                fail(value, at, visit, marks)

    return check


def _dependency_words(name: str, missing: str, needed: list[str]) -> tuple[dict[str, Any], str]:
    listed = ", ".join(needed)
    params = {"property": name, "missingProperty": missing, "depsCount": len(needed), "deps": listed}
    noun = "property" if len(needed) == 1 else "properties"
    return params, f"must have {noun} {listed} when property {name} is present"


def _needed_schemas(place: Place, keyword: str, names: list[str]) -> Check:
    checks = place.compile_map(keyword, names)

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        for name, dependent in checks:
            if has_member(value, name):
                passes(dependent, value, at, visit, marks)

    return check
