"""Keywords for arrays."""

import operator
from collections.abc import Hashable
from typing import Any, Final

from mockapify.javascript import number
from mockapify.schema.javascript import identity
from mockapify.schema.numbers import double, plain_number
from mockapify.schema.place import Place
from mockapify.schema.walk import Check, Marks, Visit

_SCALAR_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def count(place: Place, keyword: str, _group: str) -> Check:
    """`maxItems` and `minItems`."""
    bound = double(place.schema[keyword])
    word, violated = ("more", operator.gt) if keyword == "maxItems" else ("fewer", operator.lt)
    fail = place.failure(keyword, {"limit": plain_number(bound)}, f"must NOT have {word} than {number(bound)} items")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if violated(len(value), bound):
            fail(value, at, visit, marks)

    return check


def tuple_(place: Place, keyword: str, _group: str) -> Check:
    """`prefixItems`, and `items` with a list: one schema for each position."""
    checks = place.compile_list(keyword)

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.count = max(marks.count, len(checks))
        for index, (element, element_check) in enumerate(zip(value, checks, strict=False)):
            if element_check is not None:
                element_check(element, f"{at}/{index}", visit, None)

    return check


def items(place: Place, keyword: str, group: str) -> Check:
    """`items`: a tuple before 2020-12, else the schema of all elements, or of those after `prefixItems`."""
    if isinstance(place.schema[keyword], list):
        return tuple_(place, keyword, group)
    if place.compiler.draft.prefix_items and "prefixItems" in place.schema:
        return _rest(place, keyword, len(place.schema["prefixItems"]))
    return _from(place.compile(keyword), 0)


def additional_items(place: Place, keyword: str, _group: str) -> Check | None:
    """`additionalItems` means something only beside a tuple."""
    beside = place.schema.get("items")
    return _rest(place, keyword, len(beside)) if isinstance(beside, list) else None


def _rest(place: Place, keyword: str, start: int) -> Check:
    if place.schema[keyword] is False:
        return _no_more_than(place, keyword, start)
    return _from(place.compile(keyword), start)


def _no_more_than(place: Place, keyword: str, limit: int) -> Check:
    fail = place.failure(keyword, {"limit": limit}, f"must NOT have more than {limit} items")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.all_items = True
        if len(value) > limit:
            fail(value, at, visit, marks)

    return check


def _from(element_check: Check | None, start: int) -> Check:
    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.all_items = True
        if element_check is not None:
            for index in range(start, len(value)):
                element_check(value[index], f"{at}/{index}", visit, None)

    return check


def contains(place: Place, keyword: str, _group: str) -> Check | None:
    """`contains` with `minContains` and `maxContains`, whose errors all bear the name `contains`."""
    limits = place.schema if place.compiler.draft.contains_limits else {}
    least = double(limits.get("minContains", 1))
    most = double(limits["maxContains"]) if "maxContains" in limits else None
    if most is None and least == 0:
        return None
    fail = place.failure(keyword, *_contains_words(least, most))
    if most is not None and least > most:
        return fail
    if place.compiler.accepts_all(place.schema[keyword]):
        return _length_between(fail, least, most)
    element_check = place.compile(keyword)
    return _scan(element_check, fail, least, most) if element_check else None


def _contains_words(least: float, most: float | None) -> tuple[dict[str, Any], str]:
    params = {"minContains": plain_number(least)}
    if most is None:
        return params, f"must contain at least {number(least)} valid item(s)"
    message = f"must contain at least {number(least)} and no more than {number(most)} valid item(s)"
    return {**params, "maxContains": plain_number(most)}, message


def _length_between(fail: Check, least: float, most: float | None) -> Check:
    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if len(value) < least or (most is not None and len(value) > most):
            fail(value, at, visit, marks)

    return check


def _scan(element_check: Check, fail: Check, least: float, most: float | None) -> Check:
    def enough(value: list[Any], at: str, visit: Visit) -> bool:
        matching = 0
        for index, element in enumerate(value):
            before = len(visit.errors)
            element_check(element, f"{at}/{index}", visit, None)
            if len(visit.errors) > before:
                continue
            matching += 1
            if most is not None and matching > most:
                return False
            if most is None and matching >= least:
                return True
        return matching >= least

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if marks is not None:
            marks.all_items = True
        before = len(visit.errors)
        if enough(value, at, visit):
            del visit.errors[before:]
        else:
            fail(value, at, visit, marks)

    return check


def unique_items(place: Place, keyword: str, _group: str) -> Check | None:
    """`uniqueItems`: one error for the pair that AJV's search meets first."""
    if place.schema[keyword] is not True:
        return None
    path = f"{place.path}/{keyword}"
    scalars = _scalar_types(place.schema.get("items"))

    def check(value: Any, at: str, visit: Visit, _marks: Marks | None) -> None:
        pair = _last_twins(value) if scalars is None else _first_seen_again(value, scalars)
        if pair is not None:
            i, j = pair
            message = f"must NOT have duplicate items (items ## {j} and {i} are identical)"
            visit.report(at, path, keyword, {"i": i, "j": j}, message)

    return check


def _scalar_types(item_schema: Any) -> frozenset[type] | None:
    """The Python types of the elements when the schema allows scalars only; AJV then searches another way."""
    if not isinstance(item_schema, dict) or "type" not in item_schema:
        return None
    written = item_schema["type"]
    names = [*written] if isinstance(written, list) else [written]
    if any(name not in _SCALAR_TYPES for name in names):
        return None
    if item_schema.get("nullable") is True:
        names.append("null")
    return frozenset(kind for name in names for kind in _SCALAR_TYPES[name])


def _first_seen_again(value: list[Any], kinds: frozenset[type]) -> tuple[int, int] | None:
    """From the end: the first value that was seen already, and where it was seen."""
    seen: dict[Hashable, int] = {}
    for index in range(len(value) - 1, -1, -1):
        if type(value[index]) not in kinds:
            continue
        key = identity(value[index])
        if key in seen:
            return index, seen[key]
        seen[key] = index
    return None


def _last_twins(value: list[Any]) -> tuple[int, int] | None:
    """The last element that has an equal one before it, and the nearest such one."""
    latest: dict[Hashable, int] = {}
    found = None
    for index, element in enumerate(value):
        key = identity(element)
        if key in latest:
            found = index, latest[key]
        latest[key] = index
    return found


def unevaluated_items(place: Place, keyword: str, _group: str) -> Check:
    """`unevaluatedItems`: what no other keyword for this array has covered."""
    refuses_all = place.schema[keyword] is False
    element_check = None if refuses_all else place.compile(keyword)
    path = f"{place.path}/{keyword}"

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        covered = marks or Marks()
        if covered.all_items:
            return
        start, covered.all_items = covered.count, True
        if element_check is not None:
            for index in range(start, len(value)):
                element_check(value[index], f"{at}/{index}", visit, None)
        elif refuses_all and len(value) > start:
            visit.report(at, path, keyword, {"limit": start}, f"must NOT have more than {start} items")

    return check
