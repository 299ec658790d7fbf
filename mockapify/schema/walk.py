"""What travels along while a compiled schema walks an item."""

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct, field

Error: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[Any, str, "Visit", "Marks | None"], None]
"""`check(value, instance_path, visit, marks)` adds the errors of `value` to `visit`, what it covered to `marks`."""


class Visit(Struct):
    """The walk over one item: the errors so far and what AJV passes from schema to schema."""

    errors: list[Error] = field(default_factory=list)
    property_name: str | None = None
    """Set while a property's name is checked; AJV puts it into each error."""
    anchors: dict[str, Check] = field(default_factory=dict)
    """Dynamic anchors met so far; the first one of a name stays."""

    def report(self, at: str, path: str, keyword: str, params: dict[str, Any], message: str) -> None:
        """Add one error object, members in AJV's order."""
        error = {"instancePath": at, "schemaPath": path, "keyword": keyword, "params": params, "message": message}
        if self.property_name is not None:
            error["propertyName"] = self.property_name
        self.errors.append(error)

    def for_name(self, name: str) -> "Visit":
        """The same walk while it looks at a property's name."""
        return Visit(self.errors, name, self.anchors)

    def without_name(self) -> "Visit":
        """The same walk inside a referenced schema, which does not learn of the property's name."""
        return self if self.property_name is None else Visit(self.errors, None, self.anchors)


class Marks(Struct):
    """What the schemas for one value have covered, for `unevaluatedProperties` and `unevaluatedItems`."""

    names: set[str] = field(default_factory=set)
    all_names: bool = False
    count: int = 0
    """Elements covered from the start of the array."""
    all_items: bool = False

    def add(self, other: "Marks") -> None:
        """Cover what `other` covers too."""
        self.names |= other.names
        self.all_names = self.all_names or other.all_names
        self.count = max(self.count, other.count)
        self.all_items = self.all_items or other.all_items


def passes(check: Check, value: Any, at: str, visit: Visit, marks: Marks | None) -> bool:
    """Run `check`, leave its errors in `visit`, add its marks only when the value passed."""
    before = len(visit.errors)
    own = None if marks is None else Marks()
    check(value, at, visit, own)
    passed = len(visit.errors) == before
    if passed and marks is not None and own is not None:
        marks.add(own)
    return passed
