"""Layers: the schemas that hold for one value at the same time, found by following references and branches."""

from collections.abc import Iterator
from typing import Any

from mockapify.ids import Ids
from mockapify.schema import compile_schema
from mockapify.schema.compiler import Compiler
from mockapify.schema.documents import Target, resolved
from mockapify.schema.ecma import PatternError, compile_pattern
from mockapify.schema.metaschemas import documents_of, draft_of
from mockapify.schema.walk import Error, Visit

MOST = 500
"""How many schemas may hold for one value, before they are taken to lead to one another for ever."""


TYPES: dict[str, dict[str, Any]] = {name: {"type": name} for name in ("object", "string")}
"""Schemas of one type; the same ones each time, because a schema is compiled once for each object."""


class ImpossibleError(ValueError):
    """No value was found for a place. `place` is a way from the item to it."""

    def __init__(self, place: tuple[str | int, ...], reason: str) -> None:
        super().__init__(reason)
        self.place = place


class Layers:
    """What a schema says of one value, branch by branch."""

    def __init__(self, schema: dict[str, Any], ids: Ids) -> None:
        compile_schema(schema)  # It says what is wrong with the schema as nobody else does.
        self._draft = draft_of(schema)
        self._library, self._document = documents_of(schema, self._draft)
        self._compiler = Compiler(self._library, self._draft, marks=self._draft.marks)
        self._ids = ids
        self.choices = 0
        """How many times there was a branch to choose."""

    @property
    def top(self) -> Target:
        """The whole schema."""
        return Target(self._document.schema, self._document, self._document.base, "")

    def of_type(self, name: str) -> Target:
        """A schema that allows one type and says nothing else."""
        return Target(TYPES[name], self._document, self._document.base, "")

    def errors(self, target: Target, value: object) -> list[Error]:
        """What is wrong with a value."""
        visit = Visit()
        self._compiler.unit(target)(value, "", visit, None)
        return visit.errors

    def below(self, target: Target, *way: str | int) -> Target:
        """The schema at the end of a way of keys and positions within another."""
        schema, base = target.schema, target.base
        for step in way:
            schema = schema[step]
            if isinstance(schema, dict) and isinstance(schema.get("$id"), str):
                base = resolved(base, schema["$id"])
        return Target(schema, target.document, base, f"{target.pointer}/{'/'.join(map(str, way))}")

    def flat(self, targets: list[Target]) -> list[Target]:
        """All schema objects that are to hold, where there are branches one of them.

        Raises:
            ImpossibleError: One of them allows nothing.
        """
        layers: list[Target] = []
        waiting = [*targets]
        while waiting:
            target = waiting.pop(0)
            if target.schema is False:
                raise ImpossibleError((), "its schema allows no value")
            if isinstance(target.schema, dict):
                layers.append(target)
                waiting += self._beside(target)
            if len(layers) > MOST:
                raise ImpossibleError((), "its schema leads back to itself without end")
        return layers

    def _beside(self, target: Target) -> Iterator[Target]:
        """The schemas that hold for the same value because of this one."""
        schema = target.schema
        for keyword in ("$ref", "$recursiveRef", "$dynamicRef"):
            if isinstance(schema.get(keyword), str):
                found = self._library.find(target.document, target.base, schema[keyword])
                if found is not None:
                    yield found
        for position in range(len(schema.get("allOf", ()))):
            yield self.below(target, "allOf", position)
        for keyword in ("anyOf", "oneOf"):
            options = schema.get(keyword)
            if options:
                self.choices += len(options) > 1
                yield self.below(target, keyword, self._ids.pick(range(len(options))))
        if "if" in schema:
            self.choices += 1
            branches = [("then", "if"), ("else",)]
            yield from (self.below(target, name) for name in self._ids.pick(branches) if name in schema)

    def of_property(self, layers: list[Target], name: str) -> list[Target]:
        """The schemas that hold for a property."""
        found = []
        for layer in layers:
            schema = layer.schema
            own = [self.below(layer, "properties", name)] if name in schema.get("properties", {}) else []
            patterns = [pattern for pattern in schema.get("patternProperties", {}) if _is_found(pattern, name)]
            own += [self.below(layer, "patternProperties", pattern) for pattern in patterns]
            if not own and "additionalProperties" in schema:
                own.append(self.below(layer, "additionalProperties"))
            found += own
        return found

    def of_element(self, layers: list[Target], position: int) -> list[Target]:
        """The schemas that hold for an element of an array."""
        found = []
        for layer in layers:
            first, rest = self._element_keywords(layer.schema)
            if position < len(layer.schema.get(first, ())):
                found.append(self.below(layer, first, position))
            elif rest in layer.schema:
                found.append(self.below(layer, rest))
        return found

    def most_elements(self, layers: list[Target]) -> list[int]:
        """How many elements an array can have for each tuple in the schemas that nothing may follow."""
        limits = []
        for layer in layers:
            first, rest = self._element_keywords(layer.schema)
            if layer.schema.get(rest) is False:
                limits.append(len(layer.schema.get(first, ())))
        return limits

    def _element_keywords(self, schema: dict[str, Any]) -> tuple[str, str]:
        """What the schemas of the first elements and that of all others are called."""
        if self._draft.prefix_items:
            return "prefixItems", "items"
        return ("items", "additionalItems") if isinstance(schema.get("items"), list) else ("", "items")


def _is_found(pattern: str, name: str) -> bool:
    try:
        return compile_pattern(pattern)(name)
    except PatternError:
        return False


def said(layers: list[Target], keyword: str) -> list[Any]:
    """What the schemas say under a keyword."""
    return [layer.schema[keyword] for layer in layers if keyword in layer.schema]
