"""Keywords for values of any type: comparison with given values, and schemas made of schemas."""

from typing import Any

from mockapify.schema.javascript import as_written, equal, identity
from mockapify.schema.place import Place
from mockapify.schema.walk import Check, Marks, Visit, passes


def const(place: Place, keyword: str, _group: str) -> Check:
    """`const`."""
    fail = place.failure(keyword, {"allowedValue": as_written(place.schema[keyword])}, "must be equal to constant")
    return _one_of([place.schema[keyword]], fail)


def enum(place: Place, keyword: str, _group: str) -> Check:
    """`enum`."""
    values = place.schema[keyword]
    if not values:  # the metaschemas after draft-07 let it pass
        raise place.refusal("enum must have non-empty array", keyword)
    fail = place.failure(keyword, {"allowedValues": as_written(values)}, "must be equal to one of the allowed values")
    return _one_of(values, fail)


def _one_of(values: list[Any], fail: Check) -> Check:
    nested = [value for value in values if isinstance(value, dict | list)]
    plain = {identity(value) for value in values if not isinstance(value, dict | list)}

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if isinstance(value, dict | list):
            found = any(equal(value, allowed) for allowed in nested)
        else:
            found = identity(value) in plain
        if not found:
            fail(value, at, visit, marks)

    return check


def not_(place: Place, keyword: str, _group: str) -> Check:
    """`not`: what happens inside stays inside."""
    fail = place.failure(keyword, {}, "must NOT be valid")
    inner = place.compile(keyword)
    if inner is None:
        return fail
    refuses: Check = inner

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        before = len(visit.errors)
        refuses(value, at, visit, None)
        if len(visit.errors) == before:
            fail(value, at, visit, marks)
        else:
            del visit.errors[before:]

    return check


def any_of(place: Place, keyword: str, _group: str) -> Check | None:
    """`anyOf`: with nobody asking for marks the first branch that passes is enough."""
    branches = [branch or _accept for branch in place.compile_list(keyword)]
    look_at_all = place.marks
    if _accept in branches and not look_at_all:
        return None
    fail = place.failure(keyword, {}, "must match a schema in anyOf")

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        before = len(visit.errors)
        passed = False
        for branch in branches:
            passed = passes(branch, value, at, visit, marks) or passed
            if passed and not look_at_all:
                break
        if passed:
            del visit.errors[before:]
        else:
            fail(value, at, visit, marks)

    return check


def one_of(place: Place, keyword: str, _group: str) -> Check:
    """`oneOf`: the second branch that passes ends the search."""
    branches = [branch or _accept for branch in place.compile_list(keyword)]
    path = f"{place.path}/{keyword}"
    message = "must match exactly one schema in oneOf"

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        before = len(visit.errors)
        passing: list[int] = []
        for index, branch in enumerate(branches):
            if passes(branch, value, at, visit, None if passing else marks):
                passing.append(index)
                if len(passing) > 1:
                    break
        if len(passing) == 1:
            del visit.errors[before:]
        else:
            visit.report(at, path, keyword, {"passingSchemas": passing or None}, message)

    return check


def all_of(place: Place, keyword: str, _group: str) -> Check:
    """`allOf`: no error of its own, and a failed branch has covered what it names all the same."""
    branches = [branch for branch in place.compile_list(keyword) if branch is not None]

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        for branch in branches:
            branch(value, at, visit, marks)

    return check


def if_(place: Place, keyword: str, _group: str) -> Check | None:
    """`if`: silent itself, its branch's errors come first."""
    branches = {
        name: (branch, place.failure(keyword, {"failingKeyword": name}, f'must match "{name}" schema'))
        for name in ("then", "else")
        if name in place.schema and not place.compiler.accepts_all(place.schema[name])
        for branch in [place.compile(name) or _accept]
    }
    if not branches:
        return None
    condition = place.compile(keyword) or _accept

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        before = len(visit.errors)
        met = passes(condition, value, at, visit, marks)
        del visit.errors[before:]
        branch, fail = branches.get("then" if met else "else", (_accept, _accept))
        if not passes(branch, value, at, visit, marks):
            fail(value, at, visit, marks)

    return check


def _accept(_value: Any, _at: str, _visit: Visit, _marks: Marks | None) -> None:
    """The check of a schema that accepts everything."""
