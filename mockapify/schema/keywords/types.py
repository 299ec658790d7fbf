"""`type` and `nullable`: which types a schema allows, and where in the order AJV says that a value has another one."""

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from mockapify.schema.place import Place
from mockapify.schema.walk import Check, Marks, Visit

_NAMES_OF: Final[dict[type, frozenset[str]]] = {
    str: frozenset({"string"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),  # and an integer when it has no fraction
    bool: frozenset({"boolean"}),
    type(None): frozenset({"null"}),
    list: frozenset({"array"}),
    dict: frozenset({"object"}),
}


class Types(Struct, frozen=True):
    """The allowed types of one schema object; `names` is empty when it allows all."""

    names: tuple[str, ...]
    failure: Check
    comes_late: bool
    """A single type with keywords of its own group is reported at that group's place."""

    @classmethod
    def of(cls, place: Place, has_group: Callable[[str], bool]) -> "Types":
        """Read `type` and `nullable`; raises `SchemaError` when they contradict each other."""
        written = place.schema.get("type")
        names = tuple(written) if isinstance(written, list) else (written,) if written else ()
        _refuse_contradiction(place, names)
        if place.schema.get("nullable") is True and "null" not in names:
            names = (*names, "null")
            written = [*written, "null"] if isinstance(written, list) else written
        text = ",".join(written) if isinstance(written, list) else written
        failure = place.failure("type", {"type": written}, f"must be {text}")
        return cls(names, failure, comes_late=len(names) == 1 and has_group(names[0]))

    def early(self, kind: type | None) -> list[Check]:
        """The check before all keywords for values of this Python type; None stands for any other type."""
        if not self.names or self.comes_late:
            return []
        allowed = _NAMES_OF.get(kind, frozenset()) if kind else frozenset()
        if not allowed.isdisjoint(self.names):
            return []
        return [_unless_whole(self.failure)] if kind is float and "integer" in self.names else [self.failure]

    def late(self, group: str) -> list[Check]:
        """What a value of another type gets at the place of this group of keywords."""
        return [self.failure] if self.comes_late and self.names[0] == group else []


def _refuse_contradiction(place: Place, names: tuple[str, ...]) -> None:
    nullable = place.schema.get("nullable")
    if "nullable" in place.schema and not names:
        raise place.refusal('"nullable" cannot be used without "type"', "nullable")
    if "nullable" in place.schema and not isinstance(nullable, bool):
        raise place.refusal('nullable value must be ["boolean"]', "nullable")
    if nullable is False and "null" in names:
        raise place.refusal("type: null contradicts nullable: false", "nullable")


def _unless_whole(failure: Check) -> Check:
    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        if not value.is_integer():
            failure(value, at, visit, marks)

    return check
