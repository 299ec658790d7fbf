"""From a schema to one function per schema object, keywords in the order in which AJV runs them."""

from typing import Any, Final

from mockapify.schema.documents import Document, Library, Target, has_reference, resolved
from mockapify.schema.drafts import Draft
from mockapify.schema.keywords import TABLE
from mockapify.schema.keywords.types import Types
from mockapify.schema.place import Place, Unit
from mockapify.schema.walk import Check, Marks, Visit

# The Python types of a JSON value, by the group of keywords that looks at them; "" has no group.
_GROUP_OF: Final = {int: "number", float: "number", str: "string", list: "array", dict: "object", bool: ""}


class Compiler:
    """Compiles the documents of one library under one draft."""

    def __init__(
        self, library: Library, draft: Draft, *, formats: bool = True, marks: bool = False, pattern_flags: str = "u"
    ) -> None:
        """`formats` is whether `format` is checked, `marks` whether a schema asks what others have covered."""
        self.library = library
        self.draft = draft
        self.formats = formats
        self.marks = marks
        self.pattern_flags = pattern_flags
        self._rules = draft.rules
        self._units: dict[tuple[int, int, str], Unit] = {}

    def unit(self, target: Target) -> Unit:
        """The target as a unit of its own, compiled once."""
        key = (id(target.schema), id(target.document), target.base)
        unit = self._units.get(key)
        if unit is None:
            unit = self._units[key] = Unit(target.document)
            unit.check = self.compile(target.schema, unit, target.base, "#", target.pointer)
        return unit

    def whole(self, document: Document) -> Unit:
        """A whole document as a unit."""
        return self.unit(Target(document.schema, document, document.base, ""))

    def accepts_all(self, schema: Any) -> bool:
        """Whether nothing in `schema` is a rule of the draft."""
        if isinstance(schema, bool):
            return schema
        return not isinstance(schema, dict) or self._rules.isdisjoint(schema)

    def compile(self, schema: Any, unit: Unit, base: str, path: str, pointer: str) -> Check | None:
        """The check of one schema, or None when it accepts everything.

        `base` is the address that its references are relative to, `path` the beginning of its errors' `schemaPath`,
        `pointer` its place in the document.
        """
        if schema is False:
            return _refuse_all(f"{path}/false schema")
        if self.accepts_all(schema):
            return None
        place = Place(self, unit, self._base_below(schema, base, path), schema, path, pointer)
        return _SchemaObject(place).check()

    @staticmethod
    def inlined(schema: Any) -> bool:
        """Whether AJV compiles a reference to `schema` in place."""
        return not has_reference(schema)

    @staticmethod
    def _base_below(schema: dict[str, Any], base: str, path: str) -> str:
        own_id = schema.get("$id")
        # The address of a unit already counts its own `$id`.
        return resolved(base, own_id) if path != "#" and isinstance(own_id, str) else base


def _refuse_all(path: str) -> Check:
    def refuse(_value: Any, at: str, visit: Visit, _marks: Marks | None) -> None:
        visit.report(at, path, "false schema", {}, "boolean schema is false")

    return refuse


class _SchemaObject:
    """The keywords of one schema object, put in order for each type of value."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._draft = place.compiler.draft
        self._types = Types.of(place, has_group=self._has_group)

    def _has_group(self, name: str) -> bool:
        return any(keyword in self._place.schema for keyword in self._draft.groups.get(name, ()))

    def check(self) -> Check:
        any_type = self._compiled(self._draft.any_type)
        groups = {name: self._compiled(keywords, name) for name, keywords in self._draft.groups.items()}
        plans = {kind: self._plan(kind, any_type, groups) for kind in (*_GROUP_OF, type(None))}
        other = self._plan(None, any_type, groups)
        if "unevaluatedProperties" in self._place.schema or "unevaluatedItems" in self._place.schema:
            return _with_own_marks(plans, other)
        return _in_order(plans, other)

    def _compiled(self, keywords: tuple[str, ...], group: str = "") -> list[Check]:
        schema = self._place.schema
        checks = (
            TABLE[keyword](self._place, keyword, group)
            for keyword in keywords
            if keyword in schema and keyword in TABLE
        )
        return [check for check in checks if check is not None]

    def _plan(self, kind: type | None, any_type: list[Check], groups: dict[str, list[Check]]) -> tuple[Check, ...]:
        own_group = _GROUP_OF.get(kind, "") if kind else ""
        plan = [*self._types.early(kind), *any_type]
        for name, checks in groups.items():
            plan += checks if name == own_group else self._types.late(name)
        return tuple(plan)


def _in_order(plans: dict[type, tuple[Check, ...]], other: tuple[Check, ...]) -> Check:
    find = plans.get

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        for keyword in find(type(value), other):
            keyword(value, at, visit, marks)

    return check


def _with_own_marks(plans: dict[type, tuple[Check, ...]], other: tuple[Check, ...]) -> Check:
    """A schema with `unevaluated...` asks what its own keywords have covered, not what stands around it."""
    in_order = _in_order(plans, other)

    def check(value: Any, at: str, visit: Visit, marks: Marks | None) -> None:
        own = Marks()
        in_order(value, at, visit, own)
        if marks is not None:
            marks.add(own)

    return check
